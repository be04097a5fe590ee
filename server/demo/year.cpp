#include "server/demo/year.hpp"

#include "commerce/reports/page_views.hpp"
#include "server/demo/year_customers.hpp"
#include "server/demo/year_keepers.hpp"
#include "server/demo/year_past.hpp"
#include "server/demo/year_plan.hpp"
#include "server/demo/year_supply.hpp"
#include "server/demo/year_trials.hpp"

namespace timeshelf::server::demo {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::days kLeadIn{60};  // before the year: what is sold on its first day was published then

/// Who does what of the year, and when.
class Life {
 public:
  Life(Past& past, const Year& year, std::uint64_t seed)
      : past_(past),
        year_(year),
        keepers_(past),
        customers_(past),
        trials_(past, keepers_, customers_, seed) {}

  void plan() {
    past_.write([&](store::Transaction& transaction) {
      put_supply_terms(past_.parts, transaction, past_.row, past_.of.owner);
    });
    for (const PastDelivery& delivery : year_.deliveries)
      past_.at(delivery.at, [this, &delivery] { keepers_.receive(delivery); });
    for (const PastSlot& slot : year_.slots) past_.at(slot.published_at, [this, &slot] { publish(slot); });
    for (int quarter = 1; quarter <= 3; ++quarter)
      past_.at(past_.present() - std::chrono::days(91 * quarter), [this] { keepers_.take_stock(); });
    for (const PastMessage& message : year_.messages)
      past_.at(message.at, [this, &message] { say(message); });
    for (int day = kYearDays; day > 0; --day)
      past_.at(past_.present() - std::chrono::days(day), [this] { look_at_orders(); });
    trials_.plan();
  }

 private:
  void publish(const PastSlot& slot) {
    const Id id = keepers_.publish(slot.sketch).front();
    slots_.emplace(uid_of(slot.sketch), id);
    for (const Wanted& wanted : slot.wanted)
      past_.at(std::max(wanted.at, past_.now()), [this, id, &wanted] { customers_.order(id, wanted); });
    count_looks(id, slot.looks);
    for (const Instant look : slot.looks) trials_.look_at(look);
    const auto [starts, ends] = times_of(slot.sketch, past_.present());
    past_.at(starts - 20h, [this, id, from = starts, to = ends] { keepers_.staff(id, from, to); });
  }

  void count_looks(const Id& slot, const std::vector<Instant>& looks) {
    commerce::PageViews views;
    for (const Instant look : looks)
      if (look < past_.present()) ++views[{past_.shop(), slot, std::chrono::floor<std::chrono::days>(look)}];
    past_.write([&](store::Transaction& transaction) { commerce::add_page_views(transaction, views); });
  }

  void look_at_orders() {
    past_.write([&](store::Transaction& transaction) {
      past_.lived.orders += tend_orders(past_.parts, transaction, past_.row, past_.of.owner);
    });
  }

  void say(const PastMessage& message) {
    commerce::SaidMessage said;
    said.text = message.text;
    said.author = message.author;
    said.source = message.source;
    said.sku = message.sku;
    if (const auto slot = slots_.find(message.uid); slot != slots_.end()) said.slot = slot->second.string();
    past_.write([&](store::Transaction& transaction) {
      past_.lived.messages += past_.parts.services.voice.take(transaction, past_.row, {said}).taken;
    });
  }

  Past& past_;
  const Year& year_;
  Keepers keepers_;
  Customers customers_;
  Trials trials_;
  std::map<std::string, Id> slots_;  ///< by the UID of their event
};

}  // namespace

YearLived live_through_year(Config config, const YearOf& of, Instant now, std::uint64_t seed) {
  config.mail_from.clear();
  const Year year = plan_year(now, seed);
  Past past(std::move(config), of, now - std::chrono::days(kYearDays) - kLeadIn, now);
  Life life(past, year, seed);
  life.plan();
  past.live();
  return past.lived;
}

}  // namespace timeshelf::server::demo
