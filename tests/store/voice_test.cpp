// What customers say: taken in masked and once, scored, counted, erased, expired.
#include "commerce/voice/voice.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "commerce/audit.hpp"
#include "commerce/ids_in_time.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::MoodSpan;
using commerce::SaidMessage;
using commerce::VoiceMessage;
using commerce::VoiceQuery;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Voice : public ShopWorld {
 protected:
  commerce::VoiceIntake take(const std::vector<SaidMessage>& said) {
    commerce::VoiceIntake result;
    write([&](store::Transaction& tx) { result = voice().take(tx, shop_, said); });
    return result;
  }
  void keep_for(days keep, store::Transaction& tx) {
    commerce::keep_messages_for(tx, shop_.id, keep, clock_.now(), random_);
  }
  SaidMessage said(std::string text, std::string author = "mia", minutes ago = minutes(0)) {
    return {1, std::move(text), std::move(author), "twitch", "", clock_.now() - ago};
  }
  std::vector<VoiceMessage> messages(const VoiceQuery& query = {}) {
    std::vector<VoiceMessage> all;
    database().read([&](store::Transaction& tx) { all = voice().list(tx, shop_.id, query); });
    return all;
  }
  std::vector<std::string> texts(const VoiceQuery& query = {}) {
    std::vector<std::string> all;
    for (const auto& message : messages(query)) all.push_back(message.text);
    return all;
  }
  std::vector<insight::voice::MoodCell> mood(MoodSpan span, bool plain = false,
                                             const std::string& slot = "") {
    std::vector<insight::voice::MoodCell> cells;
    database().read([&](store::Transaction& tx) {
      cells = voice().mood(tx, shop_.id, span, clock_.now() - days(400), clock_.now() + days(1), slot, plain);
    });
    return cells;
  }
  std::vector<std::string> wishes() {
    std::vector<std::string> all;
    database().read([&](store::Transaction& tx) {
      for (const auto& wish : voice().wishes(tx, shop_.id, clock_.now() - days(30)))
        all.push_back(wish.wish + " " + wish.about + " " + std::to_string(wish.authors) + "/" +
                      std::to_string(wish.messages));
    });
    return all;
  }
  std::string all_rows() {
    std::string rows;
    database().read([&](store::Transaction& tx) {
      tx.query("SELECT author, text, digest, source FROM voice_messages", {}, [&](const store::Row& row) {
        rows += row.string(0) + "|" + row.string(1) + "|" + row.string(2) + "|" + row.string(3) + "\n";
      });
    });
    return rows;
  }
  commerce::Voice& voice() { return services_.voice; }
};
INSTANTIATE_TEST_SUITE_P(, Voice, BothDatabases, name_of_engine);

TEST_P(Voice, is_scored_by_both_lexicons) {
  take({said("the new drop is fire \U0001F525")});
  const auto all = messages();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(all[0].scored);
  EXPECT_LT(all[0].plain, -0.3);
  EXPECT_GT(all[0].score, 0.5);
}

TEST_P(Voice, keeps_nothing_that_names_somebody) {
  take({said("hi @klaus_b, Mia_Clay here, mail mia@example.org or call +49 30 1234567", "Mia_Clay"),
        said("Thanks @mia_clay", "Klaus")});
  const std::string rows = all_rows();
  for (const char* name : {"klaus_b", "Klaus", "Mia_Clay", "mia_clay", "example.org", "1234567"})
    EXPECT_THAT(rows, Not(HasSubstr(name)));
  EXPECT_THAT(rows, HasSubstr("[e-mail]"));
  EXPECT_TRUE(messages()[0].has_author);
}

TEST_P(Voice, hears_everything_once) {
  SaidMessage with_id = said("restock please");
  with_id.id = "77";
  EXPECT_EQ(take({with_id, with_id, said("love it")}).taken, 2U);
  with_id.text = "an edited text";
  const auto again = take({with_id, said("love it")});
  EXPECT_EQ(again.taken, 0U);
  EXPECT_EQ(again.repeated, 2U);
  EXPECT_EQ(mood(MoodSpan::day).front().messages, 2);
}

