// The language of a shop: in which it writes into calendars (calendar_words.hpp) and to who said none, and
// what follows when it changes.
#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "store/accounts.hpp"
#include "store/calendars.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The topics of the outbox behind which a slot is shown anew, and the orders of a shop are written anew.
inline constexpr std::string_view kShownTopic = "shown";
inline constexpr std::string_view kOrdersTopic = "orders";

/// "en", "de" or "es".
std::string language_of(store::Transaction&, const Id& shop);
/// Names the staff's calendars in the new language, unless somebody gave them names of their own, and owes
/// that all that stands in calendars is written anew: of slots everything, of shifts and orders what is
/// ahead.
void change_language(store::Transaction&, const store::Shop& shop, std::string language, Instant now);

/// A name as WebDAV keeps it.
store::StoredProperty display_name(std::string_view name);

}  // namespace timeshelf::commerce
