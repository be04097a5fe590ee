// One feed: what it shows, under which validators, and how it is written.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ical/component.hpp"
#include "server/context.hpp"
#include "server/feeds/appearance.hpp"

namespace timeshelf::server {

/// A feed as one snapshot of the database sees it. Cheap to make: nothing is rendered.
struct Feed {
  store::Collection
      shown;  ///< the calendar whose objects are shown: a shelf's live twin, or the calendar itself
  std::string time_zone;              ///< of the shop
  std::vector<ical::Property> lines;  ///< the calendar's own, METHOD to SOURCE
  std::optional<Instant> from;        ///< bounds of a live feed; a plain calendar is shown whole
  std::optional<Instant> to;
  std::string version;  ///< differs whenever the bytes may; quoted, it is the ETag
  Instant modified_at;  ///< whole seconds
};

/// The feed of a token, if it is offered that way: `secret` says which kind of address was used.
std::optional<Feed> find_feed(store::Transaction& transaction, const Context& context,
                              const std::string& token, bool secret, const std::string& origin);

/// The whole stream. Never empty: RFC 5545 3.6 wants a component, so a feed without events has the shop's
/// time zone.
std::string render_feed(store::Transaction& transaction, const Context& context, const Feed& feed);

}  // namespace timeshelf::server
