// What a device wrote down, judged without a database: how it is read, when it was, where it belongs, what
// counts.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>

#include "commerce/core/handovers.hpp"
#include "commerce/core/scan_chain.hpp"
#include "commerce/core/scan_record.hpp"
#include "commerce/core/scan_time.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::DeviceClocks;
using commerce::Handover;
using commerce::ScanMoment;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Instant kNow = from_millis(1'772'366'400'000);

std::string record_with(const std::string& members) {
  return R"({"device":"068q2m4v7c9xk3n5t8w1z0ar2d","seq":3,"prev_hash":"abc","nonce":"0123456789abcdef",)"
         R"("t_device":1772366400000,"mono_ms":5000,)" +
         members + "}";
}
const std::string kPickup = R"("action":"pickup","token":"x","lines":[{"line":0,"units":2}],"online":false)";

std::string why_not(const std::string& text) {
  const auto link = commerce::read_scan_link(text);
  if (!link) return link.error().message;
  const auto scan = commerce::read_scan(text);
  return scan ? "" : scan.error().message;
}

TEST(ScanRecord, is_read_and_what_it_does_not_know_is_left_alone) {
  const std::string text =
      record_with(kPickup + R"(,"manifest_seq":7,"duration_ms":900,"drawing":"M0 0","mood":"good")");
  const auto link = commerce::read_scan_link(text).value();
  EXPECT_EQ(link.seq, 3);
  EXPECT_EQ(link.prev_hash, "abc");
  EXPECT_EQ(link.t_device, kNow);
  EXPECT_EQ(link.mono_ms, 5000);
  EXPECT_EQ(link.manifest_seq, 7);
  const auto scan = commerce::read_scan(text).value();
  EXPECT_EQ(scan.action, commerce::ScanAction::pickup);
  ASSERT_EQ(scan.lines.size(), 1U);
  EXPECT_EQ(scan.lines[0].units, 2);
  EXPECT_EQ(scan.duration_ms, 900);
  EXPECT_TRUE(scan.drawn);
  EXPECT_EQ(why_not(record_with(R"("action":"deny","online":true,"reason":"wrong day")")), "");
  const auto bare =
      commerce::read_scan(record_with(R"("action":"pickup","token":"x","lines":[{"line":0,"units":2}])"));
  ASSERT_TRUE(bare) << "what happened is not lost for what may be left out";
  EXPECT_FALSE(bare->online);
}

TEST(ScanRecord, says_what_is_wrong_with_it) {
  const auto broken = [](const std::string& from, const std::string& to) {
    std::string text = record_with(kPickup);
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return why_not(text.replace(at, from.size(), to));
  };
  EXPECT_THAT(why_not("no JSON"), HasSubstr("no JSON object"));
  EXPECT_THAT(why_not("[1]"), HasSubstr("no JSON object"));
  EXPECT_THAT(why_not("{}"), HasSubstr("\"device\""));
  EXPECT_THAT(why_not(std::string(commerce::kLongestScan + 1, ' ')), HasSubstr("at most"));
  EXPECT_THAT(why_not("\xff"), HasSubstr("UTF-8"));
  EXPECT_THAT(broken("\"seq\":3", "\"seq\":0"), HasSubstr("\"seq\""));
  EXPECT_THAT(broken("\"seq\":3", "\"seq\":1.5"), HasSubstr("\"seq\""));
  EXPECT_THAT(broken("\"seq\":3", "\"seq\":1e300"), HasSubstr("\"seq\""));
  EXPECT_THAT(broken("\"seq\":3", "\"seq\":\"3\""), HasSubstr("\"seq\""));
  EXPECT_THAT(broken("068q2m", "zz"), HasSubstr("\"device\""));
  EXPECT_THAT(broken("0123456789abcdef", "short"), HasSubstr("\"nonce\""));
  EXPECT_THAT(broken("0123456789abcdef", "0123456789abcd \\u0000"), HasSubstr("\"nonce\""));
  EXPECT_THAT(broken("1772366400000", "-1"), HasSubstr("\"t_device\""));
  EXPECT_THAT(broken("1772366400000", "999999999999999999"), HasSubstr("\"t_device\""));
  EXPECT_THAT(broken("pickup", "steal"), HasSubstr("pickup, deny, sale or void"));
  EXPECT_THAT(broken("pickup", "deny"), HasSubstr("gets no lines"));
  EXPECT_THAT(broken("{\"line\":0,\"units\":2}", ""), HasSubstr("names the lines"));
  EXPECT_THAT(broken("{\"line\":0,\"units\":2}", "7"), HasSubstr("an object"));
  EXPECT_THAT(broken("\"units\":2", "\"units\":0"), HasSubstr("\"units\""));
  EXPECT_THAT(broken("{\"line\":0,\"units\":2}", R"({"line":0,"units":2},{"line":0,"units":1})"),
              HasSubstr("twice"));
  EXPECT_THAT(broken("\"online\":false", "\"online\":0"), HasSubstr("\"online\""));
  EXPECT_THAT(broken("\"token\":\"x\"", "\"token\":7"), HasSubstr("\"token\""));
}

