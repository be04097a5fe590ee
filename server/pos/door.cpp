#include "server/pos/door.hpp"

#include <algorithm>
#include <utility>

namespace timeshelf::server::pos {
namespace {

constexpr double kInASecond = 50;  // one shop's till is far below it
constexpr double kAtOnce = 200;
constexpr std::size_t kMostKept = 10'000;  // senders and reasons; a flood from many is not to fill the memory
const Id kAnyOther{};

}  // namespace

bool Door::lets_in(const Id& till, const std::string& remote) {
  const Instant now = clock_.now();
  const std::lock_guard lock(mutex_);
  if (allowances_.size() >= kMostKept) allowances_.clear();
  const Id& of = met_.contains(till) ? till : kAnyOther;
  const auto [place, added] = allowances_.try_emplace({of, remote}, Allowance{kAtOnce, now});
  Allowance& allowance = place->second;
  const double passed = std::max(0.0, std::chrono::duration<double>(now - allowance.at).count());
  allowance.left = std::min(kAtOnce, allowance.left + passed * kInASecond);
  allowance.at = now;
  if (allowance.left < 1) return false;
  allowance.left -= 1;
  return true;
}

void Door::meet(const Id& till) {
  const std::lock_guard lock(mutex_);
  if (met_.size() >= kMostKept) met_.clear();
  met_.insert(till);
}

void Door::part_from(const Id& till) {
  const std::lock_guard lock(mutex_);
  met_.erase(till);
}

bool Door::has_met(const Id& till) const {
  const std::lock_guard lock(mutex_);
  return met_.contains(till);
}

std::int64_t Door::refused(const Id& till, const std::string& reason) {
  const Instant now = clock_.now();
  const std::lock_guard lock(mutex_);
  if (counts_.size() >= kMostKept) counts_.clear();
  Count& count = counts_[{till, reason}];
  ++count.times;
  if (now - count.written_at < std::chrono::seconds(1)) return 0;
  count.written_at = now;
  return std::exchange(count.times, 0);
}

}  // namespace timeshelf::server::pos
