#include "commerce/outbox.hpp"

#include <vector>

#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::chrono::minutes kPutOff{1};  // a debt that failed

}  // namespace

void owe(store::Transaction& transaction, const Id& shop, std::string_view topic, std::string_view subject,
         Instant at) {
  owe_all(transaction, shop, topic, {std::string(subject)}, at);
}

void owe_all(store::Transaction& transaction, const Id& shop, std::string_view topic,
             const std::set<std::string>& subjects, Instant at) {
  std::vector<store::Param> values;
  for (const std::string& subject : subjects) values.insert(values.end(), {shop, topic, subject, at});
  store::insert_rows(transaction, "outbox (shop, topic, subject, due_at)", 4, values,
                     "ON CONFLICT (shop, topic, subject) DO UPDATE SET due_at = excluded.due_at WHERE "
                     "excluded.due_at < outbox.due_at");
}

void Outbox::on(std::string topic, Handler handler) {
  handlers_[std::move(topic)] = std::move(handler);
}

DueWork Outbox::work() {
  return {"outbox",
          [](store::Transaction& transaction) {
            return transaction
                .first("SELECT MIN(due_at) FROM outbox", {},
                       [](const store::Row& row) { return row.maybe_instant(0); })
                .value_or(std::nullopt);
          },
          [this](store::Transaction& transaction, std::size_t at_most) { return run(transaction, at_most); },
          [this](store::Transaction& transaction) { put_off(transaction); }};
}

std::vector<Outbox::Debt> Outbox::due(store::Transaction& transaction, std::size_t at_most) const {
  std::vector<Debt> debts;
  transaction.query(
      "SELECT shop, topic, subject FROM outbox WHERE due_at <= $1 ORDER BY due_at, shop, topic, subject "
      "LIMIT $2",
      {clock_.now(), static_cast<std::int64_t>(at_most)}, [&](const store::Row& row) {
        debts.push_back({row.id(0), row.string(1), row.string(2)});
      });
  return debts;
}

std::size_t Outbox::run(store::Transaction& transaction, std::size_t at_most) {
  const auto debts = due(transaction, at_most);
  for (const Debt& debt : debts) {
    // Crossed off first: a handler may owe the same again for later.
    transaction.execute("DELETE FROM outbox WHERE shop = $1 AND topic = $2 AND subject = $3",
                        {debt.shop, debt.topic, debt.subject});
    const auto handler = handlers_.find(debt.topic);
    if (handler != handlers_.end()) handler->second(transaction, debt.shop, debt.subject);
  }
  return debts.size();
}

void Outbox::put_off(store::Transaction& transaction) const {
  for (const Debt& debt : due(transaction, 1)) {
    transaction.execute("UPDATE outbox SET due_at = $4 WHERE shop = $1 AND topic = $2 AND subject = $3",
                        {debt.shop, debt.topic, debt.subject, clock_.now() + kPutOff});
  }
}

}  // namespace timeshelf::commerce
