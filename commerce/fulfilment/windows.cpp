#include "commerce/fulfilment/windows.hpp"

#include <fmt/format.h>

#include <map>

#include "commerce/ledger_rows.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

PickupWindow read_window(const store::Row& row, int first) {
  return {std::chrono::seconds(row.integer(first)), std::chrono::seconds(row.integer(first + 1)),
          row.maybe_integer(first + 2)};
}

std::vector<PickupWindow> stored_windows(store::Transaction& transaction, const Slot& slot) {
  std::vector<PickupWindow> windows;
  transaction.query(
      "SELECT begins, ends, capacity FROM pickup_windows WHERE shop = $1 AND slot = $2 ORDER BY begins",
      {slot.shop, slot.id}, [&](const store::Row& row) { windows.push_back(read_window(row, 0)); });
  return windows;
}

}  // namespace

void load_windows(store::Transaction& transaction, const Id& shop, const std::vector<SlotRow*>& rows) {
  std::map<Id, Slot*> slots;
  std::vector<store::Param> ids;
  for (SlotRow* row : rows) {
    slots[row->slot.id] = &row->slot;
    ids.emplace_back(row->slot.id);
  }
  store::query_in(
      transaction,
      "SELECT slot, begins, ends, capacity FROM pickup_windows WHERE shop = $1 AND slot IN ({}) ORDER BY "
      "slot, begins",
      {shop}, ids, [&](const store::Row& row) {
        Slot& slot = *slots.at(row.id(0));
        const PickupWindow window = read_window(row, 1);
        if (slot.starts_at + window.ends <= slot.ends_at) slot.windows.push_back(window);
      });
}

Decided<std::optional<std::vector<PickupWindow>>> read_windows(ical::AuthoredTerms& authored,
                                                               const Slot& slot, const ical::Zone& zone) {
  if (!authored.terms.windows) {
    // Who writes the ways anew and names no windows wants none.
    if (authored.terms.fulfilment.empty()) return std::optional<std::vector<PickupWindow>>{};
    return std::optional(std::vector<PickupWindow>{});
  }
  auto windows = windows_of(*authored.terms.windows, slot.starts_at, slot.ends_at, zone);
  if (windows) return std::optional(std::move(*windows));
  if (authored.terms.windows->in_property)
    return refuse(Refusal::Code::terms_invalid, windows.error().message, "X-SHELF-FULFILMENT");
  authored.problems.push_back({false, "windows", windows.error().message});
  return std::optional<std::vector<PickupWindow>>{};
}

Decided<void> put_windows(store::Transaction& transaction, const Slot& slot,
                          const std::vector<PickupWindow>& windows, Instant now, Random& random) {
  std::map<std::chrono::seconds, std::pair<PickupWindow, std::int64_t>> wanted;  // and its room
  for (const PickupWindow& window : stored_windows(transaction, slot)) wanted[window.begins] = {window, 0};
  for (const PickupWindow& window : windows)
    wanted[window.begins] = {window, window.capacity.value_or(kUnboundedRoom)};
  if (wanted.empty()) return {};
  std::set<AccountKey> keys;
  for (const auto& [begins, want] : wanted) {
    keys.insert(window_room(slot.id, want.first));
    keys.insert(window_taken(slot.id, want.first));
    keys.insert(window_source(want.first));
  }
  Ledger ledger;
  load_accounts(transaction, slot.shop, keys, ledger);
  std::vector<Transfer> moves;
  for (const auto& [begins, want] : wanted) {
    const auto& [window, room] = want;
    const Account taken = ledger.account(window_taken(slot.id, window));
    const std::int64_t used = taken.balance() + taken.credits_pending;
    const std::int64_t more = room - used - ledger.available(window_room(slot.id, window));
    if (room < used)
      return refuse(
          Refusal::Code::below_sold,
          fmt::format("A pickup window of \"{}\" has {} bookings and would have room for {}. Cancel "
                      "them first, or leave it as it is.",
                      slot.summary, used, room),
          "X-SHELF-FULFILMENT");
    if (more == 0) continue;
    const AccountKey source = window_source(window);
    const AccountKey own = window_room(slot.id, window);
    moves.push_back({Id::make(now, random), TransferKind::posted, more > 0 ? source : own,
                     more > 0 ? own : source, std::abs(more), slot.id.string(), "window", now});
  }
  ledger.apply(moves).value();
  store_written(transaction, slot.shop, ledger);
  transaction.execute("DELETE FROM pickup_windows WHERE shop = $1 AND slot = $2", {slot.shop, slot.id});
  std::vector<store::Param> values;
  for (const PickupWindow& window : windows)
    values.insert(values.end(), {slot.shop, slot.id, static_cast<std::int64_t>(window.begins.count()),
                                 static_cast<std::int64_t>(window.ends.count()), window.capacity});
  store::insert_rows(transaction, "pickup_windows (shop, slot, begins, ends, capacity)", 5, values);
  return {};
}

}  // namespace timeshelf::commerce
