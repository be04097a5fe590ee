// The shop on both databases.
#include <gmock/gmock.h>

#include "commerce/bookings/customer_rows.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::Refusal;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Shop : public ShopWorld {};

TEST_P(Shop, properties_and_plain_lines_put_the_same_slot_on_sale) {
  ASSERT_TRUE(publish(kMugs, "a"));
  ASSERT_TRUE(publish(
      kTimes + "DESCRIPTION:Hi\\n\\n#shelf\\nstock MUG 3\\nprice MUG 18 until 7 days before\\, 22\r\n", "b"));
  const auto all = slots();
  ASSERT_EQ(all.size(), 2U);
  for (const auto& slot : all) {
    ASSERT_EQ(slot.offers.size(), 1U);
    EXPECT_EQ(slot.offers[0].remaining, 3);
    EXPECT_EQ(slot.offers[0].price->text(), "18.00 EUR");
    EXPECT_EQ(slot.offers[0].next_price->text(), "22.00 EUR");
    EXPECT_EQ(slot.reason, "");
  }
}

TEST_P(Shop, what_says_nothing_else_is_put_on_sale_as_it_was_taken_off) {
  const std::vector<std::pair<std::string, std::string>> said = {
      {"X-SHELF-STATE:OFF\r\n", "X-SHELF-STATE:ON\r\n"},
      {"DESCRIPTION:#shelf off\r\n", "DESCRIPTION:#shelf\r\n"}};
  ASSERT_TRUE(publish(kMugs));  // which stay, whatever an event leaves out
  for (const auto& [off, on] : said) {
    ASSERT_TRUE(publish(kTimes + off));
    EXPECT_EQ(slots().front().state, commerce::SlotState::off);
    ASSERT_TRUE(publish(kTimes + on));
    EXPECT_NE(slots().front().state, commerce::SlotState::off) << on;
  }
}

