// Words that all letters share.
#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "commerce/views.hpp"

namespace timeshelf::commerce {

/// Names and titles are typed by people; in a letter they may not begin new lines.
std::string one_line(std::string_view text);
/// What the slot calls a SKU: "Blue mug", "Seat"; the SKU itself where it sells it no longer.
std::string offer_name(const Slot& slot, std::string_view sku);
/// "Friday 20 March 2026, 11:00–13:00 (Europe/Berlin)"
std::string when_text(const Slot& slot);
/// "11:00–11:30"
std::string clock_text(Instant from, Instant to, std::string_view time_zone);
/// "Friday 20 March 2026, 11:00 (Europe/Berlin)"; unknown zones are read as UTC.
std::string moment_text(Instant at, std::string_view time_zone);

}  // namespace timeshelf::commerce
