// What the shop's people look up: figures by day of its calendar, bookings by words and time, the audit log
// by who and what, and the settings.
#include "commerce/reports/figures.hpp"

#include <gmock/gmock.h>

#include "commerce/bookings/booking_search.hpp"
#include "commerce/ids_in_time.hpp"
#include "commerce/letters/letters.hpp"
#include "commerce/settings.hpp"
#include "tests/store/venue_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::Day;
using std::chrono::hours;
using std::chrono::sys_days;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const ical::Zone& berlin() {
  return *ical::find_zone("Europe/Berlin");
}
sys_days march(unsigned day) {
  return std::chrono::year{2026} / std::chrono::March / static_cast<int>(day);
}

TEST(Days, are_as_long_as_the_zone_makes_them) {
  const auto days = commerce::days_in(berlin(), march(28), march(30));
  ASSERT_EQ(days.size(), 3U);
  EXPECT_EQ(commerce::name_of(days[1]), "2026-03-29");
  EXPECT_EQ(to_rfc3339(days[0].begins), "2026-03-27T23:00:00Z");
  EXPECT_EQ(days[0].ends - days[0].begins, 24h);
  EXPECT_EQ(days[1].ends - days[1].begins, 23h);  // the clocks go forward
  EXPECT_EQ(days[1].ends, days[2].begins);
}

TEST(Days, begin_before_UTC_does_in_the_east) {
  EXPECT_EQ(commerce::day_of(berlin(), march(10) + hours(23)), march(11));
  EXPECT_EQ(commerce::day_of(berlin(), march(10) + hours(22)), march(10));
}

TEST(IdsInTime, lie_between_the_first_ones_of_their_instants) {
  SeededRandom random(3);
  const Instant at = march(10) + hours(5);
  for (int i = 0; i < 100; ++i) {
    const Id id = Id::make(at, random);
    EXPECT_LT(commerce::first_id_at(at), id);
    EXPECT_LT(id, commerce::first_id_at(at + 1ms));
  }
}

/// Collects how SQLite runs what passes through.
class Plans final : public store::Transaction {
 public:
  explicit Plans(store::Transaction& inner) : inner_(inner) {}
  void query(std::string_view sql, store::Params params, FunctionRef<void(const store::Row&)> each) override {
    inner_.query("EXPLAIN QUERY PLAN " + std::string(sql), params,
                 [&](const store::Row& row) { steps.push_back(row.string(3)); });
    inner_.query(sql, params, each);
  }
  std::int64_t execute(std::string_view sql, store::Params params) override {
    return inner_.execute(sql, params);
  }
  std::vector<std::string> steps;

 private:
  store::Transaction& inner_;
};

class Figures : public VenueWorld {
 protected:
  void SetUp() override {
    VenueWorld::SetUp();
    if (IsSkipped()) return;
    tell(Kind::delivery, 40);
    ASSERT_TRUE(publish(kLadder));
    ASSERT_TRUE(publish(at_kiln(21, 5), "other"));
  }
  std::vector<Day> days(unsigned first, unsigned last) {
    return commerce::days_in(berlin(), march(first), march(last));
  }
  void be_at(Instant instant) { clock_.set(instant); }
  std::vector<commerce::Booking> search(const commerce::BookingQuery& query) {
    std::vector<commerce::Booking> found;
    database().read([&](store::Transaction& tx) { found = commerce::search_bookings(tx, shop_.id, query); });
    return found;
  }
  std::vector<std::string> codes(const commerce::BookingQuery& query) {
    std::vector<std::string> all;
    for (const auto& booking : search(query)) all.push_back(booking.code);
    return all;
  }

  // 18 until a week before, then 22.
  inline static const std::string kLadder =
      "DTSTART:20260320T100000Z\r\nDTEND:20260320T120000Z\r\nLOCATION:Kiln Street 12\\, Berlin\r\n"
      "X-SHELF-STOCK;SKU=MUG:12\r\nX-SHELF-PRICE;SKU=MUG;TIER=early;UNTIL=-P7D:18\r\nX-SHELF-PRICE;SKU=MUG:"
      "22\r\n";
};

