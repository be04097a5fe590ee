// Bookings: found by their token, listed, cancelled.
#include "commerce/bookings/changes.hpp"
#include "commerce/bookings/passage_rows.hpp"
#include "commerce/bookings/tokens.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/engine.hpp"
#include "commerce/fulfilment/claims.hpp"

namespace timeshelf::commerce {
namespace {

struct BookedHold {
  Id hold;
  Booking booking;
};

std::vector<Booking> load(store::Transaction& transaction, const store::Shop& shop,
                          const std::vector<Id>& holds) {
  auto records = load_holds(transaction, shop.id, {holds.begin(), holds.end()});
  const auto serials = serials_of(transaction, shop.id, {holds.begin(), holds.end()});
  std::vector<Booking> bookings;
  for (const Id& hold : holds) {
    const auto found = records.find(hold);
    if (found == records.end() || !found->second.booking) continue;
    const auto serial = serials.find(hold);
    sign_booking(shop, *found->second.booking, serial == serials.end() ? 0 : serial->second);
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
  Changes changes(!options_.mail_from.empty(), clock_, random_);
  const auto changed = changes.cancel(transaction, {shop_id, id});
  if (!changed) return changed.error();
  return *booking(transaction, shop_id, id);
}

std::optional<Booking> Engine::find_booking(store::Transaction& transaction, std::string_view token) {
  const auto claim = read_token(token);
  const auto shop = claim ? store::find_shop(transaction, claim->shop) : std::nullopt;
  if (!shop || !is_signed_by(*shop, *claim)) return std::nullopt;
  auto booked = find(transaction, *shop, claim->booking);
  if (booked && booked->booking.token != token) return std::nullopt;  // it was passed on
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
