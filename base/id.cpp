#include "base/id.hpp"

#include <array>
#include <cstdint>

namespace timeshelf {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kLength = 26;

// 128 bits in 26 digits of 5 bits: the first digit carries only the top three.
std::string encode(const std::array<std::uint8_t, 16>& bytes) {
  std::string text(kLength, '0');
  for (std::size_t digit = 0; digit < kLength; ++digit) {
    unsigned value = 0;
    for (int bit = 0; bit < 5; ++bit) {
      const int position = static_cast<int>(digit) * 5 + bit - 2;  // 130 digit bits hold 128
      value <<= 1;
      if (position >= 0) value |= (bytes[position / 8] >> (7 - position % 8)) & 1U;
    }
    text[digit] = kAlphabet[value];
  }
  return text;
}

}  // namespace

Id Id::make(Instant now, Random& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  const auto millis = static_cast<std::uint64_t>(to_millis(now));
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x70);  // version 7
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);  // variant of RFC 9562
  return Id(encode(bytes));
}

std::optional<Id> Id::parse(std::string_view text) {
  if (text.size() != kLength || text[0] > '7') return std::nullopt;
  if (text.find_first_not_of(kAlphabet) != std::string_view::npos) return std::nullopt;
  return Id(std::string(text));
}

}  // namespace timeshelf
