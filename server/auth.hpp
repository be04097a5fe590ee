// Who is asking: Basic credentials with app passwords for CalDAV, a user's own password for the dashboard.
#pragma once
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <unordered_map>

#include "base/random.hpp"
#include "base/time.hpp"
#include "caldav/service.hpp"
#include "store/database.hpp"

namespace timeshelf::server {

struct Credentials {
  std::string user;
  std::string password;
};
/// Of an Authorization: Basic header (RFC 7617); nothing if it is none.
std::optional<Credentials> basic_credentials(std::string_view authorization);

/// A new app password: 160 random bits as eight groups of four letters and digits that a person can type.
std::string make_app_password(Random& random);
/// What is stored of it. Hyphens, blanks and case do not matter.
std::string app_password_digest(std::string_view password);
/// argon2id in libsodium's string form (t=2, m=19 MiB).
std::string hash_password(std::string_view password);

/// Thread-safe.
class Authenticator {
 public:
  Authenticator(const Clock& clock, Random& random, std::int64_t failures_per_minute);

  /// Someone who was verified within the last minute; no database is asked.
  std::optional<caldav::Principal> remembered(const Credentials& credentials);
  /// Looks the app password up; remembers a success. A revoked one stops working within a minute.
  std::optional<caldav::Principal> verify(store::Transaction& transaction, const Credentials& credentials);
  /// The user's own password. Slow on purpose; at most two run at once.
  std::optional<caldav::Principal> check_password(store::Transaction& transaction,
                                                  const Credentials& credentials);

  /// True while too many wrong passwords came for that user from that address.
  bool is_throttled(const std::string& remote, const std::string& user);
  void note_failure(const std::string& remote, const std::string& user);

 private:
  struct Remembered {
    caldav::Principal principal;
    Instant until;
  };
  struct Failures {
    std::int64_t count = 0;
    Instant since;
  };
  std::string key_of(const Credentials& credentials) const;

  const Clock& clock_;
  const std::int64_t failures_per_minute_;
  std::string secret_;  // keys the cache, so that it holds nothing that could be tried elsewhere
  std::mutex mutex_;
  std::unordered_map<std::string, Remembered> remembered_;
  std::unordered_map<std::string, Failures> failures_;
  std::counting_semaphore<2> hashing_{2};
};

caldav::Principal principal_of(const store::User& user);

}  // namespace timeshelf::server
