// Which locks stand in the way of a request, and whether it holds their tokens (RFC 4918 6 and 7).
#pragma once
#include <optional>
#include <vector>

#include "caldav/call.hpp"
#include "store/locks.hpp"

namespace timeshelf::caldav {

/// What a request does to the place that it names.
enum class Touch {
  change,  ///< its content or its properties
  add,     ///< nothing was there: its collection gains a member
  remove,  ///< it goes with all below it: its collection loses a member
};

/// 423 with the root of the first lock whose token was not submitted, or nothing.
std::optional<http::Response> check_locks(store::Transaction&, const Call&, const Node&, Touch);

/// Those of `locks` that hold for the node: its own, and deep ones of collections above it.
std::vector<store::Lock> covering(const std::vector<store::Lock>& locks, const Node&);
/// The collection and all below it.
std::vector<Id> tree_of(store::Transaction&, const Id& shop, const Id& collection);

/// Whether any of its lists is true, or there is none (RFC 4918 10.4).
bool holds(store::Transaction&, const Call&, const IfHeader&);

/// The content of D:lockdiscovery.
void write_active_locks(const std::vector<store::Lock>&, Instant now, xml::Writer&);

}  // namespace timeshelf::caldav
