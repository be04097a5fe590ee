#include "commerce/audit.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "commerce/bookings/booking_search.hpp"
#include "commerce/ids_in_time.hpp"
#include "commerce/webhooks/events.hpp"

namespace timeshelf::commerce {

void record(store::Transaction& transaction, const Id& shop, std::string_view actor, std::string_view action,
            std::string_view subject, const boost::json::object& facts, Instant now, Random& random) {
  transaction.execute(
      "INSERT INTO audit (shop, id, actor, action, subject, facts, created_at) VALUES ($1, $2, $3, $4, $5, "
      "$6, $7)",
      {shop, Id::make(now, random), actor, action, subject, boost::json::serialize(facts), now});
  if (const auto kind = event_of(action)) happened(transaction, shop, *kind, subject, facts, now, random);
}

std::vector<AuditEntry> list_audit(store::Transaction& transaction, const Id& shop, const AuditQuery& query) {
  Id end = Id::trusted("~");
  if (query.to) end = std::min(end, first_id_at(*query.to));
  if (query.before) end = std::min(end, *query.before);
  const Id first = query.from ? first_id_at(*query.from) : Id{};
  const std::string of_kind = like_text(query.action) + ".%";
  // One statement for each index, or a subject's few entries would be looked for among all.
  const std::string of = query.subject.empty() ? "($2 = '')" : "subject = $2";
  std::vector<AuditEntry> entries;
  transaction.query(
      "SELECT id, actor, action, subject, facts, created_at FROM audit WHERE shop = $1 AND " + of +
          " AND id < $3 AND id >= $4 AND ($5 = '' OR actor = $5) "
          "AND ($6 = '' OR action = $6 OR action LIKE $7 ESCAPE '\\') ORDER BY id DESC LIMIT $8",
      {shop, query.subject, end, first, query.actor, query.action, of_kind,
       static_cast<std::int64_t>(query.limit)},
      [&](const store::Row& row) {
        boost::system::error_code failed;
        const auto facts = boost::json::parse(row.text(4), failed);
        entries.push_back({row.id(0), row.string(1), row.string(2), row.string(3),
                           facts.is_object() ? facts.as_object() : boost::json::object{}, row.instant(5)});
      });
  return entries;
}

}  // namespace timeshelf::commerce
