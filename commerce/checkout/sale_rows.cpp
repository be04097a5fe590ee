#include "commerce/checkout/sale_rows.hpp"

#include "commerce/bookings/customer_rows.hpp"
#include "commerce/core/booking_codes.hpp"
#include "commerce/core/pricing.hpp"
#include "commerce/fulfilment/delivery_rows.hpp"
#include "commerce/fulfilment/fulfilment_rows.hpp"
#include "commerce/ledger_rows.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

// So far ahead of the clock nobody sells: that is 300 million codes.
constexpr auto kCodesAhead = std::chrono::hours(24 * 30);

HoldState parse_hold_state(std::string_view name) {
  for (const HoldState state : {HoldState::open, HoldState::confirmed, HoldState::released}) {
    if (name_of(state) == name) return state;
  }
  return HoldState::expired;
}

const Currency& no_currency() {
  static const Currency euro = *Currency::parse("EUR");
  return euro;
}

void load_lines(store::Transaction& transaction, const Id& shop, const std::set<Id>& holds,
                std::map<Id, HoldRecord>& records) {
  store::query_in(
      transaction,
      "SELECT l.hold, l.slot, l.sku, l.quantity, l.minor, l.currency, l.tier, l.fulfilment, l.discount, "
      "l.tax_rate, l.tax, s.summary, s.location, s.starts_at, s.ends_at, s.time_zone, l.position, "
      "l.quantity - l.gone, p.sku, l.window_begins, COALESCE(w.ends, l.window_begins), l.zone, l.state, "
      "l.handed_over, l.returned FROM lines l "
      "LEFT JOIN slots s ON s.shop = l.shop AND s.id = l.slot "
      "LEFT JOIN preorders p ON l.preorder = 1 AND p.shop = l.shop AND p.slot = l.slot AND p.sku = l.sku "
      "LEFT JOIN pickup_windows w ON w.shop = l.shop AND w.slot = l.slot AND w.begins = l.window_begins "
      "WHERE l.shop = $1 AND l.hold IN ({}) ORDER BY l.hold, l.position",
      {shop}, store::params_of(holds), [&](const store::Row& row) {
        const auto record = records.find(row.id(0));
        if (record == records.end()) return;
        const Currency currency = Currency::parse(row.text(5)).value_or(no_currency());
        if (row.integer(17) == 0) return;  // nothing is left of it
        Line agreed{row.id(1),       row.string(2),  row.integer(3),  Money{row.integer(4), currency},
                    row.string(6),   row.string(7),  row.integer(8),  row.integer(9),
                    row.integer(10), row.string(11), row.string(12),  row.instant(13),
                    row.instant(14), row.string(15), row.integer(16), !row.is_null(18)};
        read_way(row, 19, agreed);
        Hold& hold = record->second.hold;
        hold.lines.push_back(part_of(agreed, row.integer(17), hold.tax.rounding));
      });
}

void load_booked_units(store::Transaction& transaction, const Id& shop, const Id& slot,
                       const std::set<std::string>& emails, SalesState& state) {
  std::set<Id> holds;
  find_customers(transaction, shop, slot, emails,
                 [&](const std::string&, const Id& hold) { holds.insert(hold); });
  store::query_in(transaction,
                  "SELECT b.email, l.quantity - l.gone FROM lines l JOIN bookings b ON b.shop = l.shop AND "
                  "b.hold = l.hold WHERE b.state = 'confirmed' AND l.shop = $1 AND l.slot = $2 AND l.hold IN "
                  "({})",
                  {shop, slot}, store::params_of(holds), [&](const store::Row& row) {
                    // Who passed it on has it no more.
                    if (emails.contains(row.string(0))) state.booked[{row.string(0), slot}] += row.integer(1);
                  });
}

}  // namespace

