#include "server/shop/idempotency.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/idempotency.hpp"

namespace timeshelf::server {
namespace {

namespace json = boost::json;

// What of a response is given again.
constexpr std::array kKeptHeaders = {"Content-Type", "Location", "Cache-Control", "Referrer-Policy",
                                     "Set-Cookie"};

std::string written(const http::Response& response) {
  json::object kept{{"body", response.body.view()}};
  for (const char* name : kKeptHeaders) {
    if (const auto value = response.headers.find(name)) kept[name] = *value;
  }
  return json::serialize(kept);
}

http::Response read_back(const commerce::RememberedAnswer& answer) {
  const json::object kept = json::parse(answer.response).as_object();
  http::Response response =
      http::reply(answer.status, "", std::string(std::string_view(kept.at("body").as_string())));
  for (const char* name : kKeptHeaders) {
    if (const json::value* value = kept.if_contains(name)) {
      response.headers.add(name, std::string(std::string_view(value->as_string())));
    }
  }
  return response;
}

IdempotencyKey key_of(std::string scope, std::string_view key, const http::Request& request) {
  return {std::move(scope), std::string(key),
          hex_encode(sha256(request.method + " " + request.path + "\n" + request.body))};
}

bool is_visible(char c) {
  return c > ' ' && c < 0x7f;
}

}  // namespace

Result<std::optional<IdempotencyKey>, Problem> idempotency_key(const http::Request& request) {
  const auto header = request.headers.find("Idempotency-Key");
  if (!header) return std::optional<IdempotencyKey>{};
  std::string_view key = trim(*header);
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
  if (key.empty() || key.size() > 255 || !std::all_of(key.begin(), key.end(), is_visible)) {
    return Problem::make("invalid-idempotency-key",
                         "The Idempotency-Key must have 1 to 255 visible ASCII characters; a UUID is best.",
                         "Idempotency-Key");
  }
  return std::optional(key_of("api", key, request));
}

std::optional<IdempotencyKey> form_key(const std::string& key, const http::Request& request) {
  if (key.empty() || key.size() > 64) return std::nullopt;
  IdempotencyKey made = key_of("form", key, request);
  made.key += "/" + made.digest.substr(0, 16);
  return made;
}

http::Response answer_once(store::Transaction& transaction, const Id& shop,
                           const std::optional<IdempotencyKey>& key, Instant now,
                           const std::function<http::Response()>& mismatch,
                           const std::function<http::Response()>& act) {
  if (!key) return act();
  if (const auto answer = commerce::find_answer(transaction, shop, key->scope, key->key)) {
    return answer->digest == key->digest ? read_back(*answer) : mismatch();
  }
  http::Response response = act();
  if (response.status < 400) {
    commerce::remember_answer(transaction, shop, key->scope, key->key,
                              {key->digest, response.status, written(response)}, now);
  }
  return response;
}

}  // namespace timeshelf::server
