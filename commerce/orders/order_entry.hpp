// How an order looks in a calendar and in a letter.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "commerce/calendar_words.hpp"
#include "commerce/emission.hpp"
#include "commerce/letters/letters.hpp"
#include "commerce/orders/order_rows.hpp"
#include "commerce/views.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {

/// "order-<id>@timeshelf"
std::string order_uid(const Id& order);
std::optional<Id> parse_order_uid(std::string_view uid);
/// "order-day-<id>@timeshelf": an object has one UID and one kind of component (RFC 4791 4.1), so the day of
/// an order is an object beside its to-do, and each names the other.
std::string order_day_uid(const Id& order);

/// A to-do: completing it approves the order.
Emission order_entry(const Order& order, const Slot& slot, const std::string& supplier,
                     const CalendarWords& words);
/// A day in the calendar: the last on which a draft can be ordered, then the one on which the goods come. Who
/// deletes it has a tidier calendar and the same order: it is made with the draft alone.
Emission order_day(const Order& order, const Slot& slot, const std::string& supplier,
                   const CalendarWords& words, Instant now);
/// To who runs the shop, still without recipient.
Letter order_letter(const Order& order, const Slot& slot, const std::string& supplier,
                    const store::Shop& shop, const std::string& base_url);

}  // namespace timeshelf::commerce
