// What is on sale, and the checkout commands one at a time.
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/checkout/sales.hpp"
#include "commerce/engine.hpp"
#include "commerce/fulfilment/claims.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"

namespace timeshelf::commerce {

SaleOptions Engine::sale_options() const {
  return {options_.hold_for, !options_.mail_from.empty(), options_.prepaid};
}

std::vector<Slot> Engine::list_slots(store::Transaction& transaction, const Id& shop, Instant from,
                                     Instant to) {
  return views_of(transaction, shop, load_slots_between(transaction, shop, from, to), clock_.now());
}

std::optional<Slot> Engine::find_slot(store::Transaction& transaction, const Id& shop, const Id& slot) {
  const auto row = load_slot(transaction, shop, slot);
  return row ? std::optional(view_of(transaction, *row, clock_.now())) : std::nullopt;
}

std::vector<Slot> Engine::find_slots(store::Transaction& transaction, const Id& shop,
                                     const std::set<Id>& slots) {
  return views_of(transaction, shop, load_slots(transaction, shop, slots), clock_.now());
}

std::vector<Slot> Engine::list_bundle(store::Transaction& transaction, const Id& shop,
                                      const std::string& bundle) {
  const Instant now = clock_.now();
  return views_of(transaction, shop, load_slots_in_bundles(transaction, shop, {bundle}, now), now);
}

Decided<Hold> Engine::hold(store::Transaction& transaction, const HoldCommand& command) {
  const SaleRequest request{command, {}};
  auto answer = sell(transaction, command.shop, {&request}, sale_options(), clock_.now(), random_).front();
  if (!answer) return answer.error();
  return std::get<Hold>(std::move(*answer));
}

std::optional<Hold> Engine::find_hold(store::Transaction& transaction, const Id& shop, const Id& id) {
  auto records = load_holds(transaction, shop, {id});
  const auto found = records.find(id);
  if (found == records.end() || found->second.state != HoldState::open) return std::nullopt;
  if (found->second.hold.expires_at <= clock_.now()) return std::nullopt;
  return std::move(found->second.hold);
}

Decided<void> Engine::release(store::Transaction& transaction, const Id& shop, const Id& id) {
  const SaleRequest request{ReleaseCommand{shop, id}, {}};
  const auto answer = sell(transaction, shop, {&request}, sale_options(), clock_.now(), random_).front();
  if (!answer) return answer.error();
  return {};
}

Decided<Booking> Engine::confirm(store::Transaction& transaction, const ConfirmCommand& command) {
  const auto shop = store::find_shop(transaction, command.shop);
  if (!shop) return refuse(Refusal::Code::unknown_shop, "There is no such shop.");
  const SaleRequest request{command, {}};
  auto answer = sell(transaction, command.shop, {&request}, sale_options(), clock_.now(), random_).front();
  if (!answer) return answer.error();
  auto booking = std::get<Booking>(std::move(*answer));
  sign_booking(*shop, booking);
  return booking;
}

}  // namespace timeshelf::commerce
