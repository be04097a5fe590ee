// A booking passes to somebody else by a link that works once, on both databases.
#include "commerce/bookings/passing_on.hpp"

#include "commerce/audit.hpp"
#include "commerce/letters/letters.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::Booking;
using commerce::Refusal;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PassingOn : public ShopWorld {
 protected:
  PassingOn() : ShopWorld("bookings@shop.example") {}

  void SetUp() override {
    ShopWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(kMugs));
  }
  Booking book(std::int64_t units = 1) { return confirm(hold("MUG", units)->id).value(); }
  commerce::Decided<commerce::PassageMade> offer(const Booking& booking, std::int64_t days = 7) {
    std::optional<commerce::Decided<commerce::PassageMade>> made;
    write([&](store::Transaction& tx) { made = services_.passing_on.offer(tx, booking, days); });
    return *made;
  }
  commerce::Decided<Booking> accept(const std::string& secret, const std::string& name = "Bea",
                                    const std::string& email = "bea@example.com",
                                    const std::string& language = "en") {
    std::optional<commerce::Decided<Booking>> accepted;
    write([&](store::Transaction& tx) {
      accepted = services_.passing_on.accept(tx, secret, name, email, language);
    });
    return *accepted;
  }
  /// Who did it, by the audit log.
  std::vector<std::string> actors(const std::string& action) {
    std::vector<std::string> names;
    database().read([&](store::Transaction& tx) {
      commerce::AuditQuery query;
      query.action = action;
      for (const auto& entry : commerce::list_audit(tx, shop_.id, query)) names.push_back(entry.actor);
    });
    return names;
  }
  void take_back(const Booking& booking) {
    write([&](store::Transaction& tx) { services_.passing_on.take_back(tx, booking); });
  }
  std::optional<Booking> open(const std::string& token) {
    std::optional<Booking> found;
    database().read([&](store::Transaction& tx) { found = engine_.find_booking(tx, token); });
    return found;
  }
  std::optional<Instant> passed_on(const std::string& token) {
    std::optional<Instant> at;
    database().read([&](store::Transaction& tx) { at = commerce::passed_on_at(tx, token); });
    return at;
  }
  std::vector<commerce::Letter> mail() {
    std::vector<commerce::Letter> sent;
    write([&](store::Transaction& tx) {
      while (services_.due.run(tx) > 0) {
      }
      while (auto letter = commerce::take_letter(tx, clock_.now())) {
        commerce::note_sent(tx, *letter, clock_.now());
        sent.push_back(*letter);
      }
    });
    return sent;
  }
};
INSTANTIATE_TEST_SUITE_P(, PassingOn, BothDatabases, name_of_engine);

TEST_P(PassingOn, staff_make_the_link_for_a_customer_and_take_it_back_under_their_name) {
  const Booking booking = book();
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.passing_on.offer(tx, booking, 2, "sam"));
    services_.passing_on.take_back(tx, booking, "ada");
  });
  EXPECT_THAT(actors("booking.passing_on"), ::testing::ElementsAre("sam"));
  EXPECT_THAT(actors("booking.not_passed_on"), ::testing::ElementsAre("ada"));
}

