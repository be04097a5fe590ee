#include "caldav/push/registration.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/http_date.hpp"
#include "base/p256.hpp"
#include "base/text.hpp"
#include "caldav/push/properties.hpp"
#include "store/push.hpp"

namespace timeshelf::caldav::push {
namespace {

constexpr std::string_view kBelowRoot = "/push/";
constexpr std::size_t kLongestResource = 2'048;
constexpr std::size_t kAuthSecret = 16;  // RFC 8291 3.2
constexpr std::size_t kMostOfOneUser = 200;
constexpr std::chrono::days kLongest{60};
constexpr std::chrono::days kUnlessAsked{30};

/// What a push-register element asks for.
struct Wanted {
  std::string resource;
  std::string public_key;
  std::string auth_secret;
  bool content = false;
  bool properties = false;
  std::optional<Instant> expires_at;
};

Precondition invalid_subscription(std::string sentence) {
  return failed(403, "P:invalid-subscription", std::move(sentence));
}

pugi::xml_node only_child(const pugi::xml_node& element, std::string_view local) {
  const auto all = xml::children(element);
  const bool alone = std::count_if(all.begin(), all.end(), [&](const pugi::xml_node& one) {
                       return xml::is(one, xml::kPush, local);
                     }) == 1;
  return alone ? xml::child(element, xml::kPush, local) : pugi::xml_node();
}

std::string word_in(const pugi::xml_node& element, std::string_view local) {
  return std::string(trim(xml::text_of(only_child(element, local))));
}

// An absolute URL of printable ASCII, without a login in it.
bool is_resource(std::string_view url, bool plain_http) {
  const std::string_view scheme = url.starts_with("https://") ? "https://" : "http://";
  if (url.size() > kLongestResource || !url.starts_with(scheme)) return false;
  if (scheme == "http://" && !plain_http) return false;
  const bool ascii = std::all_of(url.begin(), url.end(), [](char c) {
    return c > ' ' && c < '\x7f' && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
  });
  const auto authority = url.substr(scheme.size(), url.find_first_of("/?#", scheme.size()) - scheme.size());
  return ascii && !authority.empty() && authority.find('@') == std::string_view::npos;
}

Result<Wanted, Precondition> read_subscription(const pugi::xml_node& root, const Options& options) {
  const auto element = only_child(only_child(root, "subscription"), "web-push-subscription");
  if (!element) return invalid_subscription("Send one subscription with one web-push-subscription.");
  Wanted wanted;
  wanted.resource = word_in(element, "push-resource");
  if (!is_resource(wanted.resource, options.push.any_address))
    return invalid_subscription("push-resource is an https:// URL without a login.");
  const std::string coding = word_in(element, "content-encoding");
  if (!coding.empty() && coding != "aes128gcm")
    return invalid_subscription("Messages are encrypted as aes128gcm (RFC 8291), and in no other way.");
  const auto key = only_child(element, "subscription-public-key");
  const std::string_view type = key.attribute("type").value();
  wanted.public_key = base64url_decode(trim(xml::text_of(key))).value_or("");
  if (type != "p256dh" || !is_p256_point(wanted.public_key)) {
    return invalid_subscription(
        "subscription-public-key has the type p256dh and is a point of P-256, uncompressed, in base64url: no "
        "message is sent that the push service could read.");
  }
  wanted.auth_secret = base64url_decode(word_in(element, "auth-secret")).value_or("");
  if (wanted.auth_secret.size() != kAuthSecret)
    return invalid_subscription("auth-secret has 16 bytes, in base64url.");
  return wanted;
}

// A trigger that cannot be had as it is asked for is had as far as it goes: depth 1 of contents, 0 of
// properties, whatever the element says.
Result<Wanted, Precondition> read_registration(const pugi::xml_node& root, const Options& options,
                                               Instant now) {
  auto wanted = read_subscription(root, options);
  if (!wanted) return wanted.error();
  const auto trigger = only_child(root, "trigger");
  wanted->content = static_cast<bool>(xml::child(trigger, xml::kPush, "content-update"));
  wanted->properties = static_cast<bool>(xml::child(trigger, xml::kPush, "property-update"));
  if (!wanted->content && !wanted->properties) {
    return failed(403, "P:no-supported-trigger",
                  "Say in trigger what to tell of: content-update, property-update or both.");
  }
  if (xml::child(root, xml::kPush, "expires")) {
    wanted->expires_at = parse_http_date(word_in(root, "expires"));
    if (!wanted->expires_at || *wanted->expires_at <= now)
      return invalid_subscription("expires is a date to come, like Sun, 01 Mar 2026 17:00:00 GMT.");
  }
  return *wanted;
}

Precondition not_available(std::string sentence) {
  return failed(403, "P:push-not-available", std::move(sentence));
}

http::Response registered(const Call& call, const store::PushRegistration& registration) {
  http::Response response;
  response.status = 201;
  response.headers.add("Location", call.request.origin() + registration_href(call.options, registration.id));
  response.headers.add("Expires", to_http_date(registration.expires_at));
  return response;
}

void take_over(store::PushRegistration& registration, const Call& call, const Wanted& wanted) {
  const Instant now = call.clock.now();
  const Instant longest = std::chrono::floor<std::chrono::seconds>(now + kLongest);
  registration.path = call.request.path.substr(call.options.root.size());
  registration.public_key = wanted.public_key;
  registration.auth_secret = wanted.auth_secret;
  registration.attempts = 0;
  registration.due_at = now;
  registration.content = wanted.content;
  registration.properties = wanted.properties;
  registration.expires_at = std::min(
      longest, wanted.expires_at.value_or(std::chrono::floor<std::chrono::seconds>(now + kUnlessAsked)));
}

Written answer(store::Transaction& transaction, const Call& call, const Result<Wanted, Precondition>& read) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (!can_be_watched(call.options, node))
    return error_response(
        not_available("Only calendars, homes and inboxes can be watched, where the server pushes at all."));
  if (!node.may(kRead)) return error_response(not_available("You may not read this calendar."));
  if (!read) return error_response(read.error());
  const Instant now = call.clock.now();
  store::remove_expired_push_registrations(transaction, now);
  const auto own = store::list_push_registrations(transaction, call.principal.shop, call.principal.user, now);
  const auto same = std::find_if(own.begin(), own.end(), [&](const store::PushRegistration& one) {
    return one.collection == node.collection->id && one.resource == read->resource;
  });
  if (same != own.end()) {  // renewed, not registered twice
    store::PushRegistration renewed = *same;
    take_over(renewed, call, *read);
    store::update_push_registration(transaction, renewed);
    return registered(call, renewed);
  }
  if (own.size() >= kMostOfOneUser) {
    return error_response(
        not_available(fmt::format("You have {} registrations. Delete some of them first.", kMostOfOneUser)));
  }
  store::PushRegistration registration;
  registration.shop = call.principal.shop;
  registration.id = Id::make(now, call.random);
  registration.user = call.principal.user;
  registration.collection = node.collection->id;
  registration.resource = read->resource;
  registration.told = store::push_mark(transaction, registration.shop, registration.collection);
  take_over(registration, call, *read);
  store::insert_push_registration(transaction, registration);
  return registered(call, registration);
}

Written answer_delete(store::Transaction& transaction, const Principal& principal,
                      const std::optional<Id>& id, Instant now) {
  const auto found = id ? store::find_push_registration(transaction, principal.shop, *id) : std::nullopt;
  if (!found || found->user != principal.user || found->expires_at <= now)
    return plain_error(404, "There is no such registration. It may have expired.");
  store::remove_push_registration(transaction, found->shop, found->id);
  return http::Response{.status = 204, .headers = {}, .body = {}, .length_of_unsent_body = {}};
}

}  // namespace

