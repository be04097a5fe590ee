#include "server/api/read_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse_options.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/stream_parser.hpp>
#include <cmath>
#include <limits>

#include "base/characters.hpp"
#include "base/text.hpp"
#include "server/shop/language.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

// "application/json", with whatever parameters (RFC 8259 defines none; charset is often sent).
bool is_json(std::string_view content_type) {
  return equals_ignoring_case(trim(content_type.substr(0, content_type.find(';'))), "application/json");
}

std::string line_and_column(std::string_view text, std::size_t position) {
  const auto before = text.substr(0, position);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto column = position - (before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1);
  return fmt::format("line {}, column {}", line, column + 1);
}

Read<json::value> parse(std::string_view text) {
  json::parse_options options;
  options.max_depth = kDeepest;
  json::stream_parser parser({}, options);
  json::error_code error;
  const std::size_t position = parser.write_some(text.data(), text.size(), error);
  if (!error && position < text.size()) error = json::error::extra_data;
  if (!error) parser.finish(error);
  if (!error) return parser.release();

  const bool too_deep = error == json::error::too_deep;
  Problem problem = Problem::make(
      "malformed-json", too_deep ? fmt::format("The JSON is nested more than {} deep at {}.", kDeepest,
                                               line_and_column(text, position))
                                 : fmt::format("The request's body is not JSON: {} at {}.", error.message(),
                                               line_and_column(text, position)));
  problem.facts["position"] = position;
  return problem;
}

}  // namespace

Read<json::object> read_body(const http::Request& request, bool may_be_empty, std::size_t largest) {
  if (may_be_empty && request.body.empty()) return json::object{};
  if (!is_json(request.headers.get("Content-Type"))) {
    return Problem::make("unsupported-media-type", "Send the request with Content-Type: application/json.");
  }
  if (request.body.size() > largest) {
    return Problem::make("too-large", fmt::format("A request may have at most {} bytes; this one has {}.",
                                                  largest, request.body.size()));
  }
  auto value = parse(request.body);
  if (!value) return value.error();
  if (!value->is_object()) {
    return Problem::make("malformed-json", "The request must be one JSON object: {…}.");
  }
  return std::move(value->get_object());
}

Problem invalid_member(const std::string& path, std::string_view sentence, const Fault& fault) {
  Problem problem = Problem::make("invalid-member", fmt::format("\"{}\" {}.", path, sentence), path);
  problem.facts["reason"] = fault.reason;
  if (fault.least) problem.facts["least"] = *fault.least;
  if (fault.most) problem.facts["most"] = *fault.most;
  return problem;
}

MemberReader::MemberReader(const json::object& object, std::string where)
    : object_(object), where_(std::move(where)) {}

std::string MemberReader::text(std::string_view name, std::size_t longest,
                               const std::optional<std::string>& otherwise) {
  const json::value* value = take(name, !otherwise);
  if (!value) return otherwise.value_or(std::string{});
  if (!value->is_string()) {
    refuse(name, "must be a string", {"text"});
    return {};
  }
  const json::string& text = value->get_string();
  if (text.empty() || characters_of(text) > longest) {
    refuse(name, fmt::format("must have 1 to {} characters", longest),
           {"length", 1, static_cast<std::int64_t>(longest)});
    return {};
  }
  if (text.find('\0') != json::string::npos) {
    refuse(name, "must not hold a NUL character", {"text"});
    return {};
  }
  return std::string(std::string_view(text));
}

std::int64_t MemberReader::whole(std::string_view name, std::optional<std::int64_t> otherwise) {
  const json::value* value = take(name, !otherwise);
  if (!value) return otherwise.value_or(0);
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  if (value->is_int64()) return value->get_int64();
  if (value->is_uint64()) return most;
  if (value->is_double() && std::trunc(value->get_double()) == value->get_double()) {
    const double number = value->get_double();
    if (number >= 9.2e18) return most;
    if (number <= -9.2e18) return std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(number);
  }
  refuse(name, "must be a whole number", {"whole-number"});
  return 0;
}

