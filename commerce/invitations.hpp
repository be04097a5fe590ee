// A booking stands in the customer's calendar, too: invitations go out by iTIP (RFC 5546), answers come back.
#pragma once
#include <set>
#include <string>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "commerce/booking_letter.hpp"
#include "commerce/engine.hpp"
#include "ical/component.hpp"

namespace timeshelf::commerce {

/// Writes what customers are owed, and hears what their calendars answer. Invitations bear the slot's own
/// UID, so that they never stand twice beside the feed; the organizer's address names the booking and carries
/// a signature, so that an answer cannot be forged by who knows only UID and address.
class Invitations {
 public:
  Invitations(Engine& engine, const Clock& clock, Random& random)
      : engine_(engine), clock_(clock), random_(random) {}

  // What the outbox asks for. Nothing is written where the shop sends no mail (EngineOptions::mail_from).
  /// The confirmation, or that it is cancelled: whichever is true by now.
  void write_to_customer(store::Transaction&, const Id& shop, const Id& booking);
  /// The slot was moved or called off: puts down a letter for each of its customers.
  void tell_of_change(store::Transaction&, const Id& shop, const Id& slot);
  void write_of_change(store::Transaction&, const Id& shop, const Id& booking);
  /// A booking that goes on has nothing in the slot any more: takes the event out of the calendar.
  void write_of_leaving(store::Transaction&, const Id& shop, const Id& booking, const Id& slot);

  /// What became of an answer.
  enum class Heard {
    noted,      ///< the booking stands (or was cancelled before), and the answer is kept
    cancelled,  ///< declined: the booking is cancelled, and a CANCEL is on its way
    asked,      ///< declined one of several slots, or too late: a letter says how to go on
  };
  struct Unheard : ErrorBase {};  ///< no answer to us: nothing was changed
  /// A METHOD:REPLY (RFC 5546 3.2.3), as it came by mail.
  Result<Heard, Unheard> hear(store::Transaction&, const ical::Component& reply);

 private:
  void write(store::Transaction&, const Booking&, Occasion);
  void write(store::Transaction&, const Booking&, Occasion, const std::set<Id>& slots);
  Heard take_answer(store::Transaction&, const Booking&, const Id& slot, const std::string& partstat);

  Engine& engine_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