TEST_P(Shop, the_last_unit_is_sold_once) {
  ASSERT_TRUE(publish(kMugs));
  ASSERT_TRUE(hold("MUG", 2));
  std::size_t held = 0;
  for (int i = 0; i < 20; ++i) {
    const auto answer = hold("MUG", 1);
    if (answer) {
      ++held;
      continue;
    }
    EXPECT_EQ(answer.error().code, Refusal::Code::sold_out);
    EXPECT_EQ(answer.error().remaining, 0);
    EXPECT_TRUE(answer.error().held_until);
  }
  EXPECT_EQ(held, 1U);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Shop, two_lines_on_one_stock_are_checked_together) {
  ASSERT_TRUE(publish(kMugs));
  const Id slot = slots().front().id;
  write([&](store::Transaction& tx) {
    const auto answer =
        engine_.hold(tx, {shop_.id, {{slot, "MUG", 2, "PICKUP"}, {slot, "MUG", 2, "PICKUP"}}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().remaining, 3);
  });
}

TEST_P(Shop, a_hold_that_ran_out_is_free_for_the_next) {
  ASSERT_TRUE(publish(kMugs));
  const auto first = hold("MUG", 3);
  ASSERT_TRUE(first);
  EXPECT_FALSE(hold("MUG", 1));
  clock_.advance(std::chrono::minutes(11));
  EXPECT_EQ(slots().front().offers[0].remaining, 3);
  EXPECT_TRUE(hold("MUG", 3));
  EXPECT_EQ(confirm(first->id).error().code, Refusal::Code::hold_expired);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Shop, a_hold_that_ran_out_keeps_nobody_from_offering_less) {
  ASSERT_TRUE(publish(kMugs));
  ASSERT_TRUE(hold("MUG", 3));
  const std::string fewer = kTimes + "X-SHELF-STOCK;SKU=MUG:1\r\nX-SHELF-PRICE;SKU=MUG:22\r\n";
  EXPECT_EQ(publish(fewer).error().code, Refusal::Code::below_sold);
  clock_.advance(std::chrono::minutes(11));
  EXPECT_TRUE(publish(fewer));
  EXPECT_EQ(slots().front().offers[0].remaining, 1);
}

TEST_P(Shop, the_price_is_locked_when_the_hold_is_made) {
  ASSERT_TRUE(publish(kMugs));
  clock_.set(from_millis(1'773'395'880'000));  // two minutes before the step of 13 March, 10:00 UTC
  const auto before = slots().front().offers[0].price->minor;
  const auto held = hold("MUG", 1);
  ASSERT_TRUE(held);
  clock_.advance(std::chrono::minutes(5));
  const auto booked = confirm(held->id);
  ASSERT_TRUE(booked);
  EXPECT_EQ(booked->total.minor, before);
}

TEST_P(Shop, a_booking_is_found_by_its_signed_token_alone) {
  ASSERT_TRUE(publish(kMugs));
  const auto booked = confirm(hold("MUG", 1)->id);
  ASSERT_TRUE(booked);
  database().read([&](store::Transaction& tx) {
    EXPECT_EQ(engine_.find_booking(tx, booked->token)->code, booked->code);
    std::string forged = booked->token;
    forged[10] = forged[10] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(engine_.find_booking(tx, forged));
    EXPECT_FALSE(engine_.find_booking(tx, "nonsense"));
  });
}

TEST_P(Shop, confirming_twice_is_one_booking_and_cancelling_gives_back) {
  ASSERT_TRUE(publish(kMugs));
  const auto held = hold("MUG", 2);
  const auto first = confirm(held->id);
  const auto again = confirm(held->id);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->id, again->id);
  EXPECT_EQ(slots().front().offers[0].remaining, 1);
  write([&](store::Transaction& tx) { EXPECT_TRUE(engine_.cancel(tx, shop_.id, first->id)); });
  EXPECT_EQ(slots().front().offers[0].remaining, 3);
  write([&](store::Transaction& tx) {
    EXPECT_EQ(engine_.cancel(tx, shop_.id, first->id).error().code, Refusal::Code::booking_cancelled);
  });
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Shop, refuses_with_the_field_that_is_wrong) {
  ASSERT_TRUE(publish(kMugs + "X-SHELF-LIMIT:2\r\n"));
  EXPECT_EQ(hold("MUG", 0).error().code, Refusal::Code::invalid_quantity);
  EXPECT_EQ(hold("MUG", -1).error().field, "lines[0].quantity");
  EXPECT_EQ(hold("VASE", 1).error().code, Refusal::Code::unknown_sku);
  EXPECT_EQ(hold("MUG", 3).error().code, Refusal::Code::over_limit);
  const auto held = hold("MUG", 2);
  EXPECT_EQ(confirm(held->id, "no address").error().code, Refusal::Code::invalid_customer);
  ASSERT_TRUE(confirm(held->id));
  EXPECT_EQ(confirm(hold("MUG", 1)->id).error().code, Refusal::Code::over_limit);
  EXPECT_EQ(confirm(Id::make(clock_.now(), random_)).error().code, Refusal::Code::unknown_hold);
}

TEST_P(Shop, counts_what_a_customer_has_in_a_slot_however_many_others_came_between) {
  ASSERT_TRUE(publish(kTimes + "X-SHELF-SEATS:900\r\nX-SHELF-PRICE:5\r\nX-SHELF-LIMIT:2\r\n"));
  const auto book = [&](const std::string& email) { return confirm(hold("", 1)->id, email); };
  ASSERT_TRUE(book("ada@example.com"));
  for (int i = 0; i < 600; ++i) ASSERT_TRUE(book("guest" + std::to_string(i) + "@example.com"));
  ASSERT_TRUE(book("Ada@Example.com"));
  EXPECT_EQ(book("ada@example.com").error().code, Refusal::Code::over_limit);
  ASSERT_TRUE(book("guest300@example.com"));
  EXPECT_EQ(book("guest300@example.com").error().code, Refusal::Code::over_limit);
  database().read([&](store::Transaction& tx) {
    EXPECT_EQ(commerce::standing_bookings(tx, shop_.id, slots().front().id, "ada@example.com").size(), 2U);
    EXPECT_EQ(commerce::standing_bookings(tx, shop_.id, slots().front().id, "eve@example.com").size(), 0U);
  });
  EXPECT_THAT(check(), IsEmpty());
  write([](store::Transaction& tx) {
    tx.execute("DELETE FROM customers WHERE email = 'guest7@example.com'", {});
  });
  EXPECT_THAT(check(), testing::ElementsAre(HasSubstr("does not know the customer of hold")));
}

