// timeshelf audit
#include "commerce/audit.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include "server/cli/session.hpp"

namespace timeshelf::server::cli {

int list_audit(const Config& config, const AuditOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      commerce::AuditQuery query;
      query.subject = options.subject;
      query.limit = static_cast<std::size_t>(options.most);
      for (const auto& entry : commerce::list_audit(transaction, shop.id, query))
        fmt::print("{}\t{}\t{}\t{}\t{}\n", to_rfc3339(entry.at), entry.actor, entry.action, entry.subject,
                   boost::json::serialize(entry.facts));
    });
    return kDone;
  });
}

}  // namespace timeshelf::server::cli
