// The letters about one booking to one address.
#pragma once
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct LettersOf {
  Id shop;
  Instant since;  ///< when it was booked
  std::string recipient;
  std::string organizer;  ///< the booking's own (reply_address.hpp)
};

/// Those that are not sent yet never will be. Answers when it is known which were: one may be on its way in
/// this moment, which note_sent then says.
Instant withdraw_letters(store::Transaction&, const LettersOf&, Instant now);
/// Whether an invitation to the booking was sent there.
bool was_invited(store::Transaction&, const LettersOf&);

}  // namespace timeshelf::commerce
