// What happened in a shop, for those who want to be told: webhooks (docs/webhooks.md).
//
// An event is written in the transaction that changes something, and delivered later, at least once. Where
// nobody wants to be told nothing is written. A new kind is one row of `event_kinds` and one call of
// `happened`; what is recorded anyway (audit.hpp) needs the row alone.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct EventKind {
  std::string_view name;         ///< "booking.cancelled"
  std::string_view recorded_as;  ///< the action of the audit log that is told so, or ""
};
/// All that can be wanted, in the order in which they are listed.
std::span<const EventKind> event_kinds();
bool is_event_kind(std::string_view name);
/// The kind as which an action of the audit log is told.
std::optional<std::string_view> event_of(std::string_view action);

/// `kind` happened to `subject` (an id); `data` are the facts that a receiver needs. Tells every webhook of
/// the shop that wants the kind.
void happened(store::Transaction&, const Id& shop, std::string_view kind, std::string_view subject,
              const boost::json::object& data, Instant now, Random&);

/// The same for the outbox, where a rush must not be slowed down or there is no randomness: what is told is
/// how the booking or slot stands then.
void owe_events(store::Transaction&, const Id& shop, std::string_view kind,
                const std::set<std::string>& subjects, Instant now);
/// The topic of the outbox, with subjects like "booking.made/<id>".
inline constexpr std::string_view kEventTopic = "event";
void tell_owed(store::Transaction&, const Id& shop, const std::string& kind_and_subject, Instant now,
               Random&);

}  // namespace timeshelf::commerce
