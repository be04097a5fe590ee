// The codes that are read out at the counter: never twice, always greater, and no typo finds another.
#include "commerce/core/booking_codes.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::BookingCodes;
using namespace std::chrono_literals;

const std::string kLetters = "23456789abcdefghjkmnpqrstuvwxyz";

struct BookingCode : testing::Test {
  std::vector<std::string> give(BookingCodes codes, int count) {
    std::vector<std::string> given;
    for (int i = 0; i < count; ++i) given.push_back(codes.next(random_));
    return given;
  }
  ManualClock clock_;
  SeededRandom random_{11};
};

TEST_F(BookingCode, is_greater_than_all_before_it) {
  const auto given = give({clock_.now(), ""}, 5000);
  EXPECT_TRUE(std::is_sorted(given.begin(), given.end()));
  EXPECT_EQ(std::set(given.begin(), given.end()).size(), given.size());
  EXPECT_GE(given.front(), BookingCodes::first_of(clock_.now()));
  EXPECT_LT(given.back(), BookingCodes::first_of(clock_.now() + 10min));
}

TEST_F(BookingCode, goes_on_behind_the_last_one_even_where_the_clock_went_back) {
  const std::string last = give({clock_.now(), ""}, 100).back();
  EXPECT_GT(give({clock_.now(), last}, 1).front(), last);
  clock_.advance(-30min);
  EXPECT_GT(give({clock_.now(), last}, 1).front(), last);
  clock_.advance(2h);
  EXPECT_GE(give({clock_.now(), last}, 1).front(), BookingCodes::first_of(clock_.now()));
}

TEST_F(BookingCode, takes_codes_of_other_kinds_for_what_is_behind_them) {
  // Eight random letters is what codes were before.
  EXPECT_GT(give({clock_.now(), "zzz9zz2a"}, 1).front(), "zzz9zz2a");
}

TEST_F(BookingCode, is_no_other_with_one_letter_wrong_or_two_neighbours_swapped) {
  const auto given = give({clock_.now(), ""}, 3000);
  const std::set<std::string> all(given.begin(), given.end());
  for (const std::string& code : given) {
    ASSERT_EQ(code.size(), 9U);
    for (std::size_t i = 0; i < code.size(); ++i) {
      std::string wrong = code;
      for (const char letter : kLetters) {
        wrong[i] = letter;
        ASSERT_TRUE(wrong == code || !all.contains(wrong)) << code << " " << wrong;
      }
      if (i == 0 || code[i - 1] == code[i]) continue;
      wrong = code;
      std::swap(wrong[i - 1], wrong[i]);
      ASSERT_FALSE(all.contains(wrong)) << code << " " << wrong;
    }
  }
}

TEST_F(BookingCode, is_given_out_before_2026_and_after_2053_too) {
  for (const std::int64_t year : {1970, 2052, 2060}) {
    clock_.set(from_millis((year - 1970) * 31'556'952'000));
    const std::string code = give({clock_.now(), ""}, 1).front();
    EXPECT_EQ(code.size(), 9U) << year;
    EXPECT_EQ(code.find_first_not_of(kLetters), std::string::npos) << year;
  }
}

}  // namespace
}  // namespace timeshelf::tests
