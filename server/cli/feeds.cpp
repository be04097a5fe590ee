// timeshelf feed
#include <fmt/format.h>

#include "server/cli/session.hpp"
#include "server/feeds/publishing.hpp"

namespace timeshelf::server::cli {
namespace {

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

}  // namespace

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

int list_feeds(const Config& config, const std::string& slug) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, slug);
      for (const auto& feed : store::list_named_feeds(transaction, shop.id)) {
        fmt::print("{}\t{}\t{}\t{}\n", feed.name, feed.title, address_of(session, feed),
                   choice_of(transaction, session.parts.services.engine, feed));
      }
    });
    return kDone;
  });
}

int renew_feed(const Config& config, const std::string& slug, const std::string& name) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, slug);
      const auto feed =
          server::renew_feed(transaction, shop, name, "command line", session.clock.now(), session.random);
      if (!feed) refuse(feed.error());
      fmt::print("{}\n", address_of(session, *feed));
    });
    return kDone;
  });
}

int remove_feed(const Config& config, const std::string& slug, const std::string& name) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, slug);
      if (!server::remove_feed(transaction, shop, name, "command line", session.clock.now(), session.random))
        throw Stop{kRefused,
                   fmt::format("There is no feed '{}'. 'timeshelf feed list' shows those that are.", name)};
    });
    fmt::print("Removed. Its address answers 404 from now on.\n");
    return kDone;
  });
}

}  // namespace timeshelf::server::cli