TEST_P(Voice, refuses_each_by_itself_and_says_why) {
  SaidMessage unknown_slot = said("hello");
  unknown_slot.slot = Id::make(clock_.now(), random_).text();
  SaidMessage unknown_sku = said("hello");
  unknown_sku.sku = "NOTHING";
  SaidMessage of_1970 = said("hello");
  of_1970.at = from_millis(0);
  const auto taken = take({said("  "), said("soon", "a", minutes(-60)), of_1970, unknown_slot, unknown_sku,
                           said("a minute ahead is a clock", "b", minutes(-1))});
  EXPECT_EQ(taken.taken, 1U);
  std::vector<std::string> reasons;
  for (const auto& refusal : taken.refused) reasons.push_back(refusal.reason);
  EXPECT_THAT(reasons, ElementsAre("empty", "in-the-future", "too-old", "unknown-slot", "unknown-sku"));
  EXPECT_THAT(taken.refused[2].sentence, HasSubstr("90 days"));
}

TEST_P(Voice, cuts_what_is_endless_and_mends_what_is_broken) {
  const auto taken = take({said(std::string(1'000'000, 'x') + "\xff"), said("ok \xff\xfe :)")});
  EXPECT_EQ(taken.taken, 2U);
  EXPECT_EQ(taken.cut, 1U);
  for (const auto& message : messages()) EXPECT_LE(message.text.size(), commerce::kLongestMessage);
}

TEST_P(Voice, does_not_pretend_to_understand_other_languages) {
  const auto taken = take({said("die Tassen sind leider schon weg"), said("مرحبا كيف حالك"),
                           said("\U0001F525\U0001F525"), said("love it")});
  EXPECT_EQ(taken.not_scored, 2U);
  const auto day = mood(MoodSpan::day).front();
  EXPECT_EQ(day.messages, 4);
  EXPECT_EQ(day.scored, 2);
  VoiceQuery query;
  query.not_scored = true;
  EXPECT_EQ(texts(query).size(), 2U);
}

TEST_P(Voice, counts_wishes_and_opens_the_messages_behind_them) {
  take({said("a bigger mug please", "a"), said("bigger mugs!!", "b"), said("make the mug bigger", "b"),
        said("in green?", "c"), said("restock", "d")});
  EXPECT_THAT(wishes(), ElementsAre("bigger MUG 2/3", "green  1/1", "restock  1/1"));
  VoiceQuery query;
  query.kind = "size";
  query.wish = "bigger";
  query.about = "MUG";
  EXPECT_EQ(texts(query).size(), 3U);
  query.about = "";
  EXPECT_THAT(texts(query), IsEmpty());
  VoiceQuery about_mugs;
  about_mugs.kind = "about";
  about_mugs.about = "MUG";
  about_mugs.limit = 2;
  const auto page = messages(about_mugs);
  ASSERT_EQ(page.size(), 2U);
  about_mugs.before = page.back().id;
  EXPECT_EQ(messages(about_mugs).size(), 1U);
}

TEST_P(Voice, has_a_mood_by_hour_day_and_slot) {
  ASSERT_TRUE(publish(kMugs));
  SaidMessage of_slot = said("terrible queue, awful", "b");
  of_slot.slot = slots().front().id.text();
  take({said("love it", "a"), said("love it so much", "a"), of_slot, said("great", "c", minutes(120))});
  const auto day = mood(MoodSpan::day);
  ASSERT_EQ(day.size(), 1U);
  EXPECT_EQ(day[0].messages, 4);
  EXPECT_EQ(day[0].authors, 3);
  EXPECT_EQ(day[0].negative, 1);
  EXPECT_EQ(day[0].positive, 3);
  EXPECT_EQ(mood(MoodSpan::hour).size(), 2U);
  EXPECT_EQ(mood(MoodSpan::day, false, of_slot.slot).front().messages, 1);
  take({said("again", "a"), said("new here", "d")});
  EXPECT_EQ(mood(MoodSpan::day).front().authors, 4) << "who spoke before is no new person";
}

TEST_P(Voice, forgets_a_handle_and_what_it_added) {
  take({said("love it", "Mia"), said("awful", "bob"), said("restock", "@mia")});
  std::size_t erased = 0;
  write([&](store::Transaction& tx) { erased = voice().erase_author(tx, shop_, "MIA", "clara"); });
  EXPECT_EQ(erased, 2U);
  EXPECT_THAT(texts(), ElementsAre("awful"));
  const auto day = mood(MoodSpan::day).front();
  EXPECT_EQ(day.messages, 1);
  EXPECT_EQ(day.authors, 1);
  EXPECT_LT(day.sum, 0);
  EXPECT_THAT(wishes(), IsEmpty());
  database().read([&](store::Transaction& tx) {
    commerce::AuditQuery query;
    query.action = "voice.author-erased";
    const auto entries = commerce::list_audit(tx, shop_.id, query);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].subject, "") << "an audit log that names who was forgotten forgets nobody";
  });
  write([&](store::Transaction& tx) { voice().erase(tx, shop_, messages().front().id, "clara"); });
  EXPECT_THAT(mood(MoodSpan::day), IsEmpty());
}

