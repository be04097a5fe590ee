// The parameters of an address: "?from=2026-03-01T00:00:00Z&drop=spring-glaze".
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/time.hpp"
#include "server/api/read_json.hpp"

namespace timeshelf::server::api {

using Parameters = std::map<std::string, std::string, std::less<>>;

/// Reads the query; refuses names other than `known`, a name given twice, and broken percent-encoding.
Read<Parameters> read_parameters(std::string_view query, std::initializer_list<std::string_view> known);

/// A date-time of RFC 3339 with its offset; fractions of a second are dropped. Nothing for anything else.
std::optional<Instant> parse_rfc3339(std::string_view text);

/// The date-time of that name; nothing if it is left out.
Read<std::optional<Instant>> read_instant(const Parameters& parameters, std::string_view name);
/// `limit`: a whole number from 1 to `most`, or `usual` if it is left out.
Read<std::size_t> read_limit(const Parameters& parameters, std::size_t usual, std::size_t most);
/// The id that `cursor` is; nothing if it is left out.
Read<std::optional<Id>> read_cursor(const Parameters& parameters);

/// Which part of a list that begins with the newest.
struct Stretch {
  std::optional<Instant> from{};
  std::optional<Instant> to{};
  std::optional<Id> before{};  ///< only what is older
  std::size_t limit = 0;
};
/// `from`, `to`, `cursor` and `limit` of the parameters.
Read<Stretch> read_stretch(const Parameters& parameters, std::size_t usual, std::size_t most);

struct Window {
  Instant from;
  Instant to;
};
inline constexpr std::chrono::days kDefaultWindow{90};
inline constexpr std::chrono::days kLongestWindow{400};
/// `from` and `to` of the parameters; by default the 90 days from now on.
Read<Window> read_window(const Parameters& parameters, Instant now);

}  // namespace timeshelf::server::api
