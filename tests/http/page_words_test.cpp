// What pages put together in a language, without a server.
#include "server/pages/page_words.hpp"

#include <gmock/gmock.h>

#include "server/pages/messages/all.hpp"
#include "server/pages/problem_words.hpp"
#include "server/pages/render.hpp"
#include "server/pages/words.hpp"

namespace timeshelf::tests {
namespace {

using commerce::SlotState;
using server::Problem;
using server::pages::PageWords;
using server::pages::WallClock;
using ::testing::ElementsAre;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;

const PageWords kEnglish("en"), kGerman("de"), kSpanish("es");
const Instant kSaturday{std::chrono::sys_days(std::chrono::year(2026) / 3 / 7) + 9h};

/// The same in each language.
template <class Say>
std::vector<std::string> in_all(const Say& say) {
  return {say(kEnglish), say(kGerman), say(kSpanish)};
}

Money euros(std::int64_t minor) {
  return {minor, *Currency::parse("EUR")};
}

// Looked at here, because comparing each with each is more than clang counts steps for while it compiles.
TEST(PageWords, have_a_name_for_one_message_only) {
  for (const std::span<const server::pages::Message> messages : server::pages::kAllMessages) {
    for (const server::pages::Message& message : messages) {
      EXPECT_EQ(server::pages::find_message(message.name), &message) << message.name << " names two";
    }
  }
}

TEST(PageWords, are_english_where_a_language_is_not_known) {
  EXPECT_EQ(PageWords("fr").language(), "en");
  EXPECT_EQ(PageWords("")("total"), "Total");
}

TEST(PageWords, fill_in_facts_by_name_and_no_braces_of_what_people_typed) {
  EXPECT_EQ(kGerman.say("seeYou", {{"name", "{sum}"}}), "Bis dann, {sum}");
  EXPECT_EQ(kSpanish.say("movesTo", {{"sum", "9 €"}, {"when", "hoy"}, {"summary", "Torno"}}),
            "Pasa a Torno, hoy, por 9 €.");
}

TEST(PageWords, count) {
  EXPECT_THAT(in_all([](const auto& words) { return words.count("places", 1); }),
              ElementsAre("1 place left", "noch 1 Platz", "queda 1 plaza"));
  EXPECT_THAT(in_all([](const auto& words) { return words.count("left", 2); }),
              ElementsAre("2 left", "noch 2", "quedan 2"));
}

TEST(WallClock, tells_days_and_times_as_the_language_writes_them) {
  const auto at = [](Instant now) {
    return in_all([now](const auto& words) {
      return WallClock("Europe/Berlin", now, words).range(kSaturday, kSaturday + 2h);
    });
  };
  EXPECT_THAT(at(kSaturday), ElementsAre("Sat 7 March, 10:00–\u206012:00", "Sa., 7. März, 10:00–\u206012:00",
                                         "sáb, 7 de marzo, 10:00–\u206012:00"));
  EXPECT_THAT(at(kSaturday - 24h * 100),
              ElementsAre("Sat 7 March 2026, 10:00–\u206012:00", "Sa., 7. März 2026, 10:00–\u206012:00",
                          "sáb, 7 de marzo de 2026, 10:00–\u206012:00"));
  EXPECT_THAT(
      in_all([](const auto& words) { return WallClock("America/New_York", kSaturday, words).zone(); }),
      ElementsAre("New York time", "Ortszeit New York", "hora de New York"));
}

TEST(PageWords, write_sums_as_the_language_does) {
  EXPECT_THAT(in_all([](const auto& words) { return price_text(euros(2250), words); }),
              ElementsAre("€22.50", "22,50 €", "22,50 €"));
  EXPECT_EQ(price_text({1200, *Currency::parse("CHF")}, kGerman), "12,00 CHF");
  EXPECT_THAT(in_all([](const auto& words) { return duration_text(90s, words); }),
              ElementsAre("2 minutes", "2 Minuten", "2 minutos"));
}

TEST(PageWords, of_a_badge_say_what_binds) {
  commerce::Slot slot;
  slot.state = SlotState::low;
  slot.offers.emplace_back();
  slot.offers.front().price = euros(100);
  slot.offers.front().remaining = 3;
  const auto badge = [&](const auto& words) { return badge_text(slot, WallClock("UTC", kSaturday, words)); };
  EXPECT_THAT(in_all(badge), ElementsAre("Only 3 left", "nur noch 3", "solo quedan 3"));
  slot.seats_remaining = 1;
  EXPECT_THAT(in_all(badge), ElementsAre("Only 1 place left", "nur noch 1 Platz", "solo queda 1 plaza"));
  slot.seats_remaining.reset();
  slot.offers.front().preorder = true;
  EXPECT_THAT(in_all(badge), ElementsAre("3 to preorder", "3 vorzubestellen", "3 por encargo"));
}

TEST(PageWords, of_a_state_say_the_reason_to_who_understands_it) {
  commerce::Slot slot;
  slot.state = SlotState::closed;
  slot.reason = "Its last price has ended, so nobody can book it.";
  const auto story = [&](const auto& words) { return state_story(slot, WallClock("UTC", kSaturday, words)); };
  EXPECT_THAT(in_all(story), ElementsAre(slot.reason, "Nicht mehr buchbar.", "Ya no se puede reservar."));
}

TEST(ProblemWords, are_the_servers_own_in_english_and_those_of_the_kind_elsewhere) {
  const auto problem = Problem::make("over-limit", "At most 4 for each customer.");
  EXPECT_THAT(in_all([&](const auto& words) { return problem_text(problem, words); }),
              ElementsAre("At most 4 for each customer.",
                          "Das ist mehr, als eine Person haben kann. Nehmen Sie weniger.",
                          "Es más de lo que puede tener una persona. Elija menos."));
  EXPECT_EQ(problem_title(problem, kGerman), "Das hat nicht geklappt");
  EXPECT_EQ(problem_text(Problem::make("invalid-customer", "No.", "email"), kGerman),
            "Das ist keine E-Mail-Adresse.");
  EXPECT_EQ(problem_text(Problem::make("unknown-webhook", "No such webhook."), kGerman), "No such webhook.");
}

TEST(Templates, say_messages_with_values_under_other_names) {
  EXPECT_EQ(server::pages::spoken("<p>[[total]]: [[givesBack sum=owed_back]]</p>", kEnglish),
            "<p>Total: The shop gives you back {{owed_back}}.</p>");
  EXPECT_EQ(server::pages::spoken("[[to]]", kSpanish), "Para {{address}}");
  EXPECT_THROW(server::pages::spoken("[[nonsense]]", kEnglish), std::logic_error);
}

}  // namespace
}  // namespace timeshelf::tests
