// Orders that a forecast asks for, from the draft to the shelf.
#include "commerce/orders/orders.hpp"

#include <fmt/chrono.h>
#include <gmock/gmock.h>

#include "commerce/orders/order_entry.hpp"
#include "commerce/shop_language.hpp"
#include "tests/store/forecast_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::Order;
using commerce::OrderState;
using commerce::SupplyTerms;
using std::chrono::days;
using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Evenings that usually sell twenty mugs, and one to come that has ten.
class OrderWorld : public ForecastWorld {
 protected:
  void SetUp() override {
    ForecastWorld::SetUp();
    if (IsSkipped()) return;
    place_ = "LOCATION:Kiln Street 12\\, Berlin\r\n";
    tell(Kind::delivery, 180);
    past(6, 30, 10);
    tell(Kind::waste, 60);  // what the evenings gave back
    tell(Kind::delivery, 10);
    evening(75, 10);
    at(60);
    settle();
    const auto told = forecast(75);
    ASSERT_EQ(told.there, 10);
    ASSERT_EQ(level(kiln_)->on_hand, 0);
  }
  SupplyTerms terms() { return {kiln_.id, "MUG", "The wheel", 5, 400, 0, 4, 0}; }
  commerce::Ordered<SupplyTerms> put(const SupplyTerms& terms) {
    std::optional<commerce::Ordered<SupplyTerms>> result;
    write([&](store::Transaction& tx) { result = orders().put_terms(tx, shop_, terms, "clara"); });
    return *result;
  }
  commerce::Orders orders() { return {engine_, services_.stock, clock_, random_}; }
  void propose() {
    write([&](store::Transaction& tx) {
      orders().propose(tx, shop_,
                       services_.forecasts.of_slots(tx, shop_.id, clock_.now(), clock_.now() + days(90)));
    });
  }
  std::vector<Order> listed() {
    std::vector<Order> all;
    database().read([&](store::Transaction& tx) { all = commerce::load_orders(tx, shop_.id); });
    return all;
  }
  /// The drafts, the soonest to be ordered first.
  std::vector<Order> drafts() {
    std::vector<Order> all;
    for (const Order& order : listed()) {
      if (order.state == OrderState::draft) all.push_back(order);
    }
    return all;
  }
  std::int64_t on_its_way() {
    std::int64_t units = 0;
    database().read([&](store::Transaction& tx) {
      units = commerce::in_transit(tx, shop_.id)[{kiln_.id, "MUG"}];
    });
    return units;
  }
  template <class Act>
  commerce::Ordered<Order> act(Act&& deed) {
    std::optional<commerce::Ordered<Order>> result;
    write([&](store::Transaction& tx) { result = deed(orders(), tx); });
    return *result;
  }
  commerce::Ordered<Order> approve(const Id& id) {
    return act(
        [&](commerce::Orders all, store::Transaction& tx) { return all.approve(tx, shop_, id, "clara"); });
  }
  commerce::Ordered<Order> decline(const Id& id) {
    return act(
        [&](commerce::Orders all, store::Transaction& tx) { return all.decline(tx, shop_, id, "clara"); });
  }
  commerce::Ordered<Order> receive(const Id& id, const commerce::Arrival& arrival = {}) {
    return act([&](commerce::Orders all, store::Transaction& tx) {
      return all.receive(tx, shop_, id, arrival, "clara");
    });
  }
  std::string object(std::optional<Id> store::Shop::*where, const std::string& uid) {
    std::string text;
    database().read([&](store::Transaction& tx) {
      const auto shop = store::find_shop(tx, shop_.id);
      const auto collection = store::find_collection(tx, shop_.id, *((*shop).*where));
      const auto known = store::find_object_by_uid(tx, *collection, uid);
      if (known) text = store::read_object(tx, *collection, known->segment).value_or("");
    });
    return text;
  }
  std::string todo(const Id& order) { return object(&store::Shop::staff_tasks, commerce::order_uid(order)); }
  std::string event(const Id& order) {
    return object(&store::Shop::staff_calendar, commerce::order_day_uid(order));
  }
  void delete_event(const Id& order) {
    write([&](store::Transaction& tx) {
      const auto shop = store::find_shop(tx, shop_.id);
      const auto calendar = store::find_collection(tx, shop_.id, *shop->staff_calendar);
      const auto uid = commerce::order_day_uid(order);
      const auto known = store::find_object_by_uid(tx, *calendar, uid);
      ASSERT_TRUE(known);
      services_.shifts.hear_removal(tx, *calendar, "clara", uid);
      store::delete_object(tx, *calendar, known->segment, clock_.now());
    });
  }
  std::string line(const std::string& object, std::string_view name) {
    const auto parsed = ical::parse(object);
    return parsed ? std::string(parsed->calendars.front().components.front().value(name)) : "";
  }
  static std::string date(Instant at) {
    return fmt::format("{:%Y%m%d}", std::chrono::floor<std::chrono::seconds>(at));
  }
  void add_people() {
    write([&](store::Transaction& tx) {
      for (const auto& [name, role] :
           {std::pair("clara", store::Role::owner), std::pair("sam", store::Role::staff)}) {
        store::User user;
        user.shop = shop_.id;
        user.name = name;
        user.role = role;
        user.home = home_.id;
        user.created_at = clock_.now();
        store::insert_user(tx, user);
      }
    });
  }
};
INSTANTIATE_TEST_SUITE_P(, OrderWorld, BothDatabases, name_of_engine);

