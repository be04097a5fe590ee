#include "base/p256.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "base/release.hpp"

namespace timeshelf {
namespace {

constexpr std::size_t kScalar = 32;
constexpr std::size_t kPoint = 65;

using Group = std::unique_ptr<EC_GROUP, Release<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Release<EC_POINT_clear_free>>;
using Number = std::unique_ptr<BIGNUM, Release<BN_clear_free>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD_free>>;
using ParamList = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM_free>>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// What can only fail when memory is gone or OpenSSL was built without the curve.
void expect(bool good) {
  if (!good) throw std::runtime_error("OpenSSL does not do P-256.");
}

const EC_GROUP* curve() {
  static const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  expect(group != nullptr);
  return group.get();
}

Number number_of(std::string_view big_endian) {
  Number number(BN_bin2bn(bytes_of(big_endian), static_cast<int>(big_endian.size()), nullptr));
  expect(number != nullptr);
  return number;
}

// Null if these bytes are no point of the curve.
Point point_of(std::string_view bytes) {
  Point point(EC_POINT_new(curve()));
  expect(point != nullptr);
  const bool whole = bytes.size() == kPoint && bytes[0] == POINT_CONVERSION_UNCOMPRESSED;
  if (!whole || EC_POINT_oct2point(curve(), point.get(), bytes_of(bytes), bytes.size(), nullptr) != 1)
    return nullptr;
  return point;
}

std::string bytes_of_point(const EC_POINT* point) {
  std::string bytes(kPoint, '\0');
  expect(EC_POINT_point2oct(curve(), point, POINT_CONVERSION_UNCOMPRESSED, bytes_of(bytes), bytes.size(),
                            nullptr) == bytes.size());
  return bytes;
}

// With the private half where `secret` is given.
Key evp_key(std::string_view point, std::string_view secret) {
  const Number scalar = number_of(secret);
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  expect(builder != nullptr);
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  if (!secret.empty()) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
  const ParamList params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  expect(params && context && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata(context.get(), &key, secret.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR,
                    params.get());
  return Key(key);
}

}  // namespace

bool is_p256_point(std::string_view bytes) {
  return point_of(bytes) != nullptr;
}

std::optional<std::string> p256_point_of_spki(std::string_view der) {
  // SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING of 65 bytes }
  using namespace std::string_view_literals;
  constexpr auto kHead =
      "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00"sv;
  if (!der.starts_with(kHead) || !is_p256_point(der.substr(kHead.size()))) return std::nullopt;
  return std::string(der.substr(kHead.size()));
}

std::optional<P256Key> P256Key::of_secret(std::string_view secret) {
  if (secret.size() != kScalar) return std::nullopt;
  const Number scalar = number_of(secret);
  if (BN_is_zero(scalar.get()) || BN_cmp(scalar.get(), EC_GROUP_get0_order(curve())) >= 0)
    return std::nullopt;
  const Point point(EC_POINT_new(curve()));
  expect(point && EC_POINT_mul(curve(), point.get(), scalar.get(), nullptr, nullptr, nullptr) == 1);
  P256Key key;
  key.secret_ = secret;
  key.public_key_ = bytes_of_point(point.get());
  return key;
}

P256Key P256Key::make(Random& random) {
  while (true) {  // one in 2^32 draws is none
    std::array<std::uint8_t, kScalar> drawn{};
    random.fill(drawn);
    const std::string_view secret(reinterpret_cast<const char*>(drawn.data()), drawn.size());
    if (auto key = of_secret(secret)) return *key;
  }
}

std::optional<std::string> P256Key::agree(std::string_view other) const {
  const Point point = point_of(other);
  if (!point) return std::nullopt;
  const Number scalar = number_of(secret_);
  const Point shared(EC_POINT_new(curve()));
  expect(shared && EC_POINT_mul(curve(), shared.get(), nullptr, point.get(), scalar.get(), nullptr) == 1);
  return bytes_of_point(shared.get()).substr(1, kScalar);
}

std::string P256Key::sign(std::string_view message) const {
  const Key key = evp_key(public_key_, secret_);
  const DigestContext context(EVP_MD_CTX_new());
  expect(key && context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1);
  std::size_t size = 0;
  expect(EVP_DigestSign(context.get(), nullptr, &size, bytes_of(message), message.size()) == 1);
  std::string der(size, '\0');
  expect(EVP_DigestSign(context.get(), bytes_of(der), &size, bytes_of(message), message.size()) == 1);
  const unsigned char* at = bytes_of(std::string_view(der));
  const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
  expect(signature != nullptr);
  std::string raw(2 * kScalar, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes_of(raw), kScalar);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes_of(raw) + kScalar, kScalar);
  return raw;
}

bool verify_es256(std::string_view point, std::string_view message, std::string_view raw) {
  if (raw.size() != 2 * kScalar || !is_p256_point(point)) return false;
  const Signature signature(ECDSA_SIG_new());
  expect(signature != nullptr);
  ECDSA_SIG_set0(signature.get(), number_of(raw.substr(0, kScalar)).release(),
                 number_of(raw.substr(kScalar)).release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  expect(size > 0);
  const Key key = evp_key(point, {});
  const DigestContext context(EVP_MD_CTX_new());
  const bool good = key && context &&
                    EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
                    EVP_DigestVerify(context.get(), der, static_cast<std::size_t>(size), bytes_of(message),
                                     message.size()) == 1;
  OPENSSL_free(der);
  return good;
}

}  // namespace timeshelf
