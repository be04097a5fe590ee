// Devices of the shop: enrolled, listed and revoked by who runs it; and how a device opens a session.
#include <algorithm>
#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "commerce/devices/manifest.hpp"
#include "commerce/shop_keys.hpp"
#include "server/api/call.hpp"
#include "server/api/device_json.hpp"
#include "server/api/read_json.hpp"
#include "server/api/short_list.hpp"
#include "server/api/staff.hpp"
#include "server/shop/qr.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

constexpr std::string_view kEnrolling = "device enrolment";  // for whose wrong codes an address has to wait
constexpr std::size_t kLongestKey = 512;

// {"name", "venue", "may"?, "wants_signature"?, "minutes"?}
Read<commerce::EnrolmentCommand> read_enrolment(const json::object& body) {
  MemberReader members(body, "");
  commerce::EnrolmentCommand command;
  command.name = members.text("name", 200);
  const std::string venue = members.text("venue", 64);
  const bool says_may = members.has("may");
  const auto may = members.texts("may", 2, 16);
  command.wants_signature = members.flag("wants_signature", false);
  command.minutes = members.whole("minutes", command.minutes);
  if (auto problem = members.problem()) return *problem;
  const auto id = Id::parse(venue);
  if (!id)
    return Problem::make("invalid-member", "\"venue\" is the id of one of the shop's venues.", "venue");
  command.venue = *id;
  const auto has = [&](std::string_view what) {
    return std::find(may.begin(), may.end(), what) != may.end();
  };
  command.hands_over = !says_may || has("hand-over");
  command.sells = has("sell");
  if (std::any_of(may.begin(), may.end(),
                  [](const std::string& each) { return each != "hand-over" && each != "sell"; }))
    return Problem::make("invalid-member",
                         "A device may \"hand-over\" and \"sell\", or nothing: then it looks and turns away.",
                         "may");
  return command;
}

// POST …/enrolments. Not remembered for an Idempotency-Key: the code is kept nowhere.
Plan make_code(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto command = read_enrolment(*body);
  if (!command) return call.refuse(command.error());
  return write_as(call, request, store::Role::manager,
                  [call, command = *command](store::Transaction& transaction, const Member& member) {
                    commerce::EnrolmentCommand wanted = command;
                    wanted.shop = member.shop.id;
                    wanted.actor = member.user.name;
                    const auto made = call.context().services.devices.make_code(transaction, wanted);
                    if (!made) return call.refuse(made.error(), false);
                    const std::string app =
                        call.links().origin + "/pickup#" + member.shop.slug + "/" + made->code;
                    return call.answer(201, {{"code", made->code},
                                             {"name", made->name},
                                             {"venue", made->venue.text()},
                                             {"expires_at", to_rfc3339(made->expires_at)},
                                             {"enrol", call.links().shop_api() + "/devices"},
                                             {"app", app},
                                             {"qr", qr_svg(app, made->name)}});
                  });
}

Plan list_devices(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"cursor", "limit"});
  if (!parameters) return call.refuse(parameters.error());
  const auto page = read_page(*parameters);
  if (!page) return call.refuse(page.error());
  return read_as(
      call, request, store::Role::manager,
      [call, page = *page](store::Transaction& transaction, const Member& member) {
        json::array devices;
        for (const auto& device : call.context().services.devices.list(transaction, member.shop.id))
          devices.push_back(device_json(device));
        const auto listed = page_of("devices", std::move(devices), "id", page);
        return listed ? call.answer(200, *listed) : call.refuse(listed.error());
      });
}

Plan revoke_device(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_as(call, request, store::Role::manager,
                  [call, id = captures["device"]](store::Transaction& transaction, const Member& member) {
                    const auto device = call.context().services.devices.revoke(
                        transaction, member.shop.id, Id::parse(id).value_or(Id{}), member.user.name);
                    if (!device) return call.refuse(device.error(), true);
                    return call.answer(200, device_json(*device));
                  });
}