TEST(ScanRecord, tells_of_money_at_a_pickup_from_its_second_version_on) {
  const auto pickup = [](const std::string& money) { return record_with(kPickup + money); };
  const auto cash = commerce::read_scan(pickup(R"(,"v":2,"paid":"cash","minor":3600)")).value();
  EXPECT_EQ(cash.paid, "cash");
  EXPECT_EQ(cash.minor, 3600);
  EXPECT_TRUE(cash.took_money());
  const auto unpaid = commerce::read_scan(pickup(R"(,"v":2,"paid":"no","minor":3600)")).value();
  EXPECT_EQ(unpaid.paid, "no");
  EXPECT_FALSE(unpaid.took_money());
  EXPECT_FALSE(commerce::same_scan(cash, unpaid));
  EXPECT_FALSE(
      commerce::same_scan(cash, commerce::read_scan(pickup(R"(,"v":2,"paid":"cash","minor":1800)")).value()));
  EXPECT_FALSE(commerce::read_scan(pickup(R"(,"v":2)")).value().took_money()) << "nothing was to be paid";
  EXPECT_EQ(why_not(pickup(R"(,"v":3,"paid":"card","minor":1,"tip":"in shells")")), "") << "of a newer app";

  const auto older = commerce::read_scan(pickup(R"(,"paid":"in shells")")).value();
  EXPECT_EQ(older.paid, "") << "the first version says nothing of money, whatever else it says";
  EXPECT_FALSE(older.took_money());
  EXPECT_THAT(why_not(pickup(R"(,"v":0)")), HasSubstr("\"v\""));
  EXPECT_THAT(why_not(pickup(R"(,"v":2,"paid":"in shells","minor":1)")),
              HasSubstr("cash, card, other or no"));
  EXPECT_THAT(why_not(pickup(R"(,"v":2,"paid":"cash")")), HasSubstr("\"minor\""));
  EXPECT_THAT(why_not(pickup(R"(,"v":2,"paid":"cash","minor":0)")), HasSubstr("\"minor\""));
  EXPECT_THAT(why_not(pickup(R"(,"v":2,"paid":"cash","minor":1.5)")), HasSubstr("\"minor\""));
}

TEST(ScanRecord, tells_of_a_sale_and_of_one_that_was_taken_back) {
  const std::string lease = "068q2m4v7c9xk3n5t8w1z0ar2d";
  const auto sale = [&](const std::string& lines, const std::string& paid = "cash") {
    return record_with(R"("action":"sale","online":false,"lines":[)" + lines + R"(],"paid":")" + paid + "\"");
  };
  const std::string two = R"({"lease":")" + lease + R"(","units":2,"minor":1800})";
  const auto scan = commerce::read_scan(sale(two)).value();
  EXPECT_EQ(scan.action, commerce::ScanAction::sale);
  ASSERT_EQ(scan.sold.size(), 1U);
  EXPECT_EQ(scan.sold[0].lease.text(), lease);
  EXPECT_EQ(scan.sold[0].units, 2);
  EXPECT_EQ(scan.sold[0].minor, 1800);
  EXPECT_EQ(scan.paid, "cash");
  EXPECT_TRUE(commerce::same_scan(scan, scan));
  EXPECT_FALSE(commerce::same_scan(scan, commerce::read_scan(sale(two, "card")).value()));
  EXPECT_THAT(why_not(sale("")), HasSubstr("names the leases"));
  EXPECT_THAT(why_not(sale("7")), HasSubstr("an object"));
  EXPECT_THAT(why_not(sale(two + "," + two)), HasSubstr("twice"));
  EXPECT_THAT(why_not(sale(two, "shells")), HasSubstr("cash, card or other"));
  EXPECT_THAT(why_not(sale(R"({"lease":"x","units":2,"minor":1800})")), HasSubstr("\"lease\""));
  EXPECT_THAT(why_not(sale(R"({"lease":")" + lease + R"(","units":2,"minor":-1})")), HasSubstr("\"minor\""));
  const auto undone = commerce::read_scan(record_with(R"("action":"void","online":false,"of":2)")).value();
  EXPECT_EQ(undone.takes_back, 2);
  EXPECT_THAT(why_not(record_with(R"("action":"void","online":false)")), HasSubstr("\"of\""));
}

