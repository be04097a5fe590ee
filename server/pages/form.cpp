#include "server/pages/form.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::server::pages {
namespace {

constexpr std::size_t kLargestForm = 16 << 10;  // bytes
constexpr std::size_t kMostFields = 200;

std::optional<std::string> decode(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  auto decoded = percent_decode(spaced);
  return decoded && is_utf8(*decoded) ? std::move(decoded) : std::nullopt;
}

}  // namespace

Result<Form, Problem> Form::read(const http::Request& request) {
  const std::string_view type = request.headers.get("Content-Type");
  if (!equals_ignoring_case(trim(type.substr(0, type.find(';'))), "application/x-www-form-urlencoded")) {
    return Problem::make("unsupported-media-type", "This page takes only its own form; open it again.");
  }
  if (request.body.size() > kLargestForm) {
    return Problem::make("too-large", "The form holds too much; shorten what was written.");
  }
  Form form;
  const auto pairs = split(request.body, '&');
  if (pairs.size() > kMostFields) {
    return Problem::make("too-large", "The form has too many fields; open the page again.");
  }
  for (const std::string_view pair : pairs) {
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals));
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) {
      return Problem::make("invalid-member", "The form holds characters that are not UTF-8.");
    }
    form.fields_.insert_or_assign(std::move(*name), std::move(*value));
  }
  return form;
}

std::string Form::text(std::string_view name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() ? std::string{} : std::string(trim(found->second));
}

bool is_same_origin(const http::Request& request, const std::string& origin) {
  if (const auto site = request.headers.find("Sec-Fetch-Site")) return *site == "same-origin";
  const auto from = request.headers.find("Origin");
  const auto path = origin.find('/', origin.find("//") + 2);  // of an installation below a prefix
  return !from || equals_ignoring_case(*from, origin.substr(0, path)) ||
         equals_ignoring_case(*from, request.origin());
}

}  // namespace timeshelf::server::pages
