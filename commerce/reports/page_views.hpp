// How often slots' pages were looked at: numbers by day, and nothing of who looked.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <tuple>

#include "base/id.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct PageOfDay {
  Id shop;
  Id slot;
  std::chrono::sys_days day;  ///< of the shop's calendar
  bool operator<(const PageOfDay& other) const {
    return std::tie(shop, slot, day) < std::tie(other.shop, other.slot, other.day);
  }
};
using PageViews = std::map<PageOfDay, std::int64_t>;

void add_page_views(store::Transaction&, const PageViews&);

}  // namespace timeshelf::commerce
