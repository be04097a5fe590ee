// timeshelf code, bundle
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "server/api/parameters.hpp"
#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

struct CodeOptions {
  std::string shop, code, percent, sum, currency, audience, slot, sku, from, until;
  std::optional<std::int64_t> limit;
};

struct BundleOptions {
  std::string shop, name, title, price, currency;
  bool off = false;
};

constexpr std::string_view kCommandLine = "command line";

Money need_money(const std::string& text, std::string_view code) {
  const auto currency = Currency::parse(to_upper(code));
  if (!currency) throw Stop{kRefused, fmt::format("'{}' is not an ISO 4217 currency, like EUR.", code)};
  if (const auto money = Money::parse(text, *currency)) return *money;
  throw Stop{kRefused, fmt::format("'{}' is not an amount in {}, like 18.50.", text, currency->code())};
}

std::optional<Instant> instant_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (const auto instant = api::parse_rfc3339(text)) return instant;
  throw Stop{kRefused, fmt::format("'{}' is not a time like 2026-03-01T17:00:00Z.", text)};
}

std::string percent_text(std::int64_t rate) {
  return rate % 100 == 0 ? fmt::format("{}%", rate / 100) : fmt::format("{}.{:02}%", rate / 100, rate % 100);
}

std::string worth_of(const commerce::CodeTerms& terms) {
  if (!terms.discount) return "nothing off";
  return terms.discount->sum ? terms.discount->sum->text() + " off"
                             : percent_text(terms.discount->rate) + " off";
}

commerce::CodeTerms terms_of(const store::Shop& shop, const CodeOptions& options) {
  commerce::CodeTerms terms;
  terms.code = options.code;
  if (!options.percent.empty() && !options.sum.empty())
    throw Stop{kRefused, "A code takes off a part or a sum, not both."};
  if (!options.percent.empty())
    terms.discount = commerce::Discount{need_percent(options.percent), std::nullopt};
  if (!options.sum.empty()) {
    const std::string& currency = options.currency.empty() ? shop.currency : options.currency;
    terms.discount = commerce::Discount{0, need_money(options.sum, currency)};
  }
  terms.audience = options.audience;
  terms.slot = options.slot;
  terms.sku = options.sku;
  terms.limit = options.limit;
  terms.valid_from = instant_of(options.from);
  terms.valid_until = instant_of(options.until);
  return terms;
}

void put(Session& session, store::Transaction& transaction, const Id& shop, commerce::CodeTerms terms) {
  const auto done = session.parts.services.codes.put(transaction, shop, std::move(terms), kCommandLine);
  if (!done) throw Stop{kRefused, done.error().message};
}

int add_code(const Config& config, const CodeOptions& options) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      put(session, transaction, shop.id, terms_of(shop, options));
    });
    fmt::print("Code {} is there.\n", to_upper(trim(options.code)));
    return kDone;
  });
}

int switch_code_off(const Config& config, const CodeOptions& options) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const std::string code = commerce::normalise_code(options.code);
      const auto codes = session.parts.services.codes.list(transaction, shop.id);
      const auto found = std::find_if(codes.begin(), codes.end(),
                                      [&](const auto& candidate) { return candidate.terms.code == code; });
      if (found == codes.end())
        throw Stop{kRefused,
                   fmt::format("There is no code {}. 'timeshelf code list' shows those that are.", code)};
      commerce::CodeTerms terms = found->terms;
      terms.active = false;
      put(session, transaction, shop.id, std::move(terms));
    });
    fmt::print("The code is no longer accepted. Bookings that were made with it stay as they are.\n");
    return kDone;
  });
}

int link_code(const Config& config, const CodeOptions& options) {
  return with_database(config, [&](Session& session) {
    std::string link, until;
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const auto made = session.parts.services.codes.make_token(transaction, shop, options.code,
                                                                instant_of(options.until), kCommandLine);
      if (!made) throw Stop{kRefused, made.error().message};
      link = commerce::audience_link(shop, commerce::make_audience_token(shop, *made));
      until = to_rfc3339(made->valid_until);
    });
    fmt::print("{}{}\nIt opens early until {}; 'timeshelf code off' ends it before.\n",
               config.effective_base_url(), link, until);
    return kDone;
  });
}

