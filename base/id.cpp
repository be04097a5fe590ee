#include "base/id.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace timeshelf {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kBytes = 16;
using Bytes = std::array<std::uint8_t, kBytes>;

// 128 bits in 26 digits of 5 bits: the first digit carries only the top three.
std::array<char, Id::kLength> encode(const Bytes& bytes) {
  std::array<char, Id::kLength> text{};
  std::size_t next = 0;
  unsigned waiting = 0;  // bits that were read and not written yet,
  int bits = 2;          // and how many; 130 digit bits hold 128
  for (char& digit : text) {
    if (bits < 5) {
      waiting = (waiting << 8U) | bytes[next++];
      bits += 8;
    }
    bits -= 5;
    digit = kAlphabet[(waiting >> static_cast<unsigned>(bits)) & 31U];
  }
  return text;
}

}  // namespace

Id Id::make(Instant now, Random& random) {
  Bytes bytes{};
  random.fill(bytes);
  const auto millis = static_cast<std::uint64_t>(to_millis(now));
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x70);  // version 7
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);  // variant of RFC 9562
  const auto digits = encode(bytes);
  return trusted({digits.data(), digits.size()});
}

Id Id::of_bytes(std::string_view sixteen) {
  Bytes bytes{};
  std::copy_n(sixteen.begin(), std::min(sixteen.size(), kBytes), bytes.begin());
  const auto digits = encode(bytes);
  return trusted({digits.data(), digits.size()});
}

std::string Id::bytes() const {
  std::string bytes(kBytes, '\0');
  for (std::size_t digit = 0; digit < size_; ++digit) {
    const auto value = static_cast<unsigned>(kAlphabet.find(digits_[digit]));
    for (int bit = 0; bit < 5; ++bit) {
      const int position = static_cast<int>(digit) * 5 + bit - 2;
      if (position < 0 || ((value >> (4 - bit)) & 1U) == 0) continue;
      char& byte = bytes[static_cast<std::size_t>(position / 8)];
      byte = static_cast<char>(static_cast<unsigned char>(byte) | (0x80U >> (position % 8)));
    }
  }
  return bytes;
}

std::optional<Id> Id::parse(std::string_view text) {
  if (text.size() != kLength || text[0] > '7') return std::nullopt;
  if (text.find_first_not_of(kAlphabet) != std::string_view::npos) return std::nullopt;
  return trusted(text);
}

Id Id::trusted(std::string_view text) {
  Id id;
  if (text.size() > kLength) return id;
  std::copy(text.begin(), text.end(), id.digits_.begin());
  id.size_ = static_cast<std::uint8_t>(text.size());
  return id;
}

}  // namespace timeshelf
