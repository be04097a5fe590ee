// render_feed(): a feed's document.
#include <algorithm>

#include "base/text.hpp"
#include "ical/feed_stream.hpp"
#include "ical/jcal.hpp"
#include "ical/object.hpp"
#include "ical/xcal.hpp"
#include "server/feeds/feed.hpp"

namespace timeshelf::server {
namespace {

std::optional<ical::Component> parsed(std::string_view text) {
  ical::Limits limits;
  limits.bytes = limits.line_bytes = text.size();
  auto parsed = ical::parse(text, limits, ical::Leniency::repair);
  if (!parsed || parsed->calendars.empty()) return std::nullopt;
  return std::move(parsed->calendars.front());
}

// CLASS (RFC 5545 3.8.1.3) says what its owner does not show to everybody; of a series that has such an
// instance the rest would show where it is.
bool is_for_all(const ical::Component& calendar) {
  return std::none_of(calendar.components.begin(), calendar.components.end(), [](const auto& component) {
    const std::string_view kind = trim(component.value("CLASS"));
    return equals_ignoring_case(kind, "PRIVATE") || equals_ignoring_case(kind, "CONFIDENTIAL");
  });
}

// Whose address stands in an event did not publish it; and apps take an event with people for an invitation.
void remove_people(ical::Component& component) {
  for (const char* line : {"ATTENDEE", "ORGANIZER", "PARTICIPANT", "CALENDAR-ADDRESS"})
    component.remove(line);
  std::erase_if(component.components, [](const auto& child) { return child.name == "PARTICIPANT"; });
  for (ical::Component& child : component.components) remove_people(child);
}

// Adds what the feed shows of one calendar.
class Adding {
 public:
  Adding(store::Transaction& transaction, const Context& context, const Feed& feed)
      : transaction_(transaction), context_(context), feed_(feed) {
    if (!feed.choice.any()) return;
    slots_ = commerce::chosen_slots(transaction, feed.shop.id, feed.choice, feed.from, feed.to);
    venues_ = context.engine.list_venues(transaction, feed.shop.id);
    currency_ = Currency::parse(feed.shop.currency);
  }

  void add(ical::FeedStream& stream, const store::Collection& calendar) const {
    const auto add_object = [&](const store::ObjectEntry& object) {
      if (const auto shown = read(calendar, object)) stream.add(*shown);
    };
    if (feed_.from || feed_.to)
      store::each_object_between(transaction_, calendar, feed_.from, feed_.to, add_object);
    else
      store::each_object(transaction_, calendar, add_object);
  }

 private:
  // Nothing for what is not chosen: slots are not even rendered then.
  std::optional<ical::Component> read(const store::Collection& calendar,
                                      const store::ObjectEntry& object) const {
    const bool live = calendar.kind == store::CollectionKind::live;
    if (live && feed_.choice.any() && !is_chosen_slot(object.segment)) return std::nullopt;
    const auto bytes = live ? context_.source.render(transaction_, calendar, object)
                            : store::read_object(transaction_, calendar, object.segment);
    auto shown = bytes ? parsed(*bytes) : std::nullopt;
    const bool is_out = shown && !live && feed_.choice.any() &&
                        !(currency_ && commerce::fits(feed_.choice, venues_, *shown, *currency_));
    if (is_out) return std::nullopt;
    if (shown && !live && !feed_.secret) {
      if (!is_for_all(*shown)) return std::nullopt;
      remove_people(*shown);
    }
    return shown;
  }

  // A live object is called after its slot: "<id>.ics".
  bool is_chosen_slot(std::string_view segment) const {
    const auto id = Id::parse(segment.substr(0, segment.rfind('.')));
    return id && slots_.contains(*id);
  }

  store::Transaction& transaction_;
  const Context& context_;
  const Feed& feed_;
  std::set<Id> slots_;
  std::vector<commerce::Venue> venues_;
  std::optional<Currency> currency_;
};

std::string empty_stream(const Feed& feed, Instant now) {
  ical::StreamWriter writer(feed.lines);
  ical::Component calendar{"VCALENDAR", {}, {}};
  if (auto zone = ical::vtimezone_for(feed.shop.time_zone, now))
    calendar.components.push_back(std::move(*zone));
  writer.add(calendar);
  return writer.finish();
}

}  // namespace

std::string render_feed(store::Transaction& transaction, const Context& context, const Feed& feed,
                        FeedFormat format) {
  const Instant now = context.clock.now();
  ical::FeedStream stream(feed.lines);
  const Adding adding(transaction, context, feed);
  for (const store::Collection& calendar : feed.shown) adding.add(stream, calendar);
  std::string text = stream.empty() ? empty_stream(feed, now) : stream.finish(feed.from.value_or(now));
  if (format == FeedFormat::icalendar) return text;
  const auto calendar = parsed(text);
  if (!calendar) throw std::logic_error("a feed that was just written cannot be read");
  return format == FeedFormat::jcal ? ical::to_jcal(*calendar) : ical::to_xcal(*calendar);
}

}  // namespace timeshelf::server