std::map<Id, HoldRecord> load_holds(store::Transaction& transaction, const Id& shop,
                                    const std::set<Id>& holds) {
  std::map<Id, HoldRecord> records;
  std::set<Id> charged, delivered;
  store::query_in(
      transaction,
      "SELECT id, state, created_at, expires_at, email, code, bundle, tax_included, rounding, fees, "
      "delivered FROM holds WHERE shop = $1 AND id IN ({})",
      {shop}, store::params_of(holds), [&](const store::Row& row) {
        HoldRecord record{{row.id(0), shop, row.instant(2), row.instant(3), {}, Money{0, no_currency()}},
                          parse_hold_state(row.text(1)),
                          {}};
        record.hold.email = row.string(4);
        record.hold.code = row.string(5);
        record.hold.bundle = row.string(6);
        record.hold.tax = {row.boolean(7), parse_rounding(row.text(8)).value_or(Rounding::half_up)};
        if (row.integer(9) > 0) charged.insert(record.hold.id);
        if (row.boolean(10)) delivered.insert(record.hold.id);
        records.emplace(record.hold.id, std::move(record));
      });
  load_lines(transaction, shop, holds, records);
  load_fees(transaction, shop, charged,
            [&](const Id& hold, Fee fee) { records.at(hold).hold.fees.push_back(std::move(fee)); });
  load_addresses(transaction, shop, delivered, [&](const Id& hold, Address address) {
    records.at(hold).hold.address = std::move(address);
  });
  std::set<Id> confirmed;
  for (auto& [id, record] : records) {
    record.hold.total = total_of(record.hold.lines, record.hold.fees, record.hold.tax);
    if (record.state == HoldState::confirmed) confirmed.insert(id);
  }
  for (auto& [id, booking] : load_bookings_of(transaction, shop, confirmed)) {
    HoldRecord& record = records.at(id);
    booking.lines = record.hold.lines;
    booking.total = record.hold.total;
    booking.tax = record.hold.tax;
    booking.fees = record.hold.fees;
    booking.address = record.hold.address;
    record.booking = std::move(booking);
  }
  return records;
}

std::map<Id, Booking> load_bookings_of(store::Transaction& transaction, const Id& shop,
                                       const std::set<Id>& holds) {
  std::map<Id, Booking> bookings;
  store::query_in(transaction,
                  "SELECT hold, id, code, state, name, email, created_at, cancelled_at, language "
                  "FROM bookings WHERE shop = $1 AND hold IN ({})",
                  {shop}, store::params_of(holds), [&](const store::Row& row) {
                    const auto state =
                        row.text(3) == "cancelled" ? BookingState::cancelled : BookingState::confirmed;
                    bookings.emplace(row.id(0), Booking{row.id(1),
                                                        shop,
                                                        row.string(2),
                                                        "",
                                                        state,
                                                        row.string(4),
                                                        row.string(5),
                                                        {},
                                                        Money{0, no_currency()},
                                                        row.instant(6),
                                                        row.maybe_instant(7),
                                                        {},
                                                        {},
                                                        {},
                                                        row.string(8)});
                  });
  return bookings;
}

std::vector<Id> find_expired_holds(store::Transaction& transaction, const Id& shop, Instant now,
                                   std::size_t at_most) {
  std::vector<Id> expired;
  transaction.query(
      "SELECT id FROM holds WHERE shop = $1 AND state = 'open' AND expires_at <= $2 ORDER BY expires_at "
      "LIMIT $3",
      {shop, now, static_cast<std::int64_t>(at_most)},
      [&](const store::Row& row) { expired.push_back(row.id(0)); });
  return expired;
}

void load_codes(store::Transaction& transaction, const Id& shop, const std::set<std::string>& codes,
                SalesState& state) {
  std::set<AccountKey> counted;
  store::query_in(
      transaction,
      "SELECT code, rate, minor, currency, audience, slot, sku, use_limit, valid_from, valid_until, "
      "active FROM codes WHERE shop = $1 AND code IN ({})",
      {shop}, store::params_of(codes), [&](const store::Row& row) {
        CodeTerms code;
        code.code = row.string(0);
        const auto currency = Currency::parse(row.text(3));
        if (!row.is_null(2) && currency) {
          code.discount = Discount{0, Money{row.integer(2), *currency}};
        } else if (row.integer(1) > 0) {
          code.discount = Discount{row.integer(1), std::nullopt};
        }
        code.audience = row.string(4);
        code.slot = row.string(5);
        code.sku = row.string(6);
        code.limit = row.maybe_integer(7);
        code.valid_from = row.maybe_instant(8);
        code.valid_until = row.maybe_instant(9);
        code.active = row.boolean(10);
        counted.insert(uses_of(code.code));
        counted.insert({AccountKind::used, code.code, ""});
        state.codes.emplace(code.code, std::move(code));
      });
  load_accounts(transaction, shop, counted, state.ledger);
}

void load_bundles(store::Transaction& transaction, const Id& shop, const std::set<std::string>& names,
                  SalesState& state) {
  store::query_in(transaction,
                  "SELECT name, price, currency, active FROM bundles WHERE shop = $1 AND name IN ({})",
                  {shop}, store::params_of(names), [&](const store::Row& row) {
                    BundleTerms bundle{row.string(0), {}, row.boolean(3), {}};
                    const auto currency = Currency::parse(row.text(2));
                    if (!row.is_null(1) && currency) bundle.price = Money{row.integer(1), *currency};
                    state.bundles[bundle.name] = std::move(bundle);
                  });
}

