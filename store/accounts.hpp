// Rows of shops, users and app passwords. ("Accounts" of the ledger live in commerce.)
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::store {

/// The tenant: one creator or organiser.
struct Shop {
  Id id;
  std::string slug;  ///< in addresses: lower-case letters, digits, hyphens
  std::string name;
  std::string currency;         ///< ISO 4217, default for prices without one
  std::string time_zone;        ///< IANA name, for floating times
  std::string language = "en";  ///< of what it writes into calendars: "en", "de" or "es"
  std::string signing_secret;
  std::string signing_public;
  std::optional<Id> staff_calendar;  ///< where shifts are emitted (VEVENT)
  std::optional<Id> staff_tasks;     ///< and their tasks (VTODO)
  Instant created_at;
};

enum class Role { owner, manager, staff, reader };
std::string_view name_of(Role role);
std::optional<Role> parse_role(std::string_view name);

struct User {
  Id shop;
  std::string name;  ///< the login: unique in the installation; lower-case letters, digits, . _ - @
  Role role = Role::reader;
  std::string display_name;
  std::string email;
  std::string password_hash;  ///< argon2id in libsodium's string form; empty: no dashboard login
  Id home;                    ///< the collection that is its calendar home
  Instant created_at;
  /// CUTYPE of RFC 5545 3.2.3. A ROOM or RESOURCE answers invitations by itself.
  std::string calendar_user_type = "INDIVIDUAL";

  bool answers_by_itself() const { return calendar_user_type == "ROOM" || calendar_user_type == "RESOURCE"; }
};

/// A password for one device or app: random, stored as SHA-256, shown once.
struct AppPassword {
  Id shop;
  Id id;
  std::string user;
  std::string label;
  std::string digest;
  Instant created_at;
};

void insert_shop(Transaction&, const Shop&);
void update_shop(Transaction&, const Shop&);
std::optional<Shop> find_shop(Transaction&, const Id& shop);
std::optional<Shop> find_shop_by_slug(Transaction&, std::string_view slug);
std::vector<Shop> list_shops(Transaction&);

void insert_user(Transaction&, const User&);
void update_user(Transaction&, const User&);
/// Removes the user and its app passwords; its home is the caller's to delete first.
void delete_user(Transaction&, const User&);
std::optional<User> find_user(Transaction&, std::string_view name);
/// Whose address it is, in lower case; of several the first by name.
std::optional<User> find_user_by_email(Transaction&, std::string_view email);
/// Those of the addresses, in lower case, that are a user's.
std::set<std::string> addresses_of_users(Transaction&, const std::set<std::string>& emails);
/// Whose calendar it is: who has it in their home as its owner.
std::optional<User> find_user_by_calendar(Transaction&, const Id& shop, const Id& collection);
std::vector<User> list_users(Transaction&);

void insert_app_password(Transaction&, const AppPassword&);
bool delete_app_password(Transaction&, const Id& shop, const Id& id);
std::vector<AppPassword> list_app_passwords(Transaction&, std::string_view user);

}  // namespace timeshelf::store
