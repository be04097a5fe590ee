// Making users with all that belongs to them: a home, a calendar, a task list, the shop's staff calendars.
#pragma once
#include <string>

#include "base/random.hpp"
#include "base/time.hpp"
#include "store/accounts.hpp"

namespace timeshelf::server {

struct NewUser {
  std::string name;
  store::Role role = store::Role::owner;
  std::string display_name;
  std::string email;
  std::string password;             ///< for the dashboard; "" = none
  std::string type = "INDIVIDUAL";  ///< CUTYPE (RFC 5545 3.2.3)
};

/// Lower-case letters, digits and . _ - @, 1 to 64.
bool is_user_name(std::string_view name);
/// Lower-case letters, digits and hyphens, 1 to 40.
bool is_slug(std::string_view slug);

/// Owners, managers and staff find the shop's shifts and tasks in their homes.
store::User create_user(store::Transaction&, const store::Shop&, const NewUser&, Instant now, Random&);
/// Removes the user, its app passwords, and its home with everything that is bound nowhere else.
void remove_user(store::Transaction&, const store::User&, Instant now);
/// The password itself; it is stored as a digest and shown once.
std::string add_app_password(store::Transaction&, const store::User&, std::string label, Instant now,
                             Random&);

}  // namespace timeshelf::server
