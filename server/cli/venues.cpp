// timeshelf venue
#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "base/characters.hpp"
#include "base/text.hpp"
#include "commerce/core/staffing.hpp"
#include "ical/date_time.hpp"
#include "ical/shelf_grammar.hpp"
#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

using commerce::Venue;

struct VenueOptions {
  std::string shop, name, address, time_zone;
  std::optional<std::int64_t> headcount;
  std::string staff;  ///< "1 per 8"
  std::optional<std::int64_t> at_least, set_up, tear_down;
  std::optional<double> latitude, longitude;
};

// By its name, whatever the case, or its id.
std::optional<Venue> find_venue(const std::vector<Venue>& venues, const std::string& name) {
  for (const Venue& venue : venues) {
    if (equals_ignoring_case(venue.name, name) || venue.id.text() == name) return venue;
  }
  return std::nullopt;
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

std::chrono::minutes need_minutes(std::int64_t count, const char* option) {
  if (count < 0 || count > ical::grammar::kLongestSetUp.count())
    throw Stop{kRefused, fmt::format("{} is a whole number of minutes from 0 to 1440.", option)};
  return std::chrono::minutes(count);
}

// How the venue's slots are staffed, if the options say anything of it.
std::optional<commerce::StaffingRule> staffing_rule(const VenueOptions& options) {
  const bool said = !options.staff.empty() || options.at_least || options.set_up || options.tear_down;
  if (!said) return std::nullopt;
  commerce::StaffingRule rule;
  if (!options.staff.empty()) {
    const auto read = ical::grammar::staffing(options.staff);
    if (!read) throw Stop{kRefused, fmt::format("'{}' is not written like '1 per 8'.", options.staff)};
    rule.people = read->people;
    rule.per_bookings = read->per_bookings;
  }
  if (options.at_least) {
    if (*options.at_least < 1 || *options.at_least > commerce::kMostPeople)
      throw Stop{kRefused, "--at-least is a whole number from 1 to 100."};
    rule.at_least = options.at_least;
  }
  if (options.set_up) rule.set_up = need_minutes(*options.set_up, "--set-up");
  if (options.tear_down) rule.tear_down = need_minutes(*options.tear_down, "--tear-down");
  return rule;
}

// Adds it, or changes the one of that name.
int put_venue(const Config& config, const VenueOptions& options) {
  return with_database(config, [&](Session& session) {
    auto& engine = session.parts.services.engine;
    if (trim(options.name).empty() || characters_of(options.name) > 200 || !is_utf8(options.name))
      throw Stop{kRefused, "A venue's name has 1 to 200 characters; slots name it in their LOCATION."};
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

int list_venues(const Config& config, const VenueOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      for (const Venue& venue : session.parts.services.engine.list_venues(transaction, shop.id))
        fmt::print("{}\t{}\t{}\t{}\n", venue.name, venue.headcount, venue.time_zone, venue.address);
    });
    return kDone;
  });
}

}  // namespace

Venue need_venue(const std::vector<Venue>& venues, const std::string& name) {
  if (auto venue = find_venue(venues, name)) return *venue;
  throw Stop{kRefused,
             fmt::format("There is no venue '{}'. 'timeshelf venue list' shows those that are.", name)};
}

void declare_venues(CommandLine& line) {
  auto& options = line.options<VenueOptions>();
  CLI::App& venue = line.group("venue", "Where slots take place and goods are");
  CLI::App& venue_add =
      line.add_of_shop(venue, "add", "Add a venue, or change the one of that name", options, put_venue);
  venue_add.add_option("name", options.name, "Its name, as LOCATIONs begin")->required();
  venue_add.add_option("--headcount", options.headcount, "People that it takes at once; 0: not known");
  venue_add.add_option("--address", options.address, "Where it is");
  venue_add.add_option("--time-zone", options.time_zone, "IANA name; the shop's if left out");
  venue_add.add_option("--latitude", options.latitude, "In degrees, for zones by distance");
  venue_add.add_option("--longitude", options.longitude, "In degrees");
  venue_add.add_option(
      "--staff", options.staff,
      "People for so many bookings, like '1 per 8'; these four replace what was said before");
  venue_add.add_option("--at-least", options.at_least, "People once somebody booked");
  venue_add.add_option("--set-up", options.set_up, "Minutes that a shift begins before its slot");
  venue_add.add_option("--tear-down", options.tear_down, "Minutes that it ends behind it");
  line.add_of_shop(venue, "list", "List the venues", options, list_venues);
}

}  // namespace timeshelf::server::cli
