// A booking that was passed on is its last holder's: by its token, by its row, and by the chain in the audit
// log.
#include <boost/json.hpp>

#include <algorithm>

#include "commerce/bookings/passing_on.hpp"
#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

using Steps = std::vector<std::pair<std::string, std::string>>;  ///< from whom to whom, sorted

std::map<Id, Steps> audited(store::Transaction& transaction, const Id& shop) {
  std::map<Id, Steps> chains;
  transaction.query("SELECT subject, facts FROM audit WHERE shop = $1 AND action = 'booking.passed_on'",
                    {shop}, [&](const store::Row& row) {
                      const auto facts = boost::json::parse(row.text(1));
                      chains[row.id(0)].emplace_back(facts.at("from_email").as_string(),
                                                     facts.at("to_email").as_string());
                    });
  for (auto& [booking, steps] : chains) std::sort(steps.begin(), steps.end());
  return chains;
}

// Each begins where the one before ended, which is how the model keeps them.
Steps chain_of(const Promise& promise) {
  Steps steps;
  for (const PassedOn& each : promise.passed_on) steps.emplace_back(each.from, each.to);
  std::sort(steps.begin(), steps.end());
  return steps;
}

// Whoever had it before opens nothing with what they have, and hears since when.
void check_tokens(Run& run, store::Transaction& transaction, const Promise& promise) {
  auto& engine = run.world.services().engine;
  for (const PassedOn& before : promise.passed_on) {
    require(!engine.find_booking(transaction, before.token), "Who passed {} on opens it still.",
            promise.booking_code);
    require(commerce::passed_on_at(transaction, before.token) == before.at,
            "{} was passed on at another time.", promise.booking_code);
  }
}

}  // namespace

void check_holders(Run& run, store::Transaction& transaction, const ShopModel& shop) {
  auto chains = audited(transaction, shop.shop.id);
  for (const auto& [id, promise] : shop.promises) {
    if (promise.passed_on.empty()) continue;
    const auto found = chains.find(*promise.booking);
    require(found != chains.end() && found->second == chain_of(promise),
            "The audit log says something else of who had {}.", promise.booking_code);
    chains.erase(found);
    check_tokens(run, transaction, promise);
  }
  require(chains.empty(), "A booking was passed on that nobody took over.");
  std::int64_t accepted = 0;
  transaction.query(
      "SELECT CAST(COUNT(*) AS BIGINT) FROM passages WHERE shop = $1 AND accepted_at IS NOT NULL",
      {shop.shop.id}, [&](const store::Row& row) { accepted = row.integer(0); });
  const auto used = std::count_if(shop.links.begin(), shop.links.end(), [](const PassingLink& link) {
    return link.state == PassingLink::State::used;
  });
  require(accepted == used, "{} links were used, and {} are kept as that.", used, accepted);
}

}  // namespace timeshelf::simulation
