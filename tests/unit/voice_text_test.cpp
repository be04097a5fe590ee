// Languages, masking, topics, pasted exports and mood: what is read out of messages besides how they sound.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "insight/voice/language.hpp"
#include "insight/voice/masking.hpp"
#include "insight/voice/mood.hpp"
#include "insight/voice/pasted.hpp"
#include "insight/voice/topics.hpp"
#include "insight/voice/unicode.hpp"
#include "insight/voice/words.hpp"

namespace timeshelf::insight::voice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Language, is_guessed_and_only_english_is_scored) {
  const auto code = [](std::string_view text) { return guess_language(text).code; };
  EXPECT_EQ(code("when is the next drop?"), "en");
  EXPECT_EQ(code("sick drop"), "en");
  EXPECT_EQ(code("die Tassen sind leider schon weg"), "de");
  EXPECT_EQ(code("¿Cuándo hay más tazas?"), "es");
  EXPECT_EQ(code("c'est trop cher pour moi"), "fr");
  EXPECT_EQ(code("когда будет ещё"), "ru");
  EXPECT_EQ(code("متى المزيد من الأكواب"), "ar");
  EXPECT_EQ(code("עוד ספלים בבקשה"), "he");
  EXPECT_EQ(code("かわいい茶碗"), "ja");
  EXPECT_EQ(code("asdf qwer"), "und");
  EXPECT_FALSE(guess_language("die Tassen sind leider schon weg").is_scored);
  EXPECT_FALSE(guess_language("asdf qwer").is_scored);
  EXPECT_TRUE(guess_language("the mug is lovely").is_scored);
}

TEST(Language, needs_none_for_emoji) {
  EXPECT_EQ(guess_language("\U0001F525\U0001F525!!").code, "");
  EXPECT_TRUE(guess_language("\U0001F525\U0001F525!!").is_scored);
}

TEST(Masking, takes_out_what_names_or_reaches_somebody) {
  Names names;
  add_names("Klaus Clay", names);
  EXPECT_EQ(masked("hi @mia_clay, love it", {}), "hi [name], love it");
  EXPECT_EQ(masked("mail me at mia.clay@example.org.", {}), "mail me at [e-mail].");
  EXPECT_EQ(masked("call +49 (30) 1234-567 now", {}), "call [phone] now");
  EXPECT_EQ(masked("see https://example.org/u/mia", {}), "see [link]");
  EXPECT_EQ(masked("see (example.com/u/mia), Www.example.com or m\u00fcller.de:8080/mia", {}),
            "see [link] [link] or [link]");
  EXPECT_EQ(masked("klaus,@mia,@ada: hi", names), "[name],[name],[name]: hi");
  EXPECT_EQ(masked("Klaus's mug is better than klausur", names), "[name] mug is better than klausur");
  EXPECT_EQ(masked("Clay, is the clay yours?", names), "[name], is the clay yours?");
}

TEST(Masking, leaves_what_is_nobodys) {
  for (const std::string_view text : {"size 38 for 24 EUR", "on 2026-03-01 at 17:00", "3 @ 18 each",
                                      "order 123456", "love <3 :@ \U0001F525", "red and/or blue",
                                      "24.50/piece", "2.OG/3.OG", "a.m./p.m. and/", "((+ (1 of 2) +))"})
    EXPECT_EQ(masked(text, {}), text);
  Names names;
  add_names("@love", names);
  add_names("the", names);
  EXPECT_THAT(names, IsEmpty()) << "or nobody could love anything any more";
}

TEST(Masking, takes_numbers_out_from_between_parentheses) {
  EXPECT_EQ(masked("((((((030 1234567))))", {}), "[phone]))))");
  EXPECT_EQ(masked("((( or (+49 30 1234567)", {}), "((( or [phone])");
  EXPECT_EQ(masked("+++ (030) 1234567", {}), "[phone]");
  EXPECT_EQ(masked(":(((x 0301234567", {}), ":(((x [phone]");
  EXPECT_EQ(masked("1(((((( 2026-03-01", {}), "[phone]");
}