TEST_P(Shop, malformed_properties_are_refused_and_unreadable_lines_are_not_on_sale) {
  EXPECT_EQ(publish(kTimes + "X-SHELF-PRICE:-5\r\n").error().code, Refusal::Code::terms_invalid);
  EXPECT_THAT(publish(kTimes + "X-SHELF-STOCK;SKU=VASE:5\r\n").error().message, HasSubstr("VASE"));
  ASSERT_TRUE(publish(kTimes + "DESCRIPTION:#shelf\\nstock VASE 5\r\n"));
  const auto slot = slots().front();
  EXPECT_EQ(slot.state, commerce::SlotState::problem);
  EXPECT_THAT(slot.reason, HasSubstr("VASE"));
}

TEST_P(Shop, what_a_client_drops_is_put_back_and_promises_are_kept) {
  ASSERT_TRUE(publish(kMugs));
  ASSERT_TRUE(confirm(hold("MUG", 2)->id));
  const auto dropped = publish(kTimes);
  ASSERT_TRUE(dropped);
  ASSERT_TRUE(dropped->content);
  EXPECT_THAT(*dropped->content, HasSubstr("X-SHELF-STOCK;SKU=MUG:3"));
  EXPECT_EQ(slots().front().offers[0].remaining, 1);
  EXPECT_EQ(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:1\r\n").error().code, Refusal::Code::below_sold);
  write([&](store::Transaction& tx) {
    EXPECT_EQ(engine_.withdraw(tx, shelf_, "slot.ics").error().code, Refusal::Code::below_sold);
  });
}

// Occurrences that are over keep the terms that they had; they say nothing of what the event says now.
TEST_P(Shop, what_is_put_back_is_what_was_written_last) {
  const std::string weekly = "DTSTART:20260305T180000Z\r\nDURATION:PT2H\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\n";
  ASSERT_TRUE(publish(weekly + "X-SHELF-SEATS:4\r\nX-SHELF-PRICE:25\r\n"));
  clock_.advance(std::chrono::hours(24 * 9));
  ASSERT_TRUE(publish(weekly + "X-SHELF-SEATS:4\r\nX-SHELF-PRICE:31\r\n"));
  const auto dropped = publish(weekly);
  ASSERT_TRUE(dropped);
  EXPECT_THAT(dropped->content.value_or(""), HasSubstr("X-SHELF-PRICE:31"));
}

TEST_P(Shop, an_override_has_terms_of_its_own_and_keeps_what_it_sold) {
  const std::string series =
      "DTSTART:20260305T180000Z\r\nDURATION:PT2H\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n"
      "X-SHELF-SEATS:4\r\nX-SHELF-PRICE:25\r\n"
      "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:slot\r\nSUMMARY:Glaze evening, large\r\n"
      "RECURRENCE-ID:20260312T180000Z\r\nDTSTART:20260313T160000Z\r\nDURATION:PT3H\r\n"
      "X-SHELF-SEATS:9\r\nX-SHELF-PRICE:31\r\n"
      "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:slot\r\nSUMMARY:Glaze evening\r\n"
      "RECURRENCE-ID:20260319T180000Z\r\nDTSTART:20260319T180000Z\r\nDURATION:PT2H\r\nSTATUS:CANCELLED\r\n";
  ASSERT_TRUE(publish(series));
  auto all = slots();
  ASSERT_EQ(all.size(), 3U);
  const Id large = all[1].id;
  EXPECT_EQ(all[0].offers[0].remaining, 4);
  EXPECT_EQ(all[0].offers[0].price->minor, 2500);
  EXPECT_EQ(all[1].summary, "Glaze evening, large");
  EXPECT_EQ(to_ical_utc(all[1].starts_at), "20260313T160000Z");
  EXPECT_EQ(all[1].offers[0].remaining, 9);
  EXPECT_EQ(all[1].offers[0].price->minor, 3100);
  EXPECT_EQ(all[2].state, commerce::SlotState::cancelled);
  write([&](store::Transaction& tx) {
    const auto held = engine_.hold(tx, {shop_.id, {{large, "", 2, ""}}});
    ASSERT_TRUE(held);
    ASSERT_TRUE(engine_.confirm(tx, {shop_.id, held->id, "Ada", "ada@example.com"}));
  });
  ASSERT_TRUE(publish(series));  // the app saves it again
  all = slots();
  EXPECT_EQ(all[0].offers[0].remaining, 4);
  EXPECT_EQ(all[1].id, large);
  EXPECT_EQ(all[1].offers[0].remaining, 7);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Shop, a_price_changes_in_the_millisecond_that_the_ladder_says_across_a_change_of_clocks) {
  // Berlin's clocks go forward in the night between: the day before the slot is 23 hours long.
  ASSERT_TRUE(
      publish("DTSTART;TZID=Europe/Berlin:20260329T110000\r\nDURATION:PT2H\r\nX-SHELF-SEATS:4\r\n"
              "X-SHELF-PRICE;UNTIL=-P1D:18\r\nX-SHELF-PRICE:22\r\n"));
  const Instant step = from_millis(1'774'692'000'000);  // 2026-03-28T10:00:00Z, 11:00 in Berlin
  ASSERT_EQ(to_ical_utc(slots().front().starts_at), "20260329T090000Z");
  ASSERT_EQ(to_ical_utc(step), "20260328T100000Z");
  clock_.set(step - std::chrono::hours(1));
  run_due();
  std::optional<Instant> next;
  database().read([&](store::Transaction& tx) { next = services_.due.next(tx); });
  ASSERT_TRUE(next);
  EXPECT_EQ(to_ical_utc(*next), to_ical_utc(step));
  EXPECT_EQ(*next, step);
  clock_.set(step - std::chrono::milliseconds(1));
  run_due();
  EXPECT_THAT(live_text(), HasSubstr("€18"));
  clock_.set(step);
  run_due();
  EXPECT_THAT(live_text(), HasSubstr("€22"));
}

TEST_P(Shop, each_occurrence_of_a_weekly_slot_has_stock_of_its_own) {
  ASSERT_TRUE(
      publish("DTSTART;TZID=Europe/Berlin:20260305T180000\r\nDURATION:PT2H\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\n"
              "X-SHELF-SEATS:4\r\nX-SHELF-PRICE:25\r\n"));
  ASSERT_EQ(slots().size(), 5U);
  ASSERT_TRUE(hold("", 4));
  EXPECT_EQ(slots()[0].offers[0].remaining, 0);
  EXPECT_EQ(slots()[1].offers[0].remaining, 4);
  // Across the change to summer time the wall clock stays.
  EXPECT_EQ(to_ical_utc(slots()[3].starts_at), "20260326T170000Z");
  EXPECT_EQ(to_ical_utc(slots()[4].starts_at), "20260402T160000Z");
}

TEST_P(Shop, the_live_calendar_follows_each_change) {
  ASSERT_TRUE(publish(kMugs));
  EXPECT_THAT(live_text(), HasSubstr("Glaze evening · 3 left · €18"));
  ASSERT_TRUE(confirm(hold("MUG", 1)->id));
  const std::string text = live_text();
  EXPECT_THAT(text, HasSubstr("Glaze evening · 2 left · €18"));
  EXPECT_THAT(text, HasSubstr("X-SHELF-STATE:LOW"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("Ada")));
  clock_.set(from_millis(1'773'400'000'000));  // past the step of 13 March
  write([&](store::Transaction& tx) { EXPECT_GT(services_.due.run(tx), 0U); });
  EXPECT_THAT(live_text(), HasSubstr("€22"));
}

TEST_P(Shop, the_live_calendar_says_how_many_places_are_left_where_they_decide) {
  ASSERT_TRUE(publish(kMugs + "X-SHELF-SEATS:2\r\n"));
  EXPECT_THAT(live_text(), HasSubstr("Glaze evening · 2 places left"));
  EXPECT_THAT(live_text(), HasSubstr(": 2 left, one for each booking"));
  ASSERT_TRUE(confirm(hold("MUG", 1)->id));
  EXPECT_THAT(live_text(), HasSubstr("Glaze evening · 1 place left"));
  ASSERT_TRUE(publish(kMugs + "X-SHELF-SEATS:2\r\nX-SHELF-LIMIT:1\r\n"));
  EXPECT_THAT(live_text(), HasSubstr("Glaze evening · 1 left"));
}

TEST_P(Shop, a_hold_on_what_was_taken_off_sale_is_not_booked) {
  ASSERT_TRUE(publish(kMugs));
  const auto held = hold("MUG", 1);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.withdraw(tx, shelf_, "slot.ics")); });
  const auto booked = confirm(held->id);
  ASSERT_FALSE(booked);
  EXPECT_EQ(booked.error().code, commerce::Refusal::Code::not_on_sale);
  EXPECT_TRUE(check().empty());
}

