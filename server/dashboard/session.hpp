// Who is signed in to the dashboard: a signed cookie, nothing stored.
#pragma once
#include <optional>
#include <string>

#include "base/http.hpp"
#include "base/time.hpp"
#include "store/accounts.hpp"

namespace timeshelf::server::dashboard {

inline constexpr std::chrono::hours kSignedInFor{12};

/// Set-Cookie for a user who gave the right password. HttpOnly, SameSite=Lax, Secure over https.
std::string session_cookie(const store::Shop& shop, const store::User& user, Instant now, bool secure);
/// Set-Cookie that signs out.
std::string no_session_cookie(bool secure);

struct SignedIn {
  store::Shop shop;
  store::User user;
};
/// Whom the request's cookie names, if its signature holds. The signature covers the password's hash, so a
/// new password signs out everywhere.
std::optional<SignedIn> signed_in(store::Transaction& transaction, const http::Request& request, Instant now);

}  // namespace timeshelf::server::dashboard