void load_customers(store::Transaction& transaction, const Id& shop, const std::set<Id>& slots,
                    const std::set<std::string>& emails, SalesState& state) {
  for (const Id& slot : slots) load_booked_units(transaction, shop, slot, emails, state);
  store::query_in(
      transaction,
      "SELECT h.email, l.slot, l.quantity FROM holds h JOIN lines l ON l.shop = h.shop AND l.hold = h.id "
      "WHERE h.state = 'open' AND h.email <> '' AND h.shop = $1 AND h.email IN ({})",
      {shop}, store::params_of(emails), [&](const store::Row& row) {
        state.holding[{row.string(0), row.id(1)}] += row.integer(2);
      });
}

TaxRules load_tax_rules(store::Transaction& transaction, const Id& shop) {
  return transaction
      .first("SELECT included, rounding FROM tax_rules WHERE shop = $1", {shop},
             [](const store::Row& row) {
               return TaxRules{row.boolean(0), parse_rounding(row.text(1)).value_or(Rounding::half_up)};
             })
      .value_or(TaxRules{});
}

void insert_lines(store::Transaction& transaction, const Id& shop,
                  const std::vector<std::pair<Id, const std::vector<Line>*>>& lines) {
  std::vector<store::Param> values;
  for (const auto& [hold, of_hold] : lines) {
    for (const Line& line : *of_hold) {
      values.insert(values.end(),
                    {shop, hold, line.position, line.slot, line.sku, line.quantity, line.unit_price.minor,
                     line.unit_price.currency.code(), line.tier, line.fulfilment, line.discount,
                     line.tax_rate, line.tax, window_begins(line), line.zone, line.preorder});
    }
  }
  store::insert_rows(
      transaction,
      "lines (shop, hold, position, slot, sku, quantity, minor, currency, tier, fulfilment, discount, "
      "tax_rate, tax, window_begins, zone, preorder)",
      16, values);
}

void insert_holds(store::Transaction& transaction, const std::vector<const HoldRecord*>& records) {
  if (records.empty()) return;
  std::vector<store::Param> holds;
  std::vector<std::pair<Id, const std::vector<Line>*>> lines;
  for (const HoldRecord* record : records) {
    const Hold& hold = record->hold;
    holds.insert(holds.end(),
                 {hold.shop, hold.id, name_of(record->state), hold.created_at, hold.expires_at, hold.email,
                  hold.code, hold.bundle, hold.tax.included, name_of(hold.tax.rounding),
                  static_cast<std::int64_t>(hold.fees.size()), hold.address.has_value()});
    lines.emplace_back(hold.id, &hold.lines);
  }
  store::insert_rows(
      transaction,
      "holds (shop, id, state, created_at, expires_at, email, code, bundle, tax_included, rounding, fees, "
      "delivered)",
      12, holds);
  insert_lines(transaction, records.front()->hold.shop, lines);
  insert_deliveries(transaction, records);
}

void set_hold_state(store::Transaction& transaction, const Id& shop, HoldState state,
                    const std::set<Id>& holds) {
  store::send_in(transaction, "UPDATE holds SET state = $2 WHERE shop = $1 AND id IN ({})",
                 {shop, name_of(state)}, store::params_of(holds));
}

std::string last_booking_code(store::Transaction& transaction, const Id& shop, Instant now) {
  // The codes of before were random, of eight letters, and would be taken for ones that are far ahead.
  return transaction
      .first(
          "SELECT code FROM bookings WHERE shop = $1 AND code >= $2 AND code < $3 AND LENGTH(code) = 9 "
          "ORDER BY code DESC LIMIT 1",
          {shop, BookingCodes::first_of(now), BookingCodes::first_of(now + kCodesAhead)},
          [](const store::Row& row) { return row.string(0); })
      .value_or("");
}

void insert_bookings(store::Transaction& transaction, const Id& shop,
                     const std::map<Id, const Booking*>& bookings) {
  std::vector<store::Param> values;
  for (const auto& [hold, booking] : bookings) {
    values.insert(values.end(), {shop, booking->id, hold, booking->code, "confirmed", booking->customer_name,
                                 booking->customer_email, booking->created_at, booking->language});
  }
  store::insert_rows(transaction, "bookings (shop, id, hold, code, state, name, email, created_at, language)",
                     9, values);
}

}  // namespace timeshelf::commerce
