// timeshelf audit
#include "commerce/audit.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

struct AuditOptions {
  std::string shop, subject;  ///< subject: the id of a booking, slot, venue …, or "" for all
  std::int64_t most = 100;
};

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

}  // namespace

void declare_audit(CommandLine& line) {
  auto& options = line.options<AuditOptions>();
  CLI::App& audit = line.add_of_shop(
      line.program(), "audit", "Who did what to a shop, and why; the newest first", options, list_audit);
  audit.add_option("--subject", options.subject, "Only of that booking, slot, venue …: its id");
  audit.add_option("--most", options.most, "So many lines")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
      ->capture_default_str();
}

}  // namespace timeshelf::server::cli
