// What feeds stand on: since when a version is known, and parts of an answer.
#include <gmock/gmock.h>

#include "server/feeds/known_since.hpp"
#include "server/shop/range.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant kNoon = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::hours(12);

TEST(KnownSince, is_when_a_version_was_first_seen) {
  server::KnownSince known;
  EXPECT_EQ(known.since("a", "1", kNoon + milliseconds(700)), kNoon);
  EXPECT_EQ(known.since("a", "1", kNoon + seconds(60)), kNoon);
  EXPECT_EQ(known.since("a", "2", kNoon + seconds(90)), kNoon + seconds(90));
  EXPECT_EQ(known.since("b", "2", kNoon + seconds(95)), kNoon + seconds(95)) << "another feed";
}

TEST(KnownSince, differs_for_versions_within_a_second) {
  server::KnownSince known;
  EXPECT_EQ(known.since("a", "1", kNoon), kNoon);
  EXPECT_EQ(known.since("a", "2", kNoon + milliseconds(1)), kNoon + seconds(1));
  EXPECT_EQ(known.since("a", "1", kNoon + milliseconds(2)), kNoon + seconds(2)) << "back again is new, too";
}

TEST(KnownSince, never_says_less_than_before_while_it_remembers) {
  server::KnownSince known;
  known.since("a", "1", kNoon);
  EXPECT_GT(known.since("a", "2", kNoon - seconds(100)), kNoon) << "a clock that was set back";
}

TEST(KnownSince, forgets_rather_than_grow_without_end) {
  server::KnownSince known;
  known.since("a", "1", kNoon);
  for (int i = 0; i < 10'000; ++i) known.since("host" + std::to_string(i), "1", kNoon);
  EXPECT_EQ(known.since("a", "1", kNoon + seconds(9)), kNoon + seconds(9)) << "counts anew: one more reading";
}

TEST(Range, of_an_empty_body_is_not_satisfiable) {
  http::Request request;
  request.method = "GET";
  request.headers.add("Range", "bytes=0-");
  const auto answer = server::ranged(request, http::reply(200, "text/plain", ""), "\"e\"", kNoon);
  EXPECT_EQ(answer.status, 416);
  EXPECT_EQ(answer.headers.get("Content-Range"), "bytes */0");
}

TEST(Range, keeps_the_headers_of_the_whole) {
  http::Request request;
  request.method = "GET";
  request.headers.add("Range", "bytes=1-2");
  auto whole = http::reply(200, "text/plain", "abcd");
  whole.headers.add("Content-Encoding", "gzip");
  const auto answer = server::ranged(request, std::move(whole), "\"e\"", kNoon);
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(answer.body.view(), "bc");
  EXPECT_EQ(answer.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(answer.headers.get("Content-Type"), "text/plain");
}

}  // namespace
}  // namespace timeshelf::tests
