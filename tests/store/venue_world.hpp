// A shop with two venues, and the words that tests tell of their stock.
#pragma once
#include "commerce/audit.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {

class VenueWorld : public ShopWorld {
 protected:
  using Kind = commerce::StockKind;

  void SetUp() override {
    ShopWorld::SetUp();
    if (IsSkipped()) return;
    write([&](store::Transaction& tx) {
      kiln_ = {shop_.id, Id::make(clock_.now(), random_), "Kiln Street 12", "", "Europe/Berlin", 0};
      depot_ = {shop_.id, Id::make(clock_.now(), random_), "Depot", "", "Europe/Berlin", 0};
      engine_.put_venue(tx, kiln_);
      engine_.put_venue(tx, depot_);
    });
    run_due();
  }

  commerce::StockStatement statement(Kind kind, std::int64_t units, std::string id = "") {
    commerce::StockStatement said;
    said.shop = shop_.id;
    said.kind = kind;
    said.id = std::move(id);
    said.venue = kiln_.id;
    said.sku = "MUG";
    said.units = units;
    said.actor = "clara";
    said.source = "stocktake";
    return said;
  }
  /// Tells without doing what is owed.
  commerce::Decided<commerce::StockTold> say(const commerce::StockStatement& said) {
    std::optional<commerce::Decided<commerce::StockTold>> result;
    write([&](store::Transaction& tx) { result = services_.stock.tell(tx, said); });
    return *result;
  }
  /// Tells and does what is owed.
  commerce::Decided<commerce::StockTold> tell(const commerce::StockStatement& said) {
    auto result = say(said);
    run_due();
    return result;
  }
  commerce::Decided<commerce::StockTold> tell(Kind kind, std::int64_t units, std::string id = "") {
    return tell(statement(kind, units, std::move(id)));
  }

  std::optional<commerce::StockLevel> level(const commerce::Venue& venue) {
    std::optional<commerce::StockLevel> found;
    database().read([&](store::Transaction& tx) {
      for (const auto& each : services_.stock.levels(tx, shop_.id)) {
        if (each.venue.id == venue.id && each.sku == "MUG") found = each;
      }
    });
    return found;
  }
  std::int64_t there() { return level(kiln_).value_or(commerce::StockLevel{}).there(); }

  static std::string at_kiln(int day, std::int64_t mugs, const std::string& more = "") {
    const std::string date = "202603" + std::string(day < 10 ? "0" : "") + std::to_string(day);
    return "DTSTART:" + date + "T100000Z\r\nDTEND:" + date +
           "T120000Z\r\nLOCATION:Kiln Street 12\\, Berlin\r\n" +
           "X-SHELF-STOCK;SKU=MUG:" + std::to_string(mugs) + "\r\nX-SHELF-PRICE;SKU=MUG:22\r\n" + more;
  }
  /// Units of MUG that each slot may sell, soonest first.
  std::vector<std::int64_t> remaining() {
    std::vector<std::int64_t> units;
    for (const auto& slot : slots()) units.push_back(slot.offers.empty() ? 0 : slot.offers[0].remaining);
    return units;
  }
  /// Books so many MUG of the slot at that place in slots().
  commerce::Booking book(std::size_t slot, std::int64_t quantity, std::string email = "a@example.com") {
    std::optional<commerce::Booking> booked;
    const Id id = slots().at(slot).id;
    write([&](store::Transaction& tx) {
      const auto held = engine_.hold(tx, {shop_.id, {{id, "MUG", quantity, "PICKUP"}}});
      booked = engine_.confirm(tx, {shop_.id, held.value().id, "Ada", std::move(email)}).value();
    });
    return *booked;
  }
  std::vector<commerce::AuditEntry> audit(const std::string& action) {
    std::vector<commerce::AuditEntry> found;
    database().read([&](store::Transaction& tx) {
      for (auto& entry : commerce::list_audit(tx, shop_.id, {.limit = 1000})) {
        if (entry.action.starts_with(action)) found.push_back(std::move(entry));
      }
    });
    return found;
  }

  commerce::Venue kiln_, depot_;
};

}  // namespace timeshelf::tests
