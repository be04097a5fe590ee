#include "caldav/scheduling/implicit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "caldav/scheduling/attendee.hpp"
#include "caldav/scheduling/delivery.hpp"
#include "caldav/scheduling/merge.hpp"
#include "caldav/scheduling/organizer.hpp"

namespace timeshelf::caldav::scheduling {
namespace {

using ical::Component;

enum class Role { none, organizer, attendee };

World world_of(store::Transaction& transaction, const Call& call) {
  return {transaction, call.options, call.port, call.clock, call.random};
}

// Whose meetings lie there: a shared calendar's are its owner's, whoever writes them. Nothing where nobody
// schedules.
std::optional<CalendarUser> owner_of(store::Transaction& transaction, const Call& call, const Node& node) {
  const store::Collection& calendar = *node.collection;
  if (calendar.kind != store::CollectionKind::calendar || calendar.shelf) return std::nullopt;
  auto user = node.is_own() ? store::find_user(transaction, call.principal.user)
                            : store::find_user_by_calendar(transaction, calendar.shop, calendar.id);
  if (!user) return std::nullopt;
  return calendar_user(call.options, std::move(*user));
}

Role role_in(const Component& object, const Addresses& self) {
  const std::string organizer = organizer_of(object);
  if (organizer.empty()) return Role::none;
  if (self.contains(organizer)) return attendees_of(object).empty() ? Role::none : Role::organizer;
  return any_attendee_line(object, self) ? Role::attendee : Role::none;
}

http::Response refusal(std::string_view element, std::string sentence) {
  return error_response(failed(403, element, std::move(sentence)));
}

// RFC 5546 has no REQUEST for a VJOURNAL.
bool can_be_scheduled(const Component& object) {
  return std::all_of(object.components.begin(), object.components.end(), [](const Component& part) {
    return part.name == "VEVENT" || part.name == "VTODO" || part.name == "VTIMEZONE";
  });
}

struct Place {
  World world;
  const Call& call;
  CalendarUser who;
};

Scheduled store_as_organizer(const Place& place, const Component* before, const Component& object) {
  const bool unread = place.call.request.headers.has("If-Schedule-Tag-Match");
  OrganizerChange change =
      organizer_stores(before, object, place.who.addresses, unread, place.world.clock.now());
  Addresses answered;
  for (const Message& message : change.messages) {
    const Delivery delivery = deliver(place.world, place.who.user, message);
    if (message.method == "CANCEL" && !any_attendee_line(change.object, {message.recipient})) continue;
    set_schedule_status(change.object, {message.recipient}, delivery.status);
    if (!delivery.reply) continue;
    if (auto merged = merge_reply(change.object, delivery.reply->calendar)) {
      change.object = std::move(merged->object);
      answered.insert(merged->attendee);
    }
  }
  if (!answered.empty()) spread_answers(place.world, change.object, answered);
  return {std::move(change.object), true};
}

Result<Scheduled, http::Response> store_as_attendee(const Place& place, const Component* before,
                                                    const Component& object) {
  auto change = attendee_stores(before, object, place.who.addresses, place.world.clock.now());
  if (!change) return refusal("C:allowed-attendee-scheduling-object-change", change.error().message);
  if (change->reply) {
    const Delivery delivery = deliver(place.world, place.who.user, *change->reply);
    set_organizer_status(change->object, delivery.status);
  }
  return Scheduled{std::move(change->object), true};
}

void remove_as_organizer(const Place& place, const Component& before) {
  for (const Message& message : organizer_removes(before, place.who.addresses, place.world.clock.now()))
    deliver(place.world, place.who.user, message);
}

// Only what differs is stored in other bytes: an answer without ETag costs the client a GET.
void keep_bytes(Scheduled& scheduled, const Component& object) {
  if (scheduled.instead && ical::serialize(*scheduled.instead) == ical::serialize(object))
    scheduled.instead.reset();
}

std::string uid_of(const Component& object) {
  for (const Component& part : object.components) {
    if (is_part(part)) return std::string(trim(part.value("UID")));
  }
  return {};
}

}  // namespace

std::optional<http::Response> check_unique(store::Transaction& transaction, const Call& call,
                                           const Node& node, std::string_view uid) {
  const auto who = owner_of(transaction, call, node);
  if (!who) return std::nullopt;
  for (const auto& [binding, way] : own_calendars(transaction, who->user)) {
    if (binding.collection.id == node.collection->id) continue;
    const auto same = store::find_object_by_uid(transaction, binding.collection, uid);
    if (!same || same->schedule_tag.empty()) continue;
    const std::string calendar = home_href(call.options, who->user.name) + way;
    return error_response(failed(403, "C:unique-scheduling-object-resource",
                                 "This meeting lies in another of your calendars. Change or move that one.",
                                 child_href(calendar, same->segment, false)));
  }
  return std::nullopt;
}

Result<Scheduled, http::Response> storing(store::Transaction& transaction, const Call& call, const Node& node,
                                          const Component& object) {
  const bool was_scheduled = node.object && !node.object->schedule_tag.empty();
  const std::string organizer = organizer_of(object);
  if ((!was_scheduled && organizer.empty()) || !can_be_scheduled(object)) return Scheduled{};
  const auto who = owner_of(transaction, call, node);
  if (!who || call.port.answers_for(transaction, organizer)) return Scheduled{};
  if (!has_one_organizer(object)) {
    return refusal("C:same-organizer-in-all-components",
                   "All components of a meeting name the same ORGANIZER, or none does.");
  }
  std::optional<Component> before;
  if (node.object) before = read_meeting(transaction, *node.collection, node.segment);
  const Role was = before ? role_in(*before, who->addresses) : Role::none;
  const Role is = role_in(object, who->addresses);
  if (was == Role::none && is == Role::none) return Scheduled{};
  if (attendees_of(object).size() > kMostAttendees) {
    return refusal("C:max-attendees-per-instance",
                   fmt::format("A meeting has at most {} attendees here.", kMostAttendees));
  }
  if (auto refused = check_unique(transaction, call, node, uid_of(object))) return *refused;
  const Place place{world_of(transaction, call), call, *who};
  if (was == Role::organizer && is != Role::organizer && !organizer.empty() &&
      !who->addresses.contains(organizer)) {
    return refusal(
        "C:allowed-organizer-scheduling-object-change",
        "You organize this meeting; its ORGANIZER stays. Delete it, and let somebody else invite.");
  }
  if (was == Role::attendee && is != Role::attendee) {
    return refusal(
        "C:allowed-attendee-scheduling-object-change",
        "You are invited to this meeting: ORGANIZER and your own ATTENDEE line stay. To leave, decline or "
        "delete it.");
  }
  if (is == Role::attendee) {
    auto scheduled = store_as_attendee(place, was == Role::attendee ? &*before : nullptr, object);
    if (scheduled) keep_bytes(*scheduled, object);
    return scheduled;
  }
  // What was a meeting may become an event without guests: they hear of it.
  Scheduled scheduled = store_as_organizer(place, was == Role::organizer ? &*before : nullptr, object);
  scheduled.has_tag = is == Role::organizer;
  keep_bytes(scheduled, object);
  return scheduled;
}

void removing(store::Transaction& transaction, const Call& call, const Node& node) {
  if (!node.object || node.object->schedule_tag.empty()) return;
  const auto who = owner_of(transaction, call, node);
  const auto before = who ? read_meeting(transaction, *node.collection, node.segment) : std::nullopt;
  if (!before || call.port.answers_for(transaction, organizer_of(*before))) return;
  const Place place{world_of(transaction, call), call, *who};
  const Role role = role_in(*before, who->addresses);
  if (role == Role::organizer) return remove_as_organizer(place, *before);
  // RFC 6638 8.1: the client may leave without a word.
  if (role != Role::attendee || equals_ignoring_case(trim(call.header("Schedule-Reply")), "F")) return;
  if (const auto reply = attendee_removes(*before, who->addresses, call.clock.now()))
    deliver(place.world, who->user, *reply);
}

}  // namespace timeshelf::caldav::scheduling
