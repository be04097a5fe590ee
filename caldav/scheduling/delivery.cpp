#include "caldav/scheduling/delivery.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "caldav/attachments/edit.hpp"
#include "caldav/scheduling/attendee.hpp"
#include "caldav/scheduling/merge.hpp"
#include "caldav/scheduling/room.hpp"
#include "ical/object.hpp"

namespace timeshelf::caldav::scheduling {
namespace {

using ical::Component;

// RFC 6638 3.2.9, RFC 5546 3.6.
constexpr const char* kDelivered = "1.2";
constexpr const char* kUnknownUser = "3.7";
constexpr const char* kRejected = "5.3";

constexpr std::chrono::days kKeptInInbox{90};
constexpr std::size_t kMostPruned = 20;  // with each message that comes

std::string uid_of(const Component& message) {
  for (const Component& part : message.components) {
    if (is_part(part)) return std::string(trim(part.value("UID")));
  }
  return {};
}

std::string component_of(const Component& message) {
  for (const Component& part : message.components) {
    if (is_part(part)) return part.name;
  }
  return {};
}

// Whoever invites is not to fill somebody's home: the calendar has the meeting, the inbox goes without.
bool is_full(const World& world, const store::User& user) {
  return world.options.quota != 0 &&
         store::bytes_below(world.transaction, user.shop, user.home) >= world.options.quota;
}

void put_into_inbox(const World& world, const store::User& user, const Component& message) {
  if (user.answers_by_itself()) return;  // nobody reads it
  const auto inbox = find_in_home(world.transaction, user, store::CollectionKind::inbox);
  if (!inbox || is_full(world, user)) return;
  const Instant now = world.clock.now();
  // Names begin with the time; a client takes out what it has seen, and who has none loses what is long over.
  const Id oldest = Id::make(now - kKeptInInbox, world.random);
  for (const std::string& name :
       store::names_before(world.transaction, inbox->collection, oldest.text(), kMostPruned)) {
    store::remove_properties(world.transaction, inbox->collection, name);
    store::delete_object(world.transaction, inbox->collection, name, now);
  }
  save(world, inbox->collection, Id::make(now, world.random).string() + ".ics", "", message, "");
}

// A UID is somebody's: what another organizer wrote, or the user alone, is not overwritten.
bool is_of_same_organizer(const Component& existing, const Component& message) {
  return organizer_of(existing) == organizer_of(message);
}

std::string new_segment(const World& world, const store::Collection& calendar, const std::string& uid) {
  std::string segment = base64url_encode(sha256(uid).substr(0, 18)) + ".ics";
  if (store::find_object(world.transaction, calendar, segment)) {
    segment = Id::make(world.clock.now(), world.random).string() + ".ics";
  }
  return segment;
}

std::optional<Component> merged_into(const std::string& method, const Component* existing,
                                     const Component& message, const Addresses& self, Order order) {
  if (method == "REQUEST") return merge_request(existing, message, self, order);
  if (!existing) return std::nullopt;
  if (method == "CANCEL") return merge_cancel(*existing, message, order);
  return method == "ADD" ? merge_add(*existing, message) : std::nullopt;
}

// A room answers its own shop: what it accepts and declines tells when it is busy.
bool answers(const CalendarUser& who, const store::User* sender, const Message& message) {
  return message.method == "REQUEST" && who.user.answers_by_itself() && sender &&
         sender->shop == who.user.shop;
}

// `sender` is null for what came by mail.
Delivery to_attendee(const World& world, const CalendarUser& who, const store::User* sender,
                     const Message& message, Order order) {
  const std::string uid = uid_of(message.calendar);
  const auto known = find_meeting(world.transaction, who.user, uid);
  std::optional<Component> existing;
  if (known) existing = read_meeting(world.transaction, known->calendar.collection, known->entry.segment);
  if (known && (!existing || !is_of_same_organizer(*existing, message.calendar))) return {kRejected, {}};
  auto merged =
      merged_into(message.method, existing ? &*existing : nullptr, message.calendar, who.addresses, order);
  const auto calendar = known ? std::optional(known->calendar)
                              : default_calendar(world.transaction, who.user, component_of(message.calendar));
  Delivery delivery{kDelivered, {}};
  if (merged && calendar) {
    if (answers(who, sender, message)) {
      auto answer = answer_of_room(world, who, std::move(*merged));
      merged = std::move(answer.object);
      delivery.reply = std::move(answer.reply);
    }
    const std::string segment = known ? known->entry.segment : new_segment(world, calendar->collection, uid);
    save(world, calendar->collection, segment, uid, *merged, strong_etag(ical::serialize(*merged)));
  }
  const bool nothing_to_cancel = message.method == "CANCEL" && !known;
  if (!nothing_to_cancel) put_into_inbox(world, who.user, message.calendar);
  return delivery;
}

// RFC 5546 3.2.6: who asks gets what they are invited to, and nothing if that is nothing.
void answer_refresh(const World& world, const CalendarUser& organizer, const Component& object,
                    const Component& message) {
  for (const std::string& attendee : attendees_of(message)) {
    auto invitation = invitation_for(object, {attendee});
    if (!invitation) continue;
    deliver(world, organizer.user,
            message_of("REQUEST", attendee, std::move(*invitation), world.clock.now()));
  }
}

Delivery to_organizer(const World& world, const CalendarUser& organizer, const Message& message) {
  const auto known = find_meeting(world.transaction, organizer.user, uid_of(message.calendar));
  if (!known) return {kRejected, {}};
  const auto object = read_meeting(world.transaction, known->calendar.collection, known->entry.segment);
  if (!object || !organizer.addresses.contains(organizer_of(*object))) return {kRejected, {}};
  if (message.method == "REFRESH") {
    answer_refresh(world, organizer, *object, message.calendar);
    return {kDelivered, {}};
  }
  if (message.method == "REPLY") {
    const auto merged = merge_reply(*object, message.calendar);
    if (!merged) return {kRejected, {}};
    // Answers to many instances of a long event would make it one that nobody can store again.
    if (ical::serialize(merged->object).size() > world.options.largest_object) return {kRejected, {}};
    const std::string& tag = known->entry.schedule_tag;
    save(world, known->calendar.collection, known->entry.segment, known->entry.uid, merged->object,
         tag.empty() ? strong_etag(ical::serialize(merged->object)) : tag);
    spread_answers(world, merged->object, {merged->attendee});
  }
  // A COUNTER waits in the inbox for the organizer's own client (RFC 6638 4).
  put_into_inbox(world, organizer.user, message.calendar);
  return {kDelivered, {}};
}

bool is_for_organizer(const std::string& method) {
  return method == "REPLY" || method == "COUNTER" || method == "REFRESH";
}

Delivery to_user(const World& world, const CalendarUser& who, const store::User& sender,
                 const Message& message) {
  return is_for_organizer(message.method) ? to_organizer(world, who, message)
                                          : to_attendee(world, who, &sender, message, Order::kept);
}

// People of another shop are reached here, and told of as if by mail: whether they are is not told.
std::optional<Delivery> to_stranger(const World& world, const store::User& sender, const Message& message,
                                    const CalendarUser& who) {
  if (!message.recipient.starts_with("mailto:")) return std::nullopt;  // their name here is a secret, too
  Delivery delivery = to_user(world, who, sender, message);
  delivery.status = world.port.status_for(message.recipient);
  return delivery;
}

Result<void, ErrorBase> refuse(const char* sentence) {
  return ErrorBase{sentence};
}

}  // namespace

Delivery deliver(const World& world, const store::User& sender, const Message& message) {
  if (const auto who = find_calendar_user(world.transaction, world.options, message.recipient)) {
    if (who->user.shop == sender.shop) return to_user(world, *who, sender, message);
    if (auto delivery = to_stranger(world, sender, message, *who)) return *delivery;
  }
  if (world.port.answers_for(world.transaction, message.recipient)) return {kDelivered, {}};
  if (!message.recipient.starts_with("mailto:")) return {kUnknownUser, {}};
  // Elsewhere nobody manages attachments (RFC 8607): what is left is a link.
  const Component plain = attachments::without_managed_ids(message.calendar);
  return {world.port.send(world.transaction, sender, message.recipient, plain), {}};
}

Result<void, ErrorBase> receive(const World& world, const store::User& recipient, const Component& sent) {
  // A MANAGED-ID that came by mail is of another server, or of somebody who wants at one of this.
  const Component message = attachments::without_managed_ids(sent);
  const std::string method = to_upper(trim(message.value("METHOD")));
  const CalendarUser who = calendar_user(world.options, recipient);
  const std::string organizer = organizer_of(message);
  Component object = message;
  object.remove("METHOD");
  if (const auto sound = ical::summarize_object(object); !sound) return ErrorBase{sound.error().message};
  if (uid_of(message).empty() || organizer.empty())
    return refuse("The message is about no meeting: it lacks UID or ORGANIZER.");
  if (is_for_organizer(method)) {
    if (!who.addresses.contains(organizer)) return refuse("Its ORGANIZER is not the user that it came to.");
    const auto found = find_meeting(world.transaction, recipient, uid_of(message));
    if (!found) return refuse("The organizer has no such meeting (any more).");
    const Delivery delivery = to_organizer(world, who, {method, *who.addresses.begin(), message});
    if (delivery.status == kRejected)
      return refuse(
          "Nothing was changed: its ATTENDEE is not invited, or the meeting was rescheduled since.");
    return {};
  }
  const bool known =
      method == "REQUEST" || method == "CANCEL" || method == "ADD" || method == "DECLINECOUNTER";
  if (!known)
    return refuse("METHOD is none of REQUEST, ADD, CANCEL, DECLINECOUNTER, REPLY, COUNTER, REFRESH.");
  // Whoever organizes here needs no mail: such a message is forged, or was sent in a circle.
  if (find_calendar_user(world.transaction, world.options, organizer))
    return refuse("Its ORGANIZER is a user of this server, who invites without mail.");
  if (method != "CANCEL" && !any_attendee_line(message, who.addresses))
    return refuse("The user that it came to is none of its ATTENDEEs.");
  Delivery delivery =
      to_attendee(world, who, nullptr, {method, *who.addresses.begin(), message}, Order::unknown);
  if (delivery.status == kRejected)
    return refuse("The user has an event of that UID that somebody else organizes.");
  if (delivery.reply) deliver(world, recipient, *delivery.reply);
  return {};
}

void spread_answers(const World& world, const Component& organizers, const Addresses& who) {
  const std::string organizer = organizer_of(organizers);
  const std::string uid = uid_of(organizers);
  std::set<std::string> done;
  for (const std::string& attendee : attendees_of(organizers)) {
    if (who.contains(attendee) || attendee == organizer) continue;
    const auto user = find_calendar_user(world.transaction, world.options, attendee);
    if (!user || !done.insert(user->user.name).second) continue;
    const auto known = find_meeting(world.transaction, user->user, uid);
    if (!known) continue;
    const auto copy = read_meeting(world.transaction, known->calendar.collection, known->entry.segment);
    if (!copy || organizer_of(*copy) != organizer) continue;
    const Component told = with_answers(*copy, organizers, who);
    if (ical::serialize(told) == ical::serialize(*copy)) continue;
    save(world, known->calendar.collection, known->entry.segment, known->entry.uid, told,
         known->entry.schedule_tag);
  }
}

}  // namespace timeshelf::caldav::scheduling