std::optional<std::int64_t> MemberReader::degrees(std::string_view name) {
  const json::value* value = take(name, false);
  if (!value || value->is_null()) return std::nullopt;
  json::error_code error;
  const auto number = value->to_number<double>(error);
  if (error || !(std::abs(number) <= 1000)) {
    refuse(name, "must be a number of degrees", {"number"});
    return std::nullopt;
  }
  return std::llround(number * 1'000'000);
}

std::vector<std::string> MemberReader::texts(std::string_view name, std::size_t most, std::size_t longest) {
  const json::value* value = take(name, false);
  std::vector<std::string> texts;
  if (!value) return texts;
  const auto wrong = [&] {
    refuse(name, fmt::format("must be an array of at most {} strings of 1 to {} characters", most, longest),
           {"list", 0, static_cast<std::int64_t>(most)});
    return std::vector<std::string>{};
  };
  if (!value->is_array() || value->get_array().size() > most) return wrong();
  for (const json::value& item : value->get_array()) {
    if (!item.is_string() || item.get_string().empty() || characters_of(item.get_string()) > longest)
      return wrong();
    texts.emplace_back(std::string_view(item.get_string()));
  }
  return texts;
}

std::string MemberReader::language(std::string_view name, const std::string& otherwise) {
  const json::value* value = take(name, false);
  if (!value) return otherwise;
  const auto language =
      value->is_string() ? language_of_tag(std::string_view(value->get_string())) : std::nullopt;
  if (!language) refuse(name, "must be a language tag (BCP 47), like \"de\"", {"language"});
  return language.value_or(otherwise);
}

const json::object* MemberReader::object(std::string_view name) {
  const json::value* value = take(name, false);
  if (!value || value->is_null()) return nullptr;
  if (!value->is_object()) {
    refuse(name, "must be an object", {"object"});
    return nullptr;
  }
  return &value->get_object();
}

bool MemberReader::flag(std::string_view name, bool otherwise) {
  const json::value* value = take(name, false);
  if (!value) return otherwise;
  if (!value->is_bool()) refuse(name, "must be true or false", {"flag"});
  return value->is_bool() ? value->get_bool() : otherwise;
}

std::vector<const json::object*> MemberReader::objects(std::string_view name, std::size_t fewest,
                                                       std::size_t most) {
  const json::value* value = take(name, true);
  std::vector<const json::object*> objects;
  if (!value) return objects;
  const auto wrong = [&] {
    refuse(name, fmt::format("must be an array of {} to {} objects", fewest, most),
           {"list", static_cast<std::int64_t>(fewest), static_cast<std::int64_t>(most)});
    return std::vector<const json::object*>{};
  };
  if (!value->is_array()) return wrong();
  const json::array& array = value->get_array();
  if (array.size() < fewest || array.size() > most) return wrong();
  for (const json::value& item : array) {
    if (!item.is_object()) return wrong();
    objects.push_back(&item.get_object());
  }
  return objects;
}

std::optional<Problem> MemberReader::problem() const {
  if (problem_) return problem_;
  for (const auto& member : object_) {
    const std::string_view name = member.key();
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    return Problem::make(
        "unknown-member",
        fmt::format("There is no member \"{}\" here; there are: {}.", name, fmt::join(known_, ", ")),
        path_of(name));
  }
  return std::nullopt;
}

const json::value* MemberReader::take(std::string_view name, bool required) {
  known_.push_back(name);
  const json::value* value = object_.if_contains(name);
  if (!value && required) refuse(name, "is missing", {"missing"});
  return value;
}

void MemberReader::refuse(std::string_view name, std::string_view sentence, const Fault& fault) {
  if (!problem_) problem_ = invalid_member(path_of(name), sentence, fault);
}

std::string MemberReader::path_of(std::string_view name) const {
  return where_.empty() ? std::string(name) : where_ + "." + std::string(name);
}

}  // namespace timeshelf::server::api
