// What the API answers, as JSON. The schemas are in openapi.yaml.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "commerce/audit.hpp"
#include "commerce/views.hpp"
#include "store/accounts.hpp"

namespace timeshelf::server::api {

/// Where the links of an answer lead.
struct Links {
  std::string origin;  ///< "https://shop.example"
  std::string shop;    ///< its slug

  std::string shop_api() const { return origin + "/api/v1/shops/" + shop; }
};

/// {"amount": "18.00", "currency": "EUR", "minor": 1800}
boost::json::object money_json(const Money& money);
boost::json::object shop_json(const store::Shop& shop, const std::vector<commerce::Product>& products,
                              const Links& links);
boost::json::object slot_json(const commerce::Slot& slot, const Links& links);
/// What of a slot moves while it is on sale, without links: the same for everybody who follows its shop.
boost::json::object slot_news_json(const commerce::Slot& slot);
boost::json::object hold_json(const commerce::Hold& hold, const Links& links);
boost::json::object booking_json(const commerce::Booking& booking, const Links& links);

boost::json::object audit_json(const commerce::AuditEntry& entry);

/// {"starts_at", "ends_at"}
boost::json::object window_json(const commerce::PickupWindow& window, Instant slot_starts);
boost::json::value address_json(const std::optional<commerce::Address>& address);

/// Where a place in the line of a drop is taken: ".../drops/<drop>/place".
std::string place_address(const Links& links, const std::string& drop);
/// The address of a booking's resources: ".../api/v1/bookings/<token>".
std::string booking_address(const std::string& origin, const commerce::Booking& booking);

}  // namespace timeshelf::server::api
