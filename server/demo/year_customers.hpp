// What customers of the demo's year do: hold, book, wait, cancel, come.
#pragma once
#include "commerce/views.hpp"
#include "server/demo/year_past.hpp"
#include "server/demo/year_plan.hpp"

namespace timeshelf::server::demo {

class Customers {
 public:
  explicit Customers(Past& past) : past_(past) {}

  /// Somebody wants something of a slot; whether they get it the shop decides. `wanted` outlives the year.
  void order(const Id& slot, const Wanted& wanted);

 private:
  void follow(const commerce::Booking& booking, const Wanted& wanted);
  void cancel(const Id& booking, const Id& slot);
  void accept_offers(const Id& slot);
  void hand_over(const commerce::Booking& booking, const std::string& tender);

  Past& past_;
};

}  // namespace timeshelf::server::demo