// With a million bookings that took minutes: all lines of the shop, once for each day.
TEST_P(Figures, read_of_a_day_what_was_booked_on_it_and_not_all_that_ever_was) {
  if (GetParam() != EngineKind::sqlite) GTEST_SKIP() << "PostgreSQL plans by what is there";
  std::vector<std::string> steps;
  database().read([&](store::Transaction& transaction) {
    Plans plans(transaction);
    const auto days = commerce::days_in(berlin(), march(1), march(3));
    commerce::sales_by_day(plans, shop_.id, days, std::nullopt);
    commerce::holds_by_day(plans, shop_.id, days, clock_.now());
    steps = std::move(plans.steps);
  });
  EXPECT_GT(steps.size(), 6U);
  for (const std::string& step : steps) {
    const bool scans_a_table = step.starts_with("SCAN ") && step.find("CONSTANT ROW") == std::string::npos &&
                               step.find("SCAN (") != 0 && step.find("SCAN d") != 0 &&
                               step.find("SCAN listed") != 0;
    EXPECT_FALSE(scans_a_table) << step;
  }
}

TEST_P(Figures, sales_stand_on_the_day_that_they_were_made_at_the_step_that_they_were_sold_at) {
  be_at(march(10) + 22h + 59min);  // 23:59 in Berlin
  book(0, 2);
  be_at(march(10) + 23h);  // the eleventh there
  book(0, 1);
  be_at(march(14) + 9h);
  const auto late = book(0, 3, "b@example.com");
  book(1, 1);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, late.id)); });

  std::vector<commerce::DaySales> of_all, of_slot;
  database().read([&](store::Transaction& tx) {
    of_all = commerce::sales_by_day(tx, shop_.id, days(10, 14), std::nullopt);
    of_slot = commerce::sales_by_day(tx, shop_.id, days(10, 14), slots()[0].id);
  });
  ASSERT_EQ(of_all.size(), 5U);
  EXPECT_EQ(of_all[0].bookings, 1);
  ASSERT_EQ(of_all[0].steps.size(), 1U);
  EXPECT_EQ(of_all[0].steps[0].tier, "early");
  EXPECT_EQ(of_all[0].steps[0].price.minor, 1800);
  EXPECT_EQ(of_all[0].steps[0].units, 2);
  EXPECT_EQ(of_all[1].bookings, 1);
  EXPECT_EQ(of_all[2].bookings, 0);
  EXPECT_EQ(of_all[4].bookings, 2);
  EXPECT_EQ(of_all[4].cancelled, 1);
  ASSERT_EQ(of_all[4].steps.size(), 1U);  // what was cancelled is sold no more
  EXPECT_EQ(of_all[4].steps[0].price.minor, 2200);
  EXPECT_EQ(of_slot[4].bookings, 1);
  EXPECT_THAT(of_slot[4].steps, IsEmpty());
}

TEST_P(Figures, holds_are_counted_by_what_became_of_them) {
  be_at(march(12) + 9h);
  ASSERT_TRUE(confirm(hold("MUG", 1).value().id));
  const auto given_back = hold("MUG", 1).value();
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.release(tx, shop_.id, given_back.id)); });
  ASSERT_TRUE(hold("MUG", 1));
  clock_.advance(11min);  // nobody tidied it up yet
  ASSERT_TRUE(hold("MUG", 1));
  std::vector<commerce::DayHolds> by_day;
  database().read([&](store::Transaction& tx) {
    by_day = commerce::holds_by_day(tx, shop_.id, days(11, 12), clock_.now());
  });
  EXPECT_EQ(by_day[0].made(), 0);
  EXPECT_EQ(by_day[1].made(), 4);
  EXPECT_EQ(by_day[1].confirmed, 1);
  EXPECT_EQ(by_day[1].released, 1);
  EXPECT_EQ(by_day[1].expired, 1);
  EXPECT_EQ(by_day[1].open, 1);
}

