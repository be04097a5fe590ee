#include "store/postgres/address.hpp"

#include <libpq-fe.h>

#include <array>
#include <memory>
#include <string_view>

#include "store/database.hpp"

namespace timeshelf::store::postgres {
namespace {

/// For what the URI leaves open. A dead server is noticed in seconds instead of the kernel's quarter of an
/// hour.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kDefaults{{
    {"connect_timeout", "2"},  // seconds, for each host of the list
    {"keepalives", "1"},
    {"keepalives_idle", "10"},  // seconds
    {"keepalives_interval", "5"},
    {"keepalives_count", "3"},
    {"tcp_user_timeout", "10000"},  // milliseconds that sent bytes may stay unacknowledged
    {"fallback_application_name", "timeshelf"},
    {"client_encoding", "UTF8"},
}};

}  // namespace

Address parse_address(const std::string& uri) {
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(uri.c_str(), &message), PQconninfoFree);
  PQfreemem(message);  // it may quote the password
  if (!options) {
    throw Failure(
        Failure::Code::unavailable,
        "The database's address is not a PostgreSQL URI. It reads "
        "postgresql://user:password@host:5432/database?sslmode=require, with %XX for special characters.");
  }
  Address address;
  std::string user;
  std::string host = "localhost";
  std::string port;
  std::string name;
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    const std::string_view keyword = option->keyword;
    address.settings.emplace_back(keyword, option->val);
    if (keyword == "user") user = std::string(option->val) + "@";
    if (keyword == "host") host = option->val;
    if (keyword == "port") port = ":" + std::string(option->val);
    if (keyword == "dbname") name = "/" + std::string(option->val);
  }
  address.shown = user + host + port + name;
  for (const auto& [keyword, value] : kDefaults) {
    bool given = false;
    for (const auto& setting : address.settings) given = given || setting.first == keyword;
    if (!given) address.settings.emplace_back(keyword, value);
  }
  return address;
}

}  // namespace timeshelf::store::postgres
