#include "commerce/core/windows.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace timeshelf::commerce {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::size_t kMostWindows = 200;

ErrorBase wrong(std::string sentence) {
  return {std::move(sentence)};
}

seconds time_of_day(const ical::Zone& zone, sys_seconds at) {
  const auto local = zone.to_local(at);
  return local - floor<days>(local);
}

// The first time at or after `from` at which the wall clock says so.
sys_seconds next_at(const ical::Zone& zone, sys_seconds from, seconds time) {
  const seconds ahead = (time - time_of_day(zone, from) + days(1)) % days(1);
  // As if no clock was changed in between; where one was, the zone says when that time is.
  if (time_of_day(zone, from + ahead) == time) return from + ahead;
  const auto local = floor<days>(zone.to_local(from)) + time;
  const sys_seconds today = zone.to_utc(local);
  return today >= from ? today : zone.to_utc(local + days(1));
}

std::string text_of(const ical::AuthoredWindow& window) {
  const auto clock = [](minutes at) { return fmt::format("{:02}:{:02}", at.count() / 60, at.count() % 60); };
  return clock(window.begins) + "-" + clock(window.ends);
}

Result<std::vector<PickupWindow>, ErrorBase> cut(const ical::AuthoredWindows& authored, seconds whole) {
  const seconds length = *authored.length;
  if (length > whole)
    return wrong(fmt::format("Pickup windows of {} minutes are longer than the slot.", length.count() / 60));
  const auto count = whole / length;
  if (static_cast<std::size_t>(count) > kMostWindows)
    return wrong(fmt::format("The slot has {} pickup windows; make them longer, so that it has at most {}.",
                             count, kMostWindows));
  std::vector<PickupWindow> windows;
  for (std::int64_t i = 0; i < count; ++i) {
    const bool last = i + 1 == count;
    windows.push_back({i * length, last ? whole : (i + 1) * length, authored.capacity});
  }
  return windows;
}

}  // namespace

Result<std::vector<PickupWindow>, ErrorBase> windows_of(const ical::AuthoredWindows& authored,
                                                        Instant starts_at, Instant ends_at,
                                                        const ical::Zone& zone) {
  const auto start = floor<seconds>(starts_at);
  const seconds whole = floor<seconds>(ends_at) - start;
  if (authored.length) return cut(authored, whole);
  if (authored.list.size() > kMostWindows)
    return wrong(fmt::format("A slot has at most {} pickup windows.", kMostWindows));
  std::vector<PickupWindow> windows;
  for (const ical::AuthoredWindow& window : authored.list) {
    const sys_seconds begins = next_at(zone, start, window.begins);
    const sys_seconds ends = next_at(zone, begins, window.ends);
    if (ends - start > whole || begins == ends)
      return wrong(fmt::format("The pickup window {} is not inside the slot.", text_of(window)));
    windows.push_back({begins - start, ends - start, window.capacity});
  }
  std::sort(windows.begin(), windows.end(),
            [](const PickupWindow& a, const PickupWindow& b) { return a.begins < b.begins; });
  for (std::size_t i = 1; i < windows.size(); ++i) {
    if (windows[i].begins < windows[i - 1].ends)
      return wrong("Two pickup windows overlap; let one begin when the other has ended.");
  }
  return windows;
}

AccountKey window_room(const Id& slot, const PickupWindow& window) {
  return {AccountKind::window_room, slot.string(), fmt::format("+{}", window.begins.count())};
}

AccountKey window_taken(const Id& slot, const PickupWindow& window) {
  return {AccountKind::window_taken, slot.string(), fmt::format("+{}", window.begins.count())};
}

AccountKey window_source(const PickupWindow& window) {
  return {AccountKind::capacity, "", fmt::format("+{}", window.begins.count())};
}

}  // namespace timeshelf::commerce
