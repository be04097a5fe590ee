// timeshelf stock
#include "commerce/stock/stock.hpp"

#include <fmt/format.h>

#include <set>

#include "base/text.hpp"
#include "server/api/parameters.hpp"
#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

struct StockOptions {
  std::string shop, sku, venue, to, id, at, source = "command line", reason;
  std::int64_t units = 0;
};

using commerce::StockKind;
using commerce::Venue;

void print_levels(const std::vector<commerce::StockLevel>& levels, const std::set<Id>& venues,
                  const std::string& sku) {
  fmt::print("venue\tsku\tthere\ton hand\tin slots\tpromised\tmissing\tleased\n");
  for (const auto& level : levels) {
    if (!venues.empty() && !venues.contains(level.venue.id)) continue;
    if (!sku.empty() && level.sku != sku) continue;
    fmt::print("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", level.venue.name, level.sku, level.there(), level.on_hand,
               level.in_slots, level.promised, level.missing, level.leased);
  }
}

commerce::StockStatement statement_of(const std::vector<Venue>& venues, StockKind kind,
                                      const StockOptions& options) {
  commerce::StockStatement said;
  said.kind = kind;
  said.id = options.id;
  said.venue = need_venue(venues, options.venue).id;
  if (!options.to.empty()) said.to = need_venue(venues, options.to).id;
  said.sku = to_upper(options.sku);
  said.units = options.units;
  if (!options.at.empty()) {
    said.occurred_at = api::parse_rfc3339(options.at);
    if (!said.occurred_at)
      throw Stop{kRefused, fmt::format("'{}' is not a time like 2026-03-01T17:00:00Z.", options.at)};
  }
  said.actor = "command line";
  said.source = options.source;
  said.reason = options.reason;
  return said;
}

int list_stock(const Config& config, const StockOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      auto& stock = session.parts.services.stock;
      print_levels(stock.levels(transaction, shop.id), {}, "");
      for (const auto& shortfall : stock.shortfalls(transaction, shop.id)) {
        fmt::print("\"{}\" of {}: {}\n", shortfall.summary, to_rfc3339(shortfall.starts_at),
                   shortfall.sentence);
      }
    });
    return kDone;
  });
}

int tell_stock(const Config& config, StockKind kind, const StockOptions& options) {
  return with_database(config, [&](Session& session) {
    auto& services = session.parts.services;
    std::vector<commerce::StockLevel> levels;
    std::set<Id> venues;
    bool repeated = false;
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      auto said = statement_of(services.engine.list_venues(transaction, shop.id), kind, options);
      said.shop = shop.id;
      const auto told = services.stock.tell(transaction, said);
      if (!told) throw Stop{kRefused, told.error().message};
      for (const auto& movement : told->movements) {
        venues.insert(movement.venue);
        // The server would do it within a minute; whoever counts wants to see it now.
        services.stock.share_out(transaction, shop.id, {movement.venue, movement.sku});
      }
      repeated = told->repeated;
      levels = services.stock.levels(transaction, shop.id);
    });
    if (repeated) fmt::print("That was told before; nothing changed.\n");
    print_levels(levels, venues, to_upper(options.sku));
    return kDone;
  });
}

void add_telling(CommandLine& line, CLI::App& stock, const char* name, const char* text, StockKind kind,
                 StockOptions& options) {
  CLI::App& tell = line.add(stock, name, text, [kind, &options](const Config& config) {
    return tell_stock(config, kind, options);
  });
  CommandLine::of_shop(tell, options.shop);
  tell.add_option("sku", options.sku, "Stock keeping unit")->required();
  tell.add_option("units", options.units, "How many")->required();
  tell.add_option("--venue", options.venue, "Name of the venue where it is")->required();
  if (kind == commerce::StockKind::move)
    tell.add_option("--to", options.to, "Name of the venue where it goes")->required();
  tell.add_option("--id", options.id,
                  "Number of the delivery note, stocktake …: told again, it changes nothing");
  tell.add_option("--at", options.at, "When it was so, like 2026-03-01T17:00:00Z; now if left out");
  tell.add_option("--source", options.source, "Who says so")->capture_default_str();
  tell.add_option("--reason", options.reason, "Why");
}

}  // namespace

void declare_stock(CommandLine& line) {
  auto& options = line.options<StockOptions>();
  CLI::App& stock = line.group("stock", "Goods at venues");
  line.add_of_shop(stock, "list", "What is where, and which slots got less than they ask for", options,
                   list_stock);
  add_telling(line, stock, "deliver", "So many came", StockKind::delivery, options);
  add_telling(line, stock, "count", "So many are there, those that were promised included", StockKind::count,
              options);
  add_telling(line, stock, "waste", "So many broke or spoiled", StockKind::waste, options);
  add_telling(line, stock, "move", "So many went to another venue", StockKind::move, options);
}

}  // namespace timeshelf::server::cli
