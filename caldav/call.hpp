// One request on its way through a handler. Work that runs later keeps it alive.
#pragma once
#include <memory>

#include "caldav/node.hpp"
#include "caldav/precondition.hpp"
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

  Node resolve(store::Transaction& transaction) const {
    return caldav::resolve(transaction, options, principal, path);
  }
  std::string_view header(std::string_view name) const { return request.headers.get(name); }
  /// Prefer: return=minimal (RFC 8144) or Apple's Brief: t: what is missing need not be listed.
  bool minimal() const;
};
using CallRef = std::shared_ptr<const Call>;

/// If-Match, If-None-Match, If-Unmodified-Since (RFC 9110 13.1) of a write; the response if they fail. A weak
/// tag never matches.
std::optional<http::Response> check_conditions(const Call& call, const Node& node);

/// Refuses to write where the node is read-only.
std::optional<http::Response> check_writable(const Call& call, const Node& node);

/// Refuses to make or move anything in an inbox or outbox, which the server fills.
std::optional<http::Response> check_outside_scheduling(const Node& node);

/// The object's bytes: stored, or rendered if it belongs to a live calendar.
std::optional<std::string> content_of(store::Transaction&, const Call&, const store::Collection&,
                                      const store::ObjectEntry&);

/// 207 with that body.
http::Response multistatus(std::string body);

// One handler for each method; report() looks at the body for which report it is.
Plan get(const CallRef&);
Plan put(const CallRef&);
Plan remove(const CallRef&);
Plan propfind(const CallRef&);
Plan proppatch(const CallRef&);
Plan make_collection(const CallRef&, bool calendar);
Plan copy_or_move(const CallRef&, bool move);
Plan report(const CallRef&);

}  // namespace timeshelf::caldav
