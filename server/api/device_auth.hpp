// Routes for the devices of a shop: which one is asking.
//
// A device signs a challenge once and then sends the session's token (RFC 6750). Whether it was revoked is
// looked up with every request, so that revoking ends it at once.
#pragma once
#include <functional>
#include <string>

#include "commerce/devices/devices.hpp"
#include "server/api/call.hpp"
#include "store/accounts.hpp"

namespace timeshelf::server::api {

/// The device of the address, which has a session.
struct Caller {
  store::Shop shop;
  commerce::Device device;
};

using DeviceWork = std::function<http::Response(store::Transaction&, const Caller&)>;

/// Runs `act` in a snapshot; answers 401 without a session of that device, 403 if it was revoked.
Plan read_as_device(const Call& call, const http::Request& request, const std::string& device,
                    DeviceWork act);
/// In a write transaction, and for a device that was revoked, too: `act` knows what it may still bring.
Plan write_as_device(const Call& call, const http::Request& request, const std::string& device,
                     DeviceWork act);

}  // namespace timeshelf::server::api
