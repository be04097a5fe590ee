// The command line: words in, exit code out. What the commands do is in server/cli.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>

#include "server/cli/commands.hpp"

namespace {

using namespace timeshelf::server;
namespace commerce = timeshelf::commerce;

constexpr const char* kFooter = R"(
Exit codes: 0 done, 1 a check found something, 2 wrong usage, 3 configuration, 4 input refused,
            5 database, port or disk unavailable.

A new installation:
  timeshelf shop add studio --name "Kiln Street Studio"
  timeshelf user add clara --shop studio
  timeshelf serve)";

struct Words {
  std::string config_path;
  std::string database;
  std::string listen;
  cli::UserOptions user;
  cli::ShopOptions shop;
  std::int64_t hours = 0;
  cli::ProductOptions product;
  cli::CodeOptions code;
  cli::BundleOptions bundle;
  cli::TaxOptions tax;
  cli::VenueOptions venue;
  cli::StockOptions stock;
  cli::ZoneOptions zone;
  cli::FeedOptions feed;
  cli::AuditOptions audit;
  cli::DeviceOptions device;
  cli::ImportOptions import;
  std::string name, label = "app", id, file, output, data, base;
  bool show = false;
};

// Runs its command with the configuration that the global options amount to.
using Command = std::function<int(const Config&)>;

int configured(const Words& words, const Command& command) {
  Config config;
  if (!words.config_path.empty()) {
    auto loaded = load_config(words.config_path);
    if (!loaded) {
      fmt::print(stderr, "timeshelf: {}\n", loaded.error().message);
      return cli::kConfig;
    }
    config = std::move(*loaded);
  }
  if (!words.database.empty()) config.database = words.database;
  if (!words.listen.empty()) config.listen = words.listen;
  return command(config);
}

CLI::App* add(CLI::App& parent, const char* name, const char* text, Command& chosen, Command command) {
  CLI::App* sub = parent.add_subcommand(name, text);
  sub->callback([&chosen, command = std::move(command)] { chosen = command; });
  return sub;
}

