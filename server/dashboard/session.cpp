#include "server/dashboard/session.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "server/shop/cookie.hpp"

namespace timeshelf::server::dashboard {
namespace {

constexpr std::string_view kCookie = "timeshelf_session";

// Binds user, password and end to a key that only this shop has.
std::string signature_of(const store::Shop& shop, const store::User& user, std::int64_t until) {
  const std::string key = hmac_sha256(shop.signing_secret, "timeshelf dashboard session 1");
  return hmac_sha256(key, fmt::format("{}\n{}\n{}", user.name, user.password_hash, until));
}

std::string attributes(bool secure, std::int64_t max_age) {
  return fmt::format("; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", max_age, secure ? "; Secure" : "");
}

}  // namespace

std::string session_cookie(const store::Shop& shop, const store::User& user, Instant now, bool secure) {
  const std::int64_t until = to_millis(now + kSignedInFor);
  return fmt::format("{}={}.{}.{}{}", kCookie, base64url_encode(user.name), until,
                     base64url_encode(signature_of(shop, user, until)),
                     attributes(secure, std::chrono::seconds(kSignedInFor).count()));
}

std::string no_session_cookie(bool secure) {
  return fmt::format("{}={}", kCookie, attributes(secure, 0));
}

std::optional<SignedIn> signed_in(store::Transaction& transaction, const http::Request& request,
                                  Instant now) {
  const auto parts = split(cookie_value(request, kCookie), '.');
  if (parts.size() != 3) return std::nullopt;
  const auto name = base64url_decode(parts[0]);
  const auto until = parse_whole(parts[1]);
  const auto signature = base64url_decode(parts[2]);
  if (!name || !until || !signature || from_millis(*until) <= now) return std::nullopt;
  auto user = store::find_user(transaction, *name);
  if (!user || user->password_hash.empty()) return std::nullopt;
  auto shop = store::find_shop(transaction, user->shop);
  if (!shop || !equal_in_constant_time(*signature, signature_of(*shop, *user, *until))) return std::nullopt;
  return SignedIn{std::move(*shop), std::move(*user)};
}

}  // namespace timeshelf::server::dashboard
