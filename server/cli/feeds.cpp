// timeshelf feed
#include <fmt/format.h>

#include "server/cli/session.hpp"
#include "server/feeds/publishing.hpp"

namespace timeshelf::server::cli {
namespace {

struct FeedOptions {
  std::string shop, name, title, description, color, image, venue, sku, drop;
  std::vector<std::string> calendars;  ///< "ada/spring"
  bool secret = false;
  std::optional<std::int64_t> past_days, future_days;
};

std::string address_of(const Session& session, const store::NamedFeed& feed) {
  return session.parts.config.effective_base_url() + path_of(feed);
}

[[noreturn]] void refuse(const FeedRefusal& refusal) {
  throw Stop{kRefused, refusal.message};
}

// "venue Kiln Street, sku MUG": what of its calendars it shows.
std::string choice_of(store::Transaction& transaction, commerce::Engine& engine,
                      const store::NamedFeed& feed) {
  std::string text = feed.all_shelves ? "every shelf" : fmt::format("{} calendars", feed.calendars.size());
  for (const auto& venue : engine.list_venues(transaction, feed.shop)) {
    if (venue.id.text() == feed.venue) text += ", venue " + venue.name;
  }
  if (!feed.sku.empty()) text += ", sku " + feed.sku;
  if (!feed.drop.empty()) text += ", drop " + feed.drop;
  return text;
}

int put_feed(const Config& config, const FeedOptions& options) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const FeedWish wish{options.name,  options.title,     options.description, options.color,
                          options.image, options.calendars, options.venue,       options.sku,
                          options.drop,  options.secret,    options.past_days,   options.future_days};
      const auto feed = server::put_feed(transaction, session.parts.services.engine, shop, wish, std::nullopt,
                                         session.clock.now(), session.random);
      if (!feed) refuse(feed.error());
      fmt::print("{}\n", address_of(session, *feed));
    });
    return kDone;
  });
}

int list_feeds(const Config& config, const FeedOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      for (const auto& feed : store::list_named_feeds(transaction, shop.id)) {
        fmt::print("{}\t{}\t{}\t{}\n", feed.name, feed.title, address_of(session, feed),
                   choice_of(transaction, session.parts.services.engine, feed));
      }
    });
    return kDone;
  });
}

int renew_feed(const Config& config, const FeedOptions& options) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const auto feed = server::renew_feed(transaction, shop, options.name, "command line",
                                           session.clock.now(), session.random);
      if (!feed) refuse(feed.error());
      fmt::print("{}\n", address_of(session, *feed));
    });
    return kDone;
  });
}

int remove_feed(const Config& config, const FeedOptions& options) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      if (!server::remove_feed(transaction, shop, options.name, "command line", session.clock.now(),
                               session.random))
        throw Stop{kRefused, fmt::format("There is no feed '{}'. 'timeshelf feed list' shows those that are.",
                                         options.name)};
    });
    fmt::print("Removed. Its address answers 404 from now on.\n");
    return kDone;
  });
}

}  // namespace

void declare_feeds(CommandLine& line) {
  auto& options = line.options<FeedOptions>();
  CLI::App& feed = line.group("feed", "Merges of calendars, and choices from them, for all who subscribe");
  CLI::App& put = line.add_of_shop(
      feed, "add", "Add a feed, or change the one of that name; prints its address", options, put_feed);
  put.add_option("name", options.name, "Lower-case letters, digits and hyphens")->required();
  put.add_option("--calendar", options.calendars,
                 "LOGIN/CALENDAR, several times for a merge; every shelf of the shop if left out");
  put.add_option("--venue", options.venue, "Only what takes place there");
  put.add_option("--sku", options.sku, "Only what sells this; SEAT for seats");
  put.add_option("--drop", options.drop, "Only what belongs to this drop");
  put.add_flag("--secret", options.secret, "At an address that nobody can guess");
  put.add_option("--title", options.title, "What subscribers see; the shop's name if left out");
  put.add_option("--description", options.description, "A sentence about it");
  put.add_option("--color", options.color, "Like #b22222");
  put.add_option("--image", options.image, "A web address");
  put.add_option("--past-days", options.past_days, "How far back; feeds.past_days if left out");
  put.add_option("--future-days", options.future_days, "How far ahead; feeds.future_days if left out");
  line.add_of_shop(feed, "list", "List the feeds with their addresses", options, list_feeds);
  CLI::App& renew = line.add_of_shop(feed, "renew", "Give a secret feed a new address; the old one ends",
                                     options, renew_feed);
  CLI::App& remove = line.add_of_shop(feed, "remove", "End a feed", options, remove_feed);
  for (CLI::App* command : {&renew, &remove})
    command->add_option("name", options.name, "Its name")->required();
}

}  // namespace timeshelf::server::cli
