#include "commerce/bookings/changes.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <functional>

#include "commerce/audit.hpp"
#include "commerce/bookings/change_rows.hpp"
#include "commerce/bookings/customer_rows.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/checkout/sales.hpp"
#include "commerce/fulfilment/fulfilment_rows.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/payments/payments.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/staff/shifts.hpp"
#include "commerce/stock/capacity.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::size_t kMostExpired = 10'000;

Refusal no_such_booking() {
  return refuse(Refusal::Code::unknown_booking, "There is no such booking.", "booking");
}

// One change of one booking, from what was loaded to what is written.
class Writing {
 public:
  Writing(store::Transaction& transaction, LoadedBooking& loaded, const ChangeDecision& decision,
          const ChangedBy& by, Instant now, Random& random)
      : transaction_(transaction),
        loaded_(loaded),
        shop_(loaded.state.booking.shop),
        decision_(decision),
        by_(by),
        now_(now),
        random_(random) {}

  Change write(bool letters) {
    loaded_.state.ledger.apply(decision_.transfers).value();
    store_written(transaction_, shop_, loaded_.state.ledger);
    store_change(transaction_, loaded_.state, decision_, Id::make(now_, random_), by_, now_);
    note_customer();
    show_slots();
    note();
    owe_refund(transaction_, shop_, loaded_.state.booking.id,
               decision_.arrivals.empty() ? "cancelled" : "moved", now_, random_);
    const std::string& email = loaded_.state.booking.customer_email;
    if (letters || store::find_user_by_email(transaction_, email)) owe_letters();
    HoldRecord after = load_holds(transaction_, shop_, {loaded_.state.hold}).at(loaded_.state.hold);
    return {std::move(*after.booking), decision_.before, decision_.after};
  }

 private:
  void note_customer() {
    std::vector<CustomerRow> rows;
    for (const Id& slot : decision_.entered) {
      const auto row = loaded_.rows.find(slot);
      if (row == loaded_.rows.end()) continue;
      rows.push_back(
          {slot, row->second.slot.booked + 1, loaded_.state.booking.customer_email, loaded_.state.hold});
    }
    insert_customers(transaction_, shop_, rows);
  }

  void show_slots() {
    std::set<Id> touched = decision_.entered;
    for (const Departure& departure : decision_.departures) touched.insert(departure.line.slot);
    for (const Line& line : decision_.arrivals) touched.insert(line.slot);
    owe_shifts(transaction_, shop_, touched, now_);
    owe_missed(transaction_, shop_, soonest_pickups(decision_.arrivals));
    std::set<Id> others;
    for (const Id& slot : touched) {
      const auto row = loaded_.rows.find(slot);
      if (row == loaded_.rows.end()) continue;
      row->second.slot.booked +=
          (decision_.entered.contains(slot) ? 1 : 0) - (decision_.left.contains(slot) ? 1 : 0);
      show(transaction_, row->second, now_);
    }
    for (const Id& slot : touched)
      others.merge(make_good(transaction_, shop_, slot, "booking changed", now_, random_));
    owe_sharing(transaction_, shop_, touched, now_);
    for (SlotRow& row : load_slots(transaction_, shop_, others)) show(transaction_, row, now_);
  }

  void note() {
    boost::json::array units;
    for (const Departure& departure : decision_.departures) {
      units.push_back({{"line", departure.line.position},
                       {"sku", departure.line.sku},
                       {"units", departure.units},
                       {"minor", departure.worth.minor}});
    }
    boost::json::object facts{
        {"units", std::move(units)}, {"before", decision_.before.text()}, {"after", decision_.after.text()}};
    if (!decision_.fees_back.empty()) facts["fees_back"] = minor_of(decision_.fees_back);
    if (!decision_.fees_new.empty()) facts["fees_new"] = minor_of(decision_.fees_new);
    if (!by_.reason.empty()) facts["reason"] = by_.reason;
    if (!decision_.arrivals.empty()) facts["to"] = decision_.arrivals.front().slot.text();
    const auto* action = decision_.whole              ? "booking.cancelled"
                         : decision_.arrivals.empty() ? "booking.reduced"
                                                      : "booking.moved";
    record(transaction_, shop_, by_.actor, action, loaded_.state.booking.id.text(), facts, now_, random_);
  }

