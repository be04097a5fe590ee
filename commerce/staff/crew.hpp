// The people of a shop who work its shifts: their addresses in calendars, and when they have time.
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "commerce/calendar_words.hpp"
#include "commerce/core/staffing.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

class Crew {
 public:
  /// `base_url`: leads the addresses of people without e-mail.
  Crew(store::Transaction&, const store::Shop& shop, std::string base_url);

  const store::User* find(std::string_view login) const;
  /// As in ATTENDEE: "mailto:sam@example.com"; the principal's address of somebody without e-mail.
  std::string address_of(std::string_view person) const;
  /// The login behind an ATTENDEE's value, or the e-mail address of somebody who has none; "" for what is
  /// neither.
  std::string person_at(std::string_view address) const;
  std::string name_of(std::string_view person) const;
  /// In the shop's language.
  const StaffWords& words() const { return calendar_words(shop_.language).staff; }

  /// Who takes turns, whose turn it is first: everybody with the role staff; where there is none, who runs
  /// the shop. What counts is the work of the last four weeks and all that is to come.
  std::vector<Candidate> in_turn(store::Transaction&, Instant now) const;
  /// Has another shift at that time.
  bool works(store::Transaction&, const std::string& person, const Shift& shift) const;
  /// Something in a calendar of their own home blocks the time of the shift (TRANSP, STATUS).
  bool is_busy(store::Transaction&, const std::string& person, const Shift& shift) const;

 private:
  store::Shop shop_;
  std::string base_url_;
  std::vector<store::User> users_;
};

}  // namespace timeshelf::commerce
