// The configuration: every key is optional; conf/timeshelf.toml documents each with its default.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace timeshelf::server {

struct Config {
  // [server]
  std::string listen = "127.0.0.1:8080";     ///< address:port for HTTP; "" = none
  std::string tls_listen;                    ///< address:port for HTTPS; needs certificate and private_key
  std::string certificate;                   ///< PEM file with the chain
  std::string private_key;                   ///< PEM file
  bool allow_plain_http = false;             ///< listen on other than loopback without TLS
  std::string base_url;                      ///< leads the links in feeds and mails; "" = made from `listen`
  std::int64_t threads = 0;                  ///< 0 = one for each core
  std::vector<std::string> trusted_proxies;  ///< addresses and networks whose headers are believed
  /// Which headers those are (proxies.hpp): only what the proxy sets itself, because it passes on what
  /// clients make up.
  std::vector<std::string> forwarded_headers = {"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"};
  std::int64_t body_limit_mib = 10;
  std::int64_t header_limit_kib = 32;
  std::int64_t max_connections = 20'000;
  std::int64_t idle_timeout_seconds = 120;
  std::int64_t request_timeout_seconds = 30;
  std::int64_t drain_seconds = 10;
  std::int64_t failed_logins_per_minute = 20;
  // [database]
  std::string database = "sqlite:timeshelf.db";
  // [calendars]
  std::int64_t sync_days = 180;      ///< how long deletions are remembered for clients that sync
  std::int64_t attachment_mib = 10;  ///< one managed attachment; bounded by body_limit_mib, too
  std::int64_t quota_mib = 0;        ///< for all that a user's home holds; 0 = none
  // [log]
  std::string log_level = "info";   ///< debug, info, warn, error
  std::string log_format = "text";  ///< text or json
  // [feeds]
  std::int64_t feed_past_days = 30;
  std::int64_t feed_future_days = 400;
  std::int64_t feed_refresh_minutes = 60;
  // [mail]
  std::string mail_from;              ///< the shop's address; "" = no mail
  std::string mail_smtp;              ///< smtp://HOST:PORT or smtps://HOST:PORT
  std::string mail_starttls = "try";  ///< try, require, never
  std::string mail_user;
  std::string mail_password;
  std::string mail_folder;  ///< writes .eml files there instead of sending
  // [push]
  std::string push_contact;       ///< "mailto:…" or "https://…" of the operator; "" = no WebDAV-Push
  bool push_any_address = false;  ///< push services in private networks and over plain HTTP, too
  // [webhooks]
  bool webhooks_any_address = false;  ///< receivers and tills in private networks and over plain HTTP, too
  // [tills]
  std::string tills_folder;  ///< where tills without a network drop CSV files; "" = nowhere
  // [images]
  std::int64_t images_largest_mib = 20;  ///< one picture, as it is sent
  std::int64_t images_quota_mib = 2048;  ///< all pictures of a shop; 0 = none
  std::string images_worker;             ///< the program that reads pictures; "" = beside this one
  // [payment]
  std::string payment_methods = "pickup";  ///< pickup; both: online, too; online: nothing else
  std::string payment_secret_key;          ///< Stripe's; "" = nobody pays online
  std::string payment_webhook_secret;
  std::string payment_api = "https://api.stripe.com";
  std::int64_t payment_poll_seconds = 60;  ///< how often an open page is asked after
  std::string payment_pretended;  ///< instead of Stripe: a pretended provider that keeps what it knows there
  // [shop]
  std::int64_t hold_minutes = 10;
  std::int64_t offer_minutes = 240;

  bool sells_online() const { return payment_methods != "pickup"; }
  bool sells_at_pickup() const { return payment_methods != "online"; }
  /// base_url, or what `listen` amounts to.
  std::string effective_base_url() const;
  /// "/cal" of a base_url https://shop.example/cal; "" at the root.
  std::string base_path() const;
};

/// A sentence with file, line and column, the key, and what is allowed.
struct ConfigError : ErrorBase {};

/// Reads TOML. `name` is for messages.
Result<Config, ConfigError> parse_config(std::string_view text, std::string_view name);
/// Reads a file; one that does not exist is an error.
Result<Config, ConfigError> load_config(const std::string& path);
/// What cannot work together: TLS without a certificate, plain HTTP beyond loopback.
Result<void, ConfigError> check_config(const Config& config);

/// "127.0.0.1:8080" or "[::1]:8080" in its parts.
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};
std::optional<Endpoint> parse_endpoint(std::string_view text);

}  // namespace timeshelf::server
