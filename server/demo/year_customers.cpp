#include "server/demo/year_customers.hpp"

#include "server/demo/year_visitors.hpp"

namespace timeshelf::server::demo {

using namespace std::chrono_literals;

void Customers::order(const Id& slot, const Wanted& wanted) {
  auto& engine = past_.parts.services.engine;
  if (wanted.gives_up) {
    past_.attempt<commerce::Hold>([&](auto& transaction) {
      return engine.hold(transaction, {past_.shop(), {{slot, wanted.sku, wanted.quantity}}});
    });
    return;
  }
  const auto booking =
      past_.attempt<commerce::Booking>([&](auto& transaction) -> commerce::Decided<commerce::Booking> {
        commerce::HoldCommand command{past_.shop(), {{slot, wanted.sku, wanted.quantity}}};
        command.email = wanted.email;
        visit(past_.parts, transaction, past_.shop(), wanted.email);
        auto hold = engine.hold(transaction, command);
        if (!hold) return hold.error();
        hold_as_visitor(past_.parts, transaction, past_.shop(), wanted.email, hold->id, slot);
        return engine.confirm(transaction, {past_.shop(), hold->id, wanted.name, wanted.email});
      });
  if (booking) return follow(*booking, wanted);
  ++past_.lived.turned_away;
  if (!wanted.waits) return;
  past_.attempt<commerce::WaitingEntry>([&](auto& transaction) {
    return past_.parts.services.waiting.join(
        transaction, {past_.shop(), slot, wanted.sku, wanted.quantity, wanted.name, wanted.email});
  });
}

void Customers::follow(const commerce::Booking& booking, const Wanted& wanted) {
  ++past_.lived.bookings;
  if (wanted.cancelled_at && *wanted.cancelled_at > past_.now()) {
    past_.at(*wanted.cancelled_at,
             [this, id = booking.id, slot = booking.lines.front().slot] { cancel(id, slot); });
  } else if (wanted.comes_at) {
    past_.at(*wanted.comes_at, [this, booking, &wanted] { hand_over(booking, wanted.tender); });
  }
}

void Customers::cancel(const Id& booking, const Id& slot) {
  const auto gone = past_.attempt<commerce::Booking>([&](auto& transaction) {
    return past_.parts.services.engine.cancel(transaction, past_.shop(), booking);
  });
  if (!gone) return;
  ++past_.lived.cancelled;
  past_.at(past_.now() + 2h, [this, slot] { accept_offers(slot); });
}

// Who waits for what became free takes it.
void Customers::accept_offers(const Id& slot) {
  std::vector<commerce::WaitingEntry> line;
  past_.read([&](store::Transaction& transaction) {
    line = past_.parts.services.waiting.list(transaction, past_.shop(), slot);
  });
  for (const auto& entry : line) {
    if (!entry.offer) continue;
    const auto booking = past_.attempt<commerce::Booking>([&](auto& transaction) {
      return past_.parts.services.engine.confirm(transaction,
                                                 {past_.shop(), entry.offer->id, entry.name, entry.email});
    });
    if (!booking) continue;
    ++past_.lived.bookings;
    past_.at(booking->lines.front().starts_at + 5min,
             [this, booking = *booking] { hand_over(booking, "card"); });
  }
}

void Customers::hand_over(const commerce::Booking& booking, const std::string& tender) {
  past_.attempt<commerce::Receipt>([&](auto& transaction) {
    commerce::ReceiptCommand paid{past_.shop(), booking.id};
    paid.tender = tender;
    paid.actor = past_.of.staff;
    return past_.parts.services.receipts.write_down(transaction, paid);
  });
  for (const auto& line : booking.lines) {
    past_.attempt<commerce::FulfilmentLine>([&](auto& transaction) {
      commerce::FulfilmentStep step;
      step.shop = past_.shop();
      step.booking = booking.code;
      step.line = line.position;
      step.actor = past_.of.staff;
      return past_.parts.services.fulfilment.advance(transaction, step);
    });
  }
}

}  // namespace timeshelf::server::demo
