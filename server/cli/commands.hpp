// What the command line can do. Each command answers with its exit code.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "commerce/core/staffing.hpp"
#include "commerce/stock.hpp"
#include "server/config.hpp"

namespace timeshelf::server::cli {

/// Documented in `timeshelf --help`.
enum ExitCode : int {
  kDone = 0,
  kFound = 1,        ///< check or doctor found something
  kUsage = 2,        ///< wrong words on the command line
  kConfig = 3,       ///< the configuration cannot be used
  kRefused = 4,      ///< what was given cannot be taken (a file, a name, a price)
  kUnavailable = 5,  ///< database, port or disk
};

int serve(const Config& config);

struct UserOptions {
  std::string shop, name, role = "owner", display_name, email, password, type = "individual";
};
int add_user(const Config&, const UserOptions&);
int list_users(const Config&);
int remove_user(const Config&, const std::string& name);
/// Reads the password from standard input.
int set_password(const Config&, const std::string& name);

struct ShopOptions {
  std::string slug, name, currency = "EUR", time_zone = "Europe/Berlin";
};
int add_shop(const Config&, const ShopOptions&);
int list_shops(const Config&);
/// Until so many hours before a slot customers may cancel, where the slot says nothing itself.
int set_cancel_rule(const Config&, const std::string& slug, std::int64_t hours);

int add_token(const Config&, const std::string& user, const std::string& label);
int list_tokens(const Config&, const std::string& user);
int revoke_token(const Config&, const std::string& id);

struct ProductOptions {
  std::string shop, sku, name, description, price, currency, tax_rate, image, digital;
};
int add_product(const Config&, const ProductOptions&);
int list_products(const Config&, const std::string& shop);

/// Prints its address.
int add_image(const Config&, const std::string& shop, const std::string& file);

struct CodeOptions {
  std::string shop, code, percent, sum, currency, audience, slot, sku, from, until;
  std::optional<std::int64_t> limit;
};
/// Adds it, or changes it.
int add_code(const Config&, const CodeOptions&);
int switch_code_off(const Config&, const CodeOptions&);
/// Prints a link with which slots open early for who has it. Of the options: shop, code, until.
int link_code(const Config&, const CodeOptions&);
int list_codes(const Config&, const std::string& shop);

struct BundleOptions {
  std::string shop, name, title, price, currency;
  bool off = false;
};
/// Adds it, or changes it.
int put_bundle(const Config&, const BundleOptions&);
int list_bundles(const Config&, const std::string& shop);

struct TaxOptions {
  std::string shop, rounding = "half-up";
  bool on_top = false;
};
int set_tax(const Config&, const TaxOptions&);

struct VenueOptions {
  std::string shop, name, address, time_zone;
  std::optional<std::int64_t> headcount;
  std::string staff;  ///< "1 per 8"
  std::optional<std::int64_t> at_least, set_up, tear_down;
  std::optional<double> latitude, longitude;
};
/// Adds it, or changes the one of that name.
int put_venue(const Config&, const VenueOptions&);
int list_venues(const Config&, const std::string& shop);

struct ZoneOptions {
  std::string shop, name, fee, country, venue, same_day_until;
  std::vector<std::string> prefixes;
  std::optional<double> km, tax_rate;
  std::optional<std::int64_t> cut_off;
};
/// Adds it, or changes the one of that name.
int put_zone(const Config&, const ZoneOptions&);
int list_zones(const Config&, const std::string& shop);
int remove_zone(const Config&, const std::string& shop, const std::string& name);

struct FeedOptions {
  std::string shop, name, title, description, color, image, venue, sku, drop;
  std::vector<std::string> calendars;  ///< "ada/spring"
  bool secret = false;
  std::optional<std::int64_t> past_days, future_days;
};
/// Adds it, or changes the one of that name; prints its address.
int put_feed(const Config&, const FeedOptions&);
int list_feeds(const Config&, const std::string& shop);
int renew_feed(const Config&, const std::string& shop, const std::string& name);
int remove_feed(const Config&, const std::string& shop, const std::string& name);

/// How the venue's slots are staffed, if the options say anything of it.
std::optional<commerce::StaffingRule> staffing_rule(const VenueOptions&);
struct AuditOptions {
  std::string shop, subject;  ///< subject: the id of a booking, slot, venue …, or "" for all
  std::int64_t most = 100;
};
/// Newest first.
int list_audit(const Config&, const AuditOptions&);

int list_shifts(const Config&, const std::string& shop);
/// To whose turn it is where `person` is "".
int assign_shift(const Config&, const std::string& shop, const std::string& shift, const std::string& person);

struct StockOptions {
  std::string shop, sku, venue, to, id, at, source = "command line", reason;
  std::int64_t units = 0;
};
int list_stock(const Config&, const std::string& shop);
int tell_stock(const Config&, commerce::StockKind, const StockOptions&);

struct DeviceOptions {
  std::string shop, name, venue, device;
  std::int64_t minutes = 10;
  bool looks_only = false, sells = false, wants_signature = false;
};
/// Prints the code that enrols it, once.
int enrol_device(const Config&, const DeviceOptions&);
int list_devices(const Config&, const std::string& shop);
int revoke_device(const Config&, const DeviceOptions&);
/// Those that nobody has resolved, newest first.
int list_conflicts(const Config&, const std::string& shop);

struct ImportOptions {
  std::string file, user, calendar = "calendar";
  bool create = false, dry_run = false;
};
int import_file(const Config&, const ImportOptions&);
/// After a backup was put back: clients may have seen what is lost, and read everything anew.
int forget_changes(const Config&);
int export_calendar(const Config&, const std::string& user, const std::string& calendar,
                    const std::string& output);

/// Reads a mail from standard input.
int imip(const Config&);

int check(const Config&);
int doctor(const Config&, const std::string& config_problem);
/// Fills the demo shop in `data` and writes demo.json; `show` prints what to try instead.
int demo(const std::string& data, const std::string& base, bool show);

/// Runs a command that uses the database, turning its failures into exit codes and sentences.
int with_database(const Config& config, const std::function<int(class Session&)>& command);

}  // namespace timeshelf::server::cli
