// What a customer on the way to a booking is told, as JSON: by the API, and by the pages that begin with its
// answers.
#pragma once
#include <boost/json/array.hpp>

#include "commerce/bookings/passing_on.hpp"
#include "commerce/payments/payments.hpp"
#include "commerce/slots/alternatives.hpp"
#include "commerce/waiting/waiting.hpp"
#include "commerce/waiting/waiting_rooms.hpp"
#include "server/api/write_json.hpp"
#include "server/config.hpp"

namespace timeshelf::server::api {

/// How bookings are paid: "pickup", "online".
boost::json::array payment_ways(const Config& config);
boost::json::object alternatives_json(const commerce::Alternatives& alternatives, const Links& links);
/// A hold that its customer may extend; `hold_for` is what a hold lasts at first.
boost::json::object own_hold_json(const commerce::Hold& hold, std::chrono::milliseconds hold_for,
                                  const Links& links);
boost::json::object checkout_json(const commerce::Checkout& checkout, const store::Shop& shop,
                                  const Links& links);
boost::json::object waiting_json(const commerce::WaitingEntry& entry);
/// The same for who waits: with the way back to it, and the hold that is offered.
boost::json::object own_waiting_json(const commerce::WaitingEntry& entry, const store::Shop& shop,
                                     const Links& links);
/// What a link passes on; never who gives it.
boost::json::object offered_json(const commerce::PassingOn::Offered& offered, Instant now);
boost::json::object place_json(const commerce::PlaceView& place, const Links& links);

}  // namespace timeshelf::server::api
