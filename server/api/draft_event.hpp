// An event like one that there was, off sale until its creator publishes it.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "server/api/shelf_event.hpp"

namespace timeshelf::server::api {

struct DraftedLine {
  std::string sku;
  std::int64_t units = 0;
  Money first_price;  ///< of its ladder; steps between the first and the last stay between them
  Money last_price;
};
struct DraftedSlot {
  std::string like;  ///< the slot
  std::string title;
  std::chrono::sys_days day;       ///< by the clock of the slot's zone
  std::vector<DraftedLine> lines;  ///< what is not among them is not sold
};

/// When the slot would take place that day: at its own hours.
WrittenTimes times_on(const commerce::Slot& like, std::chrono::sys_days day);

/// `drop`: the name that the slots of it share. Moments that were dates move along with the slot.
ical::Component draft_of(const ShelfEvent& like, const DraftedSlot& drafted, const std::string& drop,
                         const std::string& uid, const store::Shop& shop, Instant now);

}  // namespace timeshelf::server::api
