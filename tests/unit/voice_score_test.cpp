// How messages sound: the numbers are those of the Python reference.
#include "insight/voice/score.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <string>

#include "insight/voice/lexicon.hpp"

namespace timeshelf::insight::voice {
namespace {

struct Vector {
  std::string_view text;
  double compound;
};

class Reference : public testing::TestWithParam<Vector> {};

TEST_P(Reference, scores_to_the_fourth_decimal) {
  EXPECT_DOUBLE_EQ(score(GetParam().text).compound, GetParam().compound) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Voice, Reference,
    testing::Values(
        Vector{"VADER is smart, handsome, and funny.", .8316},
        Vector{"VADER is smart, handsome, and funny!", .8439},
        Vector{"VADER is very smart, handsome, and funny.", .8545},
        Vector{"VADER is VERY SMART, handsome, and FUNNY.", .9227},
        Vector{"VADER is VERY SMART, handsome, and FUNNY!!!", .9342},
        Vector{"VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!", .9469},
        Vector{"VADER is not smart, handsome, nor funny.", -.7424}, Vector{"The book was good.", .4404},
        Vector{"At least it isn't a horrible book.", .431}, Vector{"The book was only kind of good.", .3832},
        Vector{"The plot was good, but the characters are uncompelling and the dialog is not great.", -.7042},
        Vector{"Today SUX!", -.5461}, Vector{"Today only kinda sux! But I'll get by, lol", .5249},
        Vector{"Make sure you :) or :D today!", .8633},
        Vector{"Catch utf-8 emoji such as \U0001F498 and \U0001F48B and \U0001F601", .875},
        Vector{"Not bad at all", .431}, Vector{"Without a doubt, excellent idea", .7013},
        Vector{"This deal is the bomb", .6124}, Vector{"sold out again?? so disappointed :(", -.8191},
        Vector{"love the new drop!! \U0001F525\U0001F525", -.3147}, Vector{"", 0}, Vector{"the", 0}));

TEST(Score, gives_shares_that_make_a_whole) {
  const Score of_the = score("the");
  EXPECT_DOUBLE_EQ(of_the.neutral, 1);
  const Score mixed = score("The plot was good, but the ending was horrible.");
  EXPECT_NEAR(mixed.positive + mixed.neutral + mixed.negative, 1, 0.002);
  EXPECT_DOUBLE_EQ(score("").neutral, 0);
}

TEST(Score, says_which_words_made_it) {
  const std::string text = "not a good idea, \xe2\x9d\xa4 anyway";
  const Score found = score(text);
  ASSERT_EQ(found.marks.size(), 2U);
  EXPECT_EQ(text.substr(found.marks[0].begin, found.marks[0].end - found.marks[0].begin), "good");
  EXPECT_LT(found.marks[0].value, 0) << "it was negated";
  EXPECT_EQ(text.substr(found.marks[1].begin, found.marks[1].end - found.marks[1].begin), "\xe2\x9d\xa4");
}

// The reference looks each value up by what it is, so one behind "but" that also stands before it halves that
// one again.
TEST(Score, weighs_what_stands_around_but_as_the_reference_does) {
  const auto compound = [](double sum) { return sum / std::sqrt(sum * sum + 15); };
  EXPECT_NEAR(score("loved it but happy").compound, compound(2.9 / 2 + 2.7 * 1.5), 5e-5);
  EXPECT_NEAR(score("love it but accept").compound, compound(3.2 / 4 + 1.6), 5e-5);
}

TEST(Overlay, turns_the_words_of_a_drop) {
  const Overlay& overlay = default_overlay();
  EXPECT_GT(score("love the new drop!! \U0001F525\U0001F525", &overlay).compound, 0.8);
  EXPECT_GT(score("these mugs are sick", &overlay).compound, 0.3);
  EXPECT_LT(score("these mugs are sick").compound, -0.3) << "the published lexicon stays as it is";
  EXPECT_LT(score("way too expensive", &overlay).compound, -0.2);
  EXPECT_DOUBLE_EQ(score("DROP tomorrow", &overlay).compound, 0)
      << "a word that says nothing takes no emphasis";
}

TEST(Overlay, knows_hearts_however_they_are_drawn) {
  EXPECT_DOUBLE_EQ(score("\xe2\x9d\xa4\xef\xb8\x8f").compound, 0) << "as the reference has it";
  EXPECT_GT(score("\xe2\x9d\xa4\xef\xb8\x8f", &default_overlay()).compound, 0.5);
}

TEST(Overlay, takes_single_words_alone) {
  EXPECT_EQ(overlay_word("  FIRE "), "fire");
  EXPECT_FALSE(overlay_word("two words"));
  EXPECT_FALSE(overlay_word(""));
  EXPECT_FALSE(overlay_word(std::string(41, 'a')));
  EXPECT_FALSE(overlay_word("\xff"));
}

TEST(Lexicon, is_the_published_one) {
  EXPECT_EQ(rating_of("heart"), 3.2);
  EXPECT_EQ(rating_of("hearts"), 3.3);
  EXPECT_EQ(rating_of("flawed"), -2.1);
  EXPECT_EQ(rating_of("badass"), 1.4);
  EXPECT_EQ(rating_of("drop"), -1.1);
  EXPECT_FALSE(rating_of("restock"));
}

TEST(Score, takes_whatever_comes) {
  for (const std::string text : {"\xf0\x9f", "\xff\xfe\xfd", "!!!!!!!!", "???", "\U0001F525",
                                 "\xe2\x80\x8f\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", " ", "but", "no", "least"}) {
    const Score found = score(text, &default_overlay());
    EXPECT_GE(found.compound, -1) << text;
    EXPECT_LE(found.compound, 1) << text;
  }
}

// A quadratic reading of any of these would take minutes.
TEST(Score, is_linear_in_the_length_of_the_text) {
  std::string words;
  std::string buts;
  while (words.size() < 1'000'000) words += "good not bad ";
  while (buts.size() < 1'000'000) buts += "good but bad ";
  const auto began = std::chrono::steady_clock::now();
  score(words);
  score(buts, &default_overlay());
  score(std::string(1'000'000, 'a'));
  score(std::string(1'000'000, '!'));
  std::string fires;
  for (int i = 0; i < 250'000; ++i) fires += "\U0001F525";
  score(fires);
  score(fires, &default_overlay());
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
}

}  // namespace
}  // namespace timeshelf::insight::voice