TEST_P(Shop, an_event_that_comes_back_under_another_name_is_the_same_slot) {
  ASSERT_TRUE(publish(kMugs));
  const Id id = slots().front().id;
  const std::string text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:slot\r\n" + kMugs +
                           "END:VEVENT\r\nEND:VCALENDAR\r\n";
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(engine_.withdraw(tx, shelf_, "slot.ics"));
    ASSERT_TRUE(engine_.publish(tx, shelf_, "other.ics", ical::parse(text)->calendars.front()));
  });
  ASSERT_EQ(slots().size(), 1U);
  EXPECT_EQ(slots().front().id, id);
  EXPECT_EQ(slots().front().state, commerce::SlotState::low);
  // Its new name counts from now on.
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.withdraw(tx, shelf_, "other.ics")); });
  EXPECT_EQ(slots().front().state, commerce::SlotState::off);
}

TEST_P(Shop, a_part_of_a_bundle_that_was_deleted_is_no_part_of_it) {
  ASSERT_TRUE(publish(kMugs + "X-SHELF-BUNDLE:course\r\n", "one"));
  ASSERT_TRUE(publish(kMugs + "X-SHELF-BUNDLE:course\r\n", "two"));
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(engine_.withdraw(tx, shelf_, "two.ics"));
    EXPECT_EQ(engine_.list_bundle(tx, shop_.id, "course").size(), 1U);
  });
}

