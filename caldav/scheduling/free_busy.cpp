#include "caldav/scheduling/free_busy.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "caldav/time_zone.hpp"
#include "caldav/xml.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav::scheduling {
namespace {

using ical::Component;

constexpr std::array kNames{"BUSY-TENTATIVE", "BUSY-UNAVAILABLE", "BUSY"};

std::string stored_text(store::Transaction& transaction, const store::Collection& collection,
                        std::string_view name_space, std::string_view name) {
  const auto stored = store::find_property(transaction, collection, "", name_space, name);
  if (!stored) return {};
  const auto document = xml::parse(stored->xml);
  return document ? xml::text_of(xml::children(**document).front()) : "";
}

const ical::Zone& zone_of(store::Transaction& transaction, const store::Collection& calendar) {
  const auto zone = read_time_zone(stored_text(transaction, calendar, xml::kCalDav, "calendar-timezone"));
  return zone ? **zone : ical::utc_zone();
}

// What an event makes of its time; nothing if its user is free.
std::optional<Busy> kind_of(const Component& event, const Addresses& self) {
  const auto status = to_upper(event.value("STATUS"));
  if (status == "CANCELLED" || equals_ignoring_case(event.value("TRANSP"), "TRANSPARENT"))
    return std::nullopt;
  const auto* own = attendee_line(event, self);
  const std::string said = own && event.find("ORGANIZER") ? partstat_of(*own) : "ACCEPTED";
  if (said == "DECLINED" || said == "DELEGATED") return std::nullopt;
  const bool settled = said == "ACCEPTED" && status != "TENTATIVE";
  return settled ? Busy::busy : Busy::tentative;
}

void add_events(store::Transaction& transaction, const store::Collection& calendar, const Addresses& self,
                Span span, std::string_view but_uid, std::vector<Period>& periods) {
  const ical::Zone& floating = zone_of(transaction, calendar);
  store::each_object_between(transaction, calendar, span.from, span.to, [&](const store::ObjectEntry& entry) {
    if (entry.component != "VEVENT" || (!but_uid.empty() && entry.uid == but_uid)) return;
    const auto object = read_meeting(transaction, calendar, entry.segment);
    const auto occurrences =
        object ? ical::expand(*object, span.from, span.to, floating)
               : Result<std::vector<ical::Occurrence>, ical::ExpansionError>(ical::ExpansionError{});
    if (!occurrences) {
      // What is too much to be told apart is not free.
      if (occurrences.error().code == ical::ExpansionError::Code::over_budget)
        periods.push_back({span.from, span.to, Busy::busy});
      return;
    }
    for (const ical::Occurrence& occurrence : *occurrences) {
      const auto kind = kind_of(*occurrence.component, self);
      const Instant start = std::max(occurrence.start, span.from);
      const Instant end = std::min(occurrence.end, span.to);
      if (kind && start < end) periods.push_back({start, end, *kind});
    }
  });
}

Busy busy_type(const Component& availability) {
  const auto type = to_upper(availability.value("BUSYTYPE"));
  if (type == "BUSY") return Busy::busy;
  return type == "BUSY-TENTATIVE" ? Busy::tentative : Busy::unavailable;
}

// 1 is the highest; 0, or none, is the lowest (RFC 7953 3.1).
int rank_of(const Component& availability) {
  const auto priority = parse_whole(trim(availability.value("PRIORITY"))).value_or(0);
  return priority < 1 || priority > 9 ? 10 : static_cast<int>(priority);
}

// AVAILABLE subcomponents recur as events do (RFC 7953 3.1).
std::vector<Span> available(const Component& calendar, const Component& availability, Span span,
                            const ical::Zone& floating) {
  std::map<std::string, Component, std::less<>> by_uid;
  for (const Component& part : availability.components) {
    if (part.name != "AVAILABLE") continue;
    Component event = part;
    event.name = "VEVENT";
    auto& series = by_uid.try_emplace(std::string(part.value("UID")), frame_of(calendar)).first->second;
    series.components.push_back(std::move(event));
  }
  std::vector<Span> spans;
  for (const auto& [uid, series] : by_uid) {
    const auto occurrences = ical::expand(series, span.from, span.to, floating);
    if (!occurrences) continue;
    for (const auto& occurrence : *occurrences) spans.push_back({occurrence.start, occurrence.end});
  }
  return spans;
}

// What a component says of the times between the bounds: nothing, free, or busy.
using Painting = std::map<Instant, std::optional<Busy>>;

void paint(Painting& painting, Instant start, Instant end, std::optional<Busy> kind) {
  if (start >= end) return;
  const auto before = std::prev(painting.upper_bound(end))->second;
  painting.insert_or_assign(end, before);
  painting.erase(painting.lower_bound(start), painting.lower_bound(end));
  painting[start] = kind;
}

}  // namespace

