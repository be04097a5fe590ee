// What a publication touched, to be brought in order once at its end.
#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "commerce/stock/capacity.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {

class Aftermath {
 public:
  Aftermath(store::Transaction& transaction, const Id& shop, Instant now, Random& random);

  /// The venue that a LOCATION names; null if none.
  const Venue* venue_of(const std::string& location) const { return venue_named(venues_, location); }
  /// Stock that is to be shared out anew; supply() adds to it.
  std::set<Pool>& pools() { return pools_; }

  /// The slot stands (or stood) there at that time.
  void was_at(const std::string& location, Instant starts_at, Instant ends_at);
  void show_later(const Id& slot) { changed_.insert(slot); }

  /// Shares stock out anew, counts heads again, and shows every slot that changed.
  void settle(const std::string& cause);

 private:
  store::Transaction& transaction_;
  const Id shop_;
  const Instant now_;
  Random& random_;
  const std::vector<Venue> venues_;
  std::set<Pool> pools_;
  std::map<Id, std::pair<Instant, Instant>> times_;  ///< of each venue
  std::set<Id> changed_;
};

}  // namespace timeshelf::commerce
