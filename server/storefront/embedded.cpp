#include "server/storefront/embedded.hpp"

#include <set>

#include "server/api/write_customer.hpp"

namespace timeshelf::server::pages {

namespace json = boost::json;

void embed(json::object& values, const Visit& visit, const store::Shop& shop, std::string_view view,
           json::object facts) {
  facts["view"] = view;
  facts["now"] = to_rfc3339(visit.now());
  facts["origin"] = visit.origin;
  facts["shop"] = {{"slug", shop.slug},
                   {"name", shop.name},
                   {"time_zone", shop.time_zone},
                   {"payment", api::payment_ways(visit.context->config)}};
  values["app"] = "booking";
  values["embedded"] = embeddable(facts);
}

json::array slots_json(const std::vector<commerce::Slot>& slots, const Visit& visit,
                       const store::Shop& shop) {
  json::array written;
  for (const commerce::Slot& slot : slots) written.push_back(api::slot_json(slot, {visit.origin, shop.slug}));
  return written;
}

json::array slots_of_lines(store::Transaction& transaction, const Visit& visit, const store::Shop& shop,
                           const std::vector<commerce::Line>& lines) {
  std::set<Id> slots;
  for (const commerce::Line& line : lines) slots.insert(line.slot);
  return slots_json(visit.engine().find_slots(transaction, shop.id, slots), visit, shop);
}

json::value mistake_json(const Problem& problem) {
  json::object written{{"kind", problem.kind->name},
                       {"title", problem.kind->title},
                       {"detail", problem.message},
                       {"field", problem.field}};
  for (const auto& fact : problem.facts) written[fact.key()] = fact.value();
  return written;
}

}  // namespace timeshelf::server::pages
