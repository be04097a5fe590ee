// free-busy-query (RFC 4791 7.10): what is busy between two instants, without saying why.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "caldav/reports/report.hpp"
#include "caldav/reports/scope.hpp"
#include "caldav/time_zone.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav {
namespace {

struct Period {
  Instant from, to;
};

// Kinds of busy time (RFC 5545 3.2.9), the hardest first.
constexpr std::array<std::string_view, 3> kTypes{"BUSY", "BUSY-UNAVAILABLE", "BUSY-TENTATIVE"};
using BusyTime = std::array<std::vector<Period>, kTypes.size()>;

void add(BusyTime& busy, std::string_view type, const TimeRange& range, Instant from, Instant to) {
  auto kind = std::find_if(kTypes.begin(), kTypes.end(),
                           [&](std::string_view known) { return equals_ignoring_case(known, type); });
  if (kind == kTypes.end()) kind = kTypes.begin();  // RFC 5545 3.2.9: an unknown type counts as BUSY
  from = std::max(from, range.from);
  to = std::min(to, range.to);
  if (from < to) busy[static_cast<std::size_t>(kind - kTypes.begin())].push_back({from, to});
}

// RFC 4791 7.10: opaque events count, tentative ones as such, cancelled ones not at all.
std::string_view type_of(const ical::Component& event) {
  const auto status = event.value("STATUS");
  if (equals_ignoring_case(event.value("TRANSP"), "TRANSPARENT") || equals_ignoring_case(status, "CANCELLED"))
    return "";
  return equals_ignoring_case(status, "TENTATIVE") ? "BUSY-TENTATIVE" : "BUSY";
}

// What a VFREEBUSY says, line by line, because each has a type of its own.
void add_published(BusyTime& busy, const ical::Component& component, const TimeRange& range,
                   const ical::Zone& floating) {
  for (const ical::Property& line : component.properties) {
    const auto type = line.parameter("FBTYPE");
    if (line.name() != "FREEBUSY" || equals_ignoring_case(type, "FREE")) continue;
    ical::Component alone{"VFREEBUSY", {line}, {}};
    const ical::Component calendar{"VCALENDAR", {}, {std::move(alone)}};
    const auto periods = ical::expand(calendar, range.from, range.to, floating);
    if (!periods) continue;
    for (const auto& period : *periods) add(busy, type, range, period.start, period.end);
  }
}

/// False if the range holds more occurrences than one answer may.
bool add_object(BusyTime& busy, const std::string& bytes, const TimeRange& range,
                const ical::Zone& floating) {
  ical::Limits limits;
  limits.bytes = limits.line_bytes = bytes.size();
  const auto parsed = ical::parse(bytes, limits, ical::Leniency::repair);
  if (!parsed) return true;
  const ical::Component& calendar = parsed->calendars.front();
  for (const ical::Component& component : calendar.components) {
    if (component.name == "VFREEBUSY") add_published(busy, component, range, floating);
  }
  const auto visited = ical::each_occurrence(
      calendar, range.from, range.to, floating,
      [](const ical::Component& component) {
        return component.name == "VEVENT" && !type_of(component).empty();
      },
      [&](const ical::Occurrence& occurrence) {
        add(busy, type_of(*occurrence.component), range, occurrence.start, occurrence.end);
        return true;
      });
  return visited || visited.error().code != ical::ExpansionError::Code::over_budget;
}

// One line for each type; periods that touch become one.
void write_periods(ical::Component& component, std::string_view type, std::vector<Period> periods) {
  std::sort(periods.begin(), periods.end(), [](const Period& a, const Period& b) { return a.from < b.from; });
  std::vector<Period> merged;
  for (const Period& period : periods) {
    if (!merged.empty() && period.from <= merged.back().to) {
      merged.back().to = std::max(merged.back().to, period.to);
    } else {
      merged.push_back(period);
    }
  }
  std::string value;
  for (const Period& period : merged) {
    value.append(value.empty() ? "" : ",").append(to_ical_utc(period.from) + "/" + to_ical_utc(period.to));
  }
  if (value.empty()) return;
  component.properties.emplace_back("FREEBUSY", std::move(value),
                                    std::vector<ical::Parameter>{{"FBTYPE", {std::string(type)}}});
}

http::Response render(const Call& call, const TimeRange& range, BusyTime busy) {
  ical::Component component{"VFREEBUSY", {}, {}};
  component.properties.emplace_back("UID", Id::make(call.clock.now(), call.random).text());
  component.properties.emplace_back("DTSTAMP", to_ical_utc(call.clock.now()));
  component.properties.emplace_back("DTSTART", to_ical_utc(range.from));
  component.properties.emplace_back("DTEND", to_ical_utc(range.to));
  for (std::size_t i = 0; i < kTypes.size(); ++i) write_periods(component, kTypes[i], std::move(busy[i]));
  ical::Component calendar{"VCALENDAR", {}, {std::move(component)}};
  calendar.properties.emplace_back("VERSION", "2.0");
  calendar.properties.emplace_back("PRODID", "-//Timeshelf//Timeshelf//EN");
  return http::reply(200, "text/calendar; charset=utf-8", ical::serialize(calendar));
}

http::Response answer(store::Transaction& transaction, const Call& call, const TimeRange& range,
                      const pugi::xml_node& root) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (node.kind != Node::Kind::collection)
    return error_response(failed(403, "D:supported-report", "Ask a calendar or a home for this report."));
  BusyTime busy;
  bool within = true;
  each_calendar(transaction, call, node, Privilege::read_free_busy, [&](const Node& calendar) {
    const FloatingZone floating(transaction, calendar, root);
    store::each_object_between(
        transaction, *calendar.collection, range.from, range.to, [&](const store::ObjectEntry& object) {
          if (!within || (object.component != "VEVENT" && object.component != "VFREEBUSY")) return;
          const auto bytes = content_of(transaction, call, *calendar.collection, object);
          if (bytes) within = add_object(busy, *bytes, range, *floating);
        });
  });
  return within ? render(call, range, std::move(busy)) : too_long();
}

}  // namespace

Plan free_busy_query(const CallRef& call, const Document& document) {
  const auto root = xml::children(*document).front();
  if (const auto wrong = check_zones_in(root)) return error_response(*wrong);
  const auto range = read_range(xml::child(root, xml::kCalDav, "time-range"), false);
  if (!range) return error_response(range.error());
  return ReadWork{[call, document, range = *range](store::Transaction& transaction) {
    return answer(transaction, *call, range, xml::children(*document).front());
  }};
}

}  // namespace timeshelf::caldav