int list_codes(const Config& config, const CodeOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      for (const auto& code : session.parts.services.codes.list(transaction, shop.id)) {
        const commerce::CodeTerms& terms = code.terms;
        const std::string limit = terms.limit ? fmt::format(" of {}", *terms.limit) : std::string();
        fmt::print("{}\t{}\t{}\t{}{} used\t{}\n", terms.code, worth_of(terms), terms.audience, code.used,
                   limit, terms.active ? "" : "off");
      }
    });
    return kDone;
  });
}

int put_bundle(const Config& config, const BundleOptions& options) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      commerce::Bundle bundle{options.name, options.title};
      if (!options.price.empty())
        bundle.price = need_money(options.price, options.currency.empty() ? shop.currency : options.currency);
      bundle.active = !options.off;
      const auto done =
          session.parts.services.bundles.put(transaction, shop.id, std::move(bundle), kCommandLine);
      if (!done) throw Stop{kRefused, done.error().message};
    });
    fmt::print("Bundle '{}' is there. Slots belong to it by X-SHELF-BUNDLE or a line 'bundle {}'.\n",
               options.name, options.name);
    return kDone;
  });
}

int list_bundles(const Config& config, const BundleOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      for (const auto& bundle : session.parts.services.bundles.list(transaction, shop.id)) {
        fmt::print("{}\t{}\t{}\t{}\n", bundle.name,
                   bundle.price ? bundle.price->text() : "what its slots cost", bundle.title,
                   bundle.active ? "" : "off");
      }
    });
    return kDone;
  });
}

}  // namespace

std::int64_t need_percent(const std::string& text) {
  // Hundredths of a percent are written like the cents of a currency with two places.
  const auto rate =
      Money::parse(text.ends_with('%') ? text.substr(0, text.size() - 1) : text, *Currency::parse("EUR"));
  if (rate && rate->minor <= 10'000) return rate->minor;
  throw Stop{kRefused, fmt::format("'{}' is not a percentage from 0 to 100, like 19 or 7.5.", text)};
}

void declare_codes(CommandLine& line) {
  auto& options = line.options<CodeOptions>();
  CLI::App& code = line.group("code", "Discount and access codes");
  CLI::App& code_add = line.add_of_shop(code, "add", "Add a code, or change it", options, add_code);
  code_add.add_option("code", options.code, "What customers type")->required();
  code_add.add_option("--percent", options.percent, "So much off the price, like 10");
  code_add.add_option("--sum", options.sum, "So much off the booking, like 5.00");
  code_add.add_option("--currency", options.currency, "Of the sum; the shop's if left out");
  code_add.add_option("--audience", options.audience, "Opens early for whom slots say so, like MEMBERS");
  code_add.add_option("--slot", options.slot, "Only for the slot with this id");
  code_add.add_option("--sku", options.sku, "Only for this SKU");
  code_add.add_option("--limit", options.limit, "Uses in all; unlimited if left out");
  code_add.add_option("--from", options.from, "Valid from, like 2026-03-01T17:00:00Z");
  code_add.add_option("--until", options.until, "Valid until");
  CLI::App& code_off = line.add_of_shop(code, "off", "Accept it no longer", options, switch_code_off);
  code_off.add_option("code", options.code, "The code")->required();
  CLI::App& code_link = line.add_of_shop(code, "link", "Print a link that opens slots early for its audience",
                                         options, link_code);
  code_link.add_option("code", options.code, "The code")->required();
  code_link.add_option("--until", options.until, "Its end; the code's, or a year, if left out");
  line.add_of_shop(code, "list", "List the codes and how often they were used", options, list_codes);
}

void declare_bundles(CommandLine& line) {
  auto& options = line.options<BundleOptions>();
  CLI::App& bundle = line.group("bundle", "Slots that are sold together");
  CLI::App& bundle_add = line.add_of_shop(bundle, "add", "Give a bundle a title and a price, or change them",
                                          options, put_bundle);
  bundle_add.add_option("name", options.name, "As slots name it")->required();
  bundle_add.add_option("--title", options.title, "For people; the name in words if left out");
  bundle_add.add_option("--price", options.price, "Of the whole; what its slots cost if left out");
  bundle_add.add_option("--currency", options.currency, "Of the price; the shop's if left out");
  bundle_add.add_flag("--off", options.off, "It can be booked no longer");
  line.add_of_shop(bundle, "list", "List the bundles", options, list_bundles);
}

}  // namespace timeshelf::server::cli
