#include "server/api/staff.hpp"

#include <fmt/format.h>

#include "server/dashboard/session.hpp"
#include "server/pages/form.hpp"
#include "server/password_use.hpp"

namespace timeshelf::server::api {
namespace {

// What of the request says who is asking; a plan's work outlives the request.
struct Asker {
  http::Request request;  ///< without its body
  std::optional<Credentials> credentials;
  bool from_our_page = false;
};

// To a page's script, "Basic" would open the browser's own window for passwords; browsers know no "Session",
// and the page says where to sign in.
http::Response ask_for_credentials(const Call& call, const Asker& asker) {
  http::Response response =
      call.refuse(Problem::make("not-signed-in", "Sign in with your user name and an app password."));
  const bool is_script = asker.request.headers.find("Sec-Fetch-Site").has_value() && !asker.credentials;
  response.headers.add("WWW-Authenticate", is_script ? "Session realm=\"Timeshelf\""
                                                     : "Basic realm=\"Timeshelf\", charset=\"UTF-8\"");
  return response;
}

Asker asker_of(const Call& call, const http::Request& request) {
  Asker asker;
  asker.request.headers = request.headers;
  asker.request.remote = request.remote;
  asker.credentials = basic_credentials(request.headers.get("Authorization"));
  asker.from_our_page = pages::is_same_origin(request, call.links().origin);
  return asker;
}

std::optional<store::User> find_asker(const Call& call, store::Transaction& transaction, const Asker& asker) {
  if (!asker.credentials) {
    auto who = dashboard::signed_in(transaction, asker.request, call.now());
    return who ? std::optional(std::move(who->user)) : std::nullopt;
  }
  Authenticator& authenticator = call.context().authenticator;
  auto principal = authenticator.remembered(*asker.credentials);
  if (!principal) {
    principal = authenticator.verify(transaction, *asker.credentials);
    if (principal) note_use(transaction, call.context().writer, *asker.credentials, call.now());
  }
  if (!principal) {
    authenticator.note_failure(asker.request.remote, asker.credentials->user);
    return std::nullopt;
  }
  return store::find_user(transaction, principal->user);
}

http::Response act_as(const Call& call, store::Transaction& transaction, const Asker& asker,
                      store::Role least, const MemberWork& act) {
  const auto user = find_asker(call, transaction, asker);
  if (!user) return ask_for_credentials(call, asker);
  return call.in_shop(transaction, [&](const store::Shop& shop) {
    // Roles are declared from the highest down.
    if (user->shop != shop.id || user->role > least) {
      return call.refuse(Problem::make(
          "not-allowed", fmt::format("{} may not do this in the shop \"{}\"; it takes the role {}.",
                                     user->name, shop.slug, store::name_of(least))));
    }
    return act(transaction, Member{shop, *user});
  });
}

std::optional<http::Response> too_many_attempts(const Call& call, const Asker& asker) {
  if (!asker.credentials) return std::nullopt;
  if (!call.context().authenticator.is_throttled(asker.request.remote, asker.credentials->user))
    return std::nullopt;
  http::Response wait =
      call.refuse(Problem::make("too-many-attempts", "Too many wrong passwords. Try again in a minute."));
  wait.headers.add("Retry-After", "60");
  return wait;
}

}  // namespace

Plan read_as(const Call& call, const http::Request& request, store::Role least, MemberWork act) {
  const Asker asker = asker_of(call, request);
  if (auto wait = too_many_attempts(call, asker)) return *wait;
  return ReadWork{[call, asker, least, act = std::move(act)](store::Transaction& transaction) {
    return act_as(call, transaction, asker, least, act);
  }};
}

Plan write_as(const Call& call, const http::Request& request, store::Role least, MemberWork act) {
  const Asker asker = asker_of(call, request);
  if (auto wait = too_many_attempts(call, asker)) return *wait;
  if (!asker.credentials && !asker.from_our_page) {
    return call.refuse(Problem::make(
        "foreign-form", "Only a page of this shop may do this; open the dashboard and try there."));
  }
  return WriteWork{[call, asker, least, act = std::move(act)](store::Transaction& transaction) {
    return act_as(call, transaction, asker, least, act);
  }};
}

}  // namespace timeshelf::server::api
