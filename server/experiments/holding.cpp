#include "server/experiments/holding.hpp"

#include <memory>
#include <set>

#include "commerce/experiments/exposures.hpp"
#include "commerce/slots/slot_rows.hpp"

namespace timeshelf::server::experiments {
namespace {

using commerce::Till;

bool keep(store::Transaction& transaction, const commerce::Visitor& visitor, const Till::Answer& answer) {
  const auto& hold = std::get<commerce::Hold>(*answer.sale);
  const commerce::Presentation presentation(transaction, answer.shop.id, visitor);
  if (!presentation.any()) return false;  // nothing to write
  std::set<Id> ids;
  for (const commerce::Line& line : hold.lines) ids.insert(line.slot);
  std::vector<commerce::Slot> slots;
  for (auto& row : commerce::load_slots(transaction, answer.shop.id, ids))
    slots.push_back(std::move(row.slot));
  commerce::note_hold(transaction, answer.shop.id, hold.id, presentation.of_hold(slots));
  return true;
}

}  // namespace

caldav::Deferred hold_at_till(Context& context, std::string shop_slug, commerce::SaleRequest request,
                              const commerce::Visitor& visitor,
                              std::function<caldav::Deferred::Next(const Till::Answer&)> show) {
  if (!visitor.is_known())
    return at_till(context.till, std::move(shop_slug), std::move(request), std::move(show));
  return {[&context, shop_slug = std::move(shop_slug), request = std::move(request), visitor,
           show = std::move(show)](caldav::Deferred::Done done) {
    context.till.submit(
        shop_slug, request,
        [&context, visitor, show, done = std::move(done)](const std::optional<store::Failure>& failure,
                                                          Till::Answer answer) {
          const auto kept = std::make_shared<Till::Answer>(std::move(answer));
          const auto go_on = [show, kept] { return show(*kept); };
          if (failure || !kept->sale) return done(failure, go_on);
          // The hold stands, whatever becomes of this: it is answered in any case.
          context.writer.submit(
              {[visitor, kept](store::Transaction& transaction) { return keep(transaction, visitor, *kept); },
               [done, go_on](const store::Outcome&) { done(std::nullopt, go_on); }});
        });
  }};
}

}  // namespace timeshelf::server::experiments
