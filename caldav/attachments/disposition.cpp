#include "caldav/attachments/disposition.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace timeshelf::caldav::attachments {
namespace {

constexpr std::string_view kNameless = "attachment";
constexpr std::size_t kLongestName = 200;
constexpr std::size_t kLongestType = 200;
constexpr std::string_view kBinary = "application/octet-stream";

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < '\x7f' && std::string_view("\"(),/:;<=>?@[\\]{}").find(c) == std::string_view::npos;
  });
}

// The value of a parameter, without its quotes and backslashes; separators within quotes are none.
std::optional<std::string> parameter_of(std::string_view header, std::string_view wanted) {
  std::string name;
  std::string value;
  bool in_value = false;
  bool quoted = false;
  for (std::size_t i = 0; i <= header.size(); ++i) {
    const char c = i < header.size() ? header[i] : ';';
    const bool ends = i == header.size() || (c == ';' && !quoted);
    if (ends) {
      if (in_value && equals_ignoring_case(trim(name), wanted)) return std::string(trim(value));
      name.clear();
      value.clear();
      in_value = quoted = false;
    } else if (!in_value) {
      if (c == '=') {
        in_value = true;
      } else {
        name += c;
      }
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == '\\' && quoted && i + 1 < header.size()) {
      value += header[++i];
    } else {
      value += c;
    }
  }
  return std::nullopt;
}

// UTF-8''name%20of%20it (RFC 8187).
std::optional<std::string> extended(std::string_view value) {
  const auto first = value.find('\'');
  const auto second = first == std::string_view::npos ? first : value.find('\'', first + 1);
  if (second == std::string_view::npos || !equals_ignoring_case(value.substr(0, first), "UTF-8"))
    return std::nullopt;
  return percent_decode(value.substr(second + 1));
}

// A name and no way: what stands behind the last slash of either kind.
std::optional<std::string> clean(const std::optional<std::string>& sent) {
  if (!sent) return std::nullopt;
  std::string name(trim(std::string_view(*sent).substr(sent->find_last_of("/\\") + 1)));
  const bool good = !name.empty() && name.size() <= kLongestName && name != "." && name != ".." &&
                    is_printable(name) && name.find('"') == std::string::npos;
  return good ? std::optional(name) : std::nullopt;
}

}  // namespace

std::string filename_of(std::string_view disposition) {
  if (const auto star = parameter_of(disposition, "filename*")) {
    if (auto name = clean(extended(*star))) return *name;
  }
  return clean(parameter_of(disposition, "filename")).value_or(std::string(kNameless));
}

std::string disposition_of(std::string_view filename) {
  std::string plain;
  for (const char c : filename) plain += c >= ' ' && c < '\x7f' && c != '"' && c != '\\' ? c : '_';
  std::string header = "attachment; filename=\"" + plain + "\"";
  if (plain != filename) header += "; filename*=UTF-8''" + percent_encode(filename);
  return header;
}

std::string content_type_of(std::string_view header) {
  const std::string_view sent = trim(header);
  const std::string_view type = trim(sent.substr(0, sent.find(';')));
  const auto slash = type.find('/');
  const bool good = slash != std::string_view::npos && is_token(type.substr(0, slash)) &&
                    is_token(type.substr(slash + 1)) && sent.size() <= kLongestType && is_printable(sent);
  return std::string(good ? sent : kBinary);
}

std::string media_type_of(std::string_view content_type) {
  return to_lower(trim(content_type.substr(0, content_type.find(';'))));
}

}  // namespace timeshelf::caldav::attachments
