// An event of the demo in a few words, and how it is written out.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace timeshelf::server::demo {

struct Sketch {
  std::string segment;
  std::string summary;
  std::string story;
  int day = 0;                ///< days from today
  std::chrono::minutes at{};  ///< after midnight, at the shop
  std::chrono::minutes lasts{};
  std::string lines{};                                       ///< the plain #shelf lines, or ""
  std::vector<std::pair<std::string, std::string>> shelf{};  ///< or X-SHELF lines: "NAME;PARAMETERS", value
  std::string rule{};                                        ///< RRULE, or ""
  std::string place{};                                       ///< instead of the studio, which holds few
};

/// An event as the creator's calendar app would PUT it.
struct DemoEvent {
  std::string segment;
  std::string text;
};

/// Beginning and end of the sketch, seen from a day that `today` is in.
std::pair<Instant, Instant> times_of(const Sketch& sketch, Instant today);
/// The UID that it is written with: always the same, so that seeding again replaces rather than adds.
std::string uid_of(const Sketch& sketch);
/// `written`: when the app stored it. `workshop_image`: shown for what sells seats alone; "" = no picture.
DemoEvent draw(const Sketch& sketch, Instant today, Instant written, std::string_view workshop_image);

}  // namespace timeshelf::server::demo
