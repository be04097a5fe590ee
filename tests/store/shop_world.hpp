// A shop to sell in: for tests of what commerce does on both databases.
#pragma once
#include <gmock/gmock.h>

#include "base/text.hpp"
#include "commerce/services.hpp"
#include "tests/store/databases.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {

/// A shop with one shelf and one product, on one of the databases.
class ShopWorld : public DatabaseTest {
 protected:
  /// `mail_from`: "" = the shop sends no mail. `prepaid`: it books nothing before it is paid.
  explicit ShopWorld(std::string mail_from = "", bool prepaid = false)
      : services_({std::chrono::minutes(10), std::chrono::hours(24 * 400), "https://shop.example",
                   std::move(mail_from), std::chrono::minutes(240), prepaid},
                  clock_, random_) {}
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    write([&](store::Transaction& tx) {
      shop_ = engine_.create_shop(tx, "studio", "Studio", "EUR", "Europe/Berlin");
      engine_.put_product(tx, {shop_.id, "MUG", "Mug", "", "", *Money::parse("20", *Currency::parse("EUR"))});
      home_ = collection(store::CollectionKind::home);
      shelf_ = collection(store::CollectionKind::calendar);
      shelf_.shelf = true;
      store::insert_collection(tx, home_);
      store::insert_collection(tx, shelf_);
      store::bind(tx, shop_.id, home_.id, "shelf", shelf_.id, store::Access::owner);
      ASSERT_TRUE(engine_.shelf_changed(tx, shelf_, home_.id, "shelf"));
    });
  }

  store::Collection collection(store::CollectionKind kind) {
    store::Collection made;
    made.shop = shop_.id;
    made.id = Id::make(clock_.now(), random_);
    made.kind = kind;
    return made;
  }
  void write(const std::function<void(store::Transaction&)>& work) { database().write(work); }

  commerce::Decided<commerce::Engine::Published> publish(const std::string& lines,
                                                         const std::string& name = "slot") {
    const std::string text = event_text(lines, name);
    commerce::Decided<commerce::Engine::Published> result = commerce::Engine::Published{};
    write([&](store::Transaction& tx) {
      result = engine_.publish(tx, shelf_, name + ".ics", ical::parse(text)->calendars.front());
    });
    return result;
  }
  /// The same, and the event lies in the shelf as a calendar app stores it.
  commerce::Decided<commerce::Engine::Published> save(const std::string& lines) {
    auto result = publish(lines);
    const std::string text = event_text(lines, "slot");
    store::ObjectEntry entry;
    entry.segment = "slot.ics";
    entry.uid = "slot";
    entry.component = "VEVENT";
    entry.etag = "\"1\"";
    write([&](store::Transaction& tx) { store::put_object(tx, shelf_, entry, text, clock_.now()); });
    return result;
  }
  static std::string event_text(const std::string& lines, const std::string& uid) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\nSUMMARY:Glaze evening\r\n" +
           lines + "END:VEVENT\r\nEND:VCALENDAR\r\n";
  }
  std::vector<commerce::Slot> slots() {
    std::vector<commerce::Slot> all;
    database().read([&](store::Transaction& tx) {
      all = engine_.list_slots(tx, shop_.id, clock_.now() - std::chrono::hours(24),
                               clock_.now() + std::chrono::hours(24 * 300));
    });
    return all;
  }
  commerce::Decided<commerce::Hold> hold(std::string sku, std::int64_t quantity) {
    std::optional<commerce::Decided<commerce::Hold>> result;
    write([&](store::Transaction& tx) {
      result = engine_.hold(tx, {shop_.id, {{slots().front().id, std::move(sku), quantity, "PICKUP"}}});
    });
    return *result;
  }
  commerce::Decided<commerce::Booking> confirm(const Id& hold_id, std::string email = "a@example.com",
                                               std::string language = "en") {
    std::optional<commerce::Decided<commerce::Booking>> result;
    write([&](store::Transaction& tx) {
      result = engine_.confirm(tx, {shop_.id, hold_id, "Ada", std::move(email), false, std::move(language)});
    });
    return *result;
  }
  /// Does all that is due by now.
  void run_due() {
    for (std::size_t done = 1; done > 0;) {
      write([&](store::Transaction& tx) { done = services_.due.run(tx); });
    }
  }
  std::vector<std::string> check() {
    std::vector<std::string> differences;
    database().read([&](store::Transaction& tx) { differences = engine_.check(tx); });
    return differences;
  }
  std::string live_text() {
    std::string text;
    database().read([&](store::Transaction& tx) {
      const auto live = store::find_collection(tx, shop_.id, *shelf_.twin);
      store::each_object(tx, *live, [&](const store::ObjectEntry& entry) {
        text += ical::unescape_text(engine_.render_live(tx, *live, entry).value_or(""));
      });
    });
    return text;
  }

  ManualClock clock_;
  SeededRandom random_{7};
  commerce::Services services_;
  commerce::Engine& engine_ = services_.engine;
  store::Shop shop_;
  store::Collection home_, shelf_;
};

inline const std::string kTimes = "DTSTART:20260320T100000Z\r\nDTEND:20260320T120000Z\r\n";
inline const std::string kMugs =
    kTimes + "X-SHELF-STOCK;SKU=MUG:3\r\nX-SHELF-PRICE;SKU=MUG;UNTIL=-P7D:18\r\nX-SHELF-PRICE;SKU=MUG:22\r\n";

}  // namespace timeshelf::tests