std::vector<Period> flattened(const std::vector<Period>& periods) {
  std::map<Instant, std::array<int, 3>> changes;
  for (const Period& period : periods) {
    if (period.start >= period.end) continue;
    ++changes[period.start][static_cast<std::size_t>(period.kind)];
    --changes[period.end][static_cast<std::size_t>(period.kind)];
  }
  std::vector<Period> flat;
  std::array<int, 3> open{};
  Instant since{};
  std::optional<Busy> current;
  for (const auto& [at, change] : changes) {
    if (current && since < at) {
      if (!flat.empty() && flat.back().end == since && flat.back().kind == *current) {
        flat.back().end = at;
      } else {
        flat.push_back({since, at, *current});
      }
    }
    current.reset();
    for (std::size_t kind = 0; kind < open.size(); ++kind) {
      open.at(kind) += change.at(kind);
      if (open.at(kind) > 0) current = static_cast<Busy>(kind);
    }
    since = at;
  }
  return flat;
}

std::vector<Period> unavailable_periods(const Component& calendar, Span span, const ical::Zone& floating) {
  std::vector<const Component*> layers;
  for (const Component& part : calendar.components) {
    if (part.name == "VAVAILABILITY") layers.push_back(&part);
  }
  std::stable_sort(layers.begin(), layers.end(),
                   [](const Component* a, const Component* b) { return rank_of(*a) > rank_of(*b); });
  const ical::Zones zones(calendar);
  Painting painting{{span.from, std::nullopt}};
  for (const Component* layer : layers) {
    const auto bound = [&](const char* name, Instant otherwise) {
      const auto* line = layer->find(name);
      const auto date = line ? ical::date_time_of(*line) : std::nullopt;
      return date ? ical::to_instant(*date, zones, floating) : otherwise;
    };
    const Instant from = std::max(bound("DTSTART", span.from), span.from);
    Instant to = bound("DTEND", span.to);
    if (layer->find("DTSTART") && layer->find("DURATION"))
      to = bound("DTSTART", span.from) + std::chrono::milliseconds(length_of(*layer, zones));
    to = std::min(to, span.to);
    paint(painting, from, to, busy_type(*layer));
    for (const Span& free : available(calendar, *layer, span, floating))
      paint(painting, std::max(free.from, from), std::min(free.to, to), std::nullopt);
  }
  std::vector<Period> periods;
  for (auto at = painting.begin(); at != painting.end(); ++at) {
    const auto next = std::next(at);
    if (at->second)
      periods.push_back({at->first, next == painting.end() ? span.to : next->first, *at->second});
  }
  return flattened(periods);
}

std::vector<Period> busy_periods(store::Transaction& transaction, const CalendarUser& who, Span span,
                                 std::string_view but_uid) {
  std::vector<Period> periods;
  const ical::Zone* floating = &ical::utc_zone();
  // A shelf's slots take place: their owner is there.
  for (const auto& [binding, way] : own_calendars_and_shelves(transaction, who.user)) {
    const store::Collection& calendar = binding.collection;
    if (way == "calendar/") floating = &zone_of(transaction, calendar);
    if (!is_transparent(transaction, calendar))
      add_events(transaction, calendar, who.addresses, span, but_uid, periods);
  }
  if (const auto inbox = find_in_home(transaction, who.user, store::CollectionKind::inbox)) {
    auto text = stored_text(transaction, inbox->collection, xml::kCalDav, "calendar-availability");
    if (text.empty())
      text = stored_text(transaction, inbox->collection, xml::kCalendarServer, "calendar-availability");
    const auto parsed = ical::parse(trim(text), {}, ical::Leniency::repair);
    if (!text.empty() && parsed && !parsed->calendars.empty()) {
      const auto off = unavailable_periods(parsed->calendars.front(), span, *floating);
      periods.insert(periods.end(), off.begin(), off.end());
    }
  }
  return flattened(periods);
}

void write_periods(Component& freebusy, const std::vector<Period>& periods) {
  for (const Period& period : periods) {
    freebusy.properties.emplace_back(
        "FREEBUSY", to_ical_utc(period.start) + "/" + to_ical_utc(period.end),
        std::vector<ical::Parameter>{{"FBTYPE", {kNames.at(static_cast<std::size_t>(period.kind))}}});
  }
}

}  // namespace timeshelf::caldav::scheduling
