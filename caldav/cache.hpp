// What services of the same database keep in memory, and share.
#pragma once
#include "caldav/listings.hpp"
#include "caldav/texts.hpp"

namespace timeshelf::caldav {

struct Cache {
  Listings listings{16 << 20};  ///< some forty calendars of a thousand events
  Texts texts{8 << 20};         ///< ten thousand events
};

}  // namespace timeshelf::caldav
