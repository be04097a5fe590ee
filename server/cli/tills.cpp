// timeshelf till
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "base/text.hpp"
#include "commerce/pos/pos.hpp"
#include "server/cli/session.hpp"
#include "server/log.hpp"
#include "server/public_address.hpp"

namespace timeshelf::server::cli {
namespace {

struct TillOptions {
  std::string shop, till, maker = "generic", name, venue, location, api, sku, item;
};

constexpr const char* kActor = "command line";
constexpr std::size_t kShown = 50;

template <class T>
T must(commerce::Decided<T> decided) {
  if (!decided) throw Stop{kRefused, decided.error().message};
  if constexpr (!std::is_void_v<T>) return std::move(*decided);
}

Id id_of(const TillOptions& options) {
  return Id::parse(options.till).value_or(Id{});
}

std::string state_of(const commerce::PointOfSale& till) {
  if (!till.active) return "switched off";
  return till.problem.empty() ? "all well" : one_line(till.problem, 200);
}

// Keys are not given as arguments, where everybody on the machine could read them.
std::string line_of_input() {
  std::string line;
  std::getline(std::cin, line);
  return std::string(trim(line));
}

void print_items(const std::vector<commerce::TillItem>& items) {
  for (const auto& item : items)
    fmt::print("item\t{}\t{}\t{}\n", item.sku, item.item,
               item.known.units ? fmt::format("it has {}", *item.known.units) : "not known yet");
}

int list_tills(const Config& config, const TillOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const auto venues = session.parts.services.engine.list_venues(transaction, shop.id);
      for (const auto& till : session.parts.tills.list(transaction, shop.id)) {
        const auto venue = std::find_if(venues.begin(), venues.end(),
                                        [&](const commerce::Venue& each) { return each.id == till.venue; });
        fmt::print("{}\t{}\t{}\t{}\t{}\t{}\n", till.id.text(), till.name, commerce::name_of(till.maker),
                   venue == venues.end() ? "" : venue->name,
                   till.heard_at ? "heard " + to_rfc3339(*till.heard_at) : "never heard", state_of(till));
      }
    });
    return kDone;
  });
}

int show_till(const Config& config, const TillOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const Id shop = need_shop(transaction, options.shop).id;
      auto& tills = session.parts.tills;
      const auto till = must(tills.find(transaction, shop, id_of(options)));
      fmt::print("{} ({}): {}\n", till.name, commerce::name_of(till.maker), state_of(till));
      print_items(tills.items(transaction, shop, till.id));
      for (const auto& said : session.parts.till_messages.list(transaction, shop, till.id, kShown))
        fmt::print("told\t{}\t{}\t{}\t{}\t{}\t{}\n", to_rfc3339(said.said.occurred_at),
                   commerce::name_of(said.said.kind), one_line(said.said.item, 200), said.said.units,
                   said.state, said.sentence);
      for (const auto& refusal : session.parts.till_messages.refusals(transaction, shop, till.id))
        fmt::print("turned away\t{}\t{} times\t{}\n", to_rfc3339(refusal.last_at), refusal.times,
                   refusal.reason);
      for (const auto& change : session.parts.till_changes.list(transaction, shop, till.id, kShown))
        fmt::print("was told\t{}\t{}\t{}\t{}\t{}\t{}\n", to_rfc3339(change.created_at),
                   change.change.sets ? "set" : "adjust", change.sku, change.change.units, change.state,
                   one_line(change.reason, 200));
    });
    return kDone;
  });
}

int add_till(const Config& config, const TillOptions& options) {
  return with_database(config, [&](Session& session) {
    const std::string wrong =
        options.api.empty() ? "" : problem_with_address(options.api, config.webhooks_any_address);
    if (!wrong.empty()) throw Stop{kRefused, wrong};
    commerce::TillTerms terms;
    terms.maker = options.maker;
    terms.name = options.name;
    terms.location = options.location;
    terms.api = options.api;
    if (options.maker != commerce::name_of(commerce::TillMaker::generic)) {
      terms.secret = line_of_input();
      terms.access = line_of_input();
    }
    std::optional<commerce::PointsOfSale::Made> made;
    session.write([&](store::Transaction& transaction) {
      const Id shop = need_shop(transaction, options.shop).id;
      terms.venue =
          need_venue(session.parts.services.engine.list_venues(transaction, shop), options.venue).id.text();
      made = must(session.parts.tills.add(transaction, shop, terms, kActor));
    });
    fmt::print("Till {}\nIts messages go to /api/v1/shops/{}/tills/{}/messages\n", made->till.id.text(),
               options.shop, made->till.id.text());
    if (!made->secret.empty())
      fmt::print("Secret: {}\nThe till signs with it what it sends. It is shown nowhere else.\n",
                 made->secret);
    return kDone;
  });
}

int name_till_item(const Config& config, const TillOptions& options) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const Id shop = need_shop(transaction, options.shop).id;
      auto& tills = session.parts.tills;
      auto items = tills.items(transaction, shop, must(tills.find(transaction, shop, id_of(options))).id);
      const std::string sku = to_upper(options.sku);
      std::erase_if(items, [&](const commerce::TillItem& each) { return each.sku == sku; });
      if (!options.item.empty()) items.push_back({sku, options.item, {}});
      must(tills.set_items(transaction, shop, id_of(options), items, kActor));
      print_items(tills.items(transaction, shop, id_of(options)));
    });
    return kDone;
  });
}

int remove_till(const Config& config, const TillOptions& options) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const Id shop = need_shop(transaction, options.shop).id;
      must(session.parts.tills.remove(transaction, shop, id_of(options), kActor));
    });
    fmt::print("The till is removed. What it told stays in the books.\n");
    return kDone;
  });
}

}  // namespace

void declare_tills(CommandLine& line) {
  CLI::App& till = line.group("till", "Tills of other makers that sell from the same shelf");
  auto& options = line.options<TillOptions>();
  line.add_of_shop(till, "list", "List them", options, list_tills);
  CLI::App& made = line.add_of_shop(
      till, "add",
      "Add one; of square and shopify reads the key and the access token, a line each, from standard input",
      options, add_till);
  made.add_option("name", options.name, "What the shop calls it")->required();
  made.add_option("--maker", options.maker, "square, shopify or generic (the default)");
  made.add_option("--venue", options.venue, "Where it stands")->required();
  made.add_option("--location", options.location, "What its maker calls that place");
  made.add_option("--api", options.api, "Where it is told of changes; left out, it is only heard");
  const auto add = [&](const char* name, const char* text, auto* command) -> CLI::App& {
    CLI::App& added = line.add_of_shop(till, name, text, options, command);
    added.add_option("till", options.till, "Its id, as 'till list' prints it")->required();
    return added;
  };
  add("show", "What it calls what, what it told and was told, newest first", show_till);
  CLI::App& item =
      add("item", "Say what it calls a product; without a name it does not sell it", name_till_item);
  item.add_option("sku", options.sku, "The product's SKU")->required();
  item.add_option("item", options.item, "What the till calls it");
  add("remove", "Remove one, with its log", remove_till);
}

}  // namespace timeshelf::server::cli
