// What the demo shop sells: a ceramics creator with a studio, four products, a spring drop, plates that are
// made to order, a weekly evening, a course; and a code.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "server/demo/sketch.hpp"

namespace timeshelf::server::demo {

struct DemoProduct {
  std::string_view sku;
  std::string_view name;
  std::string_view description;
  std::string_view price;  ///< in euros
  std::string_view image;  ///< file in server/demo/images
};
const std::vector<DemoProduct>& products();

/// The picture of evenings and courses, which sell seats; a file in server/demo/images.
inline constexpr std::string_view kWorkshopImage = "workshop.svg";

/// The event that is booked out from the beginning, so that a waiting list can be seen.
inline constexpr std::string_view kSoldOut = "Raku in the yard";

/// Takes a tenth off, fifty times.
inline constexpr std::string_view kCode = "SPRING10";
inline constexpr std::int64_t kCodeOff = 1000;  ///< hundredths of a percent
inline constexpr std::int64_t kCodeUses = 50;

/// Eight slots of a drop, a preorder, a weekly evening, one that is booked out, and a course of two days that
/// is sold as a bundle. Dates follow `now`; segments and UIDs are always the same, so that seeding again
/// replaces rather than adds. `workshop_image`: the address of kWorkshopImage in the shop.
std::vector<DemoEvent> events(Instant now, std::string_view workshop_image);

inline constexpr std::string_view kVenue = "Kiln Street Studio";
inline constexpr std::string_view kVenueAddress = "Kiln Street 7, 10999 Berlin";
/// Where a till stands that is neither Square's nor Shopify's.
inline constexpr std::string_view kStall = "Market hall stall";
inline constexpr std::string_view kStallAddress = "Eisenbahnstr. 42, 10997 Berlin";
inline constexpr std::string_view kTimeZone = "Europe/Berlin";

}  // namespace timeshelf::server::demo
