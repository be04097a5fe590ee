#include "server/feeds/known_since.hpp"

#include <algorithm>

namespace timeshelf::server {
namespace {

constexpr std::size_t kMostFeeds = 4096;  // a feed counts once for each host that it was asked for at

}  // namespace

Instant KnownSince::since(const std::string& feed, const std::string& version, Instant now) {
  using std::chrono::seconds;
  const Instant second = std::chrono::floor<seconds>(now);
  const std::lock_guard lock(mutex_);
  if (seen_.size() >= kMostFeeds && !seen_.contains(feed)) seen_.clear();
  const auto [entry, fresh] = seen_.try_emplace(feed, Seen{version, second});
  Seen& seen = entry->second;
  if (!fresh && seen.version != version) seen = {version, std::max<Instant>(second, seen.since + seconds(1))};
  return seen.since;
}

}  // namespace timeshelf::server
