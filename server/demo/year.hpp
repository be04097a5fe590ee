// Lets the demo shop live through a made-up year, with the clock turned back: everything goes through the
// calendar server and the engine, so that the books of that year are as true as those of a real one.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "server/config.hpp"

namespace timeshelf::server::demo {

struct YearOf {
  std::string_view shop;   ///< its short name
  std::string_view owner;  ///< whose calendar it is
  std::string_view staff;  ///< who works the shifts
  std::string_view calendar = "last-year";
};

struct YearLived {
  std::size_t slots = 0;
  std::size_t bookings = 0;
  std::size_t cancelled = 0;
  std::size_t turned_away = 0;  ///< found it sold out
  std::size_t messages = 0;
  std::size_t orders = 0;  ///< of goods
};

/// The year that ends `now`, of a shop that has sold nothing yet. Nobody is written to. Throws
/// store::Failure.
YearLived live_through_year(Config config, const YearOf& of, Instant now, std::uint64_t seed);

}  // namespace timeshelf::server::demo
