// In which language somebody is written to who did not say it.
#include <gtest/gtest.h>

#include "server/shop/language.hpp"

namespace timeshelf::tests {
namespace {

std::string preferred(const std::string& wish) {
  http::Request request;
  if (!wish.empty()) request.headers.add("Accept-Language", wish);
  return server::preferred_language(request);
}

// RFC 9110 12.5.4
TEST(PreferredLanguage, is_what_the_browser_likes_best_of_what_we_write_in) {
  EXPECT_EQ(preferred("de-AT,de;q=0.9,en;q=0.8"), "de");
  EXPECT_EQ(preferred("en;q=0.1, de"), "de");
  EXPECT_EQ(preferred("fr, es;q=0.5, de;q=0.7"), "de");
  EXPECT_EQ(preferred("es, de"), "es") << "the first of those that are liked as well";
}

TEST(PreferredLanguage, is_the_shops_to_say_where_none_of_ours_is_wanted) {
  for (const auto* wish : {"", "fr", "*", "de;q=0", "de;q=", ",;q=1,"})
    EXPECT_EQ(preferred(wish), "") << wish;
  EXPECT_EQ(preferred("de;q=0.0, en"), "en");
}

http::Request visit(const std::string& query, const std::string& cookies = "",
                    const std::string& wish = "es") {
  http::Request request;
  request.method = "GET";
  request.path = "/s/kiln";
  request.query = query;
  request.headers.add("Accept-Language", wish);
  if (!cookies.empty()) request.headers.add("Cookie", cookies);
  return request;
}

TEST(PreferredLanguage, is_what_was_chosen_before_what_the_browser_likes) {
  EXPECT_EQ(server::preferred_language(visit("", "a=b; timeshelf-language=de")), "de");
  EXPECT_EQ(server::preferred_language(visit("", "timeshelf-language=en-XB")), "es") << "which is for tests";
}

TEST(PageLanguage, is_what_the_address_asks_for_before_what_was_chosen) {
  EXPECT_EQ(server::page_language(visit("slot=1&lang=de-AT", "timeshelf-language=en")), "de");
  EXPECT_EQ(server::page_language(visit("lang=fr", "timeshelf-language=en")), "en");
  EXPECT_EQ(server::page_language(visit("slang=de", "", "fr")), "");
}

TEST(ChosenLanguage, is_kept_and_the_page_is_asked_for_again) {
  const auto chosen = server::choose_language(visit("moved&speak=de"));
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->status, 303);
  EXPECT_EQ(chosen->headers.get("Location"), "/s/kiln?moved");
  EXPECT_EQ(chosen->headers.get("Set-Cookie"),
            "timeshelf-language=de; path=/; Max-Age=31536000; SameSite=Lax");
}

TEST(ChosenLanguage, is_nothing_where_none_of_ours_is_chosen) {
  for (const auto* query : {"", "lang=de", "speak=fr", "speak=", "speak=de%0d%0a"})
    EXPECT_FALSE(server::choose_language(visit(query))) << query;
  auto form = visit("speak=de");
  form.method = "POST";
  EXPECT_FALSE(server::choose_language(form));
}

TEST(LanguageTag, is_reduced_to_what_we_write_in) {
  EXPECT_EQ(server::language_of_tag("de-AT"), "de");
  EXPECT_EQ(server::language_of_tag("fr"), "en");
  EXPECT_EQ(server::language_of_tag("d e"), std::nullopt);
}

}  // namespace
}  // namespace timeshelf::tests
