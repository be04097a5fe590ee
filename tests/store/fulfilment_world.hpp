// A shop whose goods are picked up in windows, delivered by zones and handed over.
#pragma once
#include "commerce/audit.hpp"
#include "commerce/ledger_rows.hpp"
#include "tests/store/venue_world.hpp"

namespace timeshelf::tests {

inline const Currency kEuro = *Currency::parse("EUR");

inline const std::string kLater =
    "DTSTART:20260327T100000Z\r\nDTEND:20260327T120000Z\r\nLOCATION:Kiln Street 12\r\n"
    "X-SHELF-STOCK;SKU=MUG:12\r\nX-SHELF-PRICE;SKU=MUG:20\r\n";

class FulfilmentWorld : public VenueWorld {
 protected:
  static std::string mugs(const std::string& more) {
    return kTimes + "LOCATION:Kiln Street 12\r\nX-SHELF-STOCK;SKU=MUG:12\r\nX-SHELF-PRICE;SKU=MUG:20\r\n" +
           more;
  }
  static commerce::Address berlin(std::string postal_code = "10999") {
    return {"Ada", "Kiln Street 7", std::move(postal_code), "Berlin", "DE", {}, {}};
  }
  commerce::HoldCommand command(std::string kind, std::int64_t quantity = 1) {
    commerce::HoldCommand wanted;
    wanted.shop = shop_.id;
    wanted.lines = {{slots().front().id, "MUG", quantity, std::move(kind)}};
    return wanted;
  }
  commerce::Decided<commerce::Hold> hold_of(const commerce::HoldCommand& wanted) {
    std::optional<commerce::Decided<commerce::Hold>> result;
    write([&](store::Transaction& tx) { result = engine_.hold(tx, wanted); });
    return *result;
  }
  commerce::Booking booked(const commerce::HoldCommand& wanted) {
    return confirm(hold_of(wanted).value().id).value();
  }
  commerce::DeliveryZone zone(std::string name, std::vector<std::string> prefixes, std::int64_t fee) {
    return {shop_.id, std::move(name), std::move(prefixes), "DE", "", {}, {}, {fee, kEuro}, {}, {}, {}};
  }
  commerce::Decided<commerce::DeliveryZone> put(const commerce::DeliveryZone& zone) {
    std::optional<commerce::Decided<commerce::DeliveryZone>> result;
    write([&](store::Transaction& tx) { result = services_.delivery.put_zone(tx, zone, "clara"); });
    return *result;
  }
  commerce::FulfilmentStep step(const commerce::Booking& booking, commerce::LineState to) {
    return {shop_.id, booking.code, 0, to, {}, {}, "sam", ""};
  }
  commerce::Decided<commerce::FulfilmentLine> advance(const commerce::FulfilmentStep& step) {
    std::optional<commerce::Decided<commerce::FulfilmentLine>> result;
    clock_.advance(std::chrono::seconds(1));
    write([&](store::Transaction& tx) { result = services_.fulfilment.advance(tx, step); });
    return *result;
  }
  std::vector<commerce::FulfilmentLine> list(commerce::FulfilmentQuery query = {}) {
    query.from = Instant::min();
    query.to = Instant::max();
    std::vector<commerce::FulfilmentLine> lines;
    database().read([&](store::Transaction& tx) { lines = services_.fulfilment.list(tx, shop_.id, query); });
    return lines;
  }
  commerce::Decided<commerce::Change> cancel(const commerce::Booking& booking,
                                             std::vector<commerce::UnitsOfLine> lines) {
    std::optional<commerce::Decided<commerce::Change>> result;
    write([&](store::Transaction& tx) {
      result = services_.changes.cancel(tx, {shop_.id, booking.id, std::move(lines)});
    });
    return *result;
  }
  commerce::Decided<commerce::Change> move(const commerce::Booking& booking, const Id& to, std::int64_t total,
                                           std::vector<commerce::UnitsOfLine> lines,
                                           std::optional<Instant> window = {}) {
    std::optional<commerce::Decided<commerce::Change>> result;
    commerce::MoveCommand wanted{shop_.id, booking.id, to, total, std::move(lines)};
    wanted.window = window;
    write([&](store::Transaction& tx) { result = services_.changes.move(tx, wanted); });
    return *result;
  }
  /// What the booking would cost then.
  std::int64_t price_of_move(const commerce::Booking& booking, const Id& to,
                             std::vector<commerce::UnitsOfLine> lines) {
    std::int64_t minor = -1;
    database().read([&](store::Transaction& tx) {
      minor = services_.changes.price_move(tx, {shop_.id, booking.id, to, {}, std::move(lines)})
                  .value()
                  .after.minor;
    });
    return minor;
  }
  commerce::Decided<commerce::Receipt> pay(const commerce::Booking& booking, commerce::ReceiptKind kind) {
    std::optional<commerce::Decided<commerce::Receipt>> result;
    write([&](store::Transaction& tx) {
      result = services_.receipts.write_down(tx, {shop_.id, booking.id, kind, "cash"});
    });
    return *result;
  }
  std::int64_t owed(const commerce::Booking& booking) {
    std::int64_t minor = 0;
    database().read([&](store::Transaction& tx) {
      minor = commerce::balance_of(tx, shop_.id, booking.id)->owed().minor;
    });
    return minor;
  }
  std::string shifts() {
    std::string text;
    database().read([&](store::Transaction& tx) {
      const auto calendar = store::find_collection(tx, shop_.id, *shop_.staff_calendar);
      store::each_object(tx, *calendar, [&](const store::ObjectEntry& entry) {
        text += store::read_object(tx, *calendar, entry.segment).value_or("");
      });
    });
    return text;
  }
  std::int64_t balance(const commerce::AccountKey& key) {
    commerce::Ledger ledger;
    database().read([&](store::Transaction& tx) { commerce::load_accounts(tx, shop_.id, {key}, ledger); });
    return ledger.account(key).balance();
  }
};

}  // namespace timeshelf::tests
