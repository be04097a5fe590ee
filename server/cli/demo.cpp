// timeshelf demo: a ceramics creator's shop, made the way a creator makes one.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/digest.hpp"
#include "server/accounts.hpp"
#include "server/cli/session.hpp"
#include "server/demo/catalog.hpp"
#include "server/demo/put.hpp"
#include "server/demo/year.hpp"

namespace timeshelf::embedded {
std::string_view demo_images(std::string_view file_name);
}

namespace timeshelf::server::cli {
namespace {

struct DemoOptions {
  std::string data, base;
  bool show = false, history = false, tills = false;
};

namespace json = boost::json;

constexpr std::string_view kShop = "kiln-street";
constexpr std::string_view kOwner = "clara";
constexpr std::string_view kStaff = "sam";
constexpr std::uint64_t kYear = 2026;  // the seed of what is made up

void make_shop(Session& session, std::string& owner_password, std::string& staff_password,
               std::string& dashboard_password) {
  auto& engine = session.parts.services.engine;
  const Instant now = session.clock.now();
  dashboard_password = make_app_password(session.random).substr(0, 14);
  session.write([&](store::Transaction& transaction) {
    const auto shop = engine.create_shop(transaction, std::string(kShop), "Kiln Street Ceramics", "EUR",
                                         std::string(demo::kTimeZone));
    engine.put_venue(transaction, {shop.id, Id::make(now, session.random), std::string(demo::kVenue),
                                   std::string(demo::kVenueAddress), std::string(demo::kTimeZone), 24});
    for (const auto& product : demo::products()) {
      const auto image =
          engine.put_media(transaction, shop.id, "image/svg+xml", embedded::demo_images(product.image));
      const Currency euro = *Currency::parse("EUR");
      engine.put_product(transaction,
                         {shop.id, std::string(product.sku), std::string(product.name),
                          std::string(product.description), image, *Money::parse(product.price, euro)});
    }
    const auto owner = create_user(transaction, shop,
                                   {std::string(kOwner), store::Role::owner, "Clara Brenner",
                                    "clara@kiln-street.example", dashboard_password},
                                   now, session.random);
    const auto staff =
        create_user(transaction, shop,
                    {std::string(kStaff), store::Role::staff, "Sam Okafor", "sam@kiln-street.example", ""},
                    now, session.random);
    owner_password = add_app_password(transaction, owner, "demo", now, session.random);
    staff_password = add_app_password(transaction, staff, "demo", now, session.random);
  });
}

void make_shelf(Session& session) {
  caldav::Principal owner;
  std::string picture;
  session.write([&](store::Transaction& transaction) {
    const auto user = *store::find_user(transaction, kOwner);
    owner = principal_of(user);
    picture = session.parts.services.engine.put_media(transaction, user.shop, "image/svg+xml",
                                                      embedded::demo_images(demo::kWorkshopImage));
  });
  const auto events = demo::events(session.clock.now(), fmt::format("/media/{}/{}", kShop, picture));
  fmt::print("Putting {} events on the shelf\n", events.size());
  const std::string shelf = "/dav/calendars/clara/spring/";
  demo::put_shelf(session.parts, owner, shelf, "Spring at Kiln Street");
  for (const auto& event : events)
    demo::put(session.parts, owner, shelf + event.segment, "text/calendar; charset=utf-8", event.text);
}

// Before anything of today is sold, because the past comes first in the books, too.
void make_history(Session& session) {
  fmt::print("Living through a simulated year\n");
  const auto lived =
      demo::live_through_year(session.parts.config, {kShop, kOwner, kStaff}, session.clock.now(), kYear);
  fmt::print(
      "  {} slots, {} bookings ({} cancelled), {} found it sold out, {} messages, {} orders of goods\n",
      lived.slots, lived.bookings, lived.cancelled, lived.turned_away, lived.messages, lived.orders);
}

void make_code(Session& session) {
  session.write([&](store::Transaction& transaction) {
    commerce::CodeTerms terms;
    terms.code = demo::kCode;
    terms.discount = commerce::Discount{demo::kCodeOff, std::nullopt};
    terms.limit = demo::kCodeUses;
    const Id shop = store::find_shop_by_slug(transaction, kShop)->id;
    session.parts.services.codes.put(transaction, shop, std::move(terms), kOwner).value();
  });
}

// The raku evening is booked out, and two people wait: cancel the booking, and the first of them has an
// offer.
void make_waiting_list(Session& session) {
  auto& services = session.parts.services;
  session.write([&](store::Transaction& transaction) {
    const Id shop = store::find_shop_by_slug(transaction, kShop)->id;
    const Instant now = session.clock.now();
    for (const auto& slot : services.engine.list_slots(transaction, shop, now, now + std::chrono::days(30))) {
      if (slot.summary != demo::kSoldOut) continue;
      const auto hold = services.engine.hold(transaction, {shop, {{slot.id, "", 2}}}).value();
      services.engine.confirm(transaction, {shop, hold.id, "Noor Haddad", "noor@customer.example"}).value();
      services.waiting.join(transaction, {shop, slot.id, "", 1, "Ben Adler", "ben@customer.example"}).value();
      services.waiting.join(transaction, {shop, slot.id, "", 1, "Ida Lund", "ida@customer.example"}).value();
    }
  });
}

// Where the till of another maker stands that is neither Square's nor Shopify's.
void make_stall(Session& session) {
  auto& engine = session.parts.services.engine;
  session.write([&](store::Transaction& transaction) {
    const Id shop = store::find_shop_by_slug(transaction, kShop)->id;
    const auto venues = engine.list_venues(transaction, shop);
    const bool there = std::any_of(venues.begin(), venues.end(),
                                   [](const auto& venue) { return venue.name == demo::kStall; });
    if (there) return;
    engine.put_venue(transaction,
                     {shop, Id::make(session.clock.now(), session.random), std::string(demo::kStall),
                      std::string(demo::kStallAddress), std::string(demo::kTimeZone), 24});
  });
}

std::string feed_token(Session& session) {
  std::string token;
  session.read([&](store::Transaction& transaction) {
    const auto owner = store::find_user(transaction, kOwner);
    const auto live = store::find_binding(transaction, owner->shop, owner->home, "spring-live");
    if (live) token = live->collection.feed_token;
  });
  return token;
}

std::string read_all(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void write_addresses(const std::filesystem::path& path, const json::object& addresses) {
  std::ofstream(path) << json::serialize(addresses) << "\n";
  std::filesystem::permissions(path,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

// What `serve` needs: the demo's mails become files and its payments are pretended, so that nobody has to set
// a mail server or a provider up.
void write_config(const std::filesystem::path& folder, const Config& config, bool tills) {
  const auto quoted = [](const std::string& text) { return json::serialize(json::string(text)); };
  std::ofstream file(folder / "timeshelf.toml");
  file << "[database]\naddress = " << quoted(config.database)
       << "\n[mail]\nfrom = " << quoted(config.mail_from) << "\nfolder = " << quoted(config.mail_folder)
       << "\n[payment]\nmethods = \"both\"\npretended = " << quoted(config.payment_pretended) << "\n";
  if (!tills) return;
  file << "[webhooks]\nany_address = true\n[tills]\nfolder = " << quoted((folder / "till-files").string())
       << "\n";
}

json::object addresses_for(const Config& config, const std::string& feed, const std::string& owner,
                           const std::string& staff, const std::string& dashboard) {
  const std::string& base = config.base_url;
  return {{"base", base},
          {"storefront", base + "/s/" + std::string(kShop)},
          {"code", demo::kCode},
          {"mail", config.mail_folder},
          {"feed", base + "/feeds/" + feed + ".ics"},
          {"dashboard", base + "/dashboard"},
          {"dashboard_user", kOwner},
          {"dashboard_password", dashboard},
          {"caldav",
           {{"user", kOwner},
            {"password", owner},
            {"home", base + "/dav/calendars/clara/"},
            {"shelf", base + "/dav/calendars/clara/spring/"}}},
          {"staff",
           {{"user", kStaff},
            {"password", staff},
            {"calendar", base + "/dav/calendars/sam/shifts/"},
            {"tasks", base + "/dav/calendars/sam/shift-tasks/"}}}};
}

void print(const json::object& a) {
  const auto text = [](const json::value& value) { return std::string(value.as_string()); };
  const auto& caldav = a.at("caldav").as_object();
  const auto& staff = a.at("staff").as_object();
  fmt::print("\nThings to try:\n");
  fmt::print(
      "  Storefront  {}\n              Choose a slot, hold it, pay (nothing is charged: the payment is "
      "pretended) or book\n              it: there is your QR code. The code {} takes a tenth off; the "
      "plates are a preorder.\n",
      text(a.at("storefront")), text(a.at("code")));
  fmt::print(
      "  Mail        {}\n              Every confirmation lies there as a file, with its invitation.\n",
      text(a.at("mail")));
  fmt::print("  Feed        {}\n              Subscribe to it in a calendar app; it shows what is left.\n",
             text(a.at("feed")));
  fmt::print("  Dashboard   {}   user {}   password {}\n", text(a.at("dashboard")),
             text(a.at("dashboard_user")), text(a.at("dashboard_password")));
  fmt::print(
      "  CalDAV      {}   user {}   password {}\n              Add it as an account; edit the calendar "
      "\"spring\" to change what is sold.\n",
      text(a.at("base")) + "/", text(caldav.at("user")), text(caldav.at("password")));
  fmt::print(
      "  Staff       {}   user {}   password {}\n              Shifts and tasks appear here when somebody "
      "books.\n\n",
      text(a.at("base")) + "/", text(staff.at("user")), text(staff.at("password")));
}

// Fills the demo shop and writes demo.json, or prints what to try.
int demo(const DemoOptions& options) {
  const std::filesystem::path folder(options.data);
  const auto file = folder / "demo.json";
  Config config;
  config.database = "sqlite:" + (folder / "timeshelf.db").string();
  config.base_url = options.base;
  config.mail_from = "bookings@kiln-street.example";
  config.mail_folder = (folder / "mail").string();
  config.payment_pretended = (folder / "payments.json").string();
  std::filesystem::create_directories(folder);
  if (options.show) {
    boost::system::error_code error;
    const auto addresses = json::parse(read_all(file), error);
    if (error)
      return complain(kRefused,
                      file.string() + " cannot be read. Run 'timeshelf demo' without --options.show first.");
    print(addresses.as_object());
    return kDone;
  }
  write_config(folder, config, options.tills);
  return with_database(config, [&](Session& session) {
    bool there = false;
    session.read([&](store::Transaction& transaction) {
      there = store::find_shop_by_slug(transaction, kShop).has_value();
    });
    if (there && std::filesystem::exists(file)) {
      // Addresses follow the port; everything else is as it was left.
      const auto before = json::parse(read_all(file)).as_object();
      const auto text = [](const json::value& value) { return std::string(value.as_string()); };
      write_addresses(
          file,
          addresses_for(config, feed_token(session), text(before.at("caldav").at("password")),
                        text(before.at("staff").at("password")), text(before.at("dashboard_password"))));
      if (options.tills) make_stall(session);
      fmt::print("The demo shop is there already; going on with it.\n");
      return kDone;
    }
    if (there)
      throw Stop{kRefused,
                 fmt::format("{} holds a demo shop without its demo.json. Remove the folder to begin anew.",
                             options.data)};
    std::string owner, staff, dashboard;
    fmt::print("Making the shop, its products and its people\n");
    make_shop(session, owner, staff, dashboard);
    if (options.history) make_history(session);
    make_shelf(session);
    make_code(session);
    make_waiting_list(session);
    if (options.tills) make_stall(session);
    write_addresses(file, addresses_for(config, feed_token(session), owner, staff, dashboard));
    return kDone;
  });
}

}  // namespace

void declare_demo(CommandLine& line) {
  auto& options = line.options<DemoOptions>();
  CLI::App& command = line.add_bare("demo", "Fill a demo shop", [&options] { return demo(options); });
  command.add_option("--data", options.data, "Folder that keeps everything")->required();
  command.add_option("--base", options.base, "Address the server will have")->required();
  command.add_flag("--history", options.history, "With a year of simulated sales behind it");
  command.add_flag("--tills", options.tills, "Ready for pretended tills: a stall, and calls to this machine");
  command.add_flag("--show", options.show, "Print what to try");
}

}  // namespace timeshelf::server::cli
