// What a TZID means: the tz database first, Windows names by ICU, an object's own VTIMEZONE last.
#include <date/tz.h>
#include <fmt/format.h>
#include <unicode/ucal.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/text.hpp"
#include "ical/date_time.hpp"
#include "ical/posix_zone.hpp"

namespace timeshelf::ical {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

class IanaZone final : public Zone {
 public:
  explicit IanaZone(const date::time_zone& zone)
      : zone_(zone), name_(zone.name()), afterwards_(PosixZone::of_file(name_)) {}

  sys_seconds to_utc(LocalSeconds local) const override {
    const auto info = zone_.get_info(date::local_seconds(local.time_since_epoch()));
    if (afterwards_ && is_last(info.first)) return afterwards_->to_utc(local);
    // In a gap and in an overlap the offset in force before the change rules (RFC 5545 3.3.5).
    return sys_seconds(local.time_since_epoch() - info.first.offset);
  }
  LocalSeconds to_local(sys_seconds utc) const override {
    const auto info = zone_.get_info(utc);
    const seconds offset = afterwards_ && is_last(info) ? afterwards_->offset_at(utc) : info.offset;
    return LocalSeconds((utc + offset).time_since_epoch());
  }
  const std::string& name() const override { return name_; }

 private:
  // After the last change that the tz file lists, its closing rule tells what follows.
  static bool is_last(const date::sys_info& info) {
    constexpr sys_seconds kFar{std::chrono::hours(24 * 366) * 1000};  // in the 30th century
    return info.end > kFar;
  }

  const date::time_zone& zone_;
  std::string name_;
  std::optional<PosixZone> afterwards_;
};

// "W. Europe Standard Time" -> "Europe/Berlin" (CLDR's table, by way of ICU).
std::string from_windows_name(std::string_view tzid) {
  if (tzid.find(' ') == std::string_view::npos && tzid.find("UTC") == std::string_view::npos) return {};
  const std::u16string wide(tzid.begin(), tzid.end());
  char16_t found[64];
  UErrorCode status = U_ZERO_ERROR;
  const auto length = ucal_getTimeZoneIDForWindowsID(wide.data(), static_cast<int32_t>(wide.size()), nullptr,
                                                     found, 64, &status);
  if (U_FAILURE(status) || length <= 0) return {};
  return {found, found + length};
}

// "/freeassociation.sourceforge.net/Tzfile/Europe/Berlin" -> "Europe/Berlin": the last two or three segments.
std::vector<std::string_view> candidates(std::string_view tzid) {
  std::vector<std::string_view> all{tzid};
  if (!tzid.starts_with('/')) return all;
  for (std::size_t at = 1; (at = tzid.find('/', at)) != std::string_view::npos; ++at) {
    all.push_back(tzid.substr(at + 1));
  }
  return all;
}

const date::time_zone* locate(std::string_view name) {
  static const date::tzdb& database = date::get_tzdb();
  const auto found = std::lower_bound(
      database.zones.begin(), database.zones.end(), name,
      [](const date::time_zone& zone, std::string_view wanted) { return zone.name() < wanted; });
  if (found != database.zones.end() && found->name() == name) return &*found;
  return nullptr;
}

const date::time_zone* resolve(std::string_view tzid) {
  for (const std::string_view name : candidates(tzid)) {
    if (const auto* zone = locate(name)) return zone;
  }
  const std::string iana = from_windows_name(tzid);
  return iana.empty() ? nullptr : locate(iana);
}

}  // namespace

const Zone* find_zone(std::string_view tzid) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<IanaZone>, std::less<>> known;  // bounded by the tz database
  tzid = trim(tzid);
  if (tzid.empty() || tzid.size() > 128) return nullptr;
  const std::lock_guard lock(mutex);
  if (const auto found = known.find(tzid); found != known.end()) return found->second.get();
  const auto* zone = resolve(tzid);
  if (!zone) return nullptr;
  auto& kept = known[zone->name()];
  if (!kept) kept = std::make_unique<IanaZone>(*zone);
  return kept.get();
}

const Zone& utc_zone() {
  static const Zone& zone = *find_zone("Etc/UTC");
  return zone;
}

Zones::Zones(const Component& calendar) : calendar_(calendar) {}

const Zone* Zones::find(std::string_view tzid) const {
  if (const Zone* zone = find_zone(tzid)) return zone;
  for (const auto& [name, zone] : own_) {
    if (name == tzid) return zone.get();
  }
  for (const Component& component : calendar_.components) {
    if (component.name != "VTIMEZONE" || component.value("TZID") != tzid) continue;
    own_.emplace_back(std::string(tzid), zone_of(component));
    return own_.back().second.get();
  }
  return nullptr;
}

}  // namespace timeshelf::ical
