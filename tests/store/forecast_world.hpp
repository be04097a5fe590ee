// A shop whose evenings sell mugs, week after week.
#pragma once
#include "commerce/forecasts/forecasts.hpp"
#include "tests/store/venue_world.hpp"

namespace timeshelf::tests {

class ForecastWorld : public VenueWorld {
 protected:
  static Instant day(int offset) {
    return std::chrono::sys_days(std::chrono::year{2026} / std::chrono::March / 1) +
           std::chrono::days(offset) + std::chrono::hours(10);
  }
  /// An evening so many days after the first of March, with so many mugs.
  void evening(int offset, int mugs, const std::string& price = "X-SHELF-PRICE;SKU=MUG:22\r\n",
               const std::string& more = "") {
    const std::string from = to_ical_utc(day(offset));
    ASSERT_TRUE(publish("DTSTART:" + from + "\r\nDTEND:" + to_ical_utc(day(offset) + std::chrono::hours(2)) +
                            "\r\nX-SHELF-STOCK;SKU=MUG:" + std::to_string(mugs) + "\r\n" + price + more +
                            place_,
                        "evening-" + std::to_string(offset)));
  }
  Id slot_at(int offset) {
    std::optional<Id> found;
    database().read([&](store::Transaction& tx) {
      for (const auto& slot :
           engine_.list_slots(tx, shop_.id, day(offset), day(offset) + std::chrono::hours(1)))
        found = slot.id;
    });
    return found.value();
  }
  void at(int offset) { clock_.set(day(offset) + std::chrono::hours(1)); }
  void book_at(int offset, std::int64_t units) {
    const Id id = slot_at(offset);
    write([&](store::Transaction& tx) {
      const auto held = engine_.hold(tx, {shop_.id, {{id, "MUG", units, "PICKUP"}}});
      ASSERT_TRUE(held) << held.error().message;
      const std::string email = "c" + std::to_string(++customers_) + "@example.com";
      ASSERT_TRUE(engine_.confirm(tx, {shop_.id, held.value().id, "Ada", email}));
    });
  }
  void settle() {
    for (int i = 0; i < 3; ++i) {
      run_due();
      clock_.advance(std::chrono::seconds(11));
    }
    run_due();
  }
  /// Evenings a week apart: half of what they sell goes ten days before, half two days before.
  void past(int evenings, int mugs, std::int64_t half) {
    for (int i = 0; i < evenings; ++i) evening(20 + 7 * i, mugs);
    for (int offset = 0; offset < 20 + 7 * evenings; ++offset) {
      at(offset);
      for (int i = 0; i < evenings; ++i) {
        const int before = 20 + 7 * i - offset;
        if (before == 10 || (before == 2 && mugs > half)) book_at(20 + 7 * i, half);
      }
    }
    at(20 + 7 * evenings - 6);
    settle();
  }
  commerce::Forecast forecast(int offset) {
    std::vector<commerce::Forecast> all;
    database().read(
        [&](store::Transaction& tx) { all = services_.forecasts.of_slot(tx, shop_.id, slot_at(offset)); });
    return all.at(0);
  }
  int customers_ = 0;
  std::string place_;  ///< a line of each event
};

}  // namespace timeshelf::tests