TEST_P(OrderWorld, takes_what_an_evening_gave_back_when_it_was_over_for_what_it_was) {
  const auto told = forecast(75);
  ASSERT_THAT(told.past.slots, SizeIs(6));
  for (const auto& evening : told.past.slots) {
    EXPECT_EQ(evening.booked, 20);
    EXPECT_EQ(evening.there, 30);
    EXPECT_FALSE(evening.sold_out_at);
  }
}

TEST_P(OrderWorld, is_drafted_once_in_whole_packs_with_its_reasons_and_a_to_do) {
  ASSERT_TRUE(put(terms()));
  propose();
  propose();
  ASSERT_THAT(listed(), SizeIs(1));
  const Order draft = listed()[0];
  EXPECT_EQ(draft.state, OrderState::draft);
  EXPECT_EQ(draft.units % 4, 0);
  EXPECT_GE(draft.units,
            12);  // twenty are wanted, ten there, and a mug more earns four times what one too many costs
  EXPECT_LE(draft.units, 24);
  EXPECT_EQ(draft.order_by, day(75) - days(5));
  EXPECT_THAT(draft.reasons, testing::HasSubstr("\"past_slots\":6"));
  EXPECT_THAT(todo(draft.id), testing::HasSubstr("SUMMARY:Order"));
  EXPECT_EQ(on_its_way(), 0);
}

