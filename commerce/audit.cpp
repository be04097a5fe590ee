#include "commerce/audit.hpp"

#include <boost/json.hpp>

namespace timeshelf::commerce {

void record(store::Transaction& transaction, const Id& shop, std::string_view actor, std::string_view action,
            std::string_view subject, const boost::json::object& facts, Instant now, Random& random) {
  transaction.execute(
      "INSERT INTO audit (shop, id, actor, action, subject, facts, created_at) VALUES ($1, $2, $3, $4, $5, "
      "$6, $7)",
      {shop, Id::make(now, random), actor, action, subject, boost::json::serialize(facts), now});
}

std::vector<AuditEntry> list_audit(store::Transaction& transaction, const Id& shop, std::string_view subject,
                                   std::size_t limit, const std::optional<Id>& before) {
  // One statement for each index, or a subject's few entries would be looked for among all.
  const std::string of = subject.empty() ? "($2 = '')" : "subject = $2";
  std::vector<AuditEntry> entries;
  transaction.query(
      "SELECT id, actor, action, subject, facts, created_at FROM audit WHERE shop = $1 AND " + of +
          " AND id < $3 ORDER BY id DESC LIMIT $4",
      {shop, subject, before ? before->text() : "~", static_cast<std::int64_t>(limit)},
      [&](const store::Row& row) {
        boost::system::error_code failed;
        const auto facts = boost::json::parse(row.text(4), failed);
        entries.push_back({row.id(0), row.string(1), row.string(2), row.string(3),
                           facts.is_object() ? facts.as_object() : boost::json::object{}, row.instant(5)});
      });
  return entries;
}

}  // namespace timeshelf::commerce