TEST_P(PassingOn, who_has_the_link_becomes_the_holder_and_the_token_before_opens_nothing) {
  const auto booking = book();
  const auto made = offer(booking).value();
  EXPECT_EQ(made.passage.expires_at, clock_.now() + 24h * 7);
  ASSERT_TRUE(open(booking.token)) << "nobody took it yet";
  const auto theirs = accept(made.secret).value();
  EXPECT_EQ(theirs.id, booking.id);
  EXPECT_EQ(theirs.customer_name, "Bea");
  EXPECT_EQ(theirs.total.minor, booking.total.minor);
  EXPECT_NE(theirs.token, booking.token);
  EXPECT_FALSE(open(booking.token));
  EXPECT_EQ(passed_on(booking.token), clock_.now());
  ASSERT_TRUE(open(theirs.token));
  EXPECT_EQ(open(theirs.token)->customer_email, "bea@example.com");
  EXPECT_FALSE(passed_on(theirs.token));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(PassingOn, the_link_works_once_and_answers_the_same_to_who_used_it) {
  const auto made = offer(book()).value();
  const auto theirs = accept(made.secret).value();
  EXPECT_EQ(accept(made.secret, " Bea ", "BEA@example.com").value().token, theirs.token)
      << "an answer was lost";
  EXPECT_EQ(accept(made.secret, "Cy", "cy@example.com").error().code, Refusal::Code::already_claimed);
  const auto on = offer(theirs).value();
  const auto third = accept(on.secret, "Cy", "cy@example.com").value();
  EXPECT_FALSE(open(theirs.token));
  EXPECT_EQ(accept(made.secret).error().code, Refusal::Code::already_claimed)
      << "it is somebody else's by now";
  std::vector<std::string> holders;
  write([&](store::Transaction& tx) {
    for (const auto& passage : services_.passing_on.chain_of(tx, shop_.id, third.id))
      holders.push_back(passage.from_name + " to " + passage.to_name);
  });
  EXPECT_THAT(holders, ::testing::ElementsAre("Ada to Bea", "Bea to Cy"));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(PassingOn, a_link_ends_and_is_taken_back) {
  const auto booking = book();
  const auto first = offer(booking).value();
  const auto second = offer(booking).value();
  EXPECT_EQ(accept(first.secret).error().code, Refusal::Code::wrong_state) << "another was made since";
  take_back(booking);
  EXPECT_EQ(accept(second.secret).error().code, Refusal::Code::wrong_state);
  const auto third = offer(booking, 1).value();
  clock_.advance(24h);
  EXPECT_EQ(accept(third.secret).error().code, Refusal::Code::wrong_state);
  EXPECT_EQ(offer(booking, 0).error().code, Refusal::Code::invalid_quantity);
  EXPECT_EQ(offer(booking, 31).error().code, Refusal::Code::invalid_quantity);
  EXPECT_EQ(accept("no-link-at-all").error().code, Refusal::Code::unknown_booking);
  ASSERT_TRUE(open(booking.token));
}

TEST_P(PassingOn, nobody_takes_over_what_is_cancelled_or_over) {
  const auto booking = book();
  const auto made = offer(booking).value();
  EXPECT_EQ(accept(made.secret, "", "bea@example.com").error().code, Refusal::Code::invalid_customer);
  EXPECT_EQ(accept(made.secret, "Bea", "nobody").error().code, Refusal::Code::invalid_customer);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking.id)); });
  EXPECT_EQ(accept(made.secret).error().code, Refusal::Code::booking_cancelled);
  const auto other = book();
  const auto late = offer(other, 30).value();
  clock_.set(slots().front().ends_at);
  EXPECT_EQ(accept(late.secret).error().code, Refusal::Code::too_late);
  EXPECT_EQ(offer(other).error().code, Refusal::Code::too_late);
}

