#include "commerce/core/exchange.hpp"

#include <algorithm>

#include "commerce/core/selling.hpp"
#include "commerce/core/windows.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using Units = std::map<AccountKey, std::int64_t>;

// Where units of a booking come from, and go back to.
AccountKey free_account(const AccountKey& taken) {
  const bool is_window = taken.kind == AccountKind::window_taken;
  return {is_window ? AccountKind::window_room : AccountKind::allotted, taken.place, taken.sku};
}

// What transfers left with the booking in accounts of these kinds.
Units taken_by(const std::vector<Transfer>& transfers, std::initializer_list<AccountKind> kinds) {
  Units units;
  for (const Transfer& transfer : transfers) {
    if (transfer.kind != TransferKind::posted && transfer.kind != TransferKind::post) continue;
    const auto add = [&](const AccountKey& key, std::int64_t amount) {
      if (std::find(kinds.begin(), kinds.end(), key.kind) != kinds.end()) units[key] += amount;
    };
    add(transfer.credit, transfer.amount);
    add(transfer.debit, -transfer.amount);
  }
  return units;
}

// Who has only goods still takes a place, where places are counted.
bool needs_place(const BookedState& state, const Id& slot, const Units& taken) {
  const auto has = taken.find(sold(slot, ical::kSeatSku));
  // A slot that began to count places later did not count this booking's.
  const bool enters = !slots_of(state.booking.lines).contains(slot);
  if (has == taken.end() && !enters) return false;
  const auto terms = state.slots.find(slot);
  return (has != taken.end() && has->second > 0) ||
         (terms != state.slots.end() && terms->second->slot.seats.has_value());
}

Units asked_by(const BookedState& state, const std::vector<Line>& lines, const Units& taken) {
  Units units;
  for (const Line& line : lines) {
    units[sold(line.slot, line.sku)] += line.quantity - line.handed_over;
    // However much is picked up in a window, it is one booking.
    if (line.window) units.try_emplace(window_taken(line.slot, *line.window), 1);
  }
  for (const Id& slot : slots_of(lines)) {
    if (needs_place(state, slot, taken)) units.try_emplace(sold(slot, ical::kSeatSku), 1);
  }
  return units;
}

AccountKey waste_of(const BookedState& state, const AccountKey& taken) {
  const auto venue = state.venues.find({Id::trusted(taken.place), taken.sku});
  return {AccountKind::wasted, venue == state.venues.end() ? "" : venue->second, taken.sku};
}

}  // namespace

Exchange exchange(const BookedState& state, const std::vector<Line>& after, bool to_waste, const char* reason,
                  FreshId fresh, Instant now) {
  Exchange result;
  const Units taken = taken_by(state.transfers, {AccountKind::sold, AccountKind::window_taken});
  Units asked = asked_by(state, after, taken);
  for (const auto& [account, units] : taken) asked.try_emplace(account, 0);
  const auto move = [&](const AccountKey& from, const AccountKey& to, std::int64_t units) {
    result.transfers.push_back(
        {fresh(), TransferKind::posted, from, to, units, state.booking.id.string(), reason, now});
  };
  for (const auto& [account, units] : asked) {
    const auto has = taken.find(account);
    const std::int64_t more = units - (has == taken.end() ? 0 : has->second);
    const AccountKey free = free_account(account);
    if (more > 0) {
      result.demand[free] = more;
      move(free, account, more);
    } else if (more < 0) {
      const bool is_goods = account.kind == AccountKind::sold && account.sku != ical::kSeatSku;
      move(account, to_waste && is_goods ? waste_of(state, account) : free, -more);
    }
  }
  return result;
}

void return_codes(const BookedState& state, std::vector<Transfer>& transfers, FreshId fresh, Instant now) {
  for (const auto& [used, units] : taken_by(state.transfers, {AccountKind::used})) {
    if (units <= 0) continue;
    transfers.push_back({fresh(), TransferKind::posted, used, uses_of(used.place), units,
                         state.booking.id.string(), "cancelled", now});
  }
}

}  // namespace timeshelf::commerce
