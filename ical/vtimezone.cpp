// VTIMEZONE: read as a last resort, written for what this program publishes (RFC 5545 3.6.5).
#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::ical {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

std::optional<seconds> parse_offset(std::string_view text) {
  text = trim(text);
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto number = parse_whole(text.substr(1));
  if (!number) return std::nullopt;
  const std::int64_t hhmmss = text.size() > 5 ? *number : *number * 100;
  const seconds offset(hhmmss / 10000 * 3600 + hhmmss / 100 % 100 * 60 + hhmmss % 100);
  return text[0] == '-' ? -offset : offset;
}

// An alias of a zone that is known: its VTIMEZONE is not needed.
class AliasZone final : public Zone {
 public:
  AliasZone(const Zone& zone, std::string name) : zone_(zone), name_(std::move(name)) {}
  sys_seconds to_utc(LocalSeconds local) const override { return zone_.to_utc(local); }
  LocalSeconds to_local(sys_seconds utc) const override { return zone_.to_local(utc); }
  const std::string& name() const override { return name_; }

 private:
  const Zone& zone_;
  std::string name_;
};

// One STANDARD or DAYLIGHT: yearly by month, weekday and ordinal, as nearly all of them are, or once.
struct Observance {
  seconds offset{};
  seconds before{};
  LocalSeconds start{};
  bool yearly = false;
  unsigned month = 0;
  int ordinal = 0;       // 1 first, -1 last
  unsigned weekday = 0;  // 0 Sunday
};

std::optional<Observance> read(const Component& component) {
  const auto offset = parse_offset(component.value("TZOFFSETTO"));
  const auto before = parse_offset(component.value("TZOFFSETFROM"));
  const Property* start = component.find("DTSTART");
  const auto at = start ? date_time_of(*start) : std::nullopt;
  if (!offset || !before || !at) return std::nullopt;
  Observance observance{*offset, *before, at->local, false, 0, 0, 0};
  static constexpr std::string_view kDays = "SUMOTUWETHFRSA";
  for (const std::string_view part : split(component.value("RRULE"), ';')) {
    if (part == "FREQ=YEARLY") observance.yearly = true;
    if (part.starts_with("BYMONTH=")) {
      observance.month = static_cast<unsigned>(parse_whole(part.substr(8)).value_or(0));
    }
    if (part.starts_with("BYDAY=") && part.size() >= 9) {
      const auto day = kDays.find(part.substr(part.size() - 2));
      observance.ordinal = std::atoi(std::string(part.substr(6, part.size() - 8)).c_str());
      observance.weekday = static_cast<unsigned>(day == std::string_view::npos ? 0 : day / 2);
    }
  }
  if (observance.month < 1 || observance.month > 12 || observance.ordinal == 0) observance.yearly = false;
  return observance;
}

// When the observance begins in that year, in the wall clock before it.
LocalSeconds onset(const Observance& observance, int year) {
  const date::weekday weekday{observance.weekday};
  const auto month = date::year(year) / date::month(observance.month);
  const auto day = observance.ordinal < 0
                       ? date::local_days(month / date::weekday_last(weekday))
                       : date::local_days(month / weekday[static_cast<unsigned>(observance.ordinal)]);
  return LocalSeconds(day.time_since_epoch()) +
         (observance.start - date::floor<date::days>(observance.start));
}

class OwnZone final : public Zone {
 public:
  OwnZone(std::vector<Observance> observances, std::string name)
      : observances_(std::move(observances)), name_(std::move(name)) {}

  sys_seconds to_utc(LocalSeconds local) const override {
    return sys_seconds(local.time_since_epoch() - offset_at(local));
  }
  LocalSeconds to_local(sys_seconds utc) const override {
    const LocalSeconds guess(utc.time_since_epoch() + offset_at(LocalSeconds(utc.time_since_epoch())));
    return LocalSeconds(utc.time_since_epoch() + offset_at(guess));
  }
  const std::string& name() const override { return name_; }