TEST_P(OrderWorld, is_ordered_received_and_in_stock_once) {
  ASSERT_TRUE(put(terms()));
  propose();
  const Order draft = listed().at(0);
  EXPECT_EQ(receive(draft.id).error().code, commerce::OrderError::Code::decided);
  ASSERT_TRUE(approve(draft.id));
  ASSERT_TRUE(approve(draft.id));  // twice is once
  EXPECT_EQ(on_its_way(), draft.units);
  EXPECT_THAT(todo(draft.id), testing::HasSubstr("STATUS:COMPLETED"));
  propose();
  EXPECT_THAT(listed(), SizeIs(1));  // what is on its way counts
  const std::int64_t before = there();
  ASSERT_TRUE(receive(draft.id, {draft.units - 1}));
  ASSERT_TRUE(receive(draft.id));
  run_due();
  EXPECT_EQ(there(), before + draft.units - 1);
  EXPECT_EQ(on_its_way(), 0);
  EXPECT_EQ(decline(draft.id).error().code, commerce::OrderError::Code::decided);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(OrderWorld, does_not_come_back_when_it_was_declined) {
  ASSERT_TRUE(put(terms()));
  propose();
  ASSERT_TRUE(decline(listed().at(0).id));
  propose();
  clock_.advance(24h);
  propose();
  EXPECT_THAT(listed(), SizeIs(1));
  EXPECT_EQ(listed()[0].state, OrderState::declined);
}

TEST_P(OrderWorld, is_called_off_when_it_would_come_too_late) {
  ASSERT_TRUE(put(terms()));
  propose();
  clock_.set(day(71));
  propose();
  ASSERT_THAT(listed(), SizeIs(1));
  EXPECT_EQ(listed()[0].state, OrderState::cancelled);
}

TEST_P(OrderWorld, makes_itself_where_it_is_small) {
  SupplyTerms small = terms();
  small.by_itself = 100'000;
  ASSERT_TRUE(put(small));
  propose();
  ASSERT_THAT(listed(), SizeIs(1));
  EXPECT_EQ(listed()[0].state, OrderState::ordered);
  EXPECT_EQ(listed()[0].decided_by, "timeshelf");
}

TEST_P(OrderWorld, is_not_made_where_it_costs_more_than_it_brings) {
  SupplyTerms dear = terms();
  dear.cost = 5'000;
  ASSERT_TRUE(put(dear));
  propose();
  EXPECT_THAT(listed(), IsEmpty());
}

TEST_P(OrderWorld, is_made_by_no_assumption_and_without_terms_not_at_all) {
  propose();
  EXPECT_THAT(listed(), IsEmpty());
}

TEST_P(OrderWorld, refuses_terms_that_cannot_be) {
  const auto field = [&](auto&& change) {
    SupplyTerms wrong = terms();
    change(wrong);
    const auto result = put(wrong);
    return result ? std::string("taken") : result.error().field;
  };
  EXPECT_EQ(field([](SupplyTerms& each) { each.lead_days = -1; }), "lead_days");
  EXPECT_EQ(field([](SupplyTerms& each) { each.cost = -1; }), "cost");
  EXPECT_EQ(field([](SupplyTerms& each) { each.salvage = each.cost + 1; }), "salvage");
  EXPECT_EQ(field([](SupplyTerms& each) { each.pack = 0; }), "pack");
  EXPECT_EQ(field([](SupplyTerms& each) { each.budget = -1; }), "budget");
  EXPECT_EQ(field([](SupplyTerms& each) { each.sku = "NO-SUCH"; }), "sku");
  EXPECT_EQ(field([&](SupplyTerms& each) { each.venue = shop_.id; }), "venue");
}

TEST_P(OrderWorld, is_told_of_by_letter_once) {
  ASSERT_TRUE(put(terms()));
  commerce::EngineOptions options = engine_.options();
  options.mail_from = "shop@example.com";
  commerce::Engine mailing(options, clock_, random_);
  write([&](store::Transaction& tx) {
    store::User owner;
    owner.shop = shop_.id;
    owner.name = "clara";
    owner.role = store::Role::owner;
    owner.email = "clara@example.com";
    owner.home = home_.id;
    owner.created_at = clock_.now();
    store::insert_user(tx, owner);
    for (int i = 0; i < 2; ++i)
      commerce::Orders(mailing, services_.stock, clock_, random_)
          .propose(tx, shop_,
                   services_.forecasts.of_slots(tx, shop_.id, clock_.now(), clock_.now() + days(90)));
  });
  std::vector<std::string> told;
  database().read([&](store::Transaction& tx) {
    tx.query("SELECT recipient, subject, body FROM letters", {}, [&](const store::Row& row) {
      told.push_back(row.string(0) + " " + row.string(1));
      EXPECT_THAT(row.string(2), testing::HasSubstr("https://shop.example/dashboard/forecast"));
    });
  });
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_THAT(told[0], testing::StartsWith("clara@example.com Order "));
}

TEST_P(OrderWorld, is_approved_by_completing_its_to_do_if_one_runs_the_shop) {
  ASSERT_TRUE(put(terms()));
  propose();
  const Order draft = listed().at(0);
  add_people();
  auto done = ical::parse(todo(draft.id))->calendars.front();
  done.components.front().set({"STATUS", "COMPLETED"});
  std::optional<std::string> instead;
  const auto store_as = [&](std::string_view user) {
    write([&](store::Transaction& tx) {
      const auto shop = store::find_shop(tx, shop_.id);
      const auto list = store::find_collection(tx, shop_.id, *shop->staff_tasks);
      instead = services_.shifts.hear(tx, *list, user, done);
    });
  };
  store_as("sam");
  EXPECT_EQ(listed()[0].state, OrderState::draft);
  ASSERT_TRUE(instead);
  EXPECT_THAT(*instead, testing::HasSubstr("STATUS:NEEDS-ACTION"));
  store_as("clara");
  EXPECT_EQ(listed()[0].state, OrderState::ordered);
  EXPECT_EQ(listed()[0].decided_by, "clara");
  EXPECT_EQ(on_its_way(), draft.units);
  EXPECT_EQ(line(event(draft.id), "STATUS"), "CONFIRMED");
}

TEST_P(OrderWorld, stands_in_the_calendar_as_a_day_and_a_to_do_that_name_each_other) {
  ASSERT_TRUE(put(terms()));
  propose();
  const Order draft = listed().at(0);
  const std::string day = event(draft.id);
  EXPECT_THAT(day, testing::HasSubstr("BEGIN:VEVENT"));
  EXPECT_THAT(day, testing::Not(testing::HasSubstr("BEGIN:VTODO")));
  EXPECT_EQ(line(day, "STATUS"), "TENTATIVE");
  EXPECT_EQ(line(day, "DTSTART"), date(draft.order_by));
  EXPECT_THAT(line(day, "SUMMARY"), testing::StartsWith("Last day to order "));
  EXPECT_THAT(day, testing::HasSubstr("RELATED-TO;RELTYPE=SIBLING:" + commerce::order_uid(draft.id)));
  EXPECT_THAT(todo(draft.id),
              testing::HasSubstr("RELATED-TO;RELTYPE=SIBLING:" + commerce::order_day_uid(draft.id)));
}

TEST_P(OrderWorld, moves_its_day_to_when_the_goods_come_and_says_that_they_came) {
  ASSERT_TRUE(put(terms()));
  propose();
  const Order draft = listed().at(0);
  ASSERT_TRUE(approve(draft.id));
  EXPECT_EQ(line(event(draft.id), "STATUS"), "CONFIRMED");
  EXPECT_EQ(line(event(draft.id), "DTSTART"), date(clock_.now() + days(5)));
  EXPECT_THAT(line(event(draft.id), "SUMMARY"), testing::StartsWith("Expected: "));
  clock_.advance(days(3));
  ASSERT_TRUE(receive(draft.id));
  EXPECT_EQ(line(event(draft.id), "DTSTART"), date(clock_.now()));
  EXPECT_THAT(line(event(draft.id), "SUMMARY"), testing::StartsWith("Came: "));
}

// An order of which a part came was closed, and of the rest nobody heard any more.
TEST_P(OrderWorld, says_what_did_not_come_and_is_not_expected_any_more) {
  ASSERT_TRUE(put(terms()));
  propose();
  const Order draft = listed().at(0);
  ASSERT_TRUE(approve(draft.id));
  EXPECT_EQ(listed().at(0).missing(), 0);
  ASSERT_TRUE(receive(draft.id, {draft.units - 1}));
  EXPECT_EQ(listed().at(0).missing(), 1);
  EXPECT_EQ(on_its_way(), 0);
  EXPECT_THAT(line(event(draft.id), "DESCRIPTION"),
              testing::HasSubstr("Not come\\, and not expected any more: 1."));
}

// A supplier sends what it has, and the rest a week later.
TEST_P(OrderWorld, comes_in_several_deliveries) {
  ASSERT_TRUE(put(terms()));
  propose();
  const Order draft = listed().at(0);
  ASSERT_GE(draft.units, 4);
  ASSERT_TRUE(approve(draft.id));
  const std::int64_t before = there();

  EXPECT_EQ(receive(draft.id, {0, true}).error().field, "units");
  EXPECT_EQ(receive(draft.id, {0}).error().field, "units");  // nothing came by now
  ASSERT_TRUE(receive(draft.id, {draft.units - 3, true}));
  run_due();
  EXPECT_EQ(listed().at(0).state, OrderState::ordered);
  EXPECT_EQ(listed().at(0).expected(), 3);
  EXPECT_EQ(listed().at(0).missing(), 0);
  EXPECT_EQ(on_its_way(), 3);
  EXPECT_EQ(there(), before + draft.units - 3);
  EXPECT_THAT(line(event(draft.id), "SUMMARY"), testing::StartsWith("Expected: 3 x MUG"));
  EXPECT_THAT(line(event(draft.id), "DESCRIPTION"),
              testing::HasSubstr(fmt::format("Come by now: {}.", draft.units - 3)));
  EXPECT_THAT(line(todo(draft.id), "SUMMARY"), testing::HasSubstr(fmt::format("{} x MUG", draft.units)));
  propose();
  EXPECT_THAT(listed(), SizeIs(1));  // the rest is on its way

  ASSERT_TRUE(receive(draft.id, {1, true}));
  run_due();
  EXPECT_EQ(on_its_way(), 2);
  ASSERT_TRUE(receive(draft.id));  // by default all that is expected
  run_due();
  EXPECT_EQ(listed().at(0).state, OrderState::received);
  EXPECT_EQ(listed().at(0).received, draft.units);
  EXPECT_EQ(on_its_way(), 0);
  EXPECT_EQ(there(), before + draft.units);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(OrderWorld, is_closed_when_nobody_waits_for_the_rest_any_more) {
  ASSERT_TRUE(put(terms()));
  propose();
  const Order draft = listed().at(0);
  ASSERT_TRUE(approve(draft.id));
  ASSERT_TRUE(receive(draft.id, {draft.units - 2, true}));
  run_due();
  const std::int64_t before = there();
  ASSERT_TRUE(receive(draft.id, {0}));
  run_due();
  EXPECT_EQ(listed().at(0).state, OrderState::received);
  EXPECT_EQ(listed().at(0).missing(), 2);
  EXPECT_EQ(on_its_way(), 0);
  EXPECT_EQ(there(), before);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(OrderWorld, says_it_in_the_language_of_the_shop) {
  ASSERT_TRUE(put(terms()));
  propose();
  const Order draft = listed().at(0);
  write([&](store::Transaction& tx) { commerce::change_language(tx, shop_, "de", clock_.now()); });
  run_due();
  const std::string goods = fmt::format("{} x MUG von The wheel", draft.units);
  EXPECT_THAT(line(event(draft.id), "SUMMARY"), testing::StartsWith("Letzter Tag\\, um " + goods));
  EXPECT_THAT(line(todo(draft.id), "SUMMARY"), testing::StartsWith(goods + " bestellen: "));
  EXPECT_THAT(line(todo(draft.id), "DESCRIPTION"), testing::HasSubstr("\\,00 EUR"));
}

// A format that asks for what it is not given would throw.
TEST_P(OrderWorld, says_each_step_in_each_language) {
  ASSERT_TRUE(put(terms()));
  propose();
  const auto slot = forecast(75).slot;
  for (const std::string language : {"en", "de", "es"}) {
    SCOPED_TRACE(language);
    const auto& words = commerce::calendar_words(language);
    store::Shop shop = shop_;
    shop.language = language;
    for (const auto state :
         {OrderState::draft, OrderState::ordered, OrderState::received, OrderState::declined}) {
      Order order = listed().at(0);
      order.state = state;
      for (const std::string supplier : {"", "Kaolin & Co"}) {
        const std::string day =
            std::string(commerce::order_day(order, slot, supplier, words, clock_.now()).lines.at(2).value());
        EXPECT_THAT(day, testing::HasSubstr("x MUG"));
        EXPECT_THAT(day, testing::HasSubstr(supplier));
        EXPECT_THAT(std::string(commerce::order_entry(order, slot, supplier, words).lines.at(1).value()),
                    testing::HasSubstr("x MUG"));
      }
    }
    EXPECT_THAT(commerce::order_letter(listed().at(0), slot, "", shop, "https://shop.example").body,
                testing::HasSubstr("https://shop.example/dashboard/forecast\n\nStudio\n"));
  }
}

TEST_P(OrderWorld, calls_its_day_off_when_it_is_declined) {
  ASSERT_TRUE(put(terms()));
  propose();
  const Order draft = listed().at(0);
  ASSERT_TRUE(decline(draft.id));
  EXPECT_EQ(line(event(draft.id), "STATUS"), "CANCELLED");
  EXPECT_EQ(line(todo(draft.id), "STATUS"), "CANCELLED");
}

TEST_P(OrderWorld, calls_its_day_off_when_its_to_do_is_deleted) {
  ASSERT_TRUE(put(terms()));
  propose();
  add_people();
  const Order draft = listed().at(0);
  write([&](store::Transaction& tx) {
    const auto shop = store::find_shop(tx, shop_.id);
    const auto list = store::find_collection(tx, shop_.id, *shop->staff_tasks);
    services_.shifts.hear_removal(tx, *list, "clara", commerce::order_uid(draft.id));
  });
  EXPECT_EQ(listed()[0].state, OrderState::declined);
  EXPECT_EQ(line(event(draft.id), "STATUS"), "CANCELLED");
}

TEST_P(OrderWorld, is_the_same_without_its_day_which_does_not_come_back) {
  ASSERT_TRUE(put(terms()));
  propose();
  const Order draft = listed().at(0);
  add_people();
  delete_event(draft.id);
  EXPECT_EQ(listed()[0].state, OrderState::draft);
  propose();
  EXPECT_EQ(event(draft.id), "");
  ASSERT_TRUE(approve(draft.id));
  EXPECT_EQ(event(draft.id), "");
  EXPECT_EQ(on_its_way(), draft.units);
}

// What came too late for one evening was taken from the next one, which had ordered it, and was ordered
// again.
TEST_P(OrderWorld, counts_what_is_on_its_way_for_evenings_that_it_comes_in_time_for) {
  SupplyTerms slow = terms();
  slow.lead_days = 10;
  ASSERT_TRUE(put(slow));
  propose();
  ASSERT_TRUE(approve(drafts().at(0).id));  // comes on day 70
  tell(Kind::delivery, 4);
  evening(64, 4);
  settle();
  clock_.advance(24h);
  ASSERT_EQ(forecast(75).there, 10);
  ASSERT_GT(forecast(64).middle, 4) << "it is short, too";
  propose();
  EXPECT_THAT(drafts(), IsEmpty());
  EXPECT_THAT(listed(), SizeIs(1));
}

TEST_P(OrderWorld, gives_what_is_on_its_way_to_the_first_evening_that_it_comes_in_time_for) {
  ASSERT_TRUE(put(terms()));
  propose();
  ASSERT_TRUE(approve(drafts().at(0).id));  // comes on day 65
  tell(Kind::delivery, 2);
  evening(68, 2);
  settle();
  clock_.advance(24h);
  propose();
  ASSERT_THAT(drafts(), SizeIs(1));
  EXPECT_EQ(drafts()[0].slot, slot_at(75));
}

TEST_P(OrderWorld, is_called_off_with_what_it_was_for) {
  ASSERT_TRUE(put(terms()));
  const std::string price = "X-SHELF-PRICE;SKU=MUG:22\r\n", here = place_;
  struct Edit {
    std::string what, price, more, place;
  };
  for (const Edit& edit : {Edit{"called off", price, "STATUS:CANCELLED\r\n", here},
                           Edit{"off sale", price, "X-SHELF-STATE:OFF\r\n", here},
                           Edit{"past its last price", "X-SHELF-PRICE;SKU=MUG;UNTIL=-P20D:18\r\n", "", here},
                           Edit{"at no venue", price, "", "LOCATION:The beach\r\n"},
                           Edit{"at a venue without terms", price, "", "LOCATION:Depot\r\n"}}) {
    SCOPED_TRACE(edit.what);
    propose();
    ASSERT_THAT(drafts(), SizeIs(1));
    const Order draft = drafts()[0];
    place_ = edit.place;
    evening(75, 10, edit.price, edit.more);
    run_due();
    propose();
    EXPECT_THAT(drafts(), IsEmpty());
    EXPECT_EQ(line(todo(draft.id), "STATUS"), "CANCELLED");
    EXPECT_EQ(line(event(draft.id), "STATUS"), "CANCELLED");
    place_ = here;
    evening(75, 10);
    run_due();
    clock_.advance(24h);  // one draft a day
  }
}

TEST_P(OrderWorld, is_called_off_when_its_evening_is_over_or_moved_far_away) {
  ASSERT_TRUE(put(terms()));
  propose();
  const Order draft = drafts().at(0);
  const auto look_at_nothing = [&] {
    write([&](store::Transaction& tx) { orders().propose(tx, shop_, {}); });
  };
  look_at_nothing();
  EXPECT_THAT(drafts(), SizeIs(1)) << "its evening was not looked at, and is still to come";
  ASSERT_TRUE(publish("DTSTART:" + to_ical_utc(day(175)) + "\r\nDTEND:" + to_ical_utc(day(175) + 2h) +
                          "\r\nX-SHELF-STOCK;SKU=MUG:10\r\nX-SHELF-PRICE;SKU=MUG:22\r\n" + place_,
                      "evening-75"));
  run_due();
  propose();
  EXPECT_THAT(drafts(), IsEmpty());
  evening(75, 10);
  run_due();
  clock_.advance(24h);
  propose();
  ASSERT_THAT(drafts(), SizeIs(1));
  clock_.set(day(76));
  propose();
  EXPECT_THAT(drafts(), IsEmpty());
}

// It kept the old venue, with the units of the new one.
TEST_P(OrderWorld, is_drafted_anew_where_its_evening_is_moved_to) {
  ASSERT_TRUE(put(terms()));
  SupplyTerms other = terms();
  other.venue = depot_.id;
  other.cost = 500;
  ASSERT_TRUE(put(other));
  auto delivery = statement(Kind::delivery, 10);
  delivery.venue = depot_.id;
  ASSERT_TRUE(tell(delivery));
  propose();
  const Order at_kiln = drafts().at(0);
  ASSERT_EQ(at_kiln.venue, kiln_.id);
  place_ = "LOCATION:Depot\r\n";
  evening(75, 10);
  run_due();
  propose();
  ASSERT_THAT(drafts(), SizeIs(1));
  EXPECT_EQ(drafts()[0].venue, depot_.id);
  EXPECT_EQ(drafts()[0].cost.minor, 500);
  EXPECT_EQ(line(todo(at_kiln.id), "STATUS"), "CANCELLED");
  EXPECT_EQ(line(todo(drafts()[0].id), "STATUS"), "NEEDS-ACTION");
}

TEST_P(OrderWorld, follows_the_terms_and_the_time_of_its_evening) {
  ASSERT_TRUE(put(terms()));
  propose();
  const Order before = drafts().at(0);
  SupplyTerms changed = terms();
  changed.cost = 401;
  changed.lead_days = 7;
  ASSERT_TRUE(put(changed));
  propose();
  ASSERT_THAT(drafts(), SizeIs(1));
  EXPECT_EQ(drafts()[0].id, before.id);
  EXPECT_EQ(drafts()[0].cost.minor, 401);
  EXPECT_EQ(drafts()[0].order_by, day(75) - days(7));
  EXPECT_EQ(line(event(before.id), "DTSTART"), date(day(75) - days(7)));
}

TEST_P(OrderWorld, is_listed_while_it_is_open_however_many_came_after_it) {
  const auto insert = [&](store::Transaction& tx, OrderState state, Instant order_by) {
    const Order order{shop_.id,
                      Id::make(clock_.now(), random_),
                      kiln_.id,
                      "MUG",
                      Id::make(clock_.now(), random_),
                      "2026-05-01",
                      state,
                      4,
                      Money{400, *Currency::parse("EUR")},
                      "{}",
                      order_by,
                      std::nullopt,
                      clock_.now()};
    ASSERT_TRUE(commerce::insert_order(tx, order));
  };
  write([&](store::Transaction& tx) {
    for (int i = 0; i < 250; ++i) {
      insert(tx, i % 2 == 0 ? OrderState::draft : OrderState::ordered, day(70 + i));
      insert(tx, OrderState::received, day(70));
      clock_.advance(1s);
    }
  });
  const auto all = listed();
  ASSERT_THAT(all, SizeIs(250 + 200));
  for (int i = 0; i < 250; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)].order_by, day(70 + i));
  EXPECT_EQ(all[250].state, OrderState::received);
  EXPECT_GT(all[250].made_at, all.back().made_at);
}

}  // namespace
}  // namespace timeshelf::tests