TEST_P(Shop, what_is_on_show_follows_its_product) {
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:3\r\n"));
  const auto revision = slots().front().revision;
  write([&](store::Transaction& tx) {
    engine_.put_product(tx,
                        {shop_.id, "MUG", "Tall mug", "", "", *Money::parse("99", *Currency::parse("EUR"))});
  });
  EXPECT_GT(slots().front().revision, revision);
  EXPECT_THAT(live_text(), HasSubstr("Tall mug"));
}

TEST_P(Shop, a_series_without_end_stays_on_sale_as_time_goes_on) {
  const std::string daily =
      "DTSTART;TZID=Europe/Berlin:20260302T180000\r\nDURATION:PT2H\r\nRRULE:FREQ=DAILY\r\n"
      "X-SHELF-SEATS:4\r\nX-SHELF-PRICE:25\r\n";
  ASSERT_TRUE(save(daily));
  const auto before = slots();
  ASSERT_FALSE(before.empty());
  const Instant last = before.back().starts_at;
  ASSERT_TRUE(hold("", 3));
  for (int week = 0; week < 3; ++week) {
    clock_.advance(std::chrono::hours(24 * 7 + 1));
    run_due();
  }
  EXPECT_EQ(slots().back().starts_at - last,
            std::chrono::hours(24 * 19));  // the sixty that lie ahead
  EXPECT_EQ(slots().back().offers[0].remaining, 4);
  EXPECT_THAT(check(), testing::IsEmpty());
}

