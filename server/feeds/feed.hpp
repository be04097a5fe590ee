// One feed: what it shows, under which version, and how it is written.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/slots/slot_choice.hpp"
#include "ical/component.hpp"
#include "server/context.hpp"
#include "server/feeds/appearance.hpp"

namespace timeshelf::server {

/// How it is written; each has an address of its own, because a feed never depends on Accept.
enum class FeedFormat {
  icalendar,  ///< .ics
  jcal,       ///< .json (RFC 7265)
  xcal,       ///< .xml (RFC 6321)
};

/// A feed as one snapshot of the database sees it. Cheap to make: nothing is rendered, and no row of an
/// object is read.
struct Feed {
  std::string address;  ///< below /feeds/ and without ending
  store::Shop shop;
  std::vector<store::Collection> shown;  ///< calendars, a shelf as its live twin, each once
  commerce::SlotChoice choice;
  std::vector<ical::Property> lines;  ///< the calendar's own, METHOD to SOURCE
  std::optional<Instant> from;        ///< bounds; a feed of one calendar that is no shelf is whole
  std::optional<Instant> to;
  std::string version;  ///< differs whenever the bytes may, by format alone excepted
  bool secret = false;
};

/// What is offered at that address ("kiln", "s/x7…", "studio/spring"). `origin`: for the lines that name the
/// feed's own address, which ends like the one that was asked for.
std::optional<Feed> find_feed(store::Transaction& transaction, const Context& context,
                              const std::string& address, FeedFormat format, const std::string& origin);

/// The whole document. An open feed has neither what is marked private nor anybody's address in it, a secret
/// one has all. Never empty: RFC 5545 3.6 wants a component, so a feed without events has the shop's time
/// zone.
std::string render_feed(store::Transaction& transaction, const Context& context, const Feed& feed,
                        FeedFormat format);

/// ".ics", ".json", ".xml".
std::string_view ending_of(FeedFormat format);

}  // namespace timeshelf::server