TEST_P(Figures, stock_is_counted_back_from_what_is_there) {
  be_at(march(10) + 9h);
  tell(Kind::waste, 3);
  be_at(march(11) + 9h);
  const auto booking = book(0, 4);  // promised, and still there
  be_at(march(12) + 9h);
  commerce::FulfilmentStep step;
  step.shop = shop_.id;
  step.booking = booking.code;
  step.actor = "clara";
  write([&](store::Transaction& tx) { ASSERT_TRUE(services_.fulfilment.advance(tx, step)); });
  be_at(march(13) + 9h);
  tell(Kind::delivery, 5);
  tell(Kind::count, 36);  // the books say 38
  const auto moved = [&] {
    auto said = statement(Kind::move, 6);
    said.to = depot_.id;
    return said;
  };
  ASSERT_TRUE(tell(moved()));

  std::vector<commerce::DayStock> by_day, before;
  database().read([&](store::Transaction& tx) {
    by_day = commerce::stock_by_day(tx, shop_.id, days(9, 14), kiln_.id, "MUG", there());
    before = commerce::stock_by_day(tx, shop_.id, days(9, 10), kiln_.id, "MUG", there());
  });
  std::vector<std::int64_t> levels;
  for (const auto& day : by_day) levels.push_back(day.there);
  EXPECT_THAT(levels, ElementsAre(40, 37, 37, 33, 30, 30));
  EXPECT_EQ(by_day[1].went, 3);
  EXPECT_EQ(by_day[2].went, 0);
  EXPECT_EQ(by_day[3].went, 4);
  EXPECT_EQ(by_day[4].came, 5);
  EXPECT_EQ(by_day[4].went, 8);
  EXPECT_EQ(before.back().there, 37);  // what came later is counted back, too
}

TEST_P(Figures, bookings_are_found_by_words_slot_state_and_time_page_by_page) {
  be_at(march(10) + 9h);
  const auto first = book(0, 1, "ann_100%@example.com");
  be_at(march(11) + 9h);
  const auto second = book(1, 1, "bob@example.com");
  clock_.advance(1s);
  const auto third = book(0, 2, "Ann@example.org");
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, third.id)); });

  EXPECT_THAT(codes({}), ElementsAre(third.code, second.code, first.code));
  EXPECT_THAT(codes({.words = "ANN"}), ElementsAre(third.code, first.code));
  EXPECT_THAT(codes({.words = "_100%"}), ElementsAre(first.code));
  EXPECT_THAT(codes({.words = "0%@"}), ElementsAre(first.code));
  EXPECT_THAT(codes({.words = "b_b"}), IsEmpty());  // no wildcard of theirs is one of ours
  EXPECT_THAT(codes({.words = " " + to_upper(second.code) + " "}), ElementsAre(second.code));
  EXPECT_THAT(codes({.slot = slots()[0].id}), ElementsAre(third.code, first.code));
  EXPECT_THAT(codes({.state = commerce::BookingState::cancelled}), ElementsAre(third.code));
  EXPECT_THAT(codes({.from = march(11)}), ElementsAre(third.code, second.code));
  EXPECT_THAT(codes({.to = march(11)}), ElementsAre(first.code));
  EXPECT_THAT(codes({.before = third.id, .limit = 1}), ElementsAre(second.code));
  EXPECT_THAT(codes({.before = second.id, .limit = 1}), ElementsAre(first.code));
  EXPECT_EQ(search({.words = "bob"})[0].lines[0].summary, "Glaze evening");
}