TEST_P(Shop, a_series_that_grows_leaves_the_slots_it_has_alone) {
  ASSERT_TRUE(
      save("DTSTART:20260302T180000Z\r\nDURATION:PT2H\r\nRRULE:FREQ=DAILY\r\nX-SHELF-SEATS:4\r\n"
           "X-SHELF-PRICE:25\r\n"));
  clock_.advance(std::chrono::hours(24 * 6));
  const auto before = slots();
  clock_.advance(std::chrono::hours(24));
  run_due();
  for (const commerce::Slot& slot : slots()) {
    for (const commerce::Slot& old : before) {
      if (old.id == slot.id && slot.state == old.state) {
        EXPECT_EQ(slot.revision, old.revision);
      }
    }
  }
  EXPECT_GT(slots().back().starts_at, before.back().starts_at);
}

TEST_P(Shop, a_series_that_names_a_product_that_is_gone_waits_for_it) {
  ASSERT_TRUE(
      save("DTSTART:20260302T180000Z\r\nDURATION:PT2H\r\nRRULE:FREQ=DAILY\r\nX-SHELF-STOCK;SKU=MUG:4\r\n"));
  const Instant last = slots().back().starts_at;
  const auto set_name = [&](const char* from, const char* to) {
    write([&](store::Transaction& tx) {
      tx.execute("UPDATE products SET sku = $3 WHERE shop = $1 AND sku = $2", {shop_.id, from, to});
    });
  };
  set_name("MUG", "GONE");
  clock_.advance(std::chrono::hours(24 * 7));
  run_due();
  EXPECT_EQ(slots().back().starts_at, last);
  set_name("GONE", "MUG");
  clock_.advance(std::chrono::hours(24 * 7));
  run_due();
  EXPECT_GT(slots().back().starts_at, last);
}

TEST_P(Shop, a_series_that_was_deleted_grows_no_more) {
  ASSERT_TRUE(save("DTSTART:20260302T180000Z\r\nDURATION:PT2H\r\nRRULE:FREQ=DAILY\r\nX-SHELF-SEATS:4\r\n"));
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(engine_.withdraw(tx, shelf_, "slot.ics"));
    store::delete_object(tx, shelf_, "slot.ics", clock_.now());
  });
  clock_.advance(std::chrono::hours(24 * 8));
  run_due();
  for (const commerce::Slot& slot : slots()) EXPECT_EQ(slot.state, commerce::SlotState::off);
}

TEST_P(Shop, a_malformed_property_of_one_occurrence_is_refused) {
  const std::string text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:week\r\n" + kMugs +
                           "RRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:"
                           "week\r\nRECURRENCE-ID:20260327T100000Z\r\n"
                           "DTSTART:20260327T110000Z\r\nDTEND:20260327T120000Z\r\nX-SHELF-SEATS:many\r\nEND:"
                           "VEVENT\r\nEND:VCALENDAR\r\n";
  write([&](store::Transaction& tx) {
    const auto published = engine_.publish(tx, shelf_, "week.ics", ical::parse(text)->calendars.front());
    ASSERT_FALSE(published);
    EXPECT_EQ(published.error().code, commerce::Refusal::Code::terms_invalid);
  });
}

TEST_P(Shop, a_debt_that_fails_is_put_off_and_keeps_nobody_waiting) {
  commerce::Outbox outbox(clock_);
  std::vector<std::string> done;
  outbox.on("good",
            [&](store::Transaction&, const Id&, const std::string& subject) { done.push_back(subject); });
  outbox.on("bad",
            [&](store::Transaction&, const Id&, const std::string&) { throw std::runtime_error("no"); });
  write([&](store::Transaction& tx) {
    commerce::owe(tx, shop_.id, "bad", "1", clock_.now() - std::chrono::seconds(1));
    commerce::owe(tx, shop_.id, "good", "2", clock_.now());
  });
  const commerce::DueWork work = outbox.work();
  EXPECT_THROW(write([&](store::Transaction& tx) { work.run(tx, 1); }), std::runtime_error);
  write([&](store::Transaction& tx) { work.put_off(tx); });
  write([&](store::Transaction& tx) { EXPECT_EQ(work.run(tx, 100), 1U); });
  EXPECT_EQ(done, std::vector<std::string>{"2"});
  clock_.advance(std::chrono::minutes(1));
  EXPECT_THROW(write([&](store::Transaction& tx) { work.run(tx, 1); }), std::runtime_error)
      << "it is tried again";
}

INSTANTIATE_TEST_SUITE_P(Both, Shop, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
