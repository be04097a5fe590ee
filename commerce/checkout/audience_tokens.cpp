#include "commerce/checkout/audience_tokens.hpp"

#include <algorithm>

#include "commerce/shop_keys.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kType = "timeshelf-audience+jwt";

std::optional<std::string> text_in(const boost::json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  return member && member->is_string() ? std::optional(std::string(member->get_string())) : std::nullopt;
}

}  // namespace

std::string make_audience_token(const store::Shop& shop, const AudienceToken& token) {
  return sign_json(shop, kType,
                   {{"iss", shop.id.text()},
                    {"aud", token.audience},
                    {"code", token.code},
                    {"exp", to_millis(token.valid_until) / 1000}})
      .compact();
}

std::string audience_link(const store::Shop& shop, std::string_view token) {
  return "/s/" + shop.slug + "#member=" + std::string(token);
}

bool looks_like_audience_token(std::string_view text) {
  return std::count(text.begin(), text.end(), '.') == 2;
}

std::optional<AudienceToken> open_audience_token(const store::Shop& shop, std::string_view text) {
  const auto payload = open_signed(shop, kType, text);
  if (!payload) return std::nullopt;
  const auto issuer = text_in(*payload, "iss");
  const auto audience = text_in(*payload, "aud");
  const auto code = text_in(*payload, "code");
  const auto* until = payload->if_contains("exp");
  if (issuer != shop.id.text() || !audience || !code || !until || !until->is_int64()) return std::nullopt;
  return AudienceToken{*code, *audience, from_millis(until->get_int64() * 1000)};
}

}  // namespace timeshelf::commerce
