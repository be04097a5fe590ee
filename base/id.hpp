// Keys are made by the application, so that no database has to hand them out.
#pragma once
#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace timeshelf {

/// A time-ordered 128-bit key (the layout of UUID version 7, RFC 9562), written as 26 lower-case characters
/// of Crockford's base 32. Ids made later compare greater, to the millisecond.
class Id {
 public:
  Id() = default;
  /// Makes a new id. `now` leads, 74 random bits follow.
  static Id make(Instant now, Random& random);
  /// Reads the 26-character form; nothing else is an id.
  static std::optional<Id> parse(std::string_view text);
  /// Takes an id that this program wrote earlier (a database column) without checking it again.
  static Id trusted(std::string_view text) { return Id(std::string(text)); }

  /// The same key in its 16 bytes.
  static Id of_bytes(std::string_view sixteen);
  std::string bytes() const;

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  auto operator<=>(const Id&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 misreads it

 private:
  explicit Id(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace timeshelf

template <>
struct std::hash<timeshelf::Id> {
  std::size_t operator()(const timeshelf::Id& id) const noexcept {
    return std::hash<std::string>{}(id.text());
  }
};
