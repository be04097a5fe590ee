#include "base/aead.hpp"

#include <gtest/gtest.h>

#include "base/p256.hpp"
#include "base/text.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

std::string bytes(std::string_view hex) {
  std::string result;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    result += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return result;
}

// RFC 5869, appendix A.1 and A.2
TEST(Hkdf, derives_what_the_RFC_derives) {
  EXPECT_EQ(hex_encode(hkdf_sha256(bytes("000102030405060708090a0b0c"), std::string(22, '\x0b'),
                                   bytes("f0f1f2f3f4f5f6f7f8f9"), 42)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  std::string salt, key, info;
  for (int i = 0; i < 80; ++i) {
    key += static_cast<char>(i);
    salt += static_cast<char>(0x60 + i);
    info += static_cast<char>(0xb0 + i);
  }
  EXPECT_EQ(hex_encode(hkdf_sha256(salt, key, info, 82)),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
            "da3275600c2f"
            "09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
}

// The Galois/Counter Mode of Operation (McGrew, Viega), test cases 16 and 4
TEST(AesGcm, seals_as_the_specification_does) {
  const std::string plain = bytes(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aed"
      "f5aa0de657"
      "ba637b39");
  const std::string bound = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const std::string nonce = bytes("cafebabefacedbaddecaf888");
  const std::string long_key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  EXPECT_EQ(hex_encode(seal_aes_gcm(plain, long_key, nonce, bound)),
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
            "c5f61e6393ba"
            "7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b");
  EXPECT_EQ(hex_encode(seal_aes_gcm(plain, long_key.substr(0, 16), nonce, bound)),
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05"
            "1ba30b396a0a"
            "ac973d58e0915bc94fbc3221a5db94fae95ae7121a47");
}

TEST(AesGcm, opens_only_what_nobody_changed) {
  const std::string key(32, 'k'), nonce(12, 'n');
  const std::string sealed = seal_aes_gcm("who and what", key, nonce, "index");
  EXPECT_EQ(open_aes_gcm(sealed, key, nonce, "index"), "who and what");
  EXPECT_FALSE(open_aes_gcm(sealed, key, nonce, "other"));
  EXPECT_FALSE(open_aes_gcm(sealed, std::string(32, 'x'), nonce, "index"));
  EXPECT_FALSE(open_aes_gcm(sealed.substr(1), key, nonce, "index"));
  EXPECT_FALSE(open_aes_gcm("short", key, nonce, "index"));
  std::string changed = sealed;
  changed[3] ^= 1;
  EXPECT_FALSE(open_aes_gcm(changed, key, nonce, "index"));
  EXPECT_EQ(open_aes_gcm(seal_aes_gcm("", key, nonce), key, nonce), "");
}

TEST(P256, reads_a_public_key_as_browsers_export_it) {
  SeededRandom random(1);
  const P256Key key = P256Key::make(random);
  const std::string spki = bytes("3059301306072a8648ce3d020106082a8648ce3d030107034200") + key.public_key();
  EXPECT_EQ(p256_point_of_spki(spki), key.public_key());
  EXPECT_FALSE(p256_point_of_spki(key.public_key())) << "the point alone";
  EXPECT_FALSE(p256_point_of_spki(spki + "x"));
  std::string off = spki;
  off.back() ^= 1;
  EXPECT_FALSE(p256_point_of_spki(off)) << "not on the curve";
  EXPECT_FALSE(p256_point_of_spki(""));
}

}  // namespace
}  // namespace timeshelf::tests
