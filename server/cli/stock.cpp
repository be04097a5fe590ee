// timeshelf venue, stock
#include "commerce/stock.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "base/text.hpp"
#include "ical/date_time.hpp"
#include "server/api/parameters.hpp"
#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

using commerce::StockKind;
using commerce::Venue;

// By its name, whatever the case, or its id.
std::optional<Venue> find_venue(const std::vector<Venue>& venues, const std::string& name) {
  for (const Venue& venue : venues) {
    if (equals_ignoring_case(venue.name, name) || venue.id.text() == name) return venue;
  }
  return std::nullopt;
}

void print_levels(const std::vector<commerce::StockLevel>& levels, const std::set<Id>& venues,
                  const std::string& sku) {
  fmt::print("venue\tsku\tthere\ton hand\tin slots\tpromised\tmissing\tleased\n");
  for (const auto& level : levels) {
    if (!venues.empty() && !venues.contains(level.venue.id)) continue;
    if (!sku.empty() && level.sku != sku) continue;
    fmt::print("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", level.venue.name, level.sku, level.there(), level.on_hand,
               level.in_slots, level.promised, level.missing, level.leased);
  }
}

commerce::StockStatement statement_of(const std::vector<Venue>& venues, StockKind kind,
                                      const StockOptions& options) {
  commerce::StockStatement said;
  said.kind = kind;
  said.id = options.id;
  said.venue = need_venue(venues, options.venue).id;
  if (!options.to.empty()) said.to = need_venue(venues, options.to).id;
  said.sku = to_upper(options.sku);
  said.units = options.units;
  if (!options.at.empty()) {
    said.occurred_at = api::parse_rfc3339(options.at);
    if (!said.occurred_at)
      throw Stop{kRefused, fmt::format("'{}' is not a time like 2026-03-01T17:00:00Z.", options.at)};
  }
  said.actor = "command line";
  said.source = options.source;
  said.reason = options.reason;
  return said;
}

void place(Venue& venue, const VenueOptions& options) {
  if (!options.latitude && !options.longitude) return;
  const double latitude = options.latitude.value_or(1000);
  const double longitude = options.longitude.value_or(1000);
  if (!(std::abs(latitude) <= 90) || !(std::abs(longitude) <= 180))
    throw Stop{kRefused, "--latitude is from -90 to 90 and --longitude from -180 to 180; give both."};
  venue.latitude = std::llround(latitude * 1'000'000);
  venue.longitude = std::llround(longitude * 1'000'000);
}

}  // namespace

Venue need_venue(const std::vector<Venue>& venues, const std::string& name) {
  if (auto venue = find_venue(venues, name)) return *venue;
  throw Stop{kRefused,
             fmt::format("There is no venue '{}'. 'timeshelf venue list' shows those that are.", name)};
}

int put_venue(const Config& config, const VenueOptions& options) {
  return with_database(config, [&](Session& session) {
    auto& engine = session.parts.services.engine;
    if (trim(options.name).empty() || options.name.size() > 200 || !is_utf8(options.name))
      throw Stop{kRefused, "A venue's name has 1 to 200 bytes of text; slots name it in their LOCATION."};
    const std::int64_t people = options.headcount.value_or(0);
    if (people < 0 || people > 1'000'000)
      throw Stop{kRefused, "A headcount is a whole number from 0 (not known) to 1,000,000."};
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const auto known = find_venue(engine.list_venues(transaction, shop.id), options.name);
      Venue venue = known.value_or(
          Venue{shop.id, Id::make(session.clock.now(), session.random), "", "", shop.time_zone, 0});
      venue.name = options.name;
      venue.headcount = options.headcount.value_or(venue.headcount);
      if (!options.address.empty()) venue.address = options.address;
      if (!options.time_zone.empty()) venue.time_zone = options.time_zone;
      place(venue, options);
      if (!ical::find_zone(venue.time_zone))
        throw Stop{kRefused, fmt::format("'{}' is not a time zone, like Europe/Berlin.", venue.time_zone)};
      engine.put_venue(transaction, venue);
      if (const auto rule = staffing_rule(options))
        session.parts.services.shifts.put_staffing(transaction, venue, *rule);
      engine.venues_changed(transaction, shop.id);
    });
    fmt::print("Venue '{}' is there. Events whose LOCATION begins with its name take place there.\n",
               options.name);
    return kDone;
  });
}

int list_venues(const Config& config, const std::string& slug) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, slug);
      for (const Venue& venue : session.parts.services.engine.list_venues(transaction, shop.id))
        fmt::print("{}\t{}\t{}\t{}\n", venue.name, venue.headcount, venue.time_zone, venue.address);
    });
    return kDone;
  });
}

int list_stock(const Config& config, const std::string& slug) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, slug);
      auto& stock = session.parts.services.stock;
      print_levels(stock.levels(transaction, shop.id), {}, "");
      for (const auto& shortfall : stock.shortfalls(transaction, shop.id)) {
        fmt::print("\"{}\" of {}: {}\n", shortfall.summary, to_rfc3339(shortfall.starts_at),
                   shortfall.sentence);
      }
    });
    return kDone;
  });
}

int tell_stock(const Config& config, StockKind kind, const StockOptions& options) {
  return with_database(config, [&](Session& session) {
    auto& services = session.parts.services;
    std::vector<commerce::StockLevel> levels;
    std::set<Id> venues;
    bool repeated = false;
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      auto said = statement_of(services.engine.list_venues(transaction, shop.id), kind, options);
      said.shop = shop.id;
      const auto told = services.stock.tell(transaction, said);
      if (!told) throw Stop{kRefused, told.error().message};
      for (const auto& movement : told->movements) {
        venues.insert(movement.venue);
        // The server would do it within a minute; whoever counts wants to see it now.
        services.stock.share_out(transaction, shop.id, {movement.venue, movement.sku});
      }
      repeated = told->repeated;
      levels = services.stock.levels(transaction, shop.id);
    });
    if (repeated) fmt::print("That was told before; nothing changed.\n");
    print_levels(levels, venues, to_upper(options.sku));
    return kDone;
  });
}

}  // namespace timeshelf::server::cli