void add_accounts(CLI::App& app, Words& words, Command& chosen) {
  auto* shop = app.add_subcommand("shop", "Make and list shops")->require_subcommand(1);
  auto* shop_add =
      add(*shop, "add", "Make a shop", chosen, [&](const Config& c) { return cli::add_shop(c, words.shop); });
  shop_add->add_option("slug", words.shop.slug, "Short name in addresses")->required();
  shop_add->add_option("--name", words.shop.name, "Its name");
  shop_add->add_option("--currency", words.shop.currency, "ISO 4217 code")->capture_default_str();
  shop_add->add_option("--time-zone", words.shop.time_zone, "IANA name")->capture_default_str();
  auto* shop_tax = add(*shop, "tax", "Say how prices hold their tax", chosen,
                       [&](const Config& c) { return cli::set_tax(c, words.tax); });
  shop_tax->add_option("shop", words.tax.shop, "Short name of the shop")->required();
  shop_tax->add_flag("--on-top", words.tax.on_top, "Tax comes on top; otherwise prices hold it");
  shop_tax->add_option("--rounding", words.tax.rounding, "half-up, half-even or down")->capture_default_str();
  add(*shop, "list", "List the shops", chosen, [](const Config& c) { return cli::list_shops(c); });
  auto* shop_cancel =
      add(*shop, "cancel-until", "Say until when customers may cancel or move their bookings", chosen,
          [&](const Config& c) { return cli::set_cancel_rule(c, words.shop.slug, words.hours); });
  shop_cancel->add_option("slug", words.shop.slug, "Short name in addresses")->required();
  shop_cancel->add_option("--hours", words.hours, "Before the slot starts")->required();

  auto* user = app.add_subcommand("user", "Make, list and remove users")->require_subcommand(1);
  auto* user_add = add(*user, "add", "Make a user; prints an app password", chosen,
                       [&](const Config& c) { return cli::add_user(c, words.user); });
  user_add->add_option("name", words.user.name, "Login")->required();
  user_add->add_option("--shop", words.user.shop, "Short name of the shop")->required();
  user_add->add_option("--role", words.user.role, "owner, manager, staff or reader")->capture_default_str();
  user_add->add_option("--display-name", words.user.display_name, "Full name");
  user_add->add_option("--email", words.user.email, "E-mail address");
  user_add
      ->add_option("--type", words.user.type,
                   "individual; room or resource: it answers invitations by itself, and is a reader")
      ->capture_default_str();
  add(*user, "list", "List the users", chosen, [](const Config& c) { return cli::list_users(c); });
  add(*user, "remove", "Remove a user with all calendars", chosen,
      [&](const Config& c) { return cli::remove_user(c, words.name); })
      ->add_option("name", words.name, "Login")
      ->required();
  add(*user, "password", "Set the dashboard password, read from standard input", chosen,
      [&](const Config& c) { return cli::set_password(c, words.name); })
      ->add_option("name", words.name, "Login")
      ->required();

  auto* token = app.add_subcommand("token", "App passwords for calendar apps")->require_subcommand(1);
  auto* token_add = add(*token, "add", "Make one; it is shown once", chosen,
                        [&](const Config& c) { return cli::add_token(c, words.name, words.label); });
  token_add->add_option("user", words.name, "Login")->required();
  token_add->add_option("--label", words.label, "What it is for")->capture_default_str();
  add(*token, "list", "List a user's", chosen,
      [&](const Config& c) { return cli::list_tokens(c, words.name); })
      ->add_option("user", words.name, "Login")
      ->required();
  add(*token, "revoke", "Revoke one", chosen, [&](const Config& c) { return cli::revoke_token(c, words.id); })
      ->add_option("id", words.id, "Its id")
      ->required();

  auto* product = app.add_subcommand("product", "What the shop sells")->require_subcommand(1);
  auto* product_add = add(*product, "add", "Add or change a product", chosen,
                          [&](const Config& c) { return cli::add_product(c, words.product); });
  product_add->add_option("sku", words.product.sku, "Stock keeping unit")->required();
  product_add->add_option("--shop", words.product.shop, "Short name of the shop")->required();
  product_add->add_option("--name", words.product.name, "Its name")->required();
  product_add->add_option("--price", words.product.price, "Like 18.50")->required();
  product_add->add_option("--currency", words.product.currency, "ISO 4217 code; the shop's if left out");
  product_add->add_option("--tax-rate", words.product.tax_rate, "Percent, like 19 or 7.5; none if left out");
  product_add->add_option("--description", words.product.description, "A sentence about it");
  product_add->add_option("--image", words.product.image, "A picture: JPEG, PNG, WebP, AVIF, HEIC or SVG");
  product_add->add_option("--digital", words.product.digital,
                          "What who buys it digitally gets: a file, or an https:// address");
  add(*product, "list", "List the products", chosen,
      [&](const Config& c) { return cli::list_products(c, words.product.shop); })
      ->add_option("--shop", words.product.shop, "Short name of the shop")
      ->required();
}

void add_images(CLI::App& app, Words& words, Command& chosen) {
  auto* image = app.add_subcommand("image", "Pictures of the shop")->require_subcommand(1);
  auto* image_add =
      add(*image, "add", "Keep a picture in every size that pages need, and print its address", chosen,
          [&](const Config& c) { return cli::add_image(c, words.shop.slug, words.file); });
  image_add->add_option("file", words.file, "JPEG, PNG, WebP, AVIF, HEIC or SVG")->required();
  image_add->add_option("--shop", words.shop.slug, "Short name of the shop")->required();
}

