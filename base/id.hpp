// Keys are made by the application, so that no database has to hand them out.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace timeshelf {

/// A time-ordered 128-bit key (the layout of UUID version 7, RFC 9562), written as 26 lower-case characters
/// of Crockford's base 32. Ids made later compare greater, to the millisecond.
/// It lies in its own bytes: a batch of the till makes and compares thousands.
class Id {
 public:
  static constexpr std::size_t kLength = 26;

  Id() = default;
  /// Makes a new id. `now` leads, 74 random bits follow.
  static Id make(Instant now, Random& random);
  /// Reads the 26-character form; nothing else is an id.
  static std::optional<Id> parse(std::string_view text);
  /// Takes an id that this program wrote earlier (a database column) without checking it again. What is
  /// longer than one is none.
  static Id trusted(std::string_view text);

  /// The same key in its 16 bytes.
  static Id of_bytes(std::string_view sixteen);
  std::string bytes() const;

  /// Lives as long as the id.
  std::string_view text() const& { return {digits_.data(), size_}; }
  std::string text() && { return string(); }
  std::string string() const { return std::string(digits_.data(), size_); }
  bool empty() const { return size_ == 0; }
  bool operator==(const Id& other) const { return digits_ == other.digits_; }
  std::strong_ordering operator<=>(const Id& other) const {
    return std::memcmp(digits_.data(), other.digits_.data(), kLength) <=> 0;
  }

 private:
  std::array<char, kLength> digits_{};  // zeros behind a shorter one
  std::uint8_t size_ = 0;
};

}  // namespace timeshelf

template <>
struct std::hash<timeshelf::Id> {
  std::size_t operator()(const timeshelf::Id& id) const noexcept {
    return std::hash<std::string_view>{}(id.text());
  }
};
