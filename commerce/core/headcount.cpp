#include "commerce/core/headcount.hpp"

#include <algorithm>
#include <vector>

namespace timeshelf::commerce {

std::map<Id, std::set<Id>> overcrowded(std::span<const Gathering> gatherings, std::int64_t headcount) {
  // The number of people rises only when something begins: those are the moments to look at.
  std::vector<const Gathering*> by_start;
  for (const Gathering& gathering : gatherings) {
    if (gathering.seats > 0 && gathering.starts_at < gathering.ends_at) by_start.push_back(&gathering);
  }
  std::sort(by_start.begin(), by_start.end(),
            [](const Gathering* a, const Gathering* b) { return a->starts_at < b->starts_at; });

  std::map<Id, std::set<Id>> result;
  std::vector<const Gathering*> present;
  for (std::size_t i = 0; i < by_start.size();) {
    const Instant moment = by_start[i]->starts_at;
    std::erase_if(present, [&](const Gathering* g) { return g->ends_at <= moment; });
    for (; i < by_start.size() && by_start[i]->starts_at == moment; ++i) present.push_back(by_start[i]);
    std::int64_t people = 0;
    for (const Gathering* gathering : present) people += gathering->seats;
    if (people <= headcount) continue;
    for (const Gathering* one : present) {
      auto& others = result[one->slot];
      for (const Gathering* other : present) {
        if (other != one) others.insert(other->slot);
      }
    }
  }
  return result;
}

}  // namespace timeshelf::commerce
