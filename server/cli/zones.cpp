// timeshelf zone
#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"
#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

struct ZoneOptions {
  std::string shop, name, fee, country, venue, same_day_until;
  std::vector<std::string> prefixes;
  std::optional<double> km, tax_rate;
  std::optional<std::int64_t> cut_off;
};

using commerce::DeliveryZone;

std::string venue_id(store::Transaction& transaction, commerce::Engine& engine, const store::Shop& shop,
                     const std::string& name) {
  if (name.empty()) return "";
  for (const auto& venue : engine.list_venues(transaction, shop.id)) {
    if (equals_ignoring_case(venue.name, name)) return venue.id.string();
  }
  throw Stop{kRefused,
             fmt::format("There is no venue '{}'. 'timeshelf venue list' shows those that are.", name)};
}

DeliveryZone zone_of(const store::Shop& shop, const std::string& venue, const ZoneOptions& options) {
  const auto currency = Currency::parse(shop.currency);
  const auto fee = currency ? Money::parse(options.fee, *currency) : std::nullopt;
  if (!fee)
    throw Stop{kRefused, fmt::format("'{}' is not an amount in {}, like 4.50.", options.fee, shop.currency)};
  DeliveryZone zone{shop.id, options.name, {}, to_upper(options.country), venue, {}, {}, *fee, {}, {}, {}};
  for (const std::string& given : options.prefixes) {
    for (const std::string_view prefix : split(given, ','))
      zone.prefixes.push_back(commerce::normalise_postal_code(prefix));
  }
  if (options.km) {
    if (!(*options.km > 0 && *options.km <= 1000))
      throw Stop{kRefused, "A distance is from 0.001 to 1000 km."};
    zone.radius = std::llround(*options.km * 1000);
  }
  if (options.tax_rate) zone.tax_rate = std::llround(std::min(*options.tax_rate, 1000.0) * 100);
  if (options.cut_off) zone.cut_off = std::chrono::minutes(*options.cut_off);
  if (!options.same_day_until.empty()) {
    zone.same_day_until = commerce::parse_time_of_day(options.same_day_until);
    if (!zone.same_day_until)
      throw Stop{kRefused, fmt::format("'{}' is not a time of day like 12:00.", options.same_day_until)};
  }
  return zone;
}

// "10999,10997", or "5 km around Kiln Street"
std::string reach_of(const DeliveryZone& zone, const std::vector<commerce::Venue>& venues) {
  std::string at;
  for (const auto& venue : venues) {
    if (venue.id.text() == zone.venue) at = venue.name;
  }
  if (zone.radius) return fmt::format("{} km around {}", static_cast<double>(*zone.radius) / 1000, at);
  return fmt::format("{}{}{}{}", zone.country, zone.country.empty() ? "" : " ", fmt::join(zone.prefixes, ","),
                     at.empty() ? "" : " from " + at);
}

std::string clock(std::chrono::minutes at) {
  return fmt::format("{:02}:{:02}", at.count() / 60, at.count() % 60);
}

int put_zone(const Config& config, const ZoneOptions& options) {
  return with_database(config, [&](Session& session) {
    auto& services = session.parts.services;
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const std::string venue = venue_id(transaction, services.engine, shop, options.venue);
      const auto put = services.delivery.put_zone(transaction, zone_of(shop, venue, options), "command line");
      if (!put) throw Stop{kRefused, put.error().message};
    });
    fmt::print("The zone {} is there. Lines with DELIVERY or SAME-DAY go to addresses in it for {}.\n",
               options.name, options.fee);
    return kDone;
  });
}

int list_zones(const Config& config, const ZoneOptions& options) {
  return with_database(config, [&](Session& session) {
    auto& services = session.parts.services;
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const auto venues = services.engine.list_venues(transaction, shop.id);
      for (const DeliveryZone& zone : services.delivery.list_zones(transaction, shop.id)) {
        fmt::print("{}\t{}\t{}\t{}\t{}\n", zone.name, zone.fee.text(), reach_of(zone, venues),
                   zone.cut_off ? fmt::format("until {} minutes before", zone.cut_off->count()) : "",
                   zone.same_day_until ? "same day until " + clock(*zone.same_day_until) : "");
      }
    });
    return kDone;
  });
}

int remove_zone(const Config& config, const ZoneOptions& options) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const auto removed =
          session.parts.services.delivery.remove_zone(transaction, shop.id, options.name, "command line");
      if (!removed)
        throw Stop{kRefused, fmt::format("There is no zone '{}'. 'timeshelf zone list' shows those that are.",
                                         options.name)};
    });
    fmt::print("Removed. What is booked is still delivered.\n");
    return kDone;
  });
}

}  // namespace

void declare_zones(CommandLine& line) {
  auto& options = line.options<ZoneOptions>();
  CLI::App& zone = line.group("zone", "Where the shop delivers");
  CLI::App& put =
      line.add_of_shop(zone, "add", "Add a zone, or change the one of that name", options, put_zone);
  put.add_option("name", options.name, "Lower-case letters, digits and hyphens")->required();
  put.add_option("--fee", options.fee, "In the shop's currency, like 4.50; once for each slot of a booking")
      ->required();
  put.add_option("--postal-codes", options.prefixes, "Their beginnings, like 10999,1200");
  put.add_option("--country", options.country, "Of the postal codes, like DE; any if left out");
  put.add_option("--km", options.km, "Or so far around --venue");
  put.add_option("--venue", options.venue, "Only for slots at this venue");
  put.add_option("--tax-rate", options.tax_rate, "Percent in the fee; that of the goods if left out");
  put.add_option("--cut-off", options.cut_off, "Minutes before the slot until which DELIVERY is taken");
  put.add_option("--same-day-until", options.same_day_until,
                 "Until when SAME-DAY is taken on the slot's day, like 12:00");
  line.add_of_shop(zone, "list", "List the zones", options, list_zones);
  CLI::App& remove = line.add_of_shop(zone, "remove", "Remove a zone", options, remove_zone);
  remove.add_option("name", options.name, "Its name")->required();
}

}  // namespace timeshelf::server::cli
