// Bookings as the shop's people look for them: by whose they are, what they are for and when they were made.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "commerce/views.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct BookingQuery {
  std::string words{};       ///< a code, or a part of a name or an e-mail address; "" = all
  std::optional<Id> slot{};  ///< only those that have something there, or had when they were cancelled
  std::optional<BookingState> state{};
  std::optional<Instant> from{};  ///< made in [from, to)
  std::optional<Instant> to{};
  std::optional<Id> before{};  ///< only what was made before that booking
  std::size_t limit = 100;
};

/// Newest first, without their tokens. Words are compared without regard to case as far as the database knows
/// it.
std::vector<Booking> search_bookings(store::Transaction&, const Id& shop, const BookingQuery&);

/// What `words` are between the wildcards of LIKE, with ESCAPE '\'.
std::string like_text(std::string_view words);

}  // namespace timeshelf::commerce
