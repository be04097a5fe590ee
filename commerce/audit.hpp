// Who did what to the shop, and why: rows that are only ever added.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct AuditEntry {
  Id id;
  std::string actor;          ///< a login, "customer", or "timeshelf" for what follows from a rule
  std::string action;         ///< "booking.cancelled", "stock.counted" …
  std::string subject;        ///< the id of what was changed
  boost::json::object facts;  ///< "cause" where a rule acted
  Instant at;
};

void record(store::Transaction&, const Id& shop, std::string_view actor, std::string_view action,
            std::string_view subject, const boost::json::object& facts, Instant now, Random&);

struct AuditQuery {
  std::string subject{};  ///< the id of what was changed; this and the next two: "" = all
  std::string actor{};
  std::string action{};           ///< "stock.count", or "stock" for all of its kind
  std::optional<Instant> from{};  ///< made in [from, to)
  std::optional<Instant> to{};
  std::optional<Id> before{};  ///< only what is older than that entry
  std::size_t limit = 100;
};
/// Newest first.
std::vector<AuditEntry> list_audit(store::Transaction&, const Id& shop, const AuditQuery&);

}  // namespace timeshelf::commerce