TEST_P(PassingOn, limits_count_the_holder_and_not_who_had_it) {
  ASSERT_TRUE(publish(kMugs + "X-SHELF-LIMIT:2\r\n"));
  const auto first = book(2);
  ASSERT_TRUE(accept(offer(first).value().secret));
  const auto again = confirm(hold("MUG", 1)->id);
  ASSERT_TRUE(again) << "Ada has none any more";
  const auto refused = accept(offer(*again).value().secret);
  EXPECT_EQ(refused.error().code, Refusal::Code::over_limit) << "Bea has two";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(PassingOn, both_are_written_to_and_the_calendars_follow) {
  const auto booking = book();
  mail();
  const auto theirs = accept(offer(booking).value().secret).value();
  clock_.advance(1s);
  auto letters = mail();
  ASSERT_EQ(letters.size(), 2U);
  if (letters[0].recipient != "a@example.com") std::swap(letters[0], letters[1]);  // in one moment
  EXPECT_EQ(letters[0].recipient, "a@example.com");
  EXPECT_EQ(letters[0].method, "CANCEL");
  EXPECT_THAT(letters[0].subject, HasSubstr("Passed on"));
  EXPECT_THAT(letters[0].body, ::testing::Not(HasSubstr(theirs.token))) << "it is not theirs";
  EXPECT_THAT(letters[0].body, ::testing::Not(HasSubstr("Bea")));
  EXPECT_EQ(letters[1].recipient, "bea@example.com");
  EXPECT_EQ(letters[1].method, "REQUEST");
  EXPECT_THAT(letters[1].body, HasSubstr(theirs.token));
  EXPECT_THAT(letters[1].body, ::testing::Not(HasSubstr("Ada")));
}

TEST_P(PassingOn, each_is_written_to_in_a_language_of_their_own) {
  const auto booking = confirm(hold("MUG", 1)->id, "a@example.com", "de").value();
  mail();
  const auto theirs = accept(offer(booking).value().secret, "Bea", "bea@example.com", "es").value();
  EXPECT_EQ(theirs.language, "es");
  clock_.advance(1s);
  std::vector<std::string> told;
  for (const auto& letter : mail()) told.push_back(letter.recipient + ": " + letter.subject);
  EXPECT_THAT(told, ::testing::UnorderedElementsAre("a@example.com: Weitergegeben: Glaze evening",
                                                    "bea@example.com: Reservado: Glaze evening"));
}

TEST_P(PassingOn, who_gave_it_away_and_books_again_is_invited_with_a_higher_sequence) {
  const auto sequence = [](const commerce::Letter& letter) {
    const auto event = ical::parse(letter.calendar)->calendars.front().components.front();
    return std::stoi(std::string(event.value("SEQUENCE")));
  };
  const auto booking = book();
  const int invited = sequence(mail().front());
  ASSERT_TRUE(accept(offer(booking).value().secret));
  const int gone = sequence(mail().front());
  EXPECT_GT(gone, invited);
  book();
  EXPECT_GT(sequence(mail().front()), gone);
}

TEST_P(PassingOn, what_moves_before_and_after_is_no_difference_to_check) {
  ASSERT_TRUE(publish(kMugs, "later"));
  const auto booking = book();
  const auto move_to = [&](const Id& slot) {
    write([&](store::Transaction& tx) {
      const auto moved =
          services_.changes.move(tx, {shop_.id, booking.id, slot, 1800, {}, {false, "clara", ""}});
      ASSERT_TRUE(moved) << moved.error().message;
    });
  };
  const Id first = booking.lines.front().slot;
  const Id second = slots().front().id == first ? slots().back().id : slots().front().id;
  move_to(second);
  const auto theirs = accept(offer(booking).value().secret).value();
  EXPECT_THAT(check(), IsEmpty()) << "Bea was never in what Ada had left";
  move_to(first);
  EXPECT_THAT(check(), IsEmpty()) << "and Ada not in what Bea entered";
  EXPECT_EQ(open(theirs.token)->lines.front().slot, first);
}

TEST_P(PassingOn, the_chain_is_in_the_audit_log) {
  const auto booking = book();
  accept(offer(booking).value().secret).value();
  std::vector<commerce::AuditEntry> found;
  write([&](store::Transaction& tx) {
    for (auto& entry : commerce::list_audit(tx, shop_.id, {.subject = booking.id.string(), .limit = 100})) {
      if (entry.action == "booking.passed_on") found.push_back(std::move(entry));
    }
  });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].facts.at("from"), "Ada");
  EXPECT_EQ(found[0].facts.at("to_email"), "bea@example.com");
}

}  // namespace
}  // namespace timeshelf::tests
