#include "server/auth.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace timeshelf::server {
namespace {

constexpr std::size_t kRemember = 10'000;
constexpr std::chrono::minutes kRememberFor{1};
constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";  // 32, no l or o

constexpr unsigned long long kHashOperations = 2;
constexpr std::size_t kHashMemory = 19U << 20;

}  // namespace

std::optional<Credentials> basic_credentials(std::string_view authorization) {
  const auto blank = authorization.find(' ');
  if (blank == std::string_view::npos || !equals_ignoring_case(authorization.substr(0, blank), "Basic")) {
    return std::nullopt;
  }
  const auto decoded = base64_decode(trim(authorization.substr(blank)));
  if (!decoded) return std::nullopt;
  const auto colon = decoded->find(':');
  if (colon == std::string::npos || !is_printable(*decoded)) return std::nullopt;
  return Credentials{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

std::string make_app_password(Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  std::string password;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0 && i % 4 == 0) password += '-';
    password += kLetters[bytes[i] % 32];
  }
  return password;
}

std::string app_password_digest(std::string_view password) {
  std::string plain = to_lower(password);
  std::erase_if(plain, [](char c) { return c == '-' || c == ' '; });
  return sha256(plain);
}

std::string hash_password(std::string_view password) {
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), kHashOperations, kHashMemory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("There is not enough memory to hash a password.");
  }
  hash.resize(hash.find('\0'));
  return hash;
}

caldav::Principal principal_of(const store::User& user) {
  return {user.name,  user.display_name.empty() ? user.name : user.display_name,
          user.email, user.shop,
          user.home,  user.role};
}

Authenticator::Authenticator(const Clock& clock, Random& random, std::int64_t failures_per_minute)
    : clock_(clock), failures_per_minute_(failures_per_minute), secret_(random_token(random, 32)) {}

std::string Authenticator::key_of(const Credentials& credentials) const {
  return hmac_sha256(secret_, credentials.user + '\0' + credentials.password);
}

std::optional<caldav::Principal> Authenticator::remembered(const Credentials& credentials) {
  const std::string key = key_of(credentials);
  const std::lock_guard lock(mutex_);
  const auto found = remembered_.find(key);
  if (found == remembered_.end() || found->second.until <= clock_.now()) return std::nullopt;
  return found->second.principal;
}

std::optional<caldav::Principal> Authenticator::verify(store::Transaction& transaction,
                                                       const Credentials& credentials) {
  const std::string digest = app_password_digest(credentials.password);
  const auto passwords = store::list_app_passwords(transaction, credentials.user);
  const bool known = std::any_of(passwords.begin(), passwords.end(), [&](const store::AppPassword& password) {
    return equal_in_constant_time(password.digest, digest);
  });
  if (!known) return std::nullopt;
  const auto user = store::find_user(transaction, credentials.user);
  if (!user) return std::nullopt;
  caldav::Principal principal = principal_of(*user);
  const std::lock_guard lock(mutex_);
  if (remembered_.size() >= kRemember) remembered_.clear();
  remembered_[key_of(credentials)] = {principal, clock_.now() + kRememberFor};
  return principal;
}

std::optional<caldav::Principal> Authenticator::check_password(store::Transaction& transaction,
                                                               const Credentials& credentials) {
  const auto user = store::find_user(transaction, credentials.user);
  // An unknown user takes as long as a wrong password.
  static const std::string nobody = hash_password("nobody has this password");
  const std::string& hash = user && !user->password_hash.empty() ? user->password_hash : nobody;
  hashing_.acquire();
  const bool right =
      crypto_pwhash_str_verify(hash.c_str(), credentials.password.data(), credentials.password.size()) == 0;
  hashing_.release();
  if (!right || !user || user->password_hash.empty()) return std::nullopt;
  return principal_of(*user);
}

bool Authenticator::is_throttled(const std::string& remote, const std::string& user) {
  const std::lock_guard lock(mutex_);
  const auto found = failures_.find(remote + '\0' + user);
  if (found == failures_.end()) return false;
  if (clock_.now() - found->second.since >= std::chrono::minutes(1)) {
    failures_.erase(found);
    return false;
  }
  return found->second.count >= failures_per_minute_;
}

void Authenticator::note_failure(const std::string& remote, const std::string& user) {
  const std::lock_guard lock(mutex_);
  if (failures_.size() >= kRemember) failures_.clear();
  Failures& failures = failures_[remote + '\0' + user];
  if (failures.count == 0) failures.since = clock_.now();
  ++failures.count;
}

}  // namespace timeshelf::server
