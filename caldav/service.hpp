// The CalDAV server: from a request of an authenticated user to a plan.
#pragma once
#include <memory>
#include <string>

#include "base/http.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "caldav/plan.hpp"
#include "caldav/ports.hpp"
#include "store/accounts.hpp"

namespace timeshelf::caldav {

/// WebDAV-Push.
struct PushOptions {
  std::string public_key;    ///< of VAPID, in base64url; "" = there is no WebDAV-Push
  bool any_address = false;  ///< push services may be reached by plain HTTP
};

struct Options {
  std::string root = "/dav";                  ///< everything CalDAV lives below it
  std::size_t largest_object = 1 << 20;       ///< C:max-resource-size, bytes
  std::size_t largest_plain = 10 << 20;       ///< of a resource in a plain collection, bytes
  std::size_t largest_attachment = 10 << 20;  ///< C:max-attachment-size, bytes
  std::size_t most_attachments = 20;          ///< C:max-attachments-per-resource
  std::int64_t quota = 0;                     ///< for all that a user's home holds, bytes; 0 = none
  std::string feeds = "/feeds";               ///< of the feed-url property: a path or a whole address
  PushOptions push;
};

/// What services of the same database share.
struct Cache;
std::shared_ptr<Cache> make_cache();

/// Who asks. Made by the server from Basic credentials.
struct Principal {
  std::string user;
  std::string display_name;
  std::string email;
  Id shop;
  Id home;
  store::Role role = store::Role::reader;

  /// May say what the shop sells, and to whom it shows a calendar.
  bool runs_the_shop() const { return role == store::Role::owner || role == store::Role::manager; }
};

/// Addresses:
///   /dav/                              context: current-user-principal
///   /dav/principals/<user>/            a principal
///   /dav/calendars/<user>/             its home; below it calendars, plain collections, shared calendars
///   /dav/calendars/<user>/<cal>/<obj>  a calendar object
///   /dav/attachments/<id>/<name>       a managed attachment (RFC 8607), to be read
///   /dav/push/<id>                     a registration of WebDAV-Push, to be deleted
/// Thread-safe: holds options, ports, and what is kept in memory of the database.
class Service {
 public:
  Service(Options options, ObjectPolicy& policy, ObjectSource& source, const Clock& clock, Random& random,
          SchedulePort& port = no_schedule_port(), std::shared_ptr<Cache> cache = make_cache());

  /// Any method below `root`. Never throws for what a client sent.
  Plan handle(const http::Request& request, const Principal& principal) const;

  /// OPTIONS needs no user (CLIENTS: several ask before they log in). Also what the DAV header says on every
  /// response.
  http::Response options(const http::Request& request) const;
  static const std::string& dav_header(bool push = false);

  /// An iTIP message that came by mail for a user of this server (RFC 6047): processed and put into their
  /// inbox. The sentence says why not. REPLY, COUNTER and REFRESH come to an organizer, all else to an
  /// attendee.
  Result<void, ErrorBase> receive(store::Transaction&, const store::User& recipient,
                                  const ical::Component& message) const;

 private:
  Options options_;
  ObjectPolicy& policy_;
  ObjectSource& source_;
  const Clock& clock_;
  Random& random_;
  SchedulePort& port_;
  std::shared_ptr<Cache> cache_;
};

}  // namespace timeshelf::caldav
