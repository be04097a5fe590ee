#include "store/accounts.hpp"
#include "store/bulk.hpp"
#include "store/names.hpp"

namespace timeshelf::store {
namespace {

constexpr Names<Role, 4> kRoles{{{
    {Role::owner, "owner"},
    {Role::manager, "manager"},
    {Role::staff, "staff"},
    {Role::reader, "reader"},
}}};

/// In the order that user_of() reads.
const std::string kSelectUser =
    "SELECT shop, name, role, display_name, email, password_hash, home, created_at, calendar_user_type FROM "
    "users";

User user_of(const Row& row) {
  return {.shop = row.id(0),
          .name = row.string(1),
          .role = kRoles.value(row.text(2)),
          .display_name = row.string(3),
          .email = row.string(4),
          .password_hash = row.string(5),
          .home = row.id(6),
          .created_at = row.instant(7),
          .calendar_user_type = row.string(8)};
}

AppPassword app_password_of(const Row& row) {
  return {.shop = row.id(0),
          .id = row.id(1),
          .user = row.string(2),
          .label = row.string(3),
          .digest = row.string(4),
          .created_at = row.instant(5)};
}

}  // namespace

std::string_view name_of(Role role) {
  return kRoles.name(role);
}
std::optional<Role> parse_role(std::string_view name) {
  return kRoles.find(name);
}

void insert_user(Transaction& transaction, const User& user) {
  transaction.execute(
      "INSERT INTO users (shop, name, role, display_name, email, password_hash, home, created_at, "
      "calendar_user_type)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {user.shop, user.name, name_of(user.role), user.display_name, user.email, user.password_hash, user.home,
       user.created_at, user.calendar_user_type});
}

void update_user(Transaction& transaction, const User& user) {
  transaction.execute(
      "UPDATE users SET role = $3, display_name = $4, email = $5, password_hash = $6, home = $7, "
      "calendar_user_type = $8"
      " WHERE shop = $1 AND name = $2",
      {user.shop, user.name, name_of(user.role), user.display_name, user.email, user.password_hash, user.home,
       user.calendar_user_type});
}

void delete_user(Transaction& transaction, const User& user) {
  transaction.execute("DELETE FROM app_passwords WHERE shop = $1 AND user_name = $2", {user.shop, user.name});
  // Whoever gets the name later gets nothing else.
  transaction.execute("DELETE FROM grants WHERE shop = $1 AND grantee = $2",
                      {user.shop, "user:" + user.name});
  transaction.execute("DELETE FROM invitations WHERE shop = $1 AND sharee = $2",
                      {user.shop, "user:" + user.name});
  transaction.execute("DELETE FROM push_registrations WHERE shop = $1 AND user_name = $2",
                      {user.shop, user.name});
  transaction.execute("DELETE FROM users WHERE shop = $1 AND name = $2", {user.shop, user.name});
}

std::optional<User> find_user(Transaction& transaction, std::string_view name) {
  static const std::string sql = kSelectUser + " WHERE name = $1";
  return transaction.first(sql, {name}, user_of);
}

std::optional<User> find_user_by_email(Transaction& transaction, std::string_view email) {
  static const std::string sql = kSelectUser + " WHERE lower(email) = $1 ORDER BY name LIMIT 1";
  if (email.empty()) return std::nullopt;
  return transaction.first(sql, {email}, user_of);
}

std::optional<User> find_user_by_calendar(Transaction& transaction, const Id& shop, const Id& collection) {
  static const std::string sql = kSelectUser +
                                 " WHERE shop = $1 AND home IN"
                                 " (SELECT parent FROM bindings WHERE shop = $1 AND child = $2 AND access = "
                                 "'owner') ORDER BY name LIMIT 1";
  return transaction.first(sql, {shop, collection}, user_of);
}

std::set<std::string> addresses_of_users(Transaction& transaction, const std::set<std::string>& emails) {
  std::set<std::string> known;
  query_in(transaction, "SELECT lower(email) FROM users WHERE lower(email) IN ({})", {}, params_of(emails),
           [&](const Row& row) { known.insert(row.string(0)); });
  return known;
}

std::vector<User> list_users(Transaction& transaction) {
  static const std::string sql = kSelectUser + " ORDER BY name";
  std::vector<User> users;
  transaction.query(sql, {}, [&](const Row& row) { users.push_back(user_of(row)); });
  return users;
}

void insert_app_password(Transaction& transaction, const AppPassword& password) {
  transaction.execute(
      "INSERT INTO app_passwords (shop, id, user_name, label, digest, created_at) VALUES ($1, $2, $3, $4, "
      "$5, $6)",
      {password.shop, password.id, password.user, password.label, BlobView{password.digest},
       password.created_at});
}

bool delete_app_password(Transaction& transaction, const Id& shop, const Id& id) {
  return transaction.execute("DELETE FROM app_passwords WHERE shop = $1 AND id = $2", {shop, id}) > 0;
}

std::vector<AppPassword> list_app_passwords(Transaction& transaction, std::string_view user) {
  std::vector<AppPassword> passwords;
  transaction.query(
      "SELECT shop, id, user_name, label, digest, created_at FROM app_passwords WHERE user_name = $1 ORDER "
      "BY id",
      {user}, [&](const Row& row) { passwords.push_back(app_password_of(row)); });
  return passwords;
}

}  // namespace timeshelf::store
