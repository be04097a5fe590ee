// Money is integer minor units with an ISO 4217 currency.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace timeshelf {

/// An ISO 4217 currency that this program knows the exponent of (EUR 2, JPY 0, KWD 3).
class Currency {
 public:
  /// Reads an upper-case code; unknown codes are refused.
  static std::optional<Currency> parse(std::string_view code);

  std::string_view code() const { return code_; }
  /// Digits behind the decimal point.
  int exponent() const { return exponent_; }
  bool operator==(const Currency& other) const { return code_ == other.code_; }

 private:
  Currency(std::string_view code, int exponent) : code_(code), exponent_(exponent) {}
  std::string_view code_;  // points into the table
  int exponent_;
};

/// An amount in a currency, e.g. 1850 EUR for 18.50 euros.
struct Money {
  std::int64_t minor = 0;
  Currency currency;

  bool operator==(const Money&) const = default;
  /// "18.50 EUR"
  std::string text() const;
  /// "18.50"
  std::string decimal() const;
  /// Reads "18", "18.5" or "18.50" in `currency`. Refuses signs, more digits than the currency has, and
  /// amounts above 10^12 minor units.
  static std::optional<Money> parse(std::string_view decimal, Currency currency);
};

}  // namespace timeshelf
