// Rows of lines on their way to the customer.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "commerce/core/fulfilment.hpp"
#include "commerce/fulfilment/fulfilment.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The lines of confirmed bookings, by slot, window and booking.
std::vector<FulfilmentLine> list_lines(store::Transaction&, const Id& shop, const FulfilmentQuery&);
std::optional<FulfilmentLine> find_line(store::Transaction&, const Id& shop, std::string_view booking_code,
                                        std::int64_t position);
/// Those of a slot that are picked up and not handed over yet, the soonest first.
std::vector<FulfilmentLine> list_waiting(store::Transaction&, const Id& shop, const Id& slot,
                                         std::size_t at_most);

/// How a line reaches its customer: six columns, "window_begins" to "returned".
void read_way(const store::Row&, int first, Line&);
/// What is stored of its window.
std::optional<std::int64_t> window_begins(const Line&);

Progress progress_of(const Line& line);
void store_progress(store::Transaction&, const Id& shop, const FulfilmentLine&, const Progress&);

/// When somebody who picks up is late: the end of the window, or of the slot.
Instant due_until(const Line& line);
/// By slot, when the first of these lines should have been picked up; they know when their slot is.
std::map<Id, Instant> soonest_pickups(const std::vector<Line>&);
/// Lines of these slots may be missed from these instants on (topic "missed", subject slot).
void owe_missed(store::Transaction&, const Id& shop, const std::map<Id, Instant>& slots);

}  // namespace timeshelf::commerce
