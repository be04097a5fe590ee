#include "commerce/slots/forgetting.hpp"

namespace timeshelf::commerce {
namespace {

void forget_columns(SlotRow& row, const std::set<std::string>& kinds) {
  if (kinds.contains("limit")) row.slot.limit.reset();
  if (kinds.contains("opens")) row.slot.opens_at.reset();
  if (kinds.contains("closes")) row.slot.closes_at.reset();
  if (kinds.contains("drop")) row.slot.drop.clear();
  if (kinds.contains("bundle")) row.slot.bundle.clear();
  if (kinds.contains("queue")) row.slot.queue_rate = 0;
  if (kinds.contains("staffing")) row.staffing = {};
}

}  // namespace

void forget_terms(store::Transaction& transaction, const store::Collection& shelf, std::string_view uid,
                  const std::set<std::string>& kinds, Instant now) {
  const auto remove = [&](std::string_view kind, std::string_view sql, const SlotRow& row) {
    if (kinds.contains(std::string(kind))) transaction.execute(sql, {row.slot.shop, row.slot.id});
  };
  for (SlotRow& row : load_slots_of_event(transaction, shelf, uid)) {
    if (row.slot.ends_at < now) continue;
    forget_columns(row, kinds);
    update_slot(transaction, row);
    remove("prices", "DELETE FROM prices WHERE shop = $1 AND slot = $2", row);
    remove("fulfilment", "DELETE FROM fulfilments WHERE shop = $1 AND slot = $2", row);
    remove("early", "DELETE FROM openings WHERE shop = $1 AND slot = $2", row);
    remove("cancel", "DELETE FROM cancel_terms WHERE shop = $1 AND slot = $2", row);
  }
}

}  // namespace timeshelf::commerce
