#include "server/shop/problem.hpp"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <stdexcept>

namespace timeshelf::server {
namespace {

constexpr std::array kKinds = {
    ProblemKind{"not-found", 404, "There is nothing at this address",
                "Check the address; the shop's own address lists what there is."},
    ProblemKind{"unknown-shop", 404, "There is no such shop", "Check the shop's name in the address."},
    ProblemKind{"unknown-slot", 404, "There is no such slot",
                "List the shop's slots again; this one may have been removed."},
    ProblemKind{"unknown-hold", 404, "There is no such hold",
                "It was released, confirmed long ago, or never made. Make a new hold."},
    ProblemKind{"unknown-booking", 404, "There is no such booking",
                "Use the whole link of the confirmation; a token that was changed opens nothing."},
    ProblemKind{"unknown-experiment", 404, "There is no such experiment",
                "List the shop's experiments again."},
    ProblemKind{
        "experiment-state", 409, "The experiment's state does not allow this",
        "A draft can be changed and started, one that runs can be ended. Begin another one for what is to "
        "be different."},
    ProblemKind{"experiment-conflict", 409, "Another experiment varies the same thing",
                "End the one that `detail` names, or vary something else."},
    ProblemKind{"unknown-bundle", 422, "There is no such bundle",
                "List the shop's slots; `bundle` names those that are sold together."},
    ProblemKind{"foreign-form", 403, "The form came from another site",
                "Open the page itself and send its form."},
    ProblemKind{"not-signed-in", 401, "Sign in first",
                "Sign in to the dashboard, or send your user name and an app password (Basic)."},
    ProblemKind{"not-allowed", 403, "Your role does not allow this",
                "Ask an owner or manager of the shop to do it, or to give you the role."},
    ProblemKind{"too-many-app-passwords", 409, "There are as many app passwords as one may have",
                "Revoke one that is not used any more."},
    ProblemKind{"too-many-attempts", 429, "Too many attempts", "Wait a minute, then try again."},
    ProblemKind{"too-many-followers", 503, "Too many follow what is on sale",
                "List the slots every minute, or try again after `Retry-After` seconds."},
    ProblemKind{"too-many-messages", 429, "More messages came at once than are taken in",
                "Send them in batches after `Retry-After` seconds; what was answered with 2xx is kept."},
    ProblemKind{"too-many-letters", 429, "Too many letters were asked for",
                "Try again after `Retry-After` seconds."},
    ProblemKind{"no-mail", 409, "The server sends no mail",
                "Tell the customer yourself, or set `mail` in the server's configuration."},
    ProblemKind{"unknown-message", 404, "There is no such message",
                "List the messages; one that expired or was erased is gone."},
    ProblemKind{"bad-signature", 400, "The signature is not the provider's",
                "Check the webhook's secret and this machine's clock."},
    ProblemKind{"not-offered", 404, "The shop does not offer this", "Choose another way to pay."},
    ProblemKind{"malformed-json", 400, "The request is not JSON",
                "Mend the request at the position that is named."},
    ProblemKind{"unsupported-media-type", 415, "The request is not in a format that is read here",
                "Send it in the format that `detail` names."},
    ProblemKind{"invalid-image", 422, "The picture cannot be used",
                "Open it in a program that shows it, save it anew as JPEG or PNG, and send that."},
    ProblemKind{"no-room", 507, "The shop's pictures take all the room that they may",
                "Take pictures out of slots and products; what nothing uses goes by itself."},
    ProblemKind{"calendar-full", 507, "The calendar's owner has no room left",
                "Delete events or attachments that nobody needs, or ask the operator for more room."},
    ProblemKind{"too-many-images", 503, "No picture can be read now",
                "Send it again after `Retry-After` seconds."},
    ProblemKind{"too-large", 413, "The request is too large", "Send less than the limit that is named."},
    ProblemKind{"unknown-member", 422, "The request has a member that is not known",
                "Remove the member, or mend its name."},
    ProblemKind{"invalid-member", 422, "A member of the request cannot be used",
                "Mend the member that `field` and `pointer` name."},
    ProblemKind{"invalid-parameter", 422, "A parameter of the address cannot be used",
                "Mend the parameter that `field` names."},
    ProblemKind{"invalid-idempotency-key", 400, "The Idempotency-Key cannot be used",
                "Send 1 to 255 visible characters, best a random UUID."},
    ProblemKind{"idempotency-key-reused", 422, "The Idempotency-Key was used for another request",
                "Use a new key for a new request, and the old one only to repeat the very same."},
    ProblemKind{"unknown-sku", 422, "The slot does not sell that", "Choose one of the slot's offers."},
    ProblemKind{"invalid-quantity", 422, "The quantity cannot be used", "Ask for 1 to 1000 units."},
    ProblemKind{"ambiguous-bundle", 422, "The bundle leaves a choice",
                "Send lines that name slot and SKU instead of the bundle."},
    ProblemKind{"mixed-currencies", 422, "The lines have no price in one currency",
                "Make one hold for each currency, or name a `currency` that every line is sold in."},
    ProblemKind{"invalid-fulfilment", 422, "The line cannot be fulfilled that way",
                "Choose one of the slot's `fulfilment` kinds whose cut-off has not passed."},
    ProblemKind{"unknown-code", 422, "There is no such code", "Check the code, or leave it out."},
    ProblemKind{"code-not-valid", 409, "The code is worth nothing here",
                "`detail` says why; leave the code out, or choose what it is for."},
    ProblemKind{"code-used-up", 409, "Every use of the code is taken",
                "Leave the code out. A use that is held by somebody may come back."},
    ProblemKind{"invalid-customer", 422, "Name or e-mail address cannot be used",
                "Send a name and an e-mail address that can receive mail."},
    ProblemKind{"not-on-sale", 409, "The slot is not on sale",
                "`detail` says why; look at the slot's opens_at and closes_at."},
    ProblemKind{"sold-out", 409, "Fewer units are left than asked for",
                "Take what `remaining` says, wait until `held_until`, or choose one of `alternatives`."},
    ProblemKind{"over-limit", 409, "More than one customer may have",
                "Ask for no more than the slot's limit."},
    ProblemKind{"hold-expired", 410, "The hold has run out", "Make a new hold; its units are free again."},
    ProblemKind{"hold-at-limit", 409, "The hold lasts as long as it can",
                "Confirm it before `expires_at`, or make another hold."},
    ProblemKind{"hold-confirmed", 409, "The hold is somebody's booking by now", "Make a hold of your own."},
    ProblemKind{"booking-cancelled", 409, "The booking is cancelled already", "There is nothing left to do."},
    ProblemKind{"too-late", 409, "The slot has begun", "Ask the shop; its booking can no longer be changed."},
    ProblemKind{"terms-invalid", 422, "The terms of sale cannot be read",
                "Mend the property that is named in the calendar."},
    ProblemKind{"below-sold", 409, "Less than is sold already",
                "Cancel bookings first, or set the event's status to cancelled."},
    ProblemKind{"precondition-needed", 428, "Say what is changed",
                "Send the ETag that it had when it was read as If-Match."},
    ProblemKind{"edited-meanwhile", 412, "Somebody else changed it meanwhile",
                "Read it again, and make the change to what it is now."},
    ProblemKind{"event-locked", 423, "A calendar app has locked the event", "Try again in some minutes."},
    ProblemKind{"unknown-shelf", 404, "There is no such shelf", "List the shop's shelves again."},
    ProblemKind{"unknown-venue", 404, "There is no such venue", "Take the id of one of the shop's venues."},
    ProblemKind{"unknown-product", 404, "There is no such product",
                "Take the SKU of one of the shop's products."},
    ProblemKind{"product-exists", 412, "There is a product with this SKU already",
                "Change that one, or take another SKU."},
    ProblemKind{"invalid-statement", 422, "The statement about stock cannot be used",
                "Mend the member that `field` and `pointer` name."},
    ProblemKind{"statement-differs", 409, "Another statement came before under this id",
                "Give a new statement an id of its own, and repeat an old one unchanged."},
    ProblemKind{"unknown-shift", 404, "There is no such shift",
                "List the shifts again; this one may be needed no more."},
    ProblemKind{"unknown-person", 422, "That person does not work here",
                "Name one of the shop's people by login, or a helper by e-mail address."},
    ProblemKind{"person-busy", 409, "That person works elsewhere at the time",
                "Choose somebody else, or give their other shift away first."},
    ProblemKind{"unknown-line", 422, "The booking has no such line",
                "Read the booking again; `lines` has the position of each."},
    ProblemKind{"same-slot", 422, "It is in that slot already", "Choose another slot."},
    ProblemKind{"bundle-is-whole", 409, "A bundle cannot be parted",
                "Cancel the whole booking, and book what is wanted instead."},
    ProblemKind{"handed-over", 409, "It is with the customer already",
                "Name the lines that are still with the shop, or take it back as a return."},
    ProblemKind{"total-differs", 409, "It costs something else by now",
                "Show `total`, and ask again with its minor units."},
    ProblemKind{"invalid-payment", 422, "The payment cannot be written down",
                "Mend the member that `field` and `pointer` name."},
    ProblemKind{"payment-needed", 402, "It is paid before it is booked",
                "POST name and e-mail address to the hold's `checkout`, and send the customer to its `url`."},
    ProblemKind{"still-free", 409, "Nobody has to wait for it",
                "Make a hold; `remaining` can be had at once."},
    ProblemKind{"waits-already", 409, "The address is on the waiting list already",
                "Open the link that was sent there: it shows how it stands, and leaves the list."},
    ProblemKind{"drop-exists", 409, "There is a drop of that name already",
                "Choose another name, or change the slots of that drop."},
    ProblemKind{"unknown-drop", 404, "There is no line for such a drop",
                "Make a hold; slots whose `queue` is null have no line."},
    ProblemKind{"unknown-place", 404, "This is no place in the line",
                "Take a new place with a POST to the drop's `place`."},
    ProblemKind{"place-needed", 403, "The drop has a line", "Take a place at the address in `queue`."},
    ProblemKind{"not-your-turn", 429, "It is not your turn yet",
                "Ask for your place again after `Retry-After` seconds; make the hold when it says `in`."},
    ProblemKind{"place-used-up", 403, "The place in the line is used up",
                "Take another place at the address in `queue`."},
    ProblemKind{"unknown-waiting", 404, "This opens no place on a waiting list",
                "Use the whole link of the letter; a token that was changed opens nothing."},
    ProblemKind{"invalid-address", 422, "The address cannot be delivered to",
                "Send `address` with name, street, postal_code, city and country."},
    ProblemKind{"outside-zones", 422, "The shop does not deliver there",
                "Choose another address, or another of the slot's `fulfilment` kinds."},
    ProblemKind{"unknown-window", 422, "The slot has no such pickup window",
                "Take the `starts_at` of one of the windows that the slot lists, or leave it out."},
    ProblemKind{"invalid-zone", 422, "The delivery zone cannot be used",
                "Mend the member that `field` and `pointer` name."},
    ProblemKind{"unknown-zone", 404, "There is no such delivery zone",
                "Take the name of one of the shop's zones."},
    ProblemKind{"unknown-fulfilment", 404, "There is no such line",
                "Take `booking` and `line` from the list."},
    ProblemKind{"wrong-state", 409, "The line cannot become that",
                "Look at its state; `detail` says what is in the way."},
    ProblemKind{"not-missing", 409, "That cannot be ordered as missing",
                "Read the stock's books again; `remedies` says what can be done."},
    ProblemKind{"already-claimed", 409, "The link was used before", "It works once. Ask the shop."},
    ProblemKind{"unknown-webhook", 404, "There is no such webhook", "List the webhooks again."},
    ProblemKind{"invalid-webhook", 422, "The webhook cannot be used like that",
                "Mend the member that `field` and `pointer` name."},
    ProblemKind{"unknown-delivery", 404, "The webhook was told of no such event",
                "Take the id of one that its deliveries list."},
    ProblemKind{"unknown-till", 404, "There is no such till", "List the tills again."},
    ProblemKind{"invalid-till", 422, "The till cannot be used like that",
                "Mend the member that `field` and `pointer` name."},
    ProblemKind{"unknown-device", 404, "There is no such device",
                "List the shop's devices; take the id of one."},
    ProblemKind{"invalid-device", 422, "The device cannot be enrolled or heard like that",
                "Mend the member that `field` and `pointer` name."},
    ProblemKind{"unknown-enrolment", 422, "The code enrols no device",
                "Ask somebody who runs the shop for a new code."},
    ProblemKind{"device-revoked", 403, "The device was revoked",
                "Bring what it has written down; then enrol it anew."},
    ProblemKind{"no-session", 401, "The device has no session",
                "Ask for a challenge, sign it, and send `Authorization: Bearer` with the session's token."},
    ProblemKind{"unknown-conflict", 404, "There is no such conflict", "List the conflicts again."},
    ProblemKind{"conflict-resolved", 409, "Somebody resolved it already", "There is nothing left to do."},
    ProblemKind{"may-not-sell", 403, "The device may not sell",
                "Enrol it anew with \"sell\" among what it may."},
    ProblemKind{"unknown-order", 404, "There is no such order", "List the orders again."},
    ProblemKind{"order-decided", 409, "The order was decided already",
                "List the orders again; `state` says how."},
    ProblemKind{"unknown-lease", 404, "There is no such lease", "List the leases again."},
    ProblemKind{"lease-ended", 409, "The lease has ended", "Return what is unsold of it, and take another."},
    ProblemKind{"records-first", 409, "Records of the device are missing",
                "Bring all of them, then return what is unsold."},
    ProblemKind{"booking-passed-on", 410, "The booking was passed on",
                "Its new holder has another link. Ask them, or the shop."},
    ProblemKind{"unknown-transfer", 404, "The link passes nothing on",
                "Use the whole link; one that was changed passes nothing on."},
    ProblemKind{"transfer-used", 409, "Somebody used the link already",
                "It works once. Ask who gave it to you."},
    ProblemKind{"transfer-over", 410, "The link works no more", "Ask who gave it to you for a new one."},
    ProblemKind{"nothing-to-claim", 409, "Nothing is there yet", "Try again later, or ask the shop."},
};

std::string_view name_of(commerce::Refusal::Code code) {
  using Code = commerce::Refusal::Code;
  switch (code) {
    case Code::unknown_shop:
      return "unknown-shop";
    case Code::unknown_slot:
      return "unknown-slot";
    case Code::unknown_sku:
      return "unknown-sku";
    case Code::invalid_quantity:
      return "invalid-quantity";
    case Code::not_on_sale:
      return "not-on-sale";
    case Code::sold_out:
      return "sold-out";
    case Code::over_limit:
      return "over-limit";
    case Code::invalid_fulfilment:
      return "invalid-fulfilment";
    case Code::unknown_bundle:
      return "unknown-bundle";
    case Code::ambiguous_bundle:
      return "ambiguous-bundle";
    case Code::unknown_code:
      return "unknown-code";
    case Code::code_not_valid:
      return "code-not-valid";
    case Code::code_used_up:
      return "code-used-up";
    case Code::key_reused:
      return "idempotency-key-reused";
    case Code::unknown_hold:
      return "unknown-hold";
    case Code::hold_expired:
      return "hold-expired";
    case Code::hold_confirmed:
      return "hold-confirmed";
    case Code::unknown_booking:
      return "unknown-booking";
    case Code::booking_cancelled:
      return "booking-cancelled";
    case Code::too_late:
      return "too-late";
    case Code::invalid_customer:
      return "invalid-customer";
    case Code::mixed_currencies:
      return "mixed-currencies";
    case Code::terms_invalid:
      return "terms-invalid";
    case Code::below_sold:
      return "below-sold";
    case Code::unknown_venue:
      return "unknown-venue";
    case Code::unknown_product:
      return "unknown-product";
    case Code::invalid_statement:
      return "invalid-statement";
    case Code::statement_differs:
      return "statement-differs";
    case Code::unknown_shift:
      return "unknown-shift";
    case Code::unknown_person:
      return "unknown-person";
    case Code::person_busy:
      return "person-busy";
    case Code::unknown_line:
      return "unknown-line";
    case Code::same_slot:
      return "same-slot";
    case Code::bundle_is_whole:
      return "bundle-is-whole";
    case Code::handed_over:
      return "handed-over";
    case Code::total_differs:
      return "total-differs";
    case Code::invalid_payment:
      return "invalid-payment";
    case Code::payment_needed:
      return "payment-needed";
    case Code::still_free:
      return "still-free";
    case Code::waits_already:
      return "waits-already";
    case Code::unknown_drop:
      return "unknown-drop";
    case Code::place_needed:
      return "place-needed";
    case Code::not_your_turn:
      return "not-your-turn";
    case Code::place_used_up:
      return "place-used-up";
    case Code::invalid_address:
      return "invalid-address";
    case Code::outside_zones:
      return "outside-zones";
    case Code::unknown_window:
      return "unknown-window";
    case Code::invalid_zone:
      return "invalid-zone";
    case Code::unknown_zone:
      return "unknown-zone";
    case Code::unknown_fulfilment:
      return "unknown-fulfilment";
    case Code::wrong_state:
      return "wrong-state";
    case Code::already_claimed:
      return "already-claimed";
    case Code::nothing_to_claim:
      return "nothing-to-claim";
    case Code::unknown_webhook:
      return "unknown-webhook";
    case Code::invalid_webhook:
      return "invalid-webhook";
    case Code::unknown_delivery:
      return "unknown-delivery";
    case Code::unknown_till:
      return "unknown-till";
    case Code::invalid_till:
      return "invalid-till";
    case Code::unknown_device:
      return "unknown-device";
    case Code::invalid_device:
      return "invalid-device";
    case Code::unknown_enrolment:
      return "unknown-enrolment";
    case Code::device_revoked:
      return "device-revoked";
    case Code::unknown_conflict:
      return "unknown-conflict";
    case Code::conflict_resolved:
      return "conflict-resolved";
  }
  return "not-on-sale";
}

}  // namespace

std::span<const ProblemKind> problem_kinds() {
  return kKinds;
}

const ProblemKind* find_problem_kind(std::string_view name) {
  const auto* found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const ProblemKind& kind) { return kind.name == name; });
  return found == kKinds.end() ? nullptr : found;
}

