// The waiting rooms of drops: places are given out, the order is drawn at the opening, time lets people in.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "commerce/due.hpp"
#include "commerce/refusal.hpp"

namespace timeshelf::commerce {

/// A place in a drop's line, as its holder sees it.
struct PlaceView {
  std::string drop;
  std::string token;
  bool used_up = false;                      ///< it was good for a few holds, and they are made
  bool is_in = false;                        ///< may hold now
  std::optional<Instant> opens_at;           ///< while the order is not drawn yet
  std::optional<std::int64_t> ahead;         ///< people who are let in before; absent before the draw
  std::optional<std::chrono::seconds> wait;  ///< that takes about so long
  std::int64_t standing = 0;                 ///< people who are not in yet, all together
  bool sold_out = false;                     ///< nothing of the drop is left at the moment
};

class WaitingRooms {
 public:
  WaitingRooms(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// How many requests wait at the till: the line slows down while that is many. Set before anything runs.
  void watch(std::function<std::int64_t()> waiting_at_till) { waiting_at_till_ = std::move(waiting_at_till); }

  /// A new place at the end of the line.
  Decided<PlaceView> take(store::Transaction&, const Id& shop, const std::string& drop);
  /// Nothing if it is no place of this drop's line (any more).
  std::optional<PlaceView> find(store::Transaction&, const Id& shop, const std::string& drop,
                                std::string_view token);
  /// What people stand in that line for, soonest first.
  std::vector<Slot> slots(store::Transaction&, const Id& shop, const std::string& drop);
  /// Opens rooms, and lets people in once a second.
  DueWork letting_in();

 private:
  std::optional<Instant> next_step(store::Transaction&) const;
  std::size_t step(store::Transaction&, std::size_t at_most);
  std::int64_t waiting_at_till() const { return waiting_at_till_ ? waiting_at_till_() : 0; }

  const Clock& clock_;
  Random& random_;
  std::function<std::int64_t()> waiting_at_till_;
};

}  // namespace timeshelf::commerce
