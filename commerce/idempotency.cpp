#include "commerce/idempotency.hpp"

namespace timeshelf::commerce {

std::optional<RememberedAnswer> find_answer(store::Transaction& transaction, const Id& shop,
                                            std::string_view scope, std::string_view key) {
  return transaction.first(
      "SELECT digest, status, response FROM idempotency_keys WHERE shop = $1 AND scope = $2 AND key = $3",
      {shop, scope, key}, [](const store::Row& row) {
        return RememberedAnswer{row.string(0), static_cast<int>(row.integer(1)), row.string(2)};
      });
}

void remember_answer(store::Transaction& transaction, const Id& shop, std::string_view scope,
                     std::string_view key, const RememberedAnswer& answer, Instant now) {
  transaction.execute(
      "INSERT INTO idempotency_keys (shop, scope, key, digest, status, response, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {shop, scope, key, answer.digest, answer.status, answer.response, now});
}

}  // namespace timeshelf::commerce