TEST_P(Voice, expires_and_leaves_its_sums) {
  take({said("love it", "a"), said("restock", "b")});
  clock_.set(clock_.now() + days(89));
  run_due();
  EXPECT_EQ(messages().size(), 2U);
  clock_.set(clock_.now() + days(1) + hours(1));
  run_due();
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_THAT(wishes(), IsEmpty());
  EXPECT_EQ(mood(MoodSpan::day).front().messages, 2);
}

TEST_P(Voice, expires_sooner_when_the_shop_says_so) {
  take({said("love it", "a", minutes(60 * 24 * 10))});
  write([&](store::Transaction& tx) { keep_for(days(7), tx); });
  run_due();
  EXPECT_THAT(messages(), IsEmpty());
}

// All were changed in one command, behind which sales waited.
TEST_P(Voice, expires_by_what_the_shop_says_step_by_step) {
  for (int batch = 0; batch < 3; ++batch) {
    std::vector<SaidMessage> many;
    for (int i = 0; i < 400; ++i) {
      many.push_back(
          said(fmt::format("love it {}", i), fmt::format("a{}", i), minutes(60 * 24 * 10 + batch)));
    }
    ASSERT_EQ(take(many).taken, 400U);
  }
  const auto expiring = [&] {
    std::int64_t sooner = 0;
    database().read([&](store::Transaction& tx) {
      tx.query("SELECT COUNT(*) FROM voice_messages WHERE expires_at <= $1", {clock_.now()},
               [&](const store::Row& row) { sooner = row.integer(0); });
    });
    return sooner;
  };
  write([&](store::Transaction& tx) { keep_for(days(7), tx); });
  EXPECT_EQ(expiring(), 0);
  write([&](store::Transaction& tx) { commerce::follow_keeping(tx, shop_.id, "", clock_.now()); });
  EXPECT_EQ(expiring(), commerce::kKeptAtOnce);
  run_due();
  EXPECT_THAT(messages(), IsEmpty());
}

TEST_P(Voice, is_scored_anew_when_the_words_change) {
  take({said("this mug is mid", "a", minutes(2)), said("so mid", "b", minutes(1)), said("lovely", "c")});
  EXPECT_EQ(mood(MoodSpan::day).front().negative, 0);
  write([&](store::Transaction& tx) { commerce::put_overlay(tx, shop_.id, {{"mid", -2.0}}, random_); });
  run_due();
  EXPECT_LT(messages().back().score, -0.3);
  EXPECT_EQ(messages().back().plain, 0);
  EXPECT_EQ(mood(MoodSpan::day).front().negative, 2);
  EXPECT_EQ(mood(MoodSpan::day, true).front().negative, 2);
  write([&](store::Transaction& tx) { commerce::put_overlay(tx, shop_.id, {}, random_); });
  run_due();
  EXPECT_EQ(mood(MoodSpan::day).front().negative, 0) << "the program's own words are back";
  database().read([&](store::Transaction& tx) {
    const auto settings = commerce::load_voice_settings(tx, shop_.id);
    EXPECT_EQ(settings.overlay, 3);
    EXPECT_EQ(settings.words, insight::voice::default_overlay());
  });
}

TEST_P(Voice, loses_salt_and_messages_with_the_shop) {
  take({said("love it")});
  write([&](store::Transaction& tx) { tx.execute("DELETE FROM voice_shops WHERE shop = $1", {shop_.id}); });
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_THAT(mood(MoodSpan::day), IsEmpty());
}

TEST_P(Voice, knows_the_same_handle_in_no_other_shop) {
  take({said("love it", "mia")});
  write([&](store::Transaction& tx) {
    const auto other = engine_.create_shop(tx, "other", "Other", "EUR", "Europe/Berlin");
    voice().take(tx, other, {said("love it", "mia")});
  });
  std::set<std::string> authors;
  database().read([&](store::Transaction& tx) {
    tx.query("SELECT author FROM voice_messages", {},
             [&](const store::Row& row) { authors.insert(row.string(0)); });
  });
  EXPECT_EQ(authors.size(), 2U);
}

}  // namespace
}  // namespace timeshelf::tests
