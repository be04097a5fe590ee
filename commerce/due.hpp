// Work that time brings: what is due, and when the next thing will be.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// One kind of it. Both ask the database, never memory: any node may do it, and a restart forgets nothing.
struct DueWork {
  std::string name;
  /// When there is something to do again; nothing if never.
  std::function<std::optional<Instant>(store::Transaction&)> next;
  /// Does at most so many things that are due; answers how many. Called again until it answers 0.
  std::function<std::size_t(store::Transaction&, std::size_t at_most)> run;
  /// Puts the soonest thing off, because it failed: it must not keep the others waiting. May be empty.
  std::function<void(store::Transaction&)> put_off{};
};

/// All kinds together, in the order in which they were added.
class Due {
 public:
  void add(DueWork work) { works_.push_back(std::move(work)); }
  std::optional<Instant> next(store::Transaction&) const;
  std::size_t run(store::Transaction&, std::size_t at_most = 100) const;
  const std::vector<DueWork>& works() const { return works_; }

 private:
  std::vector<DueWork> works_;
};

}  // namespace timeshelf::commerce