void add_offers(CLI::App& app, Words& words, Command& chosen) {
  auto* code = app.add_subcommand("code", "Discount and access codes")->require_subcommand(1);
  auto* code_add = add(*code, "add", "Add a code, or change it", chosen,
                       [&](const Config& c) { return cli::add_code(c, words.code); });
  code_add->add_option("code", words.code.code, "What customers type")->required();
  code_add->add_option("--shop", words.code.shop, "Short name of the shop")->required();
  code_add->add_option("--percent", words.code.percent, "So much off the price, like 10");
  code_add->add_option("--sum", words.code.sum, "So much off the booking, like 5.00");
  code_add->add_option("--currency", words.code.currency, "Of the sum; the shop's if left out");
  code_add->add_option("--audience", words.code.audience, "Opens early for whom slots say so, like MEMBERS");
  code_add->add_option("--slot", words.code.slot, "Only for the slot with this id");
  code_add->add_option("--sku", words.code.sku, "Only for this SKU");
  code_add->add_option("--limit", words.code.limit, "Uses in all; unlimited if left out");
  code_add->add_option("--from", words.code.from, "Valid from, like 2026-03-01T17:00:00Z");
  code_add->add_option("--until", words.code.until, "Valid until");
  auto* code_off = add(*code, "off", "Accept it no longer", chosen,
                       [&](const Config& c) { return cli::switch_code_off(c, words.code); });
  code_off->add_option("code", words.code.code, "The code")->required();
  code_off->add_option("--shop", words.code.shop, "Short name of the shop")->required();
  auto* code_link = add(*code, "link", "Print a link that opens slots early for its audience", chosen,
                        [&](const Config& c) { return cli::link_code(c, words.code); });
  code_link->add_option("code", words.code.code, "The code")->required();
  code_link->add_option("--shop", words.code.shop, "Short name of the shop")->required();
  code_link->add_option("--until", words.code.until, "Its end; the code's, or a year, if left out");
  add(*code, "list", "List the codes and how often they were used", chosen,
      [&](const Config& c) { return cli::list_codes(c, words.code.shop); })
      ->add_option("--shop", words.code.shop, "Short name of the shop")
      ->required();

  auto* bundle = app.add_subcommand("bundle", "Slots that are sold together")->require_subcommand(1);
  auto* bundle_add = add(*bundle, "add", "Give a bundle a title and a price, or change them", chosen,
                         [&](const Config& c) { return cli::put_bundle(c, words.bundle); });
  bundle_add->add_option("name", words.bundle.name, "As slots name it")->required();
  bundle_add->add_option("--shop", words.bundle.shop, "Short name of the shop")->required();
  bundle_add->add_option("--title", words.bundle.title, "For people; the name in words if left out");
  bundle_add->add_option("--price", words.bundle.price, "Of the whole; what its slots cost if left out");
  bundle_add->add_option("--currency", words.bundle.currency, "Of the price; the shop's if left out");
  bundle_add->add_flag("--off", words.bundle.off, "It can be booked no longer");
  add(*bundle, "list", "List the bundles", chosen,
      [&](const Config& c) { return cli::list_bundles(c, words.bundle.shop); })
      ->add_option("--shop", words.bundle.shop, "Short name of the shop")
      ->required();
}

void add_telling(CLI::App& stock, const char* name, const char* text, commerce::StockKind kind, Words& words,
                 Command& chosen) {
  auto* tell = add(stock, name, text, chosen,
                   [&words, kind](const Config& c) { return cli::tell_stock(c, kind, words.stock); });
  tell->add_option("sku", words.stock.sku, "Stock keeping unit")->required();
  tell->add_option("units", words.stock.units, "How many")->required();
  tell->add_option("--shop", words.stock.shop, "Short name of the shop")->required();
  tell->add_option("--venue", words.stock.venue, "Name of the venue where it is")->required();
  if (kind == commerce::StockKind::move)
    tell->add_option("--to", words.stock.to, "Name of the venue where it goes")->required();
  tell->add_option("--id", words.stock.id,
                   "Number of the delivery note, stocktake …: told again, it changes nothing");
  tell->add_option("--at", words.stock.at, "When it was so, like 2026-03-01T17:00:00Z; now if left out");
  tell->add_option("--source", words.stock.source, "Who says so")->capture_default_str();
  tell->add_option("--reason", words.stock.reason, "Why");
}

