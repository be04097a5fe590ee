#include "commerce/bookings/change_rows.hpp"

#include <algorithm>

#include "commerce/bookings/contact_rows.hpp"
#include "commerce/bookings/customer_rows.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/fulfilment/delivery_rows.hpp"
#include "commerce/fulfilment/fulfilment_rows.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/slots/offer_rows.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

// Who has bookings in the slot, by units: what its limit counts.
std::int64_t units_of_customer(store::Transaction& transaction, const Id& shop, const std::string& email,
                               const Id& slot) {
  SalesState has;
  load_customers(transaction, shop, {slot}, {email}, has);
  return has.booked[{email, slot}];
}

void load_venues_of(store::Transaction& transaction, const Id& shop, const std::set<Id>& slots,
                    BookedState& state) {
  store::query_in(transaction, "SELECT slot, sku, venue FROM slot_stock WHERE shop = $1 AND slot IN ({})",
                  {shop}, store::params_of(slots), [&](const store::Row& row) {
                    state.venues[{row.id(0), row.string(1)}] = row.string(2);
                  });
}

// Accounts that a change may touch: of the slots, and of the code.
void load_ledger(store::Transaction& transaction, const Id& shop, const std::set<Id>& slots,
                 BookedState& state) {
  load_places(transaction, shop, slots, state.ledger);
  std::set<AccountKey> others;
  for (const Transfer& transfer : state.transfers) {
    if (transfer.credit.kind == AccountKind::used) others.insert({transfer.debit, transfer.credit});
  }
  for (const auto& [key, venue] : state.venues) others.insert({AccountKind::wasted, venue, key.second});
  for (const BookedLine& line : state.lines) others.insert({AccountKind::wasted, "", line.agreed.sku});
  load_accounts(transaction, shop, others, state.ledger);
}

// A line that waits for nothing any more was handed over.
LineState state_after(const BookedState& state, const Departure& departure) {
  const auto line = std::find_if(state.lines.begin(), state.lines.end(), [&](const BookedLine& each) {
    return each.agreed.position == departure.line.position;
  });
  Progress before = progress_of(line->agreed);
  before.quantity = line->units;
  return without(before, departure.units).state;
}

}  // namespace

std::vector<BookedLine> load_agreed_lines(store::Transaction& transaction, const Id& shop, const Id& hold) {
  std::vector<BookedLine> lines;
  transaction.query(
      "SELECT l.slot, l.sku, l.quantity, l.minor, l.currency, l.tier, l.fulfilment, l.discount, l.tax_rate, "
      "l.tax, l.position, l.quantity - l.gone, l.window_begins, COALESCE(w.ends, l.window_begins), l.zone, "
      "l.state, l.handed_over, l.returned FROM lines l LEFT JOIN pickup_windows w ON w.shop = l.shop AND "
      "w.slot = l.slot AND w.begins = l.window_begins WHERE l.shop = $1 AND l.hold = $2 ORDER BY l.position",
      {shop, hold}, [&](const store::Row& row) {
        const auto currency = Currency::parse(row.text(4));
        if (!currency) return;
        Line line{row.id(0),     row.string(1), row.integer(2), Money{row.integer(3), *currency},
                  row.string(5), row.string(6)};
        line.discount = row.integer(7);
        line.tax_rate = row.integer(8);
        line.tax = row.integer(9);
        line.position = row.integer(10);
        read_way(row, 12, line);
        lines.push_back({std::move(line), row.integer(11)});
      });
  return lines;
}

std::optional<LoadedBooking> load_for_change(store::Transaction& transaction, const Id& shop,
                                             const Id& booking, const std::optional<Id>& target) {
  const auto hold = transaction.first("SELECT hold FROM bookings WHERE shop = $1 AND id = $2",
                                      {shop, booking}, [](const store::Row& row) { return row.id(0); });
  if (!hold) return std::nullopt;
  HoldRecord record = load_holds(transaction, shop, {*hold}).at(*hold);
  LoadedBooking loaded{{std::move(*record.booking), *hold, record.hold.bundle}, {}};
  BookedState& state = loaded.state;
  state.lines = load_agreed_lines(transaction, shop, *hold);
  for (const Id& subject : {*hold, booking}) {
    auto transfers = transfers_of(transaction, shop, subject.text());
    std::move(transfers.begin(), transfers.end(), std::back_inserter(state.transfers));
  }
  std::set<Id> slots;
  for (const BookedLine& line : state.lines) slots.insert(line.agreed.slot);
  if (target) slots.insert(*target);
  load_venues_of(transaction, shop, slots, state);
  load_ledger(transaction, shop, slots, state);
  std::vector<SlotRow*> rows;
  for (SlotRow& row : load_slots(transaction, shop, slots)) {
    SlotRow& kept = loaded.rows.emplace(row.slot.id, std::move(row)).first->second;
    rows.push_back(&kept);
    state.slots[kept.slot.id] = &kept;
  }
  load_offers(transaction, shop, rows, state.ledger);
  state.cancel_until = cancel_times(transaction, shop, loaded.rows);
  if (target && state.booking.address) state.delivery = load_delivery(transaction, shop, loaded.rows);
  if (target)
    state.units_of_customer[*target] =
        units_of_customer(transaction, shop, state.booking.customer_email, *target);
  return loaded;
}

