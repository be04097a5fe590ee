// What a shop says once for all that it sells.
#pragma once
#include <chrono>
#include <string>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/engine.hpp"

namespace timeshelf::commerce {

struct Settings {
  std::string name;
  std::string language;  ///< of what it writes into calendars: "en", "de" or "es"
  TaxRules tax;
  std::chrono::hours cancel_before{0};  ///< customers change bookings until so long before a slot begins
};

Settings load_settings(store::Transaction&, const store::Shop&);
/// Stores what is different, and who changed it. Holds and bookings that there are keep the tax that they
/// were made with.
void change_settings(store::Transaction&, Engine&, const store::Shop&, const Settings&,
                     std::string_view actor, Instant now, Random&);

}  // namespace timeshelf::commerce