void add_stock(CLI::App& app, Words& words, Command& chosen) {
  auto* venue = app.add_subcommand("venue", "Where slots take place and goods are")->require_subcommand(1);
  auto* venue_add = add(*venue, "add", "Add a venue, or change the one of that name", chosen,
                        [&](const Config& c) { return cli::put_venue(c, words.venue); });
  venue_add->add_option("name", words.venue.name, "Its name, as LOCATIONs begin")->required();
  venue_add->add_option("--shop", words.venue.shop, "Short name of the shop")->required();
  venue_add->add_option("--headcount", words.venue.headcount, "People that it takes at once; 0: not known");
  venue_add->add_option("--address", words.venue.address, "Where it is");
  venue_add->add_option("--time-zone", words.venue.time_zone, "IANA name; the shop's if left out");
  venue_add->add_option("--latitude", words.venue.latitude, "In degrees, for zones by distance");
  venue_add->add_option("--longitude", words.venue.longitude, "In degrees");
  venue_add->add_option(
      "--staff", words.venue.staff,
      "People for so many bookings, like '1 per 8'; these four replace what was said before");
  venue_add->add_option("--at-least", words.venue.at_least, "People once somebody booked");
  venue_add->add_option("--set-up", words.venue.set_up, "Minutes that a shift begins before its slot");
  venue_add->add_option("--tear-down", words.venue.tear_down, "Minutes that it ends behind it");
  add(*venue, "list", "List the venues", chosen,
      [&](const Config& c) { return cli::list_venues(c, words.venue.shop); })
      ->add_option("--shop", words.venue.shop, "Short name of the shop")
      ->required();

  auto* stock = app.add_subcommand("stock", "Goods at venues")->require_subcommand(1);
  add(*stock, "list", "What is where, and which slots got less than they ask for", chosen,
      [&](const Config& c) { return cli::list_stock(c, words.stock.shop); })
      ->add_option("--shop", words.stock.shop, "Short name of the shop")
      ->required();
  using Kind = commerce::StockKind;
  add_telling(*stock, "deliver", "So many came", Kind::delivery, words, chosen);
  add_telling(*stock, "count", "So many are there, those that were promised included", Kind::count, words,
              chosen);
  add_telling(*stock, "waste", "So many broke or spoiled", Kind::waste, words, chosen);
  add_telling(*stock, "move", "So many went to another venue", Kind::move, words, chosen);
}

void add_zones(CLI::App& app, Words& words, Command& chosen) {
  auto* zone = app.add_subcommand("zone", "Where the shop delivers")->require_subcommand(1);
  auto* put = add(*zone, "add", "Add a zone, or change the one of that name", chosen,
                  [&](const Config& c) { return cli::put_zone(c, words.zone); });
  put->add_option("name", words.zone.name, "Lower-case letters, digits and hyphens")->required();
  put->add_option("--shop", words.zone.shop, "Short name of the shop")->required();
  put->add_option("--fee", words.zone.fee,
                  "In the shop's currency, like 4.50; once for each slot of a booking")
      ->required();
  put->add_option("--postal-codes", words.zone.prefixes, "Their beginnings, like 10999,1200");
  put->add_option("--country", words.zone.country, "Of the postal codes, like DE; any if left out");
  put->add_option("--km", words.zone.km, "Or so far around --venue");
  put->add_option("--venue", words.zone.venue, "Only for slots at this venue");
  put->add_option("--tax-rate", words.zone.tax_rate, "Percent in the fee; that of the goods if left out");
  put->add_option("--cut-off", words.zone.cut_off, "Minutes before the slot until which DELIVERY is taken");
  put->add_option("--same-day-until", words.zone.same_day_until,
                  "Until when SAME-DAY is taken on the slot's day, like 12:00");
  add(*zone, "list", "List the zones", chosen,
      [&](const Config& c) { return cli::list_zones(c, words.zone.shop); })
      ->add_option("--shop", words.zone.shop, "Short name of the shop")
      ->required();
  auto* remove = add(*zone, "remove", "Remove a zone", chosen,
                     [&](const Config& c) { return cli::remove_zone(c, words.zone.shop, words.zone.name); });
  remove->add_option("name", words.zone.name, "Its name")->required();
  remove->add_option("--shop", words.zone.shop, "Short name of the shop")->required();
}