TEST(ScanChain, goes_on_with_the_next_number_and_the_digest_before) {
  const auto next = commerce::judge_link({{}, "two", {}, 2}, 3, "three", "two");
  EXPECT_FALSE(next.repeated || next.forked || next.altered);
  EXPECT_EQ(next.missing_from, 0);
  EXPECT_FALSE(commerce::judge_link({}, 1, "one", "").altered) << "the first names nothing";
  EXPECT_TRUE(commerce::judge_link({}, 1, "one", "zero").altered);
}

TEST(ScanChain, tells_what_came_twice_was_replaced_changed_or_lost) {
  EXPECT_TRUE(commerce::judge_link({"three", "two", {}, 3}, 3, "three", "two").repeated);
  EXPECT_TRUE(commerce::judge_link({"three", "two", {}, 3}, 3, "another", "two").forked);
  EXPECT_TRUE(commerce::judge_link({{}, "two", {}, 2}, 3, "three", "deux").altered);
  EXPECT_EQ(commerce::judge_link({{}, {}, {}, 2}, 6, "six", "five").missing_from, 3);
  EXPECT_EQ(commerce::judge_link({}, 2, "two", "one").missing_from, 1);
  // Late, into the gap: it fits between its neighbours, or does not.
  EXPECT_FALSE(commerce::judge_link({{}, "two", "three", 4}, 3, "three", "two").altered);
  EXPECT_TRUE(commerce::judge_link({{}, "two", "three", 4}, 3, "other", "two").altered);
}

ScanMoment moment(Instant device_says, std::int64_t mono, Instant not_before = {}) {
  return {{device_says, mono}, not_before};
}

TEST(ScanTime, does_not_care_that_the_clock_is_wrong_by_a_day) {
  for (const auto wrong : {-24h, 0h, 24h, 24h * 365}) {
    const std::vector<ScanMoment> moments{moment(kNow - 90min + wrong, 1000),
                                          moment(kNow - 30min + wrong, 3'601'000)};
    EXPECT_THAT(commerce::correct_times(moments, {kNow + wrong, 5'401'000}, kNow),
                ElementsAre(kNow - 90min, kNow - 30min));
  }
}

TEST(ScanTime, does_not_care_that_the_clock_was_set_back_in_between) {
  const std::vector<ScanMoment> moments{moment(kNow - 60min + 24h, 0), moment(kNow - 30min, 1'800'000)};
  EXPECT_THAT(commerce::correct_times(moments, {kNow, 3'600'000}, kNow),
              ElementsAre(kNow - 60min, kNow - 30min));
}