  std::int64_t minor_of(const std::vector<Fee>& fees) const {
    std::int64_t minor = 0;
    for (const Fee& fee : fees)
      minor += fee.amount.minor + (loaded_.state.booking.tax.included ? 0 : fee.tax);
    return minor;
  }

  void owe_letters() {
    const std::string booking(loaded_.state.booking.id.text());
    if (decision_.whole) {
      owe(transaction_, shop_, "letter", booking, now_);
      return;
    }
    // Out of the calendar first, then how the booking stands.
    for (const Id& slot : decision_.left)
      owe(transaction_, shop_, "left-letter", fmt::format("{}/{}", booking, slot.text()), now_);
    owe(transaction_, shop_, "change-letter", booking, now_ + std::chrono::milliseconds(1));
  }

  store::Transaction& transaction_;
  LoadedBooking& loaded_;
  const Id shop_;
  const ChangeDecision& decision_;
  const ChangedBy& by_;
  const Instant now_;
  Random& random_;
};

}  // namespace

Decided<Change> Changes::cancel(store::Transaction& transaction, const CancelCommand& command) {
  const Instant now = clock_.now();
  auto loaded = load_for_change(transaction, command.shop, command.booking, std::nullopt);
  if (!loaded) return no_such_booking();
  const auto fresh = [&] { return Id::make(now, random_); };
  const auto decision = decide_cancel(loaded->state, command, fresh, now);
  if (!decision) return decision.error();
  return Writing(transaction, *loaded, *decision, command.by, now, random_).write(letters_);
}

Decided<Change> Changes::move(store::Transaction& transaction, const MoveCommand& command) {
  const Instant now = clock_.now();
  expire_holds(transaction, command.shop, kMostExpired, now, random_);  // what they held is free
  auto loaded = load_for_change(transaction, command.shop, command.booking, command.to);
  if (!loaded) return no_such_booking();
  const auto fresh = [&] { return Id::make(now, random_); };
  const auto decision = decide_move(loaded->state, command, fresh, now);
  if (!decision) return decision.error();
  if (!command.total) return refuse_total(decision->after);
  return Writing(transaction, *loaded, *decision, command.by, now, random_).write(letters_);
}

Decided<Change> Changes::price_move(store::Transaction& transaction, const MoveCommand& command) {
  const Instant now = clock_.now();
  auto loaded = load_for_change(transaction, command.shop, command.booking, command.to);
  if (!loaded) return no_such_booking();
  std::set<Id> slots;
  for (const auto& [id, row] : loaded->rows) slots.insert(id);
  load_places_as_seen(transaction, command.shop, slots, now, loaded->state.ledger);
  const auto fresh = [&] { return Id::make(now, random_); };
  const auto decision = decide_move(loaded->state, command, fresh, now);
  if (!decision) return decision.error();
  Booking moved = loaded->state.booking;
  moved.lines = lines_after(loaded->state, *decision);
  moved.fees = fees_after(loaded->state, *decision);
  moved.total = decision->after;
  return Change{std::move(moved), decision->before, decision->after};
}

std::vector<CancelTime> Changes::cancel_times(store::Transaction& transaction, const Booking& booking) {
  std::map<Id, SlotRow> rows;
  for (SlotRow& row : load_slots(transaction, booking.shop, slots_of(booking.lines)))
    rows.emplace(row.slot.id, std::move(row));
  std::vector<CancelTime> times;
  for (const auto& [slot, until] : commerce::cancel_times(transaction, booking.shop, rows))
    times.push_back({slot, until});
  return times;
}

}  // namespace timeshelf::commerce