// The bytes of a member in base64url; the member is named where they are none.
Read<std::string> decode(const std::string& text, const std::string& field) {
  if (auto bytes = base64url_decode(text)) return std::move(*bytes);
  return Problem::make("invalid-member", "\"" + field + "\" is base64url without padding.", field);
}

http::Response enrol_answer(const Call& call, const store::Shop& shop, const commerce::Enrolled& enrolled) {
  return call.answer(enrolled.repeated ? 200 : 201, {{"device", device_json(enrolled.device)},
                                                     {"keys", json::array{commerce::public_key_json(shop)}},
                                                     {"server_time", to_rfc3339(call.now())}});
}

// POST …/devices {"code", "public_key", "proof"}: whoever has the code.
Plan enrol(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::string code = members.text("code", 32);
  const std::string key_text = members.text("public_key", kLongestKey);
  const std::string proof_text = members.text("proof", kLongestKey);
  if (auto problem = members.problem()) return call.refuse(*problem);
  const auto key = decode(key_text, "public_key");
  if (!key) return call.refuse(key.error());
  const auto proof = decode(proof_text, "proof");
  if (!proof) return call.refuse(proof.error());
  const std::string who(kEnrolling);
  if (context.authenticator.is_throttled(request.remote, who)) {
    http::Response wait =
        call.refuse(Problem::make("too-many-attempts", "Too many wrong codes. Try again in a minute."));
    wait.headers.add("Retry-After", "60");
    return wait;
  }
  return WriteWork{[call, code, key = *key, proof = *proof, who,
                    remote = request.remote](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      const auto enrolled = call.context().services.devices.enrol(transaction, shop.id, code, key, proof);
      if (enrolled) return enrol_answer(call, shop, *enrolled);
      if (enrolled.error().code == commerce::Refusal::Code::unknown_enrolment)
        call.context().authenticator.note_failure(remote, who);
      return call.refuse(enrolled.error(), false);
    });
  }};
}

// Runs `act` with the device of the address, or answers that there is none.
http::Response with_device(
    const Call& call, store::Transaction& transaction, const std::string& id,
    const std::function<http::Response(const store::Shop&, const commerce::Device&)>& act) {
  return call.in_shop(transaction, [&](const store::Shop& shop) {
    const auto parsed = Id::parse(id);
    const auto device =
        parsed ? call.context().services.devices.find(transaction, shop.id, *parsed) : std::nullopt;
    if (!device)
      return call.refuse(Problem::make("unknown-device", "The shop has no such device; enrol it first."));
    return act(shop, *device);
  });
}

// POST …/devices/{device}/challenge
Plan challenge(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return ReadWork{[call, id = captures["device"]](store::Transaction& transaction) {
    return with_device(call, transaction, id, [&](const store::Shop& shop, const commerce::Device& device) {
      return call.answer(
          200, {{"challenge", commerce::make_challenge(shop, device.id, call.now(), call.context().random)},
                {"server_time", to_rfc3339(call.now())}});
    });
  }};
}

// POST …/devices/{device}/session {"challenge", "signature"}
Plan open_session(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::string signed_text = members.text("challenge", 1024);
  const std::string signature_text = members.text("signature", kLongestKey);
  if (auto problem = members.problem()) return call.refuse(*problem);
  const auto signature = decode(signature_text, "signature");
  if (!signature) return call.refuse(signature.error());
  return ReadWork{[call, id = captures["device"], signed_text,
                   signature = *signature](store::Transaction& transaction) {
    return with_device(call, transaction, id, [&](const store::Shop& shop, const commerce::Device& device) {
      const auto session = commerce::open_session(shop, device, signed_text, signature, call.now());
      if (!session) return call.refuse(session.error(), true);
      return call.answer(200, {{"token", session->token},
                               {"expires_at", to_rfc3339(session->expires_at)},
                               {"device", device_json(device)}});
    });
  }};
}

}  // namespace

void add_device_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/api/v1/shops/{shop}/enrolments", make_code);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/devices", list_devices);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/devices", enrol);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/devices/{device}/revoke", revoke_device);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/devices/{device}/challenge", challenge);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/devices/{device}/session", open_session);
}

}  // namespace timeshelf::server::api
