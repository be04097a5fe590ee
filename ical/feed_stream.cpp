#include "ical/feed_stream.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ical/stream_lines.hpp"

namespace timeshelf::ical {
namespace {

std::pair<std::string, std::string> key_of(const Component& component) {
  return {component.name, std::string(trim(component.value("UID")))};
}

}  // namespace

FeedStream::FeedStream(std::vector<Property> calendar_lines) : lines_(std::move(calendar_lines)) {}

bool FeedStream::add(const Component& calendar) {
  for (const Component& component : calendar.components) {
    const auto key = key_of(component);
    if (component.name != "VTIMEZONE" && !key.second.empty() && seen_.contains(key)) return false;
  }
  for (const Component& component : calendar.components) {
    if (component.name == "VTIMEZONE") {
      std::pair zone{std::string(component.value("TZID")), serialize(component)};
      // Under a name that only its author knows, two calendars may mean two zones: then both are said, as
      // their author's own calendar would.
      const bool known = std::any_of(brought_.begin(), brought_.end(), [&](const auto& other) {
        return other.first == zone.first && (other.second == zone.second || find_zone(zone.first));
      });
      if (!known) brought_.push_back(std::move(zone));
      continue;
    }
    seen_.insert(key_of(component));
    note_tzids(component);
    append_with_crlf(components_, serialize(component));
  }
  return true;
}

void FeedStream::note_tzids(const Component& component) {
  for (const Property& property : component.properties) {
    if (const auto tzid = property.parameter("TZID"); !tzid.empty()) tzids_.emplace(tzid);
  }
  for (const Component& child : component.components) note_tzids(child);
}

std::string FeedStream::zones_text(Instant from) const {
  std::string text;
  for (const std::string& tzid : tzids_) {
    bool brought = false;
    for (const auto& [name, bytes] : brought_) {
      if (name != tzid) continue;
      append_with_crlf(text, bytes);
      brought = true;
    }
    if (brought) continue;
    if (const auto described = vtimezone_for(tzid, from)) text += serialize(*described);
  }
  return text;
}

std::string FeedStream::finish(Instant from) const {
  std::string text = stream_opening(lines_);
  return text + zones_text(from) + components_ + "END:VCALENDAR\r\n";
}

}  // namespace timeshelf::ical
