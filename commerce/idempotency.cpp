#include "commerce/idempotency.hpp"

#include "store/bulk.hpp"

namespace timeshelf::commerce {

Answers find_answers(store::Transaction& transaction, const Id& shop, const std::vector<RequestKey>& keys) {
  std::map<std::string, std::vector<store::Param>> by_scope;
  for (const RequestKey& key : keys) by_scope[key.scope].emplace_back(key.key);
  Answers answers;
  for (const auto& entry : by_scope) {
    const std::string& scope = entry.first;
    store::query_in(
        transaction,
        "SELECT key, digest, status, response FROM idempotency_keys WHERE shop = $1 AND scope = $2 AND "
        "key IN ({})",
        {shop, scope}, entry.second, [&](const store::Row& row) {
          answers.emplace(std::pair(scope, row.string(0)),
                          RememberedAnswer{row.string(1), static_cast<int>(row.integer(2)), row.string(3)});
        });
  }
  return answers;
}

void remember_answers(store::Transaction& transaction, const Id& shop, const Answers& answers, Instant now) {
  std::vector<store::Param> values;
  for (const auto& [key, answer] : answers) {
    values.insert(values.end(), {shop, key.first, key.second, answer.digest, std::int64_t{answer.status},
                                 answer.response, now});
  }
  store::insert_rows(transaction, "idempotency_keys (shop, scope, key, digest, status, response, created_at)",
                     7, values);
}

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
