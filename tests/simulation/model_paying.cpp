// What becomes of money: docs/domain.md, "Paying online".
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace timeshelf::simulation {

using commerce::CheckoutState;
using commerce::PaymentSession;

ShopModel::Settled ShopModel::settle(const Id& hold, const PaymentSession& session, Instant now) {
  Promise& promise = promises.at(hold);
  PaidOnline& online = *promise.online;
  if (online.state == CheckoutState::booked || online.state == CheckoutState::returned) return {};
  if (session.state == PaymentSession::State::over) {
    if (online.state == CheckoutState::unpaid) return {};
    if (promise.is_live(now)) promise.state = Promise::State::released;
    online.state = CheckoutState::unpaid;
    return {true, false, false};
  }
  if (session.state != PaymentSession::State::paid) return {};
  Settled settled{true, false, false};
  const bool is_right = session.paid->minor == online.total;
  if (is_right && promise.state == Promise::State::confirmed) {
    settled.is_booked = !promise.cancelled && promise.total() >= online.total;
  } else if (is_right) {
    const bool was_live = promise.is_live(now);
    const bool is_there = std::all_of(promise.units.begin(), promise.units.end(), [&](const auto& entry) {
      const auto& [key, units] = entry;
      const SoldSlot& slot = slots.at(key.first);
      if (key.second.front() != '+') return free(slot, key.second, now) >= units;
      const auto window =
          std::find_if(slot.windows.begin(), slot.windows.end(),
                       [&, &key = key](const SoldWindow& each) { return each.key() == key.second; });
      if (window == slot.windows.end()) return false;
      return !window->capacity || taken(slot.id, key.second, now) + units <= *window->capacity;
    });
    const auto code = codes.find(promise.code);
    const bool used_up =
        code != codes.end() && code->second.limit && uses(promise.code, now) >= *code->second.limit;
    const bool has_it = was_live || (is_there && !used_up);
    if (has_it && !was_live) {
      promise.state = Promise::State::open;
      promise.expires_at = now + std::chrono::minutes(1);
    }
    commerce::ConfirmCommand confirm{shop.id, hold, online.name, online.email};
    settled.is_booked = has_it && why_not(confirm, now).empty();
    settled.may_be_retaken = !was_live && !settled.is_booked;
    if (settled.is_booked) {
      promise.state = Promise::State::confirmed;
      promise.booked_by = online.email;
    } else if (has_it) {
      promise.state = Promise::State::released;
    }
  }
  online.state = settled.is_booked ? CheckoutState::booked : CheckoutState::returned;
  online.paid = settled.is_booked ? session.paid->minor : 0;
  return settled;
}

}  // namespace timeshelf::simulation
