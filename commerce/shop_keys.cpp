#include "commerce/shop_keys.hpp"

#include <boost/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

namespace json = boost::json;

}  // namespace

json::object public_key_json(const store::Shop& shop) {
  // RFC 7638: the required members in this order, without blanks.
  json::object key{{"crv", "Ed25519"}, {"kty", "OKP"}, {"x", base64url_encode(shop.signing_public)}};
  key["kid"] = base64url_encode(sha256(json::serialize(key)));
  key["use"] = "sig";
  return key;
}

SignedJson sign_json(const store::Shop& shop, std::string_view type, const json::object& payload) {
  const json::object head{{"alg", "EdDSA"}, {"kid", public_key_json(shop)["kid"]}, {"typ", type}};
  SignedJson made{base64url_encode(json::serialize(head)), base64url_encode(json::serialize(payload)), ""};
  const SigningKey key{shop.signing_secret, shop.signing_public};
  made.signature = base64url_encode(sign(key, made.protected_part + "." + made.payload));
  return made;
}

std::optional<json::object> open_signed(const store::Shop& shop, std::string_view type,
                                        std::string_view compact) {
  const auto parts = split(compact, '.');
  if (parts.size() != 3) return std::nullopt;
  const auto signature = base64url_decode(parts[2]);
  const std::string_view signed_part = compact.substr(0, parts[0].size() + 1 + parts[1].size());
  if (!signature || !verify(shop.signing_public, signed_part, *signature)) return std::nullopt;
  // What the shop signed is JSON, but not everything that it signed is of this type.
  const auto read = [](std::string_view part) {
    json::error_code error;
    auto value = json::parse(base64url_decode(part).value_or(""), error);
    return !error && value.is_object() ? std::optional(value.get_object()) : std::nullopt;
  };
  const auto head = read(parts[0]);
  const auto* said = head ? head->if_contains("typ") : nullptr;
  if (!said || !said->is_string() || said->get_string() != type) return std::nullopt;
  return read(parts[1]);
}

}  // namespace timeshelf::commerce
