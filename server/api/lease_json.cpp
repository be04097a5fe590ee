#include "server/api/lease_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace timeshelf::server::api {

namespace json = boost::json;

json::object lease_json(const commerce::Lease& lease) {
  json::array prices;
  for (const auto& price : lease.prices)
    prices.push_back({{"from", to_rfc3339(price.from)},
                      {"amount", Money{price.minor, lease.currency}.decimal()},
                      {"minor", price.minor},
                      {"tier", price.tier}});
  return {{"id", lease.id.text()},
          {"device", {{"id", lease.device.text()}, {"name", lease.device_name}}},
          {"slot",
           {{"id", lease.slot.text()},
            {"summary", lease.slot_summary},
            {"ends_at", to_rfc3339(lease.slot_ends_at)}}},
          {"sku", lease.sku},
          {"name", lease.name},
          {"from", lease.from_venue ? "venue" : "slot"},
          {"places", lease.places},
          {"units", lease.units},
          {"sold", lease.sold},
          {"returned", lease.returned},
          {"left", lease.left()},
          {"currency", lease.currency.code()},
          {"prices", std::move(prices)},
          {"taken_at", to_rfc3339(lease.taken_at)},
          {"expires_at", to_rfc3339(lease.expires_at)},
          {"called_back", !lease.called_by.empty()},
          {"closed_at", lease.closed_at ? json::value(to_rfc3339(*lease.closed_at)) : json::value(nullptr)}};
}

}  // namespace timeshelf::server::api
