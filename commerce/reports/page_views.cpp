#include "commerce/reports/page_views.hpp"

namespace timeshelf::commerce {

void add_page_views(store::Transaction& transaction, const PageViews& views) {
  for (const auto& [page, count] : views) {
    transaction.execute(
        "INSERT INTO page_views (shop, slot, day, views) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (shop, slot, day) DO UPDATE SET views = page_views.views + excluded.views",
        {page.shop, page.slot, static_cast<std::int64_t>(page.day.time_since_epoch().count()), count});
  }
}

}  // namespace timeshelf::commerce
