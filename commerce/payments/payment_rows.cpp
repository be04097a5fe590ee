#include "commerce/payments/payment_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kColumns =
    "shop, hold, state, session, url, payment, minor, currency, name, email, booking, created_at, "
    "expires_at, attempts, language";

std::optional<Checkout> first(store::Transaction& transaction, std::string_view condition,
                              store::Params params) {
  return transaction.first(
      fmt::format("SELECT {} FROM checkouts WHERE {}", kColumns, condition), params,
      [](const store::Row& row) {
        const Currency currency = Currency::parse(row.text(7)).value_or(*Currency::parse("EUR"));
        Checkout checkout{row.id(0),
                          row.id(1),
                          parse_checkout_state(row.text(2)).value_or(CheckoutState::open),
                          row.string(3),
                          row.string(4),
                          row.string(5),
                          {row.integer(6), currency},
                          row.string(8),
                          row.string(9),
                          {},
                          row.instant(11),
                          row.instant(12),
                          row.integer(13),
                          row.string(14)};
        if (!row.is_null(10)) checkout.booking = row.id(10);
        return checkout;
      });
}

constexpr std::array<std::pair<ReturnCause, std::string_view>, 6> kCauses{
    {{ReturnCause::taken, "taken"},
     {ReturnCause::off_sale, "off-sale"},
     {ReturnCause::over_limit, "over-limit"},
     {ReturnCause::refused, "refused"},
     {ReturnCause::not_owed, "not-owed"},
     {ReturnCause::differs, "differs"}}};

}  // namespace

std::string_view name_of(ReturnCause cause) {
  return std::find_if(kCauses.begin(), kCauses.end(), [&](const auto& each) { return each.first == cause; })
      ->second;
}

std::optional<ReturnCause> parse_return_cause(std::string_view name) {
  const auto* const found =
      std::find_if(kCauses.begin(), kCauses.end(), [&](const auto& each) { return each.second == name; });
  return found == kCauses.end() ? std::nullopt : std::optional(found->first);
}

std::optional<Checkout> load_checkout(store::Transaction& transaction, const Id& shop, const Id& hold) {
  return first(transaction, "shop = $1 AND hold = $2", {shop, hold});
}

std::optional<Checkout> find_checkout_of_session(store::Transaction& transaction, std::string_view session) {
  return first(transaction, "session <> '' AND session = $1", {session});
}

std::optional<Checkout> find_checkout_of_payment(store::Transaction& transaction, std::string_view payment) {
  return first(transaction, "payment <> '' AND payment = $1", {payment});
}

std::optional<Checkout> next_checkout(store::Transaction& transaction, Instant now) {
  return first(transaction, "next_at IS NOT NULL AND next_at <= $1 ORDER BY next_at LIMIT 1", {now});
}

void insert_checkout(store::Transaction& transaction, const Checkout& checkout, Instant next) {
  transaction.execute(
      "INSERT INTO checkouts (shop, hold, state, session, url, payment, minor, currency, name, email, "
      "created_at, expires_at, next_at, attempts, last_error, language) VALUES ($1, $2, $3, '', '', "
      "'', $4, $5, $6, $7, $8, $9, $10, 0, '', $11)",
      {checkout.shop, checkout.hold, name_of(checkout.state), checkout.total.minor,
       checkout.total.currency.code(), checkout.name, checkout.email, checkout.created_at,
       checkout.expires_at, next, checkout.language});
}

std::optional<RefundOrder> next_refund(store::Transaction& transaction, Instant now) {
  return transaction.first(
      "SELECT r.shop, r.id, c.payment, r.minor, r.currency, r.attempts FROM refunds r "
      "JOIN checkouts c ON c.shop = r.shop AND c.hold = r.hold WHERE r.next_at IS NOT NULL "
      "AND r.next_at <= $1 ORDER BY r.next_at LIMIT 1",
      {now}, [](const store::Row& row) {
        const Currency currency = Currency::parse(row.text(4)).value_or(*Currency::parse("EUR"));
        return RefundOrder{row.id(0), row.id(1), row.string(2), {row.integer(3), currency}, row.integer(5)};
      });
}

void insert_refund(store::Transaction& transaction, const Checkout& checkout,
                   const std::optional<Id>& booking, const Money& amount, std::string_view reason,
                   const Id& id, Instant now, std::optional<ReturnCause> cause) {
  transaction.execute(
      "INSERT INTO refunds (shop, id, hold, booking, minor, currency, state, reason, created_at, next_at, "
      "attempts, last_error, cause) VALUES ($1, $2, $3, $4, $5, $6, 'owed', $7, $8, $8, 0, '', $9)",
      {checkout.shop, id, checkout.hold, booking, amount.minor, amount.currency.code(), reason, now,
       cause ? name_of(*cause) : ""});
}

std::optional<Returned> load_returned(store::Transaction& transaction, const Id& shop, const Id& hold) {
  return transaction.first(
      "SELECT minor, currency, cause FROM refunds WHERE shop = $1 AND hold = $2 AND booking IS NULL",
      {shop, hold}, [](const store::Row& row) {
        const Currency currency = Currency::parse(row.text(1)).value_or(*Currency::parse("EUR"));
        return Returned{{row.integer(0), currency},
                        parse_return_cause(row.text(2)).value_or(ReturnCause::refused)};
      });
}

bool note_event(store::Transaction& transaction, const Id& shop, std::string_view provider,
                const ProviderEvent& event, Instant now) {
  return transaction.execute(
             "INSERT INTO provider_events (shop, provider, id, kind, created_at) VALUES ($1, $2, $3, $4, $5) "
             "ON CONFLICT (shop, provider, id) DO NOTHING",
             {shop, provider, event.id, event.kind, now}) > 0;
}

}  // namespace timeshelf::commerce