std::optional<Plan> registering(const CallRef& call) {
  if (call->header("Content-Type").find("xml") == std::string_view::npos) return std::nullopt;
  const auto document = xml::parse(call->request.body);
  if (!document) return std::nullopt;
  const auto root = xml::children(**document).front();
  if (!xml::is(root, xml::kPush, "push-register")) return std::nullopt;
  return WriteWork{[call, read = read_registration(root, call->options, call->clock.now())](
                       store::Transaction& transaction) { return answer(transaction, *call, read); }};
}

std::string registration_href(const Options& options, const Id& id) {
  return fmt::format("{}{}{}", options.root, kBelowRoot, id.text());
}

bool is_registration(const Options& options, std::string_view path) {
  return path.starts_with(options.root) && path.substr(options.root.size()).starts_with(kBelowRoot);
}

Plan unregister(const Options& options, const http::Request& request, const Principal& principal,
                const Clock& clock) {
  if (request.method != "DELETE") {
    auto refused = plain_error(405, "A registration can be deleted, and nothing else.");
    refused.headers.add("Allow", "OPTIONS, DELETE");
    return refused;
  }
  const auto id = Id::parse(std::string_view(request.path).substr(options.root.size() + kBelowRoot.size()));
  return WriteWork{[principal, id, now = clock.now()](store::Transaction& transaction) {
    return answer_delete(transaction, principal, id, now);
  }};
}

}  // namespace timeshelf::caldav::push
