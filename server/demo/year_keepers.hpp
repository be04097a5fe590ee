// What who runs the shop does in the demo's year: publish, bring goods, count them, find staff.
#pragma once
#include "server/demo/sketch.hpp"
#include "server/demo/year_past.hpp"
#include "server/demo/year_plan.hpp"

namespace timeshelf::server::demo {

class Keepers {
 public:
  explicit Keepers(Past& past);

  /// Puts the event into the calendar of the year. Answers its slots, soonest first.
  std::vector<Id> publish(const Sketch& sketch);
  /// Writes an event anew that is published.
  void change(const Sketch& sketch);
  /// What is left of the last drop is sold first.
  void receive(const PastDelivery& delivery);
  /// Something breaks or goes missing.
  void take_stock();
  /// Gives the slot's shifts to somebody.
  void staff(const Id& slot, Instant from, Instant to);

 private:
  std::string path(const std::string& segment) const;
  std::vector<commerce::StockLevel> levels();
  void tell(commerce::StockKind kind, const std::string& sku, std::int64_t units, const std::string& reason);

  Past& past_;
  Id venue_;
};

}  // namespace timeshelf::server::demo
