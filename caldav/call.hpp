// One request on its way through a handler. Work that runs later keeps it alive.
#pragma once
#include <memory>

#include "caldav/cache.hpp"
#include "caldav/if_header.hpp"
#include "caldav/node.hpp"
#include "caldav/precondition.hpp"
#include "caldav/preferences.hpp"
#include "caldav/service.hpp"

namespace timeshelf::caldav {

struct Call {
  http::Request request;
  Principal principal;
  Path path;
  const Options& options;
  ObjectPolicy& policy;
  ObjectSource& source;
  const Clock& clock;
  Random& random;
  SchedulePort& port;
  Cache& cache;
  IfHeader condition;  ///< what the request's If header says
  Preferences preferences;

  Node resolve(store::Transaction& transaction) const {
    return caldav::resolve(transaction, options, principal, path);
  }
  std::string_view header(std::string_view name) const { return request.headers.get(name); }
};
using CallRef = std::shared_ptr<const Call>;

/// If-Match, If-None-Match, If-Unmodified-Since (RFC 9110 13.1) of a write; the response if they fail. A weak
/// tag never matches.
std::optional<http::Response> check_conditions(const Call& call, const Node& node);

/// 403 for an address in somebody else's tree where who asks may do nothing: the same whether it exists or
/// not.
std::optional<http::Response> check_visible(const Node& node);

/// 403 if who asks lacks the privilege on the node's collection (RFC 3744 appendix B says which method needs
/// which).
std::optional<http::Response> check_privilege(const Node& node, Privileges needed);
/// The same on the collection that binds the node's.
std::optional<http::Response> check_privilege_above(const Node& node, Privileges needed);

/// To remove the node, from the collection that holds it.
std::optional<http::Response> check_unbind(const Node& node);

/// Refuses to make or move anything in an inbox or outbox or among notifications, which the server fills.
std::optional<http::Response> check_outside_scheduling(const Node& node);

/// The object's bytes: stored, or rendered if it belongs to a live calendar.
std::optional<std::string> content_of(store::Transaction&, const Call&, const store::Collection&,
                                      const store::ObjectEntry&);

/// 207 with that body; says so where it was kept short because the client wanted that.
http::Response multistatus(const Call&, std::string body);

// One handler for each method; report() looks at the body for which report it is.
Plan get(const CallRef&);
Plan put(const CallRef&);
Plan post(const CallRef&);
Plan remove(const CallRef&);
Plan propfind(const CallRef&);
Plan proppatch(const CallRef&);
Plan make_collection(const CallRef&, bool calendar);
Plan copy_or_move(const CallRef&, bool move);
Plan report(const CallRef&);
Plan lock(const CallRef&);
Plan unlock(const CallRef&);
Plan set_acl(const CallRef&);

}  // namespace timeshelf::caldav