void store_change(store::Transaction& transaction, const BookedState& state, const ChangeDecision& decision,
                  const Id& change, const ChangedBy& by, Instant now) {
  const Id& shop = state.booking.shop;
  std::set<Id> left = decision.left;
  const std::string_view kind = decision.arrivals.empty() ? "cancelled" : "moved";
  std::vector<store::Param> values;
  for (const Departure& departure : decision.departures) {
    const bool leaves = left.erase(departure.line.slot) > 0;
    values.insert(values.end(), {shop, change, state.hold, departure.line.position, state.booking.id,
                                 departure.line.slot, kind, departure.units, departure.worth.minor,
                                 departure.tax, leaves, by.actor, by.reason, now});
    // A booking that is cancelled as a whole keeps its lines: they say what it was.
    if (!decision.whole) {
      transaction.execute(
          "UPDATE lines SET gone = gone + $4, state = $5 WHERE shop = $1 AND hold = $2 AND position = $3",
          {shop, state.hold, departure.line.position, departure.units,
           name_of(state_after(state, departure))});
    }
  }
  if (!decision.whole)
    change_fees(transaction, shop, state.hold, change, decision.fees_back, decision.fees_new);
  store::insert_rows(transaction,
                     "line_changes (shop, id, hold, position, booking, slot, kind, units, minor, tax, "
                     "left_slot, actor, reason, created_at)",
                     14, values);
  insert_lines(transaction, shop, {{state.hold, &decision.arrivals}});
  if (decision.whole) {
    transaction.execute(
        "UPDATE bookings SET state = 'cancelled', cancelled_at = $3 WHERE shop = $1 AND id = $2",
        {shop, state.booking.id, now});
  }
}

std::map<Id, Instant> cancel_times(store::Transaction& transaction, const Id& shop,
                                   const std::map<Id, SlotRow>& rows) {
  const std::chrono::milliseconds before = load_cancel_rule(transaction, shop);
  std::map<Id, Instant> times;
  std::set<Id> slots;
  for (const auto& [id, row] : rows) {
    slots.insert(id);
    times[id] = row.slot.starts_at - before;
  }
  store::query_in(transaction, "SELECT slot, until_at FROM cancel_terms WHERE shop = $1 AND slot IN ({})",
                  {shop}, store::params_of(slots), [&](const store::Row& row) {
                    Instant& until = times[row.id(0)];
                    until = std::min(row.instant(1), rows.at(row.id(0)).slot.starts_at);
                  });
  return times;
}

std::chrono::milliseconds load_cancel_rule(store::Transaction& transaction, const Id& shop) {
  const auto before = transaction.first("SELECT before FROM cancel_rules WHERE shop = $1", {shop},
                                        [](const store::Row& row) { return row.integer(0); });
  return std::chrono::milliseconds(before.value_or(0));
}

void store_cancel_rule(store::Transaction& transaction, const Id& shop,
                       std::chrono::milliseconds before_start) {
  transaction.execute(
      "INSERT INTO cancel_rules (shop, before) VALUES ($1, $2) "
      "ON CONFLICT (shop) DO UPDATE SET before = excluded.before",
      {shop, static_cast<std::int64_t>(before_start.count())});
}

void set_cancel_time(store::Transaction& transaction, const Id& shop, const Id& slot, Instant until) {
  transaction.execute(
      "INSERT INTO cancel_terms (shop, slot, until_at) VALUES ($1, $2, $3) "
      "ON CONFLICT (shop, slot) DO UPDATE SET until_at = excluded.until_at",
      {shop, slot, until});
}

std::int64_t times_left(store::Transaction& transaction, const Id& shop, const std::string& email,
                        const Id& slot) {
  std::int64_t times = 0;
  store::query_in(
      transaction,
      "SELECT COUNT(*) FROM bookings b JOIN line_changes c ON c.shop = b.shop AND c.booking = b.id "
      "WHERE b.shop = $1 AND c.slot = $2 AND c.left_slot = 1 AND b.hold IN ({})",
      {shop, slot}, store::params_of(holds_of_customer(transaction, shop, slot, email)),
      [&](const store::Row& row) { times += row.integer(0); });
  transaction.query(
      "SELECT COUNT(*) FROM passages p WHERE p.shop = $1 AND p.from_email = $2 AND p.accepted_at IS NOT NULL "
      "AND EXISTS (SELECT 1 FROM bookings b JOIN lines l ON l.shop = b.shop AND l.hold = b.hold "
      "WHERE b.shop = p.shop AND b.id = p.booking AND l.slot = $3)",
      {shop, email, slot}, [&](const store::Row& row) { times += row.integer(0); });
  return times + times_mended(transaction, shop, email, slot);
}

std::int64_t sequence_for(store::Transaction& transaction, const Slot& slot, const std::string& email,
                          bool stands) {
  const std::int64_t left = times_left(transaction, slot.shop, email, slot.id);
  return slot.sequence + 2 * left - (stands || left == 0 ? 0 : 1);
}

}  // namespace timeshelf::commerce