void add_feeds(CLI::App& app, Words& words, Command& chosen) {
  auto* feed = app.add_subcommand("feed", "Merges of calendars, and choices from them, for all who subscribe")
                   ->require_subcommand(1);
  auto* put = add(*feed, "add", "Add a feed, or change the one of that name; prints its address", chosen,
                  [&](const Config& c) { return cli::put_feed(c, words.feed); });
  put->add_option("name", words.feed.name, "Lower-case letters, digits and hyphens")->required();
  put->add_option("--shop", words.feed.shop, "Short name of the shop")->required();
  put->add_option("--calendar", words.feed.calendars,
                  "LOGIN/CALENDAR, several times for a merge; every shelf of the shop if left out");
  put->add_option("--venue", words.feed.venue, "Only what takes place there");
  put->add_option("--sku", words.feed.sku, "Only what sells this; SEAT for seats");
  put->add_option("--drop", words.feed.drop, "Only what belongs to this drop");
  put->add_flag("--secret", words.feed.secret, "At an address that nobody can guess");
  put->add_option("--title", words.feed.title, "What subscribers see; the shop's name if left out");
  put->add_option("--description", words.feed.description, "A sentence about it");
  put->add_option("--color", words.feed.color, "Like #b22222");
  put->add_option("--image", words.feed.image, "A web address");
  put->add_option("--past-days", words.feed.past_days, "How far back; feeds.past_days if left out");
  put->add_option("--future-days", words.feed.future_days, "How far ahead; feeds.future_days if left out");
  add(*feed, "list", "List the feeds with their addresses", chosen,
      [&](const Config& c) { return cli::list_feeds(c, words.feed.shop); })
      ->add_option("--shop", words.feed.shop, "Short name of the shop")
      ->required();
  auto* renew = add(*feed, "renew", "Give a secret feed a new address; the old one ends", chosen,
                    [&](const Config& c) { return cli::renew_feed(c, words.feed.shop, words.feed.name); });
  auto* remove = add(*feed, "remove", "End a feed", chosen,
                     [&](const Config& c) { return cli::remove_feed(c, words.feed.shop, words.feed.name); });
  for (CLI::App* command : {renew, remove}) {
    command->add_option("name", words.feed.name, "Its name")->required();
    command->add_option("--shop", words.feed.shop, "Short name of the shop")->required();
  }
}

void add_shifts(CLI::App& app, Words& words, Command& chosen) {
  auto* shift = app.add_subcommand("shift", "Who works when")->require_subcommand(1);
  add(*shift, "list", "Shifts of the next 60 days", chosen,
      [&](const Config& c) { return cli::list_shifts(c, words.shop.slug); })
      ->add_option("--shop", words.shop.slug, "Short name of the shop")
      ->required();
  auto* assign =
      add(*shift, "assign", "Give a shift to somebody, or to whose turn it is", chosen,
          [&](const Config& c) { return cli::assign_shift(c, words.shop.slug, words.id, words.name); });
  assign->add_option("shift", words.id, "Its id, as 'shift list' prints it")->required();
  assign->add_option("person", words.name,
                     "Login, or e-mail address of a helper; whose turn it is if left out");
  assign->add_option("--shop", words.shop.slug, "Short name of the shop")->required();
}

void add_devices(CLI::App& app, Words& words, Command& chosen) {
  auto* device =
      app.add_subcommand("device", "Phones and tablets that hand over, online or not")->require_subcommand(1);
  auto* enrol = add(*device, "enrol", "Print a code that enrols a device, once and soon", chosen,
                    [&](const Config& c) { return cli::enrol_device(c, words.device); });
  enrol->add_option("name", words.device.name, "What it is called")->required();
  enrol->add_option("--shop", words.device.shop, "Short name of the shop")->required();
  enrol->add_option("--venue", words.device.venue, "Name of the venue where it hands over")->required();
  enrol->add_option("--minutes", words.device.minutes, "That the code works, 1 to 60")->capture_default_str();
  enrol->add_flag("--looks-only", words.device.looks_only, "It may not hand over");
  enrol->add_flag("--sell", words.device.sells, "It sells what it has on lease, also where no network is");
  enrol->add_flag("--signature", words.device.wants_signature, "Customers sign on its screen");
  add(*device, "list", "List the devices", chosen,
      [&](const Config& c) { return cli::list_devices(c, words.device.shop); })
      ->add_option("--shop", words.device.shop, "Short name of the shop")
      ->required();
  auto* revoke = add(*device, "revoke", "End a device at once", chosen,
                     [&](const Config& c) { return cli::revoke_device(c, words.device); });
  revoke->add_option("device", words.device.device, "Its id, as 'device list' prints it")->required();
  revoke->add_option("--shop", words.device.shop, "Short name of the shop")->required();
  add(*device, "conflicts", "What somebody has to look at: goods that left twice, records that are missing …",
      chosen, [&](const Config& c) { return cli::list_conflicts(c, words.device.shop); })
      ->add_option("--shop", words.device.shop, "Short name of the shop")
      ->required();
}

