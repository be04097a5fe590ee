#include "commerce/due.hpp"

#include <algorithm>

namespace timeshelf::commerce {

std::optional<Instant> Due::next(store::Transaction& transaction) const {
  std::optional<Instant> earliest;
  for (const DueWork& work : works_) {
    if (const auto at = work.next(transaction)) earliest = std::min(earliest.value_or(*at), *at);
  }
  return earliest;
}

std::size_t Due::run(store::Transaction& transaction, std::size_t at_most) const {
  std::size_t done = 0;
  for (const DueWork& work : works_) done += work.run(transaction, at_most);
  return done;
}

}  // namespace timeshelf::commerce
