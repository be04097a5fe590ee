// What customers' calendars answered to their invitations: the last answer for each booking and slot (RFC
// 5545 PARTSTAT).
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/time.hpp"
#include "commerce/views.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// Answers whether it is another answer than before.
bool store_answer(store::Transaction&, const Booking&, const Id& slot, std::string_view partstat,
                  Instant now);
/// By slot; those that nobody answered for are absent.
std::map<Id, std::string> answers_to(store::Transaction&, const Booking&);
/// A person's last one about a slot: to what stands, or, where nothing does, to what stood. "" if none.
std::string last_answer(store::Transaction&, const Id& shop, const std::string& email, const Id& slot,
                        bool stands);

}  // namespace timeshelf::commerce
