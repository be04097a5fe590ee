// Rows of holds, lines and bookings, and whatever else a decision at checkout looks at: loaded and stored
// many at once.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "commerce/core/selling.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// SQL: the hold "h" was one. What a device sold was never held, and what stands for it ends as it begins
/// (scan_sale.cpp).
inline constexpr std::string_view kWasHeld = "(h.expires_at > h.created_at)";

/// Holds with their lines and, where they were confirmed, their bookings (without tokens).
std::map<Id, HoldRecord> load_holds(store::Transaction&, const Id& shop, const std::set<Id>& holds);
/// Holds that have run out and were not tidied up, the oldest first.
std::vector<Id> find_expired_holds(store::Transaction&, const Id& shop, Instant now, std::size_t at_most);
/// The bookings of these holds, by hold.
std::map<Id, Booking> load_bookings_of(store::Transaction&, const Id& shop, const std::set<Id>& holds);

/// Codes with the accounts that count their uses.
void load_codes(store::Transaction&, const Id& shop, const std::set<std::string>& codes, SalesState&);
void load_bundles(store::Transaction&, const Id& shop, const std::set<std::string>& names, SalesState&);
/// What customers have in these slots, and what they hold in any.
void load_customers(store::Transaction&, const Id& shop, const std::set<Id>& slots,
                    const std::set<std::string>& emails, SalesState&);
TaxRules load_tax_rules(store::Transaction&, const Id& shop);

/// Of one shop, with their lines.
void insert_holds(store::Transaction&, const std::vector<const HoldRecord*>&);
/// By hold; each line has its position.
void insert_lines(store::Transaction&, const Id& shop,
                  const std::vector<std::pair<Id, const std::vector<Line>*>>&);
void set_hold_state(store::Transaction&, const Id& shop, HoldState, const std::set<Id>& holds);
/// The greatest code that bookings made from `now` on could meet, or "" (core/booking_codes.hpp).
std::string last_booking_code(store::Transaction&, const Id& shop, Instant now);
/// By hold.
void insert_bookings(store::Transaction&, const Id& shop, const std::map<Id, const Booking*>&);

}  // namespace timeshelf::commerce
