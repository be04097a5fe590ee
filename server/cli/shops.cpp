// timeshelf shop
#include <fmt/format.h>

#include <functional>

#include "base/text.hpp"
#include "commerce/settings.hpp"
#include "ical/date_time.hpp"
#include "server/accounts.hpp"
#include "server/cli/session.hpp"
#include "server/shop/language.hpp"

namespace timeshelf::server::cli {
namespace {

struct ShopOptions {
  std::string slug, name, currency = "EUR", time_zone = "Europe/Berlin", language = "en";
};
struct LanguageOptions {
  std::string shop, language;
};
struct CancelOptions {
  std::string shop;
  std::int64_t hours = 0;
};
struct TaxOptions {
  std::string shop, rounding = "half-up";
  bool on_top = false;
};

void need_language(const std::string& language) {
  if (!is_spoken(language))
    throw Stop{kRefused, fmt::format("'{}' is not a language here: en, de or es.", language)};
}

int add_shop(const Config& config, const ShopOptions& options) {
  return with_database(config, [&](Session& session) {
    if (!is_slug(options.slug))
      throw Stop{kRefused, "A shop's short name is lower-case letters, digits and hyphens."};
    if (!Currency::parse(options.currency))
      throw Stop{kRefused, fmt::format("'{}' is not an ISO 4217 currency, like EUR.", options.currency)};
    if (!ical::find_zone(options.time_zone))
      throw Stop{kRefused, fmt::format("'{}' is not a time zone, like Europe/Berlin.", options.time_zone)};
    need_language(options.language);
    session.write([&](store::Transaction& transaction) {
      if (store::find_shop_by_slug(transaction, options.slug))
        throw Stop{kRefused, fmt::format("There is a shop '{}' already.", options.slug)};
      session.parts.services.engine.create_shop(transaction, options.slug,
                                                options.name.empty() ? options.slug : options.name,
                                                options.currency, options.time_zone, options.language);
    });
    fmt::print("Shop '{}' made. Next: timeshelf user add NAME --shop {}\n", options.slug, options.slug);
    return kDone;
  });
}

int list_shops(const Config& config) {
  return with_database(config, [&](Session& session) {
    session.read([](store::Transaction& transaction) {
      for (const auto& shop : store::list_shops(transaction))
        fmt::print("{}\t{}\t{}\t{}\n", shop.slug, shop.name, shop.currency, shop.time_zone);
    });
    return kDone;
  });
}

// As the dashboard's settings: what is different is stored, and told to the audit log.
void change(Session& session, const std::string& slug, const std::function<void(commerce::Settings&)>& say) {
  session.write([&](store::Transaction& transaction) {
    const auto shop = need_shop(transaction, slug);
    commerce::Settings settings = commerce::load_settings(transaction, shop);
    say(settings);
    commerce::change_settings(transaction, session.parts.services.engine, shop, settings, "command line",
                              session.clock.now(), session.random);
  });
}

int set_language(const Config& config, const LanguageOptions& options) {
  return with_database(config, [&](Session& session) {
    need_language(options.language);
    change(session, options.shop,
           [&](commerce::Settings& settings) { settings.language = options.language; });
    fmt::print(
        "What the shop writes into calendars is in \"{}\"; a running server writes it anew in a minute.\n",
        options.language);
    return kDone;
  });
}

// Until so many hours before a slot customers may cancel, where the slot says nothing itself.
int set_cancel_rule(const Config& config, const CancelOptions& options) {
  return with_database(config, [&](Session& session) {
    if (options.hours < 0 || options.hours > 10'000)
      throw Stop{kRefused, "The hours before a slot starts are a whole number from 0 to 10,000."};
    change(session, options.shop,
           [&](commerce::Settings& settings) { settings.cancel_before = std::chrono::hours(options.hours); });
    fmt::print("Customers may cancel and move until {} hours before a slot that says nothing else.\n",
               options.hours);
    return kDone;
  });
}

int set_tax(const Config& config, const TaxOptions& options) {
  return with_database(config, [&](Session& session) {
    const auto rounding = commerce::parse_rounding(options.rounding);
    if (!rounding) throw Stop{kRefused, "A rounding is half-up, half-even or down."};
    change(session, options.shop, [&](commerce::Settings& settings) {
      settings.tax = {!options.on_top, *rounding};
    });
    fmt::print("{} Bookings that were made before stay as they are.\n",
               options.on_top ? "Tax comes on top of the prices." : "Prices hold their tax.");
    return kDone;
  });
}

}  // namespace

void declare_shops(CommandLine& line) {
  CLI::App& shop = line.group("shop", "Make and list shops");
  auto& made = line.options<ShopOptions>();
  CLI::App& add = line.add(shop, "add", "Make a shop", made, add_shop);
  add.add_option("slug", made.slug, "Short name in addresses")->required();
  add.add_option("--name", made.name, "Its name");
  add.add_option("--currency", made.currency, "ISO 4217 code")->capture_default_str();
  add.add_option("--time-zone", made.time_zone, "IANA name")->capture_default_str();
  add.add_option("--language", made.language, "Of what it writes into calendars: en, de or es")
      ->capture_default_str();

  auto& spoken = line.options<LanguageOptions>();
  CLI::App& language = line.add(shop, "language", "Say in which language the shop writes into calendars",
                                spoken, set_language);
  language.add_option("shop", spoken.shop, "Short name of the shop")->required();
  language.add_option("language", spoken.language, "en, de or es")->required();

  auto& taxed = line.options<TaxOptions>();
  CLI::App& tax = line.add(shop, "tax", "Say how prices hold their tax", taxed, set_tax);
  tax.add_option("shop", taxed.shop, "Short name of the shop")->required();
  tax.add_flag("--on-top", taxed.on_top, "Tax comes on top; otherwise prices hold it");
  tax.add_option("--rounding", taxed.rounding, "half-up, half-even or down")->capture_default_str();

  line.add(shop, "list", "List the shops", list_shops);

  auto& rule = line.options<CancelOptions>();
  CLI::App& cancel =
      line.add(shop, "cancel-until", "Say until when customers may cancel or move their bookings", rule,
               set_cancel_rule);
  cancel.add_option("slug", rule.shop, "Short name in addresses")->required();
  cancel.add_option("--hours", rule.hours, "Before the slot starts")->required();
}

}  // namespace timeshelf::server::cli