// Each sign looked through all that follow it: four thousand of them took a tenth of a second.
TEST(Masking, reads_a_message_once_whatever_it_is_made_of) {
  const auto of = [](std::string_view what) {
    std::string text;
    while (text.size() + what.size() <= 4'000) text += what;
    return text;
  };
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 60; ++i) {
    for (const std::string_view what : {"(", "+", "( ", "+-/ ."}) {
      const std::string text = of(what);
      ASSERT_EQ(masked(text, {}), text);
    }
    masked(of("@a"), {});
    masked(of("a.b/"), {});
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

const Vocabulary& shop() {
  static const Vocabulary kShop(
      {{"MUG-BLUE", "Blue mug"}, {"MUG-RED", "Red mug"}, {"PLATE", "Dinner plates"}});
  return kShop;
}

std::string wishes(std::string_view text) {
  std::string all;
  for (const Wish& wish : topics_of(text, shop()).wishes)
    all += std::string(all.empty() ? "" : ", ") + std::string(name_of(wish.kind)) + ":" + wish.wish + "/" +
           wish.about;
  return all;
}

TEST(Topics, are_products_by_their_words) {
  EXPECT_THAT(topics_of("the blue mugs are great", shop()).about, ElementsAre("MUG-BLUE"));
  EXPECT_THAT(topics_of("got mug-red today", shop()).about, ElementsAre("MUG-RED"));
  EXPECT_THAT(topics_of("nice mug, nice plate", shop()).about, ElementsAre("mug", "PLATE"));
  EXPECT_THAT(topics_of("hello there", shop()).about, IsEmpty());
}

TEST(Topics, are_wishes_with_what_they_are_about) {
  EXPECT_EQ(wishes("please make a bigger mug"), "size:bigger/mug");
  EXPECT_EQ(wishes("the plates in green would be great"), "colour:green/PLATE");
  EXPECT_EQ(wishes("10 am is too early"), "time:later/");
  EXPECT_EQ(wishes("more of the blue mugs"), "supply:more/MUG-BLUE");
  EXPECT_EQ(wishes("when do you restock?"), "supply:restock/");
  EXPECT_EQ(wishes("do you ship to Spain"), "place:ship to spain/");
  EXPECT_EQ(wishes("sold out again"), "supply:sold out/");
  EXPECT_EQ(wishes("way too expensive"), "price:cheaper/");
  EXPECT_EQ(wishes("Teller in grün bitte, zu teuer"), "colour:green/, price:cheaper/");
  EXPECT_EQ(wishes("más grande por favor"), "size:bigger/");
}

TEST(Topics, do_not_count_what_is_denied_or_said_twice) {
  EXPECT_EQ(wishes("not too expensive"), "");
  EXPECT_EQ(wishes("restock restock RESTOCK"), "supply:restock/");
}

TEST(Topics, show_where_the_text_says_so) {
  const std::string text = "ok, but in green please";
  const auto topics = topics_of(text, shop());
  ASSERT_EQ(topics.wishes.size(), 1U);
  EXPECT_EQ(text.substr(topics.wishes[0].begin, topics.wishes[0].end - topics.wishes[0].begin), "in green");
}

TEST(Pasted, is_a_chat) {
  const Pasted read = read_pasted("[2026-03-01 17:00] Mia: love it\nand more\n[17:02] <bob> sold out?\n");
  EXPECT_EQ(read.layout, Layout::chat);
  ASSERT_EQ(read.messages.size(), 2U);
  EXPECT_EQ(read.messages[0].author, "Mia");
  EXPECT_EQ(read.messages[0].text, "love it\nand more");
  EXPECT_EQ(read.messages[0].time, "2026-03-01 17:00");
  EXPECT_EQ(read.messages[1].author, "bob");
  EXPECT_EQ(read.messages[1].line, 3U);
}

TEST(Pasted, is_the_export_of_a_phone) {
  const Pasted read = read_pasted("01/03/2026, 17:00 - Mia: in green?\n01/03/2026, 17:01 - Klaus: ok");
  EXPECT_EQ(read.layout, Layout::chat);
  ASSERT_EQ(read.messages.size(), 2U);
  EXPECT_EQ(read.messages[0].text, "in green?");
}

TEST(Pasted, is_a_table) {
  const Pasted read =
      read_pasted("Name;Date;Review\nMia;2026-03-01;\"great; \"\"really\"\"\nin two lines\"\n\nBob;;ok");
  EXPECT_EQ(read.layout, Layout::table);
  ASSERT_EQ(read.messages.size(), 2U);
  EXPECT_EQ(read.messages[0].text, "great; \"really\"\nin two lines");
  EXPECT_EQ(read.messages[1].author, "Bob");
  EXPECT_EQ(read.messages[1].line, 5U);
}

TEST(Pasted, is_plain_lines) {
  const Pasted read = read_pasted("love it\r\n\r\ntext me\n");
  EXPECT_EQ(read.layout, Layout::plain);
  ASSERT_EQ(read.messages.size(), 2U);
  EXPECT_EQ(read.messages[0].text, "love it");
}

TEST(Pasted, takes_ten_thousand_lines_and_one_endless_one) {
  std::string lines;
  for (int i = 0; i < 10'000; ++i) lines += "[17:00] a: restock please\n";
  EXPECT_EQ(read_pasted(lines).messages.size(), 10'000U);
  EXPECT_EQ(read_pasted(std::string(1'000'000, 'x')).messages.size(), 1U);
  EXPECT_EQ(read_pasted("text,name\n\"" + std::string(1'000'000, ',')).messages.size(), 1U);
}

TEST(WrittenTime, is_read_as_chats_write_it) {
  using namespace std::chrono;
  const auto day = [](std::string_view text) { return read_time(text)->day; };
  EXPECT_EQ(day("2026-03-01T17:00:00Z"), 2026y / 3 / 1);
  EXPECT_EQ(read_time("2026-03-01T17:00:00+01:00")->offset, minutes(60));
  EXPECT_EQ(day("01.03.26, 17:00:12"), 2026y / 3 / 1);
  EXPECT_EQ(day("3/13/26, 5:04 PM"), 2026y / 3 / 13);
  EXPECT_EQ(read_time("3/13/26, 5:04 PM")->of_day, hours(17) + minutes(4));
  EXPECT_EQ(day("2026-03-01"), 2026y / 3 / 1);
  EXPECT_FALSE(read_time("17:00")->day);
  for (const std::string_view wrong :
       {"", "soon", "25:00", "2026-13-01", "2026-02-30 10:00", "13:61", "1:2:3:4"})
    EXPECT_FALSE(read_time(wrong)) << wrong;
}

MoodCell cell(int hour, std::int64_t messages, double sum, std::int64_t authors) {
  MoodCell made;
  made.begins = from_millis(std::int64_t{hour} * 3'600'000);
  made.messages = made.scored = messages;
  made.negative = sum < 0 ? messages : 0;
  made.authors = authors;
  made.sum = sum;
  return made;
}

TEST(Mood, fades_by_half_each_half_life) {
  const auto points = mood_over_time({cell(0, 4, 4, 4), cell(1, 4, -4, 4)}, std::chrono::hours(1));
  ASSERT_EQ(points.size(), 2U);
  EXPECT_DOUBLE_EQ(*points[0].smooth, 1);
  EXPECT_DOUBLE_EQ(*points[1].mean, -1);
  EXPECT_NEAR(*points[1].smooth, (2.0 - 4.0) / (2.0 + 4.0), 1e-9);
  EXPECT_DOUBLE_EQ(*points[1].negative_share, 1);
}

TEST(Mood, is_nobodys_alone) {
  const auto points = mood_over_time({cell(0, 40, -40, 2), cell(1, 3, 3, 3)}, std::chrono::hours(1));
  EXPECT_FALSE(points[0].mean);
  EXPECT_FALSE(points[0].smooth);
  EXPECT_DOUBLE_EQ(*points[1].smooth, 1) << "what two people said is in no figure";
}

TEST(Text, is_cut_between_characters_and_mended) {
  EXPECT_EQ(cut_to("grün", 3), "gr");
  EXPECT_EQ(cut_to("grün", 99), "grün");
  EXPECT_EQ(mended("a\xff\x01z\n"), "a\xef\xbf\xbdz\n");
  EXPECT_EQ(lowered("GRÜN ÉÑ ЖΩ"), "grün éñ жω");
}

}  // namespace
}  // namespace timeshelf::insight::voice