Problem Problem::make(std::string_view kind, std::string sentence, std::string field) {
  const ProblemKind* found = find_problem_kind(kind);
  if (!found) throw std::logic_error("no kind of problem is called " + std::string(kind));
  return {{std::move(sentence)}, found, std::move(field), {}};
}

Problem problem_of(const commerce::Refusal& refusal, bool named_by_address) {
  Problem problem = Problem::make(name_of(refusal.code), refusal.message, refusal.field);
  if (problem.kind->status == 404 && !named_by_address) {
    problem = Problem::make("invalid-member", refusal.message, refusal.field);
  }
  if (refusal.remaining) problem.facts["remaining"] = *refusal.remaining;
  if (refusal.total) {
    problem.facts["total"] = {{"amount", refusal.total->decimal()},
                              {"currency", refusal.total->currency.code()},
                              {"minor", refusal.total->minor}};
  }
  if (refusal.held_until) problem.facts["held_until"] = to_rfc3339(*refusal.held_until);
  return problem;
}

http::Response problem_response(const Problem& problem, const std::string& origin) {
  boost::json::object document;
  document["type"] = origin + "/problems/" + std::string(problem.kind->name);
  document["kind"] = problem.kind->name;
  document["title"] = problem.kind->title;
  document["status"] = problem.kind->status;
  document["detail"] = problem.message;
  if (!problem.field.empty()) {
    document["field"] = problem.field;
    document["pointer"] = pointer_of(problem.field);
  }
  for (const auto& fact : problem.facts) document[fact.key()] = fact.value();
  http::Response response =
      http::reply(problem.kind->status, "application/problem+json", boost::json::serialize(document));
  response.headers.add("Cache-Control", "no-store");
  return response;
}

std::string pointer_of(std::string_view field) {
  std::string pointer = "#/";
  for (const char c : field) {
    switch (c) {
      case '.':
      case '[':
        pointer += '/';
        break;
      case ']':
        break;
      case '/':
        pointer += "~1";
        break;
      case '~':
        pointer += "~0";
        break;
      default:
        pointer += c;
    }
  }
  return pointer;
}

}  // namespace timeshelf::server
