// Storing and removing members, the same way for PUT, COPY, MOVE, DELETE and import.
#pragma once
#include <memory>
#include <string>

#include "caldav/call.hpp"
#include "ical/object.hpp"
#include "ical/recurrence.hpp"
#include "ical/stretches.hpp"

namespace timeshelf::caldav {

/// A calendar object that was read and checked, away from the database.
struct PreparedObject {
  std::string bytes;
  ical::Component calendar;
  ical::ObjectSummary summary;
  ical::Bounds bounds;
  std::vector<ical::Stretch> stretches;
  std::string etag;
};

/// Reads and checks what a client sent (RFC 4791 5.3.2.1). Around `now` its occurrences are indexed one by
/// one.
Result<std::shared_ptr<const PreparedObject>, Precondition> prepare_object(std::string bytes,
                                                                           std::size_t largest, Instant now);
/// What the index of times keeps of an object.
void set_times(store::ObjectEntry& entry, const ical::Bounds& bounds,
               const std::vector<ical::Stretch>& stretches);

struct Stored {
  bool created = false;
  bool changed_by_server = false;  ///< other bytes than the client's: no ETag in the answer (RFC 4791 5.3.4)
  std::string etag;
  std::string schedule_tag = {};  ///< "" where nothing is scheduled
};

/// A sentence if the home whose user owns the collection would hold more than `quota` bytes; 0 = no limit.
std::optional<std::string> beyond_quota(store::Transaction&, std::int64_t quota, const store::Collection&,
                                        std::int64_t growth);
/// 507 if the home whose user owns the collection would hold more than it may (RFC 4331 6).
std::optional<http::Response> check_quota(store::Transaction&, const Call&, const store::Collection&,
                                          std::int64_t growth);

/// Into a calendar: component, UID, policy, scheduling, then the row. `call` lends href space and ports.
/// `moved_tag`: it only moves, with its Schedule-Tag, and nobody hears of it.
Result<Stored, http::Response> store_in_calendar(store::Transaction&, const Call&, const Node& node,
                                                 const PreparedObject&,
                                                 const std::optional<std::string>& moved_tag = {});
/// Into a plain collection.
Result<Stored, http::Response> store_plain(store::Transaction&, const Call&, const Node& node,
                                           std::string_view bytes, std::string_view content_type);

/// Removes an object or a whole collection with all below it. A collection that is bound elsewhere is only
/// unbound.
Result<void, http::Response> remove_node(store::Transaction&, const Call&, const Node& node,
                                         Removal why = Removal::deleted);
/// Deletes an object without asking the policy: for one that goes on under another name.
void forget_object(store::Transaction&, const Call&, const Node& node);

}  // namespace timeshelf::caldav
