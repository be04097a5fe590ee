#include "commerce/core/booking_codes.hpp"

#include <algorithm>
#include <array>

namespace timeshelf::commerce {
namespace {

// No o, 0, 1, i, l. In the order of their bytes, so that codes sort like the numbers that they stand for.
constexpr std::string_view kLetters = "23456789abcdefghjkmnpqrstuvwxyz";
constexpr auto kBase = static_cast<std::int64_t>(kLetters.size());  // a prime, which the check needs
constexpr std::size_t kDigits = 8;
constexpr std::int64_t kNumbers = 852'891'037'441;  // 31^8
constexpr std::int64_t kEpoch = 1'767'225'600'000;  // 2026-01-01, in milliseconds
constexpr std::uint8_t kSpread = 16;  // the next code is up to so far away, which nobody can know

std::int64_t number_of(Instant now) {
  const std::int64_t number = (to_millis(now) - kEpoch) % kNumbers;
  return number < 0 ? number + kNumbers : number;
}

std::string digits_of(std::int64_t number) {
  std::string digits(kDigits, kLetters.front());
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, number /= kBase)
    *digit = kLetters[static_cast<std::size_t>(number % kBase)];
  return digits;
}

std::int64_t number_of(std::string_view code) {
  std::int64_t number = 0;
  for (const char letter : code.substr(0, kDigits)) {
    const auto value = kLetters.find(letter);
    number = number * kBase + (value == std::string_view::npos ? 0 : static_cast<std::int64_t>(value));
  }
  return number;
}

// Weighed by 2 to 9: one wrong digit changes the sum by a multiple that 31 does not divide, and so do two
// neighbours that differ and change places.
char check_of(std::string_view digits) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += (i + 2) * kLetters.find(digits[i]);
  return kLetters[sum % kLetters.size()];
}

}  // namespace

BookingCodes::BookingCodes(Instant now, std::string_view last)
    : next_(last.empty() ? number_of(now) : std::max(number_of(now), number_of(last) + 1)) {}

std::string BookingCodes::next(Random& random) {
  std::array<std::uint8_t, 1> byte{};
  random.fill(byte);
  std::string code = digits_of((next_ + byte[0] % kSpread) % kNumbers);
  next_ += byte[0] % kSpread + 1;
  code += check_of(code);
  return code;
}

std::string BookingCodes::first_of(Instant now) {
  return digits_of(number_of(now));
}

}  // namespace timeshelf::commerce
