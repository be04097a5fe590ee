#include "commerce/bookings/tokens.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kSerialBytes = 4;
constexpr std::size_t kSignature = 64;

// Whose booking was never passed on has a token without a serial, as all had before.
struct Format {
  char version;
  std::string_view domain;
  std::size_t signed_bytes;
};
constexpr Format kPlain{2, "timeshelf-booking-v2", 1 + 2 * kIdBytes};
constexpr Format kWithSerial{3, "timeshelf-booking-v3", 1 + 2 * kIdBytes + kSerialBytes};

std::string in_domain(const Format& format, std::string_view signed_part) {
  return std::string(format.domain) + '\0' + std::string(signed_part);
}

std::string bytes_of_serial(std::int64_t serial) {
  std::string bytes;
  for (std::size_t i = kSerialBytes; i > 0; --i) bytes += static_cast<char>(serial >> (8 * (i - 1)) & 0xFF);
  return bytes;
}

std::int64_t serial_in(std::string_view bytes) {
  std::int64_t serial = 0;
  for (const char byte : bytes) serial = serial << 8 | static_cast<unsigned char>(byte);
  return serial;
}

const Format& format_of(char version) {
  return version == kPlain.version ? kPlain : kWithSerial;
}

}  // namespace

std::string make_token(const store::Shop& shop, const Id& booking, std::int64_t serial) {
  const Format& format = serial == 0 ? kPlain : kWithSerial;
  std::string claim = std::string(1, format.version) + shop.id.bytes() + booking.bytes();
  if (serial > 0) claim += bytes_of_serial(serial);
  const SigningKey key{shop.signing_secret, shop.signing_public};
  return base64url_encode(claim + sign(key, in_domain(format, claim)));
}

std::optional<TokenClaim> read_token(std::string_view token) {
  const auto bytes = base64url_decode(token);
  if (!bytes || bytes->empty()) return std::nullopt;
  const Format& format = format_of(bytes->front());
  if (bytes->front() != format.version || bytes->size() != format.signed_bytes + kSignature)
    return std::nullopt;
  const std::string_view all = *bytes;
  const std::string_view signed_part = all.substr(0, format.signed_bytes);
  return TokenClaim{Id::of_bytes(all.substr(1, kIdBytes)), Id::of_bytes(all.substr(1 + kIdBytes, kIdBytes)),
                    serial_in(signed_part.substr(kPlain.signed_bytes)), std::string(signed_part),
                    std::string(all.substr(format.signed_bytes))};
}

bool is_signed_by(const store::Shop& shop, const TokenClaim& claim) {
  return verify(shop.signing_public, in_domain(format_of(claim.signed_part.front()), claim.signed_part),
                claim.signature);
}

}  // namespace timeshelf::commerce