TEST(ScanTime, counts_the_time_that_the_device_slept_or_was_off) {
  const std::vector<ScanMoment> moments{moment(kNow - 8h, 500'000), moment(kNow - 1h, 2'000)};
  EXPECT_THAT(commerce::correct_times(moments, {kNow, 60'000}, kNow), ElementsAre(kNow - 8h, kNow - 1h));
}

TEST(ScanTime, is_never_before_the_manifest_nor_after_the_upload) {
  const std::vector<ScanMoment> early{moment(kNow - 48h, 0, kNow - 2h)};
  EXPECT_THAT(commerce::correct_times(early, {kNow, 0}, kNow), ElementsAre(kNow - 2h));
  const std::vector<ScanMoment> late{moment(kNow + 5h, 9'000'000, kNow + 1h)};
  EXPECT_THAT(commerce::correct_times(late, {kNow, 0}, kNow), ElementsAre(kNow));
}

RC_GTEST_PROP(ScanTime, keeps_the_order_of_the_records, ()) {
  const auto clocks = *rc::gen::container<std::vector<std::pair<std::int64_t, std::int64_t>>>(rc::gen::pair(
      rc::gen::inRange<std::int64_t>(0, 253'402'300'799'999), rc::gen::inRange<std::int64_t>(0, 1LL << 53)));
  std::vector<ScanMoment> moments;
  for (const auto& [wall, mono] : clocks) moments.push_back(moment(from_millis(wall), mono, kNow - 24h));
  const auto times = commerce::correct_times(moments, {kNow, 0}, kNow);
  RC_ASSERT(std::is_sorted(times.begin(), times.end()));
  for (const Instant at : times) RC_ASSERT(at >= kNow - 24h && at <= kNow);
}

Handover by(std::uint64_t device, std::chrono::seconds at, std::int64_t units, bool online = false) {
  SeededRandom random(device);
  return {Id::make(kNow + std::chrono::milliseconds(device), random), 1, kNow + at, online, units};
}

TEST(Handovers, the_earliest_counts_whatever_order_they_come_in) {
  EXPECT_THAT(commerce::share_room(std::vector{by(1, 20s, 2), by(2, 10s, 2)}, 2), ElementsAre(0, 2));
  EXPECT_THAT(commerce::share_room(std::vector{by(2, 10s, 2), by(1, 20s, 2)}, 2), ElementsAre(2, 0));
  EXPECT_THAT(commerce::share_room(std::vector{by(1, 20s, 2), by(2, 10s, 1)}, 2), ElementsAre(1, 1));
  EXPECT_THAT(commerce::share_room(std::vector{by(1, 20s, 2)}, 0), ElementsAre(0))
      << "nothing was left of it";
  EXPECT_THAT(commerce::share_room(std::vector{by(1, 20s, 2)}, -3), ElementsAre(0));
}

TEST(Handovers, in_the_same_second_who_was_online_comes_first_then_the_device_decides) {
  EXPECT_THAT(commerce::share_room(std::vector{by(1, 10s, 1), by(2, 10s, 1, true)}, 1), ElementsAre(0, 1));
  EXPECT_THAT(commerce::share_room(std::vector{by(2, 10s, 1), by(1, 10s, 1)}, 1), ElementsAre(0, 1));
}

RC_GTEST_PROP(Handovers, one_more_takes_nothing_from_the_sum_and_fills_the_room, ()) {
  std::vector<Handover> handovers;
  const auto count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i)
    handovers.push_back(by(*rc::gen::inRange(1, 5), std::chrono::seconds(*rc::gen::inRange(0, 4)),
                           *rc::gen::inRange(1, 4), *rc::gen::arbitrary<bool>()));
  for (std::size_t i = 0; i < handovers.size(); ++i) handovers[i].seq = static_cast<std::int64_t>(i) + 1;
  const std::int64_t room = *rc::gen::inRange(0, 10);
  const auto sum = [&](std::span<const Handover> some) {
    const auto kept = commerce::share_room(some, room);
    for (std::size_t i = 0; i < kept.size(); ++i) RC_ASSERT(kept[i] >= 0 && kept[i] <= some[i].units);
    return std::accumulate(kept.begin(), kept.end(), std::int64_t{0});
  };
  std::int64_t given = 0;
  std::int64_t before = 0;
  for (std::size_t i = 0; i < handovers.size(); ++i) {
    given += handovers[i].units;
    const std::int64_t now = sum(std::span(handovers).first(i + 1));
    RC_ASSERT(now >= before);
    RC_ASSERT(now == std::min(given, room));
    before = now;
  }
  // The order of arrival is of no matter.
  const auto kept = commerce::share_room(handovers, room);
  std::vector<Handover> reversed(handovers.rbegin(), handovers.rend());
  auto again = commerce::share_room(reversed, room);
  std::reverse(again.begin(), again.end());
  RC_ASSERT(again == kept);
}

}  // namespace
}  // namespace timeshelf::tests
