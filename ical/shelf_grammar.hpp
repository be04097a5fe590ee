// Values that X-SHELF properties and #shelf lines share.
#pragma once
#include <optional>
#include <string_view>

#include "ical/shelf_terms.hpp"

namespace timeshelf::ical::grammar {

inline constexpr std::int64_t kMostUnits = 1'000'000;

/// Upper-case letters, digits, hyphens, underscores and full stops, 1 to 64.
bool is_sku(std::string_view text);
/// A lower-case name of a drop or bundle: letters, digits, hyphens.
bool is_slug(std::string_view text);
/// Upper-case name of an audience: letters, digits, hyphens.
bool is_audience(std::string_view text);
/// 0 to kMostUnits.
std::optional<std::int64_t> units(std::string_view text);
std::optional<FulfilmentKind> fulfilment(std::string_view text);
/// "1 PER 8"
std::optional<AuthoredStaffing> staffing(std::string_view text);
/// People that a slot needs at least: 1 to 100.
std::optional<std::int64_t> crew(std::string_view text);
inline constexpr std::chrono::minutes kLongestSetUp{24 * 60};

/// "30 minutes", "1 hour" or "PT30M": how long each pickup window is, from a minute to a day.
std::optional<std::chrono::minutes> window_length(std::string_view text);
/// "10:00-10:30" with "/6" (properties) or " for 6" (lines) behind it where so many bookings fit. Colons may
/// be left out.
std::optional<AuthoredWindow> window(std::string_view text);

/// What one source (the properties or the lines) says, while it is read.
struct Reading {
  ShelfTerms terms;
  std::vector<TermsProblem> problems;
};

/// The ladder of each SKU and currency as a whole: its steps end one after the other, and one without end
/// comes last.
void check_ladder(Reading& reading, bool in_property);
/// A SKU is in stock or on preorder, and either once; a seat is not made.
void check_stock(Reading& reading, bool in_property);

/// Pickup windows need pickup.
void check_windows(Reading& reading, bool in_property);

/// Reads the block of #shelf lines of an unescaped description; nothing if there is none.
std::optional<Reading> read_lines(std::string_view description, Currency currency);

}  // namespace timeshelf::ical::grammar