 private:
  // The offset of the observance that began last. Looks at two onsets of each: no expansion, no hostile rule.
  seconds offset_at(LocalSeconds local) const {
    const int year = static_cast<int>(
        date::year_month_day(date::local_days(date::floor<date::days>(local).time_since_epoch())).year());
    const Observance* latest = nullptr;
    LocalSeconds latest_onset = LocalSeconds::min();
    for (const Observance& observance : observances_) {
      for (const int candidate : {year - 1, year}) {
        const LocalSeconds begins = observance.yearly ? onset(observance, candidate) : observance.start;
        if (begins < observance.start || begins > local || begins < latest_onset) continue;
        latest = &observance;
        latest_onset = begins;
      }
    }
    return latest ? latest->offset : observances_.front().before;
  }

  std::vector<Observance> observances_;
  std::string name_;
};

std::string offset_text(seconds offset) {
  const auto all = offset.count() < 0 ? -offset.count() : offset.count();
  std::string text = fmt::format("{}{:02}{:02}", offset.count() < 0 ? '-' : '+', all / 3600, all / 60 % 60);
  if (all % 60 != 0) text += fmt::format("{:02}", all % 60);
  return text;
}

// The observance that begins at `at`; as a yearly rule if the year after has its counterpart.
Component observance_component(const date::time_zone& zone, sys_seconds at) {
  const auto before = zone.get_info(at - seconds(1));
  const auto after = zone.get_info(at);
  const LocalSeconds local((at + before.offset).time_since_epoch());
  Component component{after.save != std::chrono::minutes(0) ? "DAYLIGHT" : "STANDARD", {}, {}};
  component.properties.emplace_back("DTSTART", format({DateTime::Form::floating, local, {}}));
  component.properties.emplace_back("TZOFFSETFROM", offset_text(before.offset));
  component.properties.emplace_back("TZOFFSETTO", offset_text(after.offset));
  component.properties.emplace_back("TZNAME", after.abbrev);
  const date::year_month_day ymd{date::local_days(date::floor<date::days>(local).time_since_epoch())};
  const date::year_month_weekday ymw{date::local_days(ymd)};
  const bool last = static_cast<unsigned>(ymd.day()) + 7 >
                    static_cast<unsigned>((ymd.year() / ymd.month() / date::last).day());
  static constexpr const char* kDays[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
  component.properties.emplace_back(
      "RRULE", fmt::format("FREQ=YEARLY;BYMONTH={};BYDAY={}{}", static_cast<unsigned>(ymd.month()),
                           last ? -1 : static_cast<int>(ymw.index()), kDays[ymw.weekday().c_encoding()]));
  return component;
}

}  // namespace

std::shared_ptr<const Zone> zone_of(const Component& vtimezone) {
  const std::string tzid(vtimezone.value("TZID"));
  for (const std::string_view name : {vtimezone.value("X-LIC-LOCATION"), std::string_view(tzid)}) {
    if (const Zone* zone = find_zone(name)) return std::make_shared<AliasZone>(*zone, tzid);
  }
  std::vector<Observance> observances;
  for (const Component& component : vtimezone.components) {
    if (auto observance = read(component); observance && observances.size() < 1000) {
      observances.push_back(*observance);
    }
  }
  if (observances.empty()) return std::make_shared<AliasZone>(utc_zone(), tzid);
  return std::make_shared<OwnZone>(std::move(observances), tzid);
}

std::optional<Component> vtimezone_for(std::string_view iana_name, Instant from) {
  const Zone* known = find_zone(iana_name);
  if (!known) return std::nullopt;
  const date::time_zone& zone = *date::locate_zone(known->name());
  Component component{"VTIMEZONE", {}, {}};
  component.properties.emplace_back("TZID", std::string(iana_name));
  const auto at = std::chrono::floor<seconds>(from);
  const auto info = zone.get_info(at);
  const bool changes = info.end < at + std::chrono::hours(24 * 400);
  if (!changes) {
    Component standard{"STANDARD", {}, {}};
    standard.properties.emplace_back("DTSTART", "19700101T000000");
    standard.properties.emplace_back("TZOFFSETFROM", offset_text(info.offset));
    standard.properties.emplace_back("TZOFFSETTO", offset_text(info.offset));
    standard.properties.emplace_back("TZNAME", info.abbrev);
    component.components.push_back(std::move(standard));
    return component;
  }
  // The change in force at `from` and the one before it: between them they describe a year, and recur.
  component.components.push_back(observance_component(zone, zone.get_info(info.begin - seconds(1)).begin));
  component.components.push_back(observance_component(zone, info.begin));
  return component;
}

}  // namespace timeshelf::ical
