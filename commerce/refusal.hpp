// Why the shop says no, with the facts that a person needs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "commerce/views.hpp"

namespace timeshelf::commerce {

struct Refusal : ErrorBase {
  enum class Code {
    unknown_shop,
    unknown_slot,
    unknown_sku,       ///< the slot does not sell it
    invalid_quantity,  ///< zero, negative, or more than 1,000
    not_on_sale,       ///< not yet open, closed, cancelled, off, or its terms cannot be read
    sold_out,  ///< fewer left than asked for; `remaining` says how many, `alternatives` where there are more
    over_limit,          ///< more than a customer may have
    invalid_fulfilment,  ///< the slot does not offer it, or its cut-off has passed
    unknown_hold,
    hold_expired,
    unknown_booking,
    booking_cancelled,  ///< already
    too_late,           ///< the slot has begun
    invalid_customer,   ///< no name, or an address that is none
    mixed_currencies,   ///< one booking has one currency, and each line must have a price in it
    unknown_bundle,
    ambiguous_bundle,  ///< a slot of it sells several things: only lines can say which
    unknown_code,
    code_not_valid,  ///< switched off, not yet or no longer valid, or worth nothing here
    code_used_up,    ///< every use is taken or reserved
    key_reused,      ///< an Idempotency-Key that came before with another request
    terms_invalid,   ///< terms of sale that cannot be read: X-SHELF properties, a bundle, a code
    below_sold,      ///< less than is sold already (publish), or removing a slot with bookings
    unknown_venue,
    unknown_product,    ///< the shop has no such SKU
    invalid_statement,  ///< of stock: its units, time, id or words cannot be used
    statement_differs,  ///< another statement came before under the same id
    unknown_shift,      ///< or one that is needed no more
    unknown_person,     ///< nobody of the shop, and no helper's address
    person_busy,        ///< has another shift at that time
    unknown_line,       ///< the booking has no such line (any more)
    same_slot,          ///< it is moved to where it is
    bundle_is_whole,    ///< a part of a bundle cannot be cancelled or moved
    handed_over,        ///< it is with the customer already: only a return takes it back
    total_differs,      ///< another sum than the one that was shown
    invalid_payment,    ///< a sum, tender or reference that cannot be used
    payment_needed,     ///< the shop books nothing that is not paid yet
    still_free,         ///< nobody has to wait for it: `remaining` can be had at once
    waits_already,      ///< the address is on the waiting list, or has an offer
    unknown_drop,       ///< it has no line
    place_needed,       ///< the `drop` has a line, and the request names no place in it
    not_your_turn,      ///< those before are let in first
    place_used_up,      ///< its holds or minutes are over, or it belongs to somebody else
    invalid_address,    ///< of delivery: missing, or a member of it cannot be used
    outside_zones,      ///< the shop does not deliver there
    unknown_window,     ///< the slot has no such pickup window
    invalid_zone,       ///< of delivery: its members do not fit together
    unknown_zone,
    unknown_fulfilment,  ///< the booking has no such line to be handed over
    wrong_state,         ///< a line cannot become that from what it is
    already_claimed,     ///< the one-time link was used
    nothing_to_claim,    ///< the line has no digital goods, or they are not there yet
    hold_confirmed,      ///< it is a booking by now, of another customer
    unknown_webhook,
    invalid_webhook,   ///< its address or events cannot be used
    unknown_delivery,  ///< the webhook was told of no such event
    unknown_till,      ///< the shop has no such till
    invalid_till,      ///< what is said of a till cannot be used
    unknown_device,
    invalid_device,     ///< its name, key, signature or challenge cannot be used
    unknown_enrolment,  ///< no such code, or it was used or has run out
    device_revoked,
    unknown_conflict,
    conflict_resolved,  ///< somebody did already
  };
  Code code = Code::not_on_sale;
  std::string field;                      ///< which member of the request: "lines[0].quantity"
  std::optional<std::int64_t> remaining;  ///< units still free
  std::string drop;                       ///< whose line to stand in
  std::optional<Instant> held_until;      ///< when held units may come back
  std::optional<Money> total{};           ///< what it would cost
  std::vector<Slot> alternatives;         ///< next slots that still have it, soonest first, at most three
};
template <class T>
using Decided = Result<T, Refusal>;

inline Refusal refuse(Refusal::Code code, std::string sentence, std::string field = {}) {
  Refusal refusal;
  refusal.code = code;
  refusal.message = std::move(sentence);
  refusal.field = std::move(field);
  return refusal;
}

}  // namespace timeshelf::commerce
