#include "commerce/slots/aftermath.hpp"

#include <algorithm>

#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/stock/headcount.hpp"

namespace timeshelf::commerce {

Aftermath::Aftermath(store::Transaction& transaction, const Id& shop, Instant now, Random& random)
    : transaction_(transaction),
      shop_(shop),
      now_(now),
      random_(random),
      venues_(load_venues(transaction, shop)) {}

void Aftermath::was_at(const std::string& location, Instant starts_at, Instant ends_at) {
  const Venue* venue = venue_of(location);
  if (!venue) return;
  auto [at, fresh] = times_.try_emplace(venue->id, starts_at, ends_at);
  at->second.first = std::min(at->second.first, starts_at);
  at->second.second = std::max(at->second.second, ends_at);
}

void Aftermath::settle(const std::string& cause) {
  for (const Pool& pool : pools_)
    changed_.merge(redistribute(transaction_, shop_, pool, cause, now_, random_));
  for (const Venue& venue : venues_) {
    const auto times = times_.find(venue.id);
    if (times == times_.end()) continue;
    changed_.merge(recheck_headcount(transaction_, venue, times->second.first, times->second.second, now_));
  }
  for (const Id& id : changed_) {
    if (auto row = load_slot(transaction_, shop_, id)) show(transaction_, *row, now_);
  }
}

}  // namespace timeshelf::commerce