TEST_P(Figures, the_audit_log_is_read_by_who_and_what_and_when) {
  be_at(march(10) + 9h);
  tell(Kind::waste, 1);
  be_at(march(11) + 9h);
  tell(Kind::count, 30);
  const auto actions = [&](const commerce::AuditQuery& query) {
    std::vector<std::string> all;
    database().read([&](store::Transaction& tx) {
      for (const auto& entry : commerce::list_audit(tx, shop_.id, query)) all.push_back(entry.action);
    });
    return all;
  };
  EXPECT_THAT(actions({.actor = "clara", .action = "stock"}),
              ElementsAre("stock.count", "stock.waste", "stock.delivery"));
  EXPECT_THAT(actions({.actor = "clara", .action = "stock.waste"}), ElementsAre("stock.waste"));
  EXPECT_THAT(actions({.actor = "clara", .action = "sto"}), IsEmpty());
  EXPECT_THAT(actions({.actor = "clara", .action = "st_ck"}), IsEmpty());
  EXPECT_THAT(actions({.actor = "clara", .from = march(10), .to = march(11)}), ElementsAre("stock.waste"));
  EXPECT_THAT(actions({.actor = "nobody"}), IsEmpty());
}

TEST_P(Figures, movements_come_page_by_page_each_once) {
  tell(Kind::delivery, 5, "d");
  for (int i = 0; i < 3; ++i) tell(Kind::waste, 1, "w" + std::to_string(i));  // at one instant
  auto said = statement(Kind::move, 2, "m");
  said.to = depot_.id;
  tell(said);  // one at each venue
  std::vector<std::string> paged, whole;
  database().read([&](store::Transaction& tx) {
    const auto name = [](const commerce::StockMovement& one) { return one.id + one.venue.string(); };
    for (const auto& one : services_.stock.movements(tx, shop_.id, {})) whole.push_back(name(one));
    commerce::MovementQuery query;
    query.limit = 2;
    for (auto page = services_.stock.movements(tx, shop_.id, query); !page.empty();
         page = services_.stock.movements(tx, shop_.id, query)) {
      for (const auto& one : page) paged.push_back(name(one));
      query.after = commerce::MovementCursor::parse(commerce::cursor_of(page.back()).text());
      ASSERT_TRUE(query.after);
    }
  });
  EXPECT_EQ(whole.size(), 7U);
  EXPECT_EQ(paged, whole);
}

TEST_P(Figures, letters_are_those_to_the_customer_since_the_booking) {
  const auto write_to = [&](std::string recipient, std::string subject) {
    commerce::Letter letter;
    letter.shop = shop_.id;
    letter.id = Id::make(clock_.now(), random_);
    letter.recipient = std::move(recipient);
    letter.subject = std::move(subject);
    write([&](store::Transaction& tx) { commerce::post(tx, letter, clock_.now()); });
  };
  write_to("a@example.com", "before");
  clock_.advance(1s);
  const auto booking = book(0, 1);
  clock_.advance(1s);
  write_to("a@example.com", "booked");
  write_to("b@example.com", "of others");
  std::vector<commerce::Posted> letters;
  database().read([&](store::Transaction& tx) {
    letters = commerce::letters_to(tx, shop_.id, "a@example.com", booking.id, 10);
  });
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].subject, "booked");
  EXPECT_EQ(letters[0].state, "queued");
}

TEST_P(Figures, settings_are_changed_by_somebody_and_only_what_differs_is_told) {
  commerce::Settings settings{"Kiln & Co", "en", {false, commerce::Rounding::down}, hours(48)};
  const auto change = [&] {
    write([&](store::Transaction& tx) {
      commerce::change_settings(tx, engine_, *store::find_shop(tx, shop_.id), settings, "clara", clock_.now(),
                                random_);
    });
  };
  change();
  commerce::Settings read;
  database().read(
      [&](store::Transaction& tx) { read = commerce::load_settings(tx, *store::find_shop(tx, shop_.id)); });
  EXPECT_EQ(read.name, "Kiln & Co");
  EXPECT_FALSE(read.tax.included);
  EXPECT_EQ(read.tax.rounding, commerce::Rounding::down);
  EXPECT_EQ(read.cancel_before, hours(48));
  change();  // the same again
  settings.cancel_before = hours(24);
  change();
  const auto told = audit("shop.changed");
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].facts, (boost::json::object{{"cancel_before_hours", 24}}));
}

INSTANTIATE_TEST_SUITE_P(Both, Figures, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
