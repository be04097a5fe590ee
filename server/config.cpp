#include "server/config.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <fstream>
#include <functional>
#include <limits>
#include <sstream>
#include <variant>

#include "base/text.hpp"
#include "server/proxies.hpp"

namespace timeshelf::server {
namespace {

// A key, where its value goes, and what is allowed.
struct Key {
  std::string_view section;
  std::string_view name;
  std::variant<std::string Config::*, bool Config::*, std::int64_t Config::*,
               std::vector<std::string> Config::*>
      field;
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::vector<std::string_view> choices = {};
};

const std::vector<Key>& keys() {
  static const std::vector<Key> all = {
      {"server", "listen", &Config::listen},
      {"server", "tls_listen", &Config::tls_listen},
      {"server", "certificate", &Config::certificate},
      {"server", "private_key", &Config::private_key},
      {"server", "allow_plain_http", &Config::allow_plain_http},
      {"server", "base_url", &Config::base_url},
      {"server", "threads", &Config::threads, 0, 256},
      {"server", "trusted_proxies", &Config::trusted_proxies},
      {"server", "forwarded_headers", &Config::forwarded_headers},
      {"server", "body_limit_mib", &Config::body_limit_mib, 1, 1024},
      {"server", "header_limit_kib", &Config::header_limit_kib, 4, 1024},
      {"server", "max_connections", &Config::max_connections, 1, 1'000'000},
      {"server", "idle_timeout_seconds", &Config::idle_timeout_seconds, 1, 86'400},
      {"server", "request_timeout_seconds", &Config::request_timeout_seconds, 1, 3'600},
      {"server", "drain_seconds", &Config::drain_seconds, 0, 3'600},
      {"server", "failed_logins_per_minute", &Config::failed_logins_per_minute, 1, 100'000},
      {"database", "address", &Config::database},
      {"calendars", "sync_days", &Config::sync_days, 1, 36'500},
      {"calendars", "attachment_mib", &Config::attachment_mib, 1, 1'024},
      {"calendars", "quota_mib", &Config::quota_mib, 0, 1'048'576},
      {"log", "level", &Config::log_level, 0, 0, {"debug", "info", "warn", "error"}},
      {"log", "format", &Config::log_format, 0, 0, {"text", "json"}},
      {"feeds", "past_days", &Config::feed_past_days, 0, 36'500},
      {"feeds", "future_days", &Config::feed_future_days, 1, 36'500},
      {"feeds", "refresh_minutes", &Config::feed_refresh_minutes, 1, 10'080},
      {"mail", "from", &Config::mail_from},
      {"mail", "smtp", &Config::mail_smtp},
      {"mail", "starttls", &Config::mail_starttls, 0, 0, {"try", "require", "never"}},
      {"mail", "user", &Config::mail_user},
      {"mail", "password", &Config::mail_password},
      {"mail", "folder", &Config::mail_folder},
      {"push", "contact", &Config::push_contact},
      {"push", "any_address", &Config::push_any_address},
      {"webhooks", "any_address", &Config::webhooks_any_address},
      {"tills", "folder", &Config::tills_folder},
      {"images", "largest_mib", &Config::images_largest_mib, 1, 256},
      {"images", "quota_mib", &Config::images_quota_mib, 0, 1'048'576},
      {"images", "worker", &Config::images_worker},
      {"payment", "methods", &Config::payment_methods, 0, 0, {"pickup", "both", "online"}},
      {"payment", "secret_key", &Config::payment_secret_key},
      {"payment", "webhook_secret", &Config::payment_webhook_secret},
      {"payment", "api", &Config::payment_api},
      {"payment", "pretended", &Config::payment_pretended},
      {"payment", "poll_seconds", &Config::payment_poll_seconds, 1, 3'600},
      {"shop", "hold_minutes", &Config::hold_minutes, 1, 1'440},
      {"shop", "offer_minutes", &Config::offer_minutes, 5, 10'080},
  };
  return all;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string did_you_mean(std::string_view section, std::string_view name) {
  const Key* nearest = nullptr;
  std::size_t least = 4;
  for (const Key& key : keys()) {
    const auto distance = edit_distance(name, key.name) + (key.section == section ? 0 : 1);
    if (distance < least) {
      least = distance;
      nearest = &key;
    }
  }
  return nearest ? fmt::format(" Did you mean {}.{}?", nearest->section, nearest->name) : "";
}

ConfigError at(std::string_view file, const toml::source_region& where, std::string sentence) {
  ConfigError error;
  error.message = fmt::format("{}:{}:{}: {}", file, where.begin.line, where.begin.column, sentence);
  return error;
}

// Empty if the value was taken.
std::string take(const Key& key, const toml::node& node, Config& config) {
  if (const auto* text = std::get_if<std::string Config::*>(&key.field)) {
    const auto value = node.value_exact<std::string>();
    if (!value) return "takes a string";
    if (!key.choices.empty() &&
        std::find(key.choices.begin(), key.choices.end(), *value) == key.choices.end()) {
      return fmt::format("is one of: {}", fmt::join(key.choices, ", "));
    }
    config.*(*text) = *value;
  } else if (const auto* flag = std::get_if<bool Config::*>(&key.field)) {
    const auto value = node.value_exact<bool>();
    if (!value) return "is true or false";
    config.*(*flag) = *value;
  } else if (const auto* number = std::get_if<std::int64_t Config::*>(&key.field)) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < key.least || *value > key.most) {
      return fmt::format("is a whole number from {} to {}", key.least, key.most);
    }
    config.*(*number) = *value;
  } else {
    const auto* array = node.as_array();
    if (!array) return "is a list of strings";
    auto& list = config.*std::get<std::vector<std::string> Config::*>(key.field);
    list.clear();
    for (const auto& item : *array) {
      const auto value = item.value_exact<std::string>();
      if (!value) return "is a list of strings";
      list.push_back(*value);
    }
  }
  return "";
}

// A local part has at most 64 octets (RFC 5321), and "+", code and signature follow it.
constexpr std::size_t kLongestMailName = 64 - 1 - 8 - 1 - 16;

// Empty if there is none.
std::string problem_with_mail(const Config& config) {
  const std::string& from = config.mail_from;
  if (from.empty()) {
    return config.mail_smtp.empty() && config.mail_folder.empty()
               ? ""
               : "mail.smtp and mail.folder need mail.from, the shop's address.";
  }
  const auto at = from.find('@');
  if (at == std::string::npos || at == 0 || at + 1 == from.size() || at > kLongestMailName ||
      from.find_first_of("+<>,;\" \t\r\n") != std::string::npos) {
    return fmt::format(
        "mail.from is an address like bookings@shop.example, without \"+\" and with at most {} characters "
        "before the @.",
        kLongestMailName);
  }
  if (config.mail_smtp.empty() == config.mail_folder.empty())
    return "mail.from needs one of mail.smtp, like smtp://127.0.0.1:25, and mail.folder.";
  if (!config.mail_smtp.empty() && !config.mail_smtp.starts_with("smtp://") &&
      !config.mail_smtp.starts_with("smtps://")) {
    return fmt::format("mail.smtp is like smtp://127.0.0.1:25 or smtps://mail.example:465, not '{}'.",
                       config.mail_smtp);
  }
  return "";
}

// Empty if there is none.
std::string problem_with_proxies(const Config& config) {
  for (const std::string& text : config.trusted_proxies) {
    if (!Network::parse(text))
      return fmt::format("server.trusted_proxies: '{}' is neither an address nor a network like 10.0.0.0/8.",
                         text);
  }
  for (const std::string& name : config.forwarded_headers) {
    const bool known =
        std::any_of(kForwardedHeaders.begin(), kForwardedHeaders.end(),
                    [&](std::string_view header) { return equals_ignoring_case(header, name); });
    if (!known)
      return fmt::format("server.forwarded_headers: '{}' is none of {}.", name,
                         fmt::join(kForwardedHeaders, ", "));
  }
  const std::string& url = config.base_url;
  if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
    return fmt::format("server.base_url is like https://shop.example or https://example.com/cal, not '{}'.",
                       url);
  return "";
}

// Empty if there is none.
std::string problem_with_push(const Config& config) {
  const std::string& contact = config.push_contact;
  const bool good = contact.empty() ||
                    (contact.starts_with("mailto:") && contact.find('@') != std::string::npos) ||
                    contact.starts_with("https://");
  return good ? ""
              : fmt::format(
                    "push.contact is like mailto:calendar@shop.example or https://shop.example/contact, not "
                    "'{}'.",
                    contact);
}

bool is_loopback(std::string_view host) {
  return host.starts_with("127.") || host == "::1" || host == "localhost";
}

// Empty if there is none.
std::string problem_with_payment(const Config& config) {
  const bool has_keys = !config.payment_secret_key.empty() && !config.payment_webhook_secret.empty();
  if (!config.payment_api.starts_with("https://") && !config.payment_api.starts_with("http://127.0.0.1"))
    return "payment.api begins with https://.";
  if (config.payment_pretended.empty()) {
    if (!config.sells_online() || has_keys) return "";
    return "payment.methods needs payment.secret_key and payment.webhook_secret to offer paying online.";
  }
  if (!config.payment_secret_key.empty() || !config.payment_webhook_secret.empty())
    return "payment.pretended stands in for Stripe: leave payment.secret_key and webhook_secret out.";
  const auto listen = parse_endpoint(config.listen);
  if (!listen || !is_loopback(listen->address) || listen->port == 0 || !config.base_url.empty()) {
    return "payment.pretended gives goods away for nothing, so it is for trying things out alone: with a "
           "server.listen on loopback, like 127.0.0.1:8080, and no server.base_url.";
  }
  return "";
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_whole(text.substr(colon + 1));
  auto address = text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (!port || *port > std::numeric_limits<std::uint16_t>::max() || address.empty()) return std::nullopt;
  return Endpoint{std::string(address), static_cast<std::uint16_t>(*port)};
}

std::string Config::effective_base_url() const {
  if (!base_url.empty()) return base_url.ends_with('/') ? base_url.substr(0, base_url.size() - 1) : base_url;
  return tls_listen.empty() ? "http://" + listen : "https://" + tls_listen;
}

std::string Config::base_path() const {
  const std::string url = base_url.empty() ? "" : effective_base_url();
  const auto host = url.find("://");
  const auto slash = host == std::string::npos ? std::string::npos : url.find('/', host + 3);
  return slash == std::string::npos ? "" : url.substr(slash);
}

Result<Config, ConfigError> parse_config(std::string_view text, std::string_view name) {
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    return at(name, error.source(), std::string(error.description()) + ".");
  }
  Config config;
  for (const auto& [section_key, node] : table) {
    const std::string_view section = section_key.str();
    const auto* entries = node.as_table();
    const bool known =
        std::any_of(keys().begin(), keys().end(), [&](const Key& key) { return key.section == section; });
    if (!entries || !known) {
      return at(
          name, node.source(),
          fmt::format(
              "There is no section [{}]; there are server, database, calendars, log, feeds, mail, push, "
              "images, payment, shop.",
              section));
    }
    for (const auto& [entry_key, value] : *entries) {
      const std::string_view entry = entry_key.str();
      const auto key = std::find_if(keys().begin(), keys().end(), [&](const Key& candidate) {
        return candidate.section == section && candidate.name == entry;
      });
      if (key == keys().end()) {
        return at(name, value.source(),
                  fmt::format("There is no key {}.{}.{}", section, entry, did_you_mean(section, entry)));
      }
      if (const auto why = take(*key, value, config); !why.empty()) {
        return at(name, value.source(), fmt::format("{}.{} {}.", section, entry, why));
      }
    }
  }
  return config;
}

Result<Config, ConfigError> load_config(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    ConfigError error;
    error.message = fmt::format("The configuration {} cannot be read.", path);
    return error;
  }
  std::ostringstream text;
  text << file.rdbuf();
  return parse_config(text.str(), path);
}

Result<void, ConfigError> check_config(const Config& config) {
  ConfigError error;
  const auto refuse = [&](std::string sentence) {
    error.message = std::move(sentence);
    return error;
  };
  if (config.listen.empty() && config.tls_listen.empty())
    return refuse("Set server.listen or server.tls_listen.");
  for (const std::string* text : {&config.listen, &config.tls_listen}) {
    if (!text->empty() && !parse_endpoint(*text)) {
      return refuse(fmt::format("'{}' is not ADDRESS:PORT, like 127.0.0.1:8080 or [::1]:8080.", *text));
    }
  }
  if (!config.tls_listen.empty() && (config.certificate.empty() || config.private_key.empty())) {
    return refuse("server.tls_listen needs server.certificate and server.private_key.");
  }
  if (const auto problem = problem_with_proxies(config); !problem.empty()) return refuse(problem);
  if (const auto problem = problem_with_mail(config); !problem.empty()) return refuse(problem);
  if (const auto problem = problem_with_push(config); !problem.empty()) return refuse(problem);
  if (const auto problem = problem_with_payment(config); !problem.empty()) return refuse(problem);
  if (!config.listen.empty() && !config.allow_plain_http) {
    const auto address = parse_endpoint(config.listen)->address;
    if (!is_loopback(address)) {
      return refuse(
          fmt::format("'{}' would carry passwords in the clear. Use tls_listen with a certificate, listen on "
                      "127.0.0.1 behind a proxy, or set server.allow_plain_http = true.",
                      config.listen));
    }
  }
  return {};
}

}  // namespace timeshelf::server
