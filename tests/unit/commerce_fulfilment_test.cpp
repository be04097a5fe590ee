// Windows, zones, fees and the steps of a line, as pure functions.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "commerce/core/delivery.hpp"
#include "commerce/core/fees.hpp"
#include "commerce/core/fulfilment.hpp"
#include "commerce/core/pricing.hpp"
#include "commerce/core/windows.hpp"

namespace timeshelf::commerce {
namespace {

using namespace std::chrono_literals;
using std::chrono::minutes;
using ::testing::HasSubstr;

const Currency kEuro = *Currency::parse("EUR");

Instant at(int y, unsigned m, unsigned d, int hour, int minute = 0) {
  using namespace std::chrono;
  return sys_days{year{y} / month{m} / day{d}} + hours{hour} + std::chrono::minutes{minute};
}
ical::AuthoredWindows explicit_windows(std::vector<ical::AuthoredWindow> list) {
  ical::AuthoredWindows windows;
  windows.list = std::move(list);
  return windows;
}
ical::AuthoredWindows cut_into(minutes length) {
  ical::AuthoredWindows windows;
  windows.length = length;
  return windows;
}
const ical::Zone& berlin() {
  return *ical::find_zone("Europe/Berlin");
}

TEST(PickupWindows, a_length_cuts_the_slot_and_the_rest_joins_the_last) {
  const auto windows =
      windows_of(cut_into(30min), at(2026, 3, 20, 10), at(2026, 3, 20, 11, 40), berlin()).value();
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_EQ(windows[1].begins, 30min);
  EXPECT_EQ(windows[1].ends, 60min);
  EXPECT_EQ(windows[2].ends, 100min);
}

TEST(PickupWindows, times_are_those_of_the_wall_clock) {
  // 10:00 in Berlin is 09:00 UTC in winter.
  const auto windows = windows_of(explicit_windows({{11h + 30min, 12h, 4}, {10h, 10h + 30min, {}}}),
                                  at(2026, 3, 20, 9), at(2026, 3, 20, 11), berlin())
                           .value();
  ASSERT_EQ(windows.size(), 2U);
  EXPECT_EQ(windows[0].begins, 0s);
  EXPECT_EQ(windows[1].begins, 90min);
  EXPECT_EQ(windows[1].capacity, 4);
}

TEST(PickupWindows, times_hold_on_days_that_are_longer_or_shorter) {
  // On 29 March 2026 the clocks skip 02:00 to 03:00; on 25 October 02:00 to 03:00 comes twice.
  const auto spring =
      windows_of(explicit_windows({{3h + 30min, 4h, {}}}), at(2026, 3, 29, 0), at(2026, 3, 29, 3), berlin())
          .value();
  EXPECT_EQ(spring[0].begins, 90min);  // 01:00 local is 00:00 UTC, and 03:30 local is 01:30 UTC
  const auto autumn = windows_of(explicit_windows({{3h + 30min, 4h, {}}}), at(2026, 10, 24, 23),
                                 at(2026, 10, 25, 5), berlin())
                          .value();
  EXPECT_EQ(autumn[0].begins, 210min);  // 01:00 local is 23:00 UTC, and 03:30 local is 02:30 UTC
}

TEST(PickupWindows, those_outside_of_the_slot_or_that_overlap_are_refused) {
  const auto outside =
      windows_of(explicit_windows({{13h, 14h, {}}}), at(2026, 3, 20, 9), at(2026, 3, 20, 11), berlin());
  EXPECT_THAT(outside.error().message, HasSubstr("13:00-14:00 is not inside the slot"));
  const auto overlap = windows_of(explicit_windows({{10h, 11h, {}}, {10h + 30min, 11h + 30min, {}}}),
                                  at(2026, 3, 20, 9), at(2026, 3, 20, 11), berlin());
  EXPECT_THAT(overlap.error().message, HasSubstr("overlap"));
  EXPECT_FALSE(windows_of(cut_into(180min), at(2026, 3, 20, 9), at(2026, 3, 20, 11), berlin()));
  EXPECT_FALSE(windows_of(cut_into(1min), at(2026, 3, 20, 9), at(2026, 3, 20, 19), berlin()));
}

RC_GTEST_PROP(PickupWindows, lie_in_order_inside_the_slot_in_any_zone_on_any_day, ()) {
  const auto name =
      *rc::gen::element<std::string>("Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                                     "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Apia", "UTC");
  const auto start = at(2026, 1, 1, 0) + minutes(*rc::gen::inRange(0, 2 * 365 * 24 * 60));
  const auto length = minutes(*rc::gen::inRange(1, 30 * 60));
  const auto& zone = *ical::find_zone(name);
  const auto authored =
      *rc::gen::arbitrary<bool>()
          ? cut_into(minutes(*rc::gen::inRange(1, 24 * 60)))
          : explicit_windows(
                {{minutes(*rc::gen::inRange(0, 1440)), minutes(*rc::gen::inRange(0, 1440)), {}},
                 {minutes(*rc::gen::inRange(0, 1440)), minutes(*rc::gen::inRange(0, 1440)), {}}});
  const auto windows = windows_of(authored, start, start + length, zone);
  if (!windows) return;  // refused aloud
  std::chrono::seconds before{0};
  for (const PickupWindow& window : *windows) {
    RC_ASSERT(window.begins >= before);
    RC_ASSERT(window.begins < window.ends);
    RC_ASSERT(window.ends <= length);
    before = window.ends;
  }
  // The wall clock says what was written, unless a change of the clocks skips that time.
  for (const PickupWindow& window : authored.list.empty() ? std::vector<PickupWindow>{} : *windows) {
    const auto local = zone.to_local(std::chrono::floor<std::chrono::seconds>(start + window.begins));
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const bool as_written = std::any_of(authored.list.begin(), authored.list.end(), [&](const auto& wanted) {
      const auto written = day + std::chrono::seconds(wanted.begins);
      return written == local || zone.to_local(zone.to_utc(written)) != written;
    });
    RC_ASSERT(as_written);
  }
}

DeliveryZone zone(std::string name, std::vector<std::string> prefixes, std::string venue = "") {
  return {{}, std::move(name), std::move(prefixes), "DE", std::move(venue), {}, {}, {450, kEuro}, {}, {}, {}};
}
Address address(std::string postal_code) {
  return {"Ada", "Kiln Street 7", std::move(postal_code), "Berlin", "DE", {}, {}};
}

TEST(DeliveryZones, the_longest_beginning_of_the_postal_code_wins) {
  const std::vector<DeliveryZone> zones{zone("germany", {"1"}), zone("kreuzberg", {"10999", "10997"}),
                                        zone("berlin", {"10", "12"})};
  EXPECT_EQ(zone_for(zones, address("10999"), "")->name, "kreuzberg");
  EXPECT_EQ(zone_for(zones, address("10 115"), "")->name, "berlin");
  EXPECT_EQ(zone_for(zones, address("14195"), "")->name, "germany");
  EXPECT_EQ(zone_for(zones, address("80331"), ""), nullptr);
  Address abroad = address("10999");
  abroad.country = "FR";
  EXPECT_EQ(zone_for(zones, abroad, ""), nullptr);
}

RC_GTEST_PROP(DeliveryZones, longest_prefix_wins_whatever_the_order, ()) {
  const auto code = *rc::gen::container<std::string>(5, rc::gen::inRange('0', static_cast<char>('9' + 1)));
  auto lengths = *rc::gen::unique<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 6));
  std::vector<DeliveryZone> zones;
  for (const auto length : lengths) zones.push_back(zone(std::to_string(length), {code.substr(0, length)}));
  const DeliveryZone* found = zone_for(zones, address(code), "");
  if (lengths.empty()) {
    RC_ASSERT(found == nullptr);
  } else {
    RC_ASSERT(found != nullptr);
    RC_ASSERT(found->name == std::to_string(*std::max_element(lengths.begin(), lengths.end())));
  }
}

TEST(DeliveryZones, circles_are_measured_on_the_globe_and_the_smallest_wins) {
  const Point berlin_tv{52'520'803, 13'409'494};
  const Point paris_eiffel{48'858'370, 2'294'481};
  EXPECT_NEAR(metres_between(berlin_tv, paris_eiffel), 881'266, 1);
  EXPECT_NEAR(metres_between({0, 179'999'000}, {0, -179'999'000}), 222, 1);  // across the date line
  DeliveryZone near = zone("near", {}, "kiln");
  near.radius = 3'000;
  near.centre = berlin_tv;
  DeliveryZone far = near;
  far.name = "far";
  far.radius = 10'000;
  const std::vector<DeliveryZone> zones{far, near};
  Address there = address("10115");
  EXPECT_EQ(zone_for(zones, there, "kiln"), nullptr) << "nobody knows where it is";
  there.latitude = 52'530'000;
  there.longitude = 13'400'000;
  EXPECT_EQ(zone_for(zones, there, "kiln")->name, "near");
  EXPECT_EQ(zone_for(zones, there, "depot"), nullptr) << "the circle is around another venue";
  there.latitude = 52'600'000;
  EXPECT_EQ(zone_for(zones, there, "kiln")->name, "far");
}

TEST(DeliveryZones, same_day_orders_end_on_the_wall_clock_of_the_venue) {
  DeliveryZone day = zone("berlin", {"1"});
  day.cut_off = 24h;
  day.same_day_until = 12h;
  const Instant slot = at(2026, 3, 29, 16);  // the clocks changed that night: 18:00 in Berlin
  EXPECT_EQ(cut_off_of(day, "DELIVERY", slot, berlin()), at(2026, 3, 28, 16));
  EXPECT_EQ(cut_off_of(day, "SAME-DAY", slot, berlin()), at(2026, 3, 29, 10));
}

TEST(DeliveryZones, one_that_cannot_be_used_is_refused_by_field) {
  const auto field = [](const DeliveryZone& bad) {
    const std::vector<DeliveryZone> others{zone("berlin", {"10"})};
    return check_zone(bad, others).value_or(refuse(Refusal::Code::unknown_zone, "", "fine")).field;
  };
  EXPECT_EQ(field(zone("potsdam", {"144"})), "fine");
  EXPECT_EQ(field(zone("berlin", {"10", "12"})), "fine") << "it may change";
  EXPECT_EQ(field(zone("Potsdam", {"144"})), "name");
  EXPECT_EQ(field(zone("potsdam", {})), "prefixes");
  EXPECT_EQ(field(zone("potsdam", {"10"})), "prefixes") << "it belongs to another";
  EXPECT_EQ(field(zone("potsdam", {"14 4"})), "prefixes");
  DeliveryZone circle = zone("circle", {});
  circle.radius = 5'000;
  EXPECT_EQ(field(circle), "venue");
  circle.venue = "kiln";
  EXPECT_EQ(field(circle), "venue") << "nobody said where it is";
  circle.centre = Point{};
  EXPECT_EQ(field(circle), "fine");
}

Line line(std::int64_t amount, std::int64_t rate, std::string zone = "berlin") {
  Line made{Id::trusted("slot"), "MUG", 1, {amount, kEuro}, "", "DELIVERY"};
  made.tax_rate = rate;
  made.zone = std::move(zone);
  return made;
}

TEST(Fees, are_charged_once_for_each_slot_way_and_zone) {
  const std::vector<FeeTerms> terms{{Id::trusted("slot"), "DELIVERY", "berlin", {450, kEuro}, {}}};
  const std::vector<Line> lines{line(2000, 1900), line(1000, 1900)};
  const auto fees = fees_of(terms, lines, {true, Rounding::half_up});
  ASSERT_EQ(fees.size(), 1U);
  EXPECT_EQ(fees[0].amount.minor, 450);
  EXPECT_EQ(fees[0].tax, 72);  // 450 - 450 / 1.19 = 71.85
  EXPECT_EQ(total_of(lines, fees, {true, Rounding::half_up}).minor, 3450);
}

TEST(Fees, are_shared_by_goods_of_several_rates_unless_the_zone_has_its_own) {
  std::vector<FeeTerms> terms{{Id::trusted("slot"), "DELIVERY", "berlin", {100, kEuro}, {}}};
  const std::vector<Line> lines{line(2000, 1900), line(1000, 700)};
  const auto shared = fees_of(terms, lines, {true, Rounding::half_up});
  ASSERT_EQ(shared.size(), 2U);
  EXPECT_EQ(shared[0].amount.minor, 33);  // 7 %
  EXPECT_EQ(shared[1].amount.minor, 67);  // 19 %
  terms[0].tax_rate = 1900;
  EXPECT_EQ(fees_of(terms, lines, {}).size(), 1U);
}

RC_GTEST_PROP(Fees, lose_nothing_and_gain_nothing_by_rounding, ()) {
  const auto amounts = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 100'000)));
  const TaxRules rules{*rc::gen::arbitrary<bool>(),
                       *rc::gen::element(Rounding::half_up, Rounding::half_even, Rounding::down)};
  const auto fee = *rc::gen::inRange<std::int64_t>(1, 10'000);
  std::vector<Line> lines;
  for (const auto amount : amounts)
    lines.push_back(line(amount, *rc::gen::element<std::int64_t>(0, 700, 1000, 1900, 2550)));
  settle(lines, std::nullopt, rules);
  const std::vector<FeeTerms> terms{{Id::trusted("slot"), "DELIVERY", "berlin", {fee, kEuro}, {}}};
  const auto fees = fees_of(terms, lines, rules);
  std::int64_t sum = 0, tax = 0;
  for (const Fee& each : fees) {
    sum += each.amount.minor;
    tax += rules.included ? 0 : each.tax;
    RC_ASSERT(each.tax >= 0);
    RC_ASSERT(each.tax <= each.amount.minor);
  }
  RC_ASSERT(sum == fee);
  RC_ASSERT(total_of(lines, fees, rules).minor == total_of(lines, {}, rules).minor + fee + tax);
}

TEST(LineSteps, a_line_is_handed_over_in_parts_and_comes_back_in_parts) {
  Progress line{LineState::due, 3, 0, 0};
  line = advance(line, {LineState::ready, {}}).value().after;
  const auto part = advance(line, {LineState::handed_over, 2}).value();
  EXPECT_EQ(part.moved, 2);
  EXPECT_EQ(part.after.state, LineState::ready) << "one is still here";
  EXPECT_EQ(advance(part.after, {LineState::handed_over, 2}).error().code, Refusal::Code::invalid_quantity);
  const auto all = advance(part.after, {LineState::handed_over, {}}).value();
  EXPECT_EQ(all.moved, 1);
  EXPECT_EQ(all.after.state, LineState::handed_over);
  EXPECT_EQ(advance(all.after, {LineState::handed_over, {}}).error().code, Refusal::Code::wrong_state);
  const auto back = advance(all.after, {LineState::returned, 1}).value();
  EXPECT_EQ(back.after.state, LineState::handed_over);
  const auto gone = advance(back.after, {LineState::returned, {}}).value();
  EXPECT_EQ(gone.moved, 2);
  EXPECT_EQ(gone.after.state, LineState::returned);
}

TEST(LineSteps, what_was_missed_can_still_be_handed_over) {
  const Progress missed{LineState::missed, 2, 0, 0};
  EXPECT_EQ(advance(missed, {LineState::handed_over, {}}).value().after.state, LineState::handed_over);
  EXPECT_FALSE(advance(missed, {LineState::due, {}}));
}

TEST(LineSteps, what_waits_for_nothing_any_more_is_through) {
  const Progress some{LineState::ready, 3, 1, 0};
  EXPECT_EQ(without(some, 1).state, LineState::ready) << "one is still with the shop";
  EXPECT_EQ(without(some, 2).state, LineState::handed_over);
  EXPECT_EQ(without({LineState::due, 3, 1, 1}, 2).state, LineState::returned);
  EXPECT_EQ(without({LineState::missed, 3, 0, 0}, 2).state, LineState::missed);
}

TEST(LineSteps, only_what_is_picked_up_is_missed) {
  const Progress line{LineState::ready, 1, 0, 0};
  const Instant end = at(2026, 3, 20, 12);
  EXPECT_FALSE(is_missed(line, "PICKUP", end, end - 1s));
  EXPECT_TRUE(is_missed(line, "PICKUP", end, end));
  EXPECT_FALSE(is_missed(line, "DELIVERY", end, end + 1h)) << "the shop is late, not the customer";
  EXPECT_FALSE(is_missed({LineState::handed_over, 1, 1, 0}, "PICKUP", end, end));
}

TEST(LineSteps, nobody_says_that_a_line_is_missed_before_its_time) {
  const Instant end = at(2026, 3, 20, 12);
  EXPECT_EQ(
      refuse_missed("PICKUP", end, end - 1s)->message,
      "Nobody has missed it yet: it can be picked up until 2026-03-20T12:00:00Z. It becomes missed by itself "
      "then.");
  EXPECT_FALSE(refuse_missed("PICKUP", end, end));
  EXPECT_TRUE(refuse_missed("DELIVERY", end, end + 1h));
}

RC_GTEST_PROP(LineSteps, keep_count_of_every_unit, ()) {
  const auto quantity = *rc::gen::inRange<std::int64_t>(1, 20);
  Progress line{LineState::due, quantity, 0, 0};
  std::int64_t with_customer = 0;
  for (int i = 0; i < 30; ++i) {
    const auto to = *rc::gen::element(LineState::due, LineState::ready, LineState::handed_over,
                                      LineState::missed, LineState::returned);
    const auto some = *rc::gen::inRange<std::int64_t>(-1, 25);
    const auto done = advance(line, {to, some == 0 ? std::nullopt : std::optional(some)});
    if (!done) continue;
    if (to == LineState::handed_over) with_customer += done->moved;
    if (to == LineState::returned) with_customer -= done->moved;
    line = done->after;
    RC_ASSERT(line.out() == with_customer);
    RC_ASSERT(line.open() >= 0);
    RC_ASSERT(line.out() >= 0);
    RC_ASSERT((line.state == LineState::handed_over || line.state == LineState::returned) ==
              (line.open() == 0));
  }
}

}  // namespace
}  // namespace timeshelf::commerce
