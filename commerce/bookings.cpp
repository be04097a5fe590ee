// Bookings: found by their token, listed, cancelled.
#include <algorithm>

#include "commerce/capacity.hpp"
#include "commerce/claims.hpp"
#include "commerce/engine.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/sale_rows.hpp"
#include "commerce/shifts.hpp"
#include "commerce/slot_rows.hpp"
#include "commerce/tokens.hpp"

namespace timeshelf::commerce {
namespace {

struct BookedHold {
  Id hold;
  Booking booking;
};

std::vector<Booking> load(store::Transaction& transaction, const store::Shop& shop,
                          const std::vector<Id>& holds) {
  auto records = load_holds(transaction, shop.id, {holds.begin(), holds.end()});
  std::vector<Booking> bookings;
  for (const Id& hold : holds) {
    const auto found = records.find(hold);
    if (found == records.end() || !found->second.booking) continue;
    sign_booking(shop, *found->second.booking);
    bookings.push_back(std::move(*found->second.booking));
  }
  return bookings;
}

std::optional<BookedHold> find(store::Transaction& transaction, const store::Shop& shop, const Id& id) {
  const auto hold = transaction.first("SELECT hold FROM bookings WHERE shop = $1 AND id = $2", {shop.id, id},
                                      [](const store::Row& row) { return row.id(0); });
  if (!hold) return std::nullopt;
  return BookedHold{*hold, load(transaction, shop, {*hold}).front()};
}

}  // namespace

Decided<Booking> Engine::cancel(store::Transaction& transaction, const Id& shop_id, const Id& id) {
  const Instant now = clock_.now();
  const auto shop = store::find_shop(transaction, shop_id);
  const auto booked = shop ? find(transaction, *shop, id) : std::nullopt;
  if (!booked) return refuse(Refusal::Code::unknown_booking, "There is no such booking.");
  if (booked->booking.state == BookingState::cancelled)
    return refuse(Refusal::Code::booking_cancelled, "It was cancelled already.");
  const auto& lines = booked->booking.lines;
  if (std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.handed_over > 0; }))
    return refuse(Refusal::Code::handed_over, "Something of it was handed over already. Ask the shop.");
  const auto slots = slots_of(lines);
  for (SlotRow& row : load_slots(transaction, shop_id, slots)) {
    if (row.slot.starts_at <= now)
      return refuse(Refusal::Code::too_late, "It has begun already. Ask the shop.");
  }
  // Every transfer of the sale goes back, the use of a code included.
  std::vector<Transfer> back;
  std::set<AccountKey> accounts;
  for (const Transfer& posted : transfers_of(transaction, shop_id, booked->hold.text())) {
    if (posted.kind != TransferKind::post) continue;
    accounts.insert({posted.debit, posted.credit});
    back.push_back({Id::make(now, random_),
                    TransferKind::posted,
                    posted.credit,
                    posted.debit,
                    posted.amount,
                    {},
                    id.text(),
                    "cancelled",
                    now});
  }
  Ledger ledger;
  load_accounts(transaction, shop_id, accounts, ledger);
  ledger.apply(back).value();
  store_written(transaction, shop_id, ledger);
  transaction.execute(
      "UPDATE bookings SET state = 'cancelled', cancelled_at = $3 WHERE shop = $1 AND id = $2",
      {shop_id, id, now});
  for (SlotRow& row : load_slots(transaction, shop_id, slots)) {
    --row.slot.booked;
    owe_shifts(transaction, shop_id, {row.slot.id}, now);
    show(transaction, row, now);
  }
  std::set<Id> others;
  for (const Id& slot : slots)
    others.merge(make_good(transaction, shop_id, slot, "booking cancelled", now, random_));
  for (SlotRow& row : load_slots(transaction, shop_id, others)) show(transaction, row, now);
  if (!options_.mail_from.empty()) owe(transaction, shop_id, "letter", id.text(), now);
  return find(transaction, *shop, id)->booking;
}

std::optional<Booking> Engine::find_booking(store::Transaction& transaction, std::string_view token) {
  const auto claim = read_token(token);
  const auto shop = claim ? store::find_shop(transaction, claim->shop) : std::nullopt;
  if (!shop || !is_signed_by(*shop, *claim)) return std::nullopt;
  auto booked = find(transaction, *shop, claim->booking);
  return booked ? std::optional(std::move(booked->booking)) : std::nullopt;
}

std::optional<Booking> Engine::booking(store::Transaction& transaction, const Id& shop_id, const Id& id) {
  const auto shop = store::find_shop(transaction, shop_id);
  auto booked = shop ? find(transaction, *shop, id) : std::nullopt;
  return booked ? std::optional(std::move(booked->booking)) : std::nullopt;
}

std::optional<Booking> Engine::booking_by_code(store::Transaction& transaction, const Id& shop,
                                               std::string_view code) {
  const auto id = transaction.first("SELECT id FROM bookings WHERE shop = $1 AND code = $2", {shop, code},
                                    [](const store::Row& row) { return row.id(0); });
  return id ? booking(transaction, shop, *id) : std::nullopt;
}

std::vector<Booking> Engine::list_bookings(store::Transaction& transaction, const Id& shop_id,
                                           std::size_t limit) {
  const auto shop = store::find_shop(transaction, shop_id);
  if (!shop) return {};
  std::vector<Id> holds;
  transaction.query("SELECT hold FROM bookings WHERE shop = $1 ORDER BY id DESC LIMIT $2",
                    {shop_id, static_cast<std::int64_t>(limit)},
                    [&](const store::Row& row) { holds.push_back(row.id(0)); });
  return load(transaction, *shop, holds);
}

}  // namespace timeshelf::commerce