void add_audit(CLI::App& app, Words& words, Command& chosen) {
  auto* audit = add(app, "audit", "Who did what to a shop, and why; the newest first", chosen,
                    [&](const Config& c) { return cli::list_audit(c, words.audit); });
  audit->add_option("--shop", words.audit.shop, "Short name of the shop")->required();
  audit->add_option("--subject", words.audit.subject, "Only of that booking, slot, venue …: its id");
  audit->add_option("--most", words.audit.most, "So many lines")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
      ->capture_default_str();
}

void add_calendars(CLI::App& app, Words& words, Command& chosen) {
  auto* import = add(app, "import", "Bring an .ics file into a calendar", chosen,
                     [&](const Config& c) { return cli::import_file(c, words.import); });
  import->add_option("file", words.import.file, "The file")->required();
  import->add_option("--user", words.import.user, "Whose calendar")->required();
  import->add_option("--calendar", words.import.calendar, "Its name in the address")->capture_default_str();
  import->add_flag("--create", words.import.create, "Make the calendar if it is not there");
  import->add_flag("--dry-run", words.import.dry_run, "Say what would happen, store nothing");
  auto* exports = add(app, "export", "Write a calendar as one .ics file", chosen, [&](const Config& c) {
    return cli::export_calendar(c, words.import.user, words.import.calendar, words.output);
  });
  exports->add_option("--user", words.import.user, "Whose calendar")->required();
  exports->add_option("--calendar", words.import.calendar, "Its name in the address")->capture_default_str();
  exports->add_option("-o,--output", words.output, "File; standard output if left out");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Timeshelf: calendars that sell."};
  app.footer(kFooter);
  app.require_subcommand(1);
  Words words;
  Command chosen;
  bool needs_no_config = false;
  app.add_option("-c,--config", words.config_path, "Configuration file (conf/timeshelf.toml documents it)");
  app.add_option("--database", words.database,
                 "sqlite:PATH or postgresql://…, instead of the configured one");
  app.fallthrough();
  auto* serve =
      add(app, "serve", "Run the server", chosen, [](const Config& config) { return cli::serve(config); });
  serve->add_option("--listen", words.listen, "ADDRESS:PORT, instead of the configured one");
  add_accounts(app, words, chosen);
  add_images(app, words, chosen);
  add_offers(app, words, chosen);
  add_stock(app, words, chosen);
  add_zones(app, words, chosen);
  add_feeds(app, words, chosen);
  add_shifts(app, words, chosen);
  add_devices(app, words, chosen);
  add_audit(app, words, chosen);
  add_calendars(app, words, chosen);
  add(app, "check", "Recompute the books; exit code 1 if they differ", chosen,
      [](const Config& c) { return cli::check(c); });
  add(app, "restored", "After restoring a backup: make calendar apps read everything anew", chosen,
      [](const Config& c) { return cli::forget_changes(c); });
  add(app, "imip", "Hear an answer to an invitation: a mail on standard input", chosen,
      [](const Config& c) { return cli::imip(c); });
  auto* doctor = add(app, "doctor", "Look for what would keep the server from running", chosen,
                     [](const Config& c) { return cli::doctor(c, ""); });
  auto* demo = add(app, "demo", "Fill a demo shop", chosen,
                   [&](const Config&) { return cli::demo(words.data, words.base, words.show); });
  demo->add_option("--data", words.data, "Folder that keeps everything")->required();
  demo->add_option("--base", words.base, "Address the server will have")->required();
  demo->add_flag("--show", words.show, "Print what to try");
  auto* version = add(app, "version", "Print the version", chosen, [](const Config&) {
    fmt::print("timeshelf {}\n", TIMESHELF_VERSION);
    return 0;
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : cli::kUsage;
  }
  needs_no_config = demo->parsed() || version->parsed();
  if (needs_no_config) return chosen(Config{});
  if (doctor->parsed() && !words.config_path.empty()) {
    if (const auto loaded = load_config(words.config_path); !loaded)
      return cli::doctor(Config{}, loaded.error().message);
  }
  return configured(words, chosen);
}
