#include "server/api/device_auth.hpp"

#include "base/text.hpp"

namespace timeshelf::server::api {
namespace {

// The token of an Authorization: Bearer header, or "".
std::string bearer_of(const http::Request& request) {
  const std::string_view header = request.headers.get("Authorization");
  const auto blank = header.find(' ');
  if (blank == std::string_view::npos || !equals_ignoring_case(header.substr(0, blank), "Bearer")) return {};
  return std::string(trim(header.substr(blank)));
}

http::Response ask_for_session(const Call& call) {
  http::Response response = call.refuse(Problem::make(
      "no-session", "The device has no session, or it has run out. Ask for a challenge and sign it."));
  response.headers.add("WWW-Authenticate", "Bearer realm=\"Timeshelf\"");
  return response;
}

// What of a request says which device is asking.
struct Asker {
  std::string token;
  std::string device;
};

http::Response act_as(const Call& call, store::Transaction& transaction, const Asker& asker,
                      bool may_be_revoked, const DeviceWork& act) {
  return call.in_shop(transaction, [&](const store::Shop& shop) {
    const auto id = commerce::device_of_session(shop, asker.token, call.now());
    auto device = id ? call.context().services.devices.find(transaction, shop.id, *id) : std::nullopt;
    if (!device || device->id.text() != asker.device) return ask_for_session(call);
    if (device->revoked_at && !may_be_revoked)
      return call.refuse(Problem::make(
          "device-revoked", "The device was revoked. Bring what it has written down, then enrol it anew."));
    return act(transaction, Caller{shop, std::move(*device)});
  });
}

}  // namespace

Plan read_as_device(const Call& call, const http::Request& request, const std::string& device,
                    DeviceWork act) {
  const Asker asker{bearer_of(request), device};
  return ReadWork{[call, asker, act = std::move(act)](store::Transaction& transaction) {
    return act_as(call, transaction, asker, false, act);
  }};
}

Plan write_as_device(const Call& call, const http::Request& request, const std::string& device,
                     DeviceWork act) {
  const Asker asker{bearer_of(request), device};
  return WriteWork{[call, asker, act = std::move(act)](store::Transaction& transaction) {
    return act_as(call, transaction, asker, true, act);
  }};
}

}  // namespace timeshelf::server::api
