#include "base/aead.hpp"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

#include "base/digest.hpp"

namespace timeshelf {
namespace {

constexpr std::size_t kTag = 16;
constexpr std::size_t kNonce = 12;
constexpr std::size_t kMostBlocks = 255;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// What can only fail when memory is gone or OpenSSL was built without the cipher.
void expect(bool good) {
  if (!good) throw std::runtime_error("OpenSSL does not do AES-GCM.");
}

const EVP_CIPHER* cipher_of(std::string_view key, std::string_view nonce) {
  if ((key.size() != 16 && key.size() != 32) || nonce.size() != kNonce)
    throw std::logic_error("AES-GCM takes a key of 16 or 32 bytes and a nonce of 12");
  return key.size() == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm();
}

}  // namespace

std::string hkdf_sha256(std::string_view salt, std::string_view key, std::string_view info,
                        std::size_t length) {
  const std::string from = hmac_sha256(salt, key);
  std::string derived;
  std::string block;
  for (std::size_t i = 1; derived.size() < length; ++i) {
    if (i > kMostBlocks) throw std::logic_error("HKDF derives at most 8160 bytes");
    block += info;
    block += static_cast<char>(i);
    block = hmac_sha256(from, block);
    derived += block;
  }
  derived.resize(length);
  return derived;
}

std::string seal_aes_gcm(std::string_view plaintext, std::string_view key, std::string_view nonce,
                         std::string_view bound) {
  const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  std::string sealed(plaintext.size() + kTag, '\0');
  int size = 0;
  expect(context && EVP_EncryptInit_ex(context.get(), cipher_of(key, nonce), nullptr, bytes_of(key),
                                       bytes_of(nonce)) == 1);
  if (!bound.empty())
    expect(EVP_EncryptUpdate(context.get(), nullptr, &size, bytes_of(bound),
                             static_cast<int>(bound.size())) == 1);
  expect(EVP_EncryptUpdate(context.get(), bytes_of(sealed), &size, bytes_of(plaintext),
                           static_cast<int>(plaintext.size())) == 1);
  unsigned char* const tag = bytes_of(sealed) + plaintext.size();
  expect(EVP_EncryptFinal_ex(context.get(), tag, &size) == 1);
  expect(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTag, tag) == 1);
  return sealed;
}

std::optional<std::string> open_aes_gcm(std::string_view sealed, std::string_view key, std::string_view nonce,
                                        std::string_view bound) {
  if (sealed.size() < kTag) return std::nullopt;
  const std::string_view hidden = sealed.substr(0, sealed.size() - kTag);
  std::string tag(sealed.substr(hidden.size()));
  const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  std::string plaintext(hidden.size(), '\0');
  int size = 0;
  expect(context && EVP_DecryptInit_ex(context.get(), cipher_of(key, nonce), nullptr, bytes_of(key),
                                       bytes_of(nonce)) == 1);
  if (!bound.empty())
    expect(EVP_DecryptUpdate(context.get(), nullptr, &size, bytes_of(bound),
                             static_cast<int>(bound.size())) == 1);
  expect(EVP_DecryptUpdate(context.get(), bytes_of(plaintext), &size, bytes_of(hidden),
                           static_cast<int>(hidden.size())) == 1);
  expect(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTag, bytes_of(tag)) == 1);
  std::string rest(kTag, '\0');
  if (EVP_DecryptFinal_ex(context.get(), bytes_of(rest), &size) != 1) return std::nullopt;
  return plaintext;
}

}  // namespace timeshelf
