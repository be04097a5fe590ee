#include "store/password_uses.hpp"

namespace timeshelf::store {

std::optional<Id> password_unused_since(Transaction& transaction, std::string_view user,
                                        std::string_view digest, Instant since) {
  return transaction.first(
      "SELECT id FROM app_passwords WHERE user_name = $1 AND digest = $2 AND (used_at IS NULL OR used_at < "
      "$3)",
      {user, BlobView{digest}, since}, [](const Row& row) { return row.id(0); });
}

void note_password_use(Transaction& transaction, std::string_view user, const Id& password, Instant at) {
  transaction.execute("UPDATE app_passwords SET used_at = $3 WHERE user_name = $1 AND id = $2",
                      {user, password, at});
}

std::map<Id, Instant> password_uses(Transaction& transaction, std::string_view user) {
  std::map<Id, Instant> uses;
  transaction.query("SELECT id, used_at FROM app_passwords WHERE user_name = $1 AND used_at IS NOT NULL",
                    {user}, [&](const Row& row) { uses[row.id(0)] = row.instant(1); });
  return uses;
}

}  // namespace timeshelf::store
