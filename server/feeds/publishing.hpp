// Feeds that a shop makes: merges of calendars, and choices from them. For the command line and the API
// alike.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "commerce/engine.hpp"
#include "store/accounts.hpp"
#include "store/feeds.hpp"

namespace timeshelf::server {

/// A feed as its maker describes it.
struct FeedWish {
  std::string name;                    ///< lower-case letters, digits and hyphens
  std::string title;                   ///< the shop's name if left out
  std::string description;             ///< or ""
  std::string color;                   ///< "#RRGGBB", or ""
  std::string image;                   ///< a web address, or ""
  std::vector<std::string> calendars;  ///< "ada/spring": login and name in the address; none: every shelf
  std::string venue;                   ///< name or id, or ""
  std::string sku;
  std::string drop;
  bool secret = false;
  std::optional<std::int64_t> past_days;
  std::optional<std::int64_t> future_days;
};

/// A sentence for the maker, and which of the above it is about.
struct FeedRefusal : ErrorBase {
  std::string field;
};

/// Adds the feed, or changes the one of that name, which keeps its address as long as it stays open or
/// secret. `owner`: only calendars of this user may be named, as for who asks over the network; nobody: all
/// of the shop's. Calendars that are not there and those of others are refused alike.
Result<store::NamedFeed, FeedRefusal> put_feed(store::Transaction&, commerce::Engine&, const store::Shop&,
                                               const FeedWish&, const std::optional<std::string>& owner,
                                               Instant now, Random&);

/// All three write the audit log: what others may read from now on is somebody's decision. A new secret
/// address: nothing is at the old one any more. Refused for an open feed and for none.
Result<store::NamedFeed, FeedRefusal> renew_feed(store::Transaction&, const store::Shop&,
                                                 const std::string& name, std::string_view actor, Instant now,
                                                 Random&);
/// False if there was none.
bool remove_feed(store::Transaction&, const store::Shop&, const std::string& name, std::string_view actor,
                 Instant now, Random&);

/// "/feeds/studio/spring.ics"
std::string path_of(const store::NamedFeed& feed);

}  // namespace timeshelf::server
