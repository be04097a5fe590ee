// A booking stands in the customer's calendar, too: invitations go out by iTIP (RFC 5546), answers come back.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "commerce/engine.hpp"
#include "commerce/letters/booking_letter.hpp"
#include "ical/component.hpp"
#include "store/accounts.hpp"
#include "store/calendars.hpp"

namespace timeshelf::commerce {

/// The topic of the outbox behind which Invitations::write_entry stands; its subject is "slot/login".
inline constexpr std::string_view kAttendeeTopic = "attendee";

struct AttendeeEntry;

/// Writes what customers are owed, and hears what their calendars answer. Invitations bear the slot's own
/// UID, so that they never stand twice beside the feed; the organizer's address names the booking and carries
/// a signature, so that an answer cannot be forged by who knows only UID and address.
class Invitations {
 public:
  Invitations(Engine& engine, const Clock& clock, Random& random)
      : engine_(engine), clock_(clock), random_(random) {}

  // What the outbox asks for. Letters are written where the shop sends mail (EngineOptions::mail_from);
  // customers who are users of this server, whatever shop they belong to, find it in a calendar of theirs
  // too.
  /// The confirmation, or that it is cancelled: whichever is true by now.
  void write_to_customer(store::Transaction&, const Id& shop, const Id& booking);
  /// The slot was moved or called off: what its customers have of it in calendars here follows.
  void move_entries(store::Transaction&, const Id& shop, const Id& slot);
  /// And came to rest there: puts down a letter for each of its customers.
  void tell_of_change(store::Transaction&, const Id& shop, const Id& slot);
  void write_of_change(store::Transaction&, const Id& shop, const Id& booking);
  /// A booking that goes on has nothing in the slot any more: takes the event out of the calendar.
  void write_of_leaving(store::Transaction&, const Id& shop, const Id& booking, const Id& slot);
  /// To who had the booking before: it leaves their calendar.
  void write_of_passing_on(store::Transaction&, const Id& shop, const Id& passage);

  /// Brings the entry of the slot in the person's calendar to what they have booked.
  void write_entry(store::Transaction&, const Id& shop, const Id& slot, std::string_view person);

  /// What became of an answer.
  enum class Heard {
    noted,      ///< the booking stands (or was cancelled before), and the answer is kept
    cancelled,  ///< declined: the booking is cancelled, and a CANCEL is on its way
    asked,      ///< declined one of several slots, or too late: a letter says how to go on
  };
  struct Unheard : ErrorBase {};  ///< no answer to us: nothing was changed
  /// A METHOD:REPLY (RFC 5546 3.2.3), as it came by mail.
  Result<Heard, Unheard> hear(store::Transaction&, const ical::Component& reply);

  /// `user` stores an object in a calendar: the answer in it is taken like one that came by mail, in this
  /// transaction. Answers what is to be stored instead where they declined and the booking stands all the
  /// same.
  std::optional<std::string> hear_stored(store::Transaction&, const store::Collection& calendar,
                                         std::string_view user, const ical::Component& object);
  /// `user` deletes it, which declines what is not over (RFC 6638 3.2.2.1).
  void hear_removed(store::Transaction&, const store::Collection& calendar, std::string_view user,
                    std::string_view uid);

 private:
  /// Whether the same answer again is one: a person's is, a calendar's by mail is not.
  enum class Repeated { ignored, counts };

  void write(store::Transaction&, const Booking&, Occasion);
  void write(store::Transaction&, const Booking&, Occasion, const std::set<Id>& slots);
  void owe_entry(store::Transaction&, const Id& shop, const Id& slot, const std::string& person) const;
  void owe_entries(store::Transaction&, const Booking&, const std::set<Id>& slots) const;
  Heard take_answer(store::Transaction&, const Booking&, const Id& slot, const std::string& partstat,
                    Repeated);
  /// The answer to all that the person booked of the slot; true if nothing of it stands any more.
  bool take_answer_of(store::Transaction&, const AttendeeEntry&, const store::User& person,
                      const std::string& partstat);

  Engine& engine_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
