// Web Push's cryptography against the examples of its RFCs, and what may be called.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "base/digest.hpp"
#include "base/http_date.hpp"
#include "base/text.hpp"
#include "server/push/delivery.hpp"
#include "server/push/encryption.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using namespace server::push;
using testing::HasSubstr;

std::string raw(std::string_view text) {
  return base64url_decode(text).value();
}

TEST(PushEncryption, seals_the_example_of_rfc_8188_3_1) {
  EXPECT_EQ(base64url_encode(seal("I am the walrus", raw("yqdlZ-tYemfogSmv7Ws5PQ"),
                                  raw("I1BsxtFttlv3u_Oo94xnmw"), "", 4096)),
            "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg");
}

// RFC 8291 appendix A.
const char* const kUserAgent =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const char* const kUserAgentSecret = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
const char* const kServer =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
const char* const kServerSecret = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";

TEST(PushEncryption, encrypts_the_example_of_rfc_8291_appendix_a) {
  const auto once = P256Key::of_secret(raw(kServerSecret));
  ASSERT_TRUE(once);
  EXPECT_EQ(base64url_encode(once->public_key()), kServer);
  const auto sealed =
      encrypt("When I grow up, I want to be a watermelon", {raw(kUserAgent), raw("BTBZMqHH6r4Tts7J_aSIgg")},
              *once, raw("DGv6ra1nlYgDCS1FRnbzlw"));
  ASSERT_TRUE(sealed);
  EXPECT_EQ(
      base64url_encode(*sealed),
      "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
      "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
}

TEST(PushEncryption, both_sides_agree_on_the_secret) {
  const auto server = P256Key::of_secret(raw(kServerSecret));
  const auto client = P256Key::of_secret(raw(kUserAgentSecret));
  ASSERT_TRUE(server && client);
  EXPECT_EQ(base64url_encode(*server->agree(client->public_key())),
            "kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
  EXPECT_EQ(server->agree(client->public_key()), client->agree(server->public_key()));
}

TEST(PushEncryption, keys_that_are_none_are_refused) {
  const auto key = P256Key::of_secret(raw(kServerSecret));
  std::string off_the_curve = raw(kUserAgent);
  off_the_curve.back() = static_cast<char>(off_the_curve.back() ^ 1);
  EXPECT_FALSE(is_p256_point(off_the_curve));
  EXPECT_FALSE(is_p256_point(""));
  EXPECT_FALSE(is_p256_point(raw(kUserAgent).substr(0, 64)));
  EXPECT_FALSE(key->agree(off_the_curve));
  EXPECT_FALSE(encrypt("x", {off_the_curve, raw("BTBZMqHH6r4Tts7J_aSIgg")}, *key, std::string(16, 's')));
  EXPECT_FALSE(P256Key::of_secret(std::string(32, '\0')));
  EXPECT_FALSE(P256Key::of_secret(std::string(32, '\xff'))) << "beyond the order of the curve";
  EXPECT_FALSE(P256Key::of_secret("short"));
}

TEST(Vapid, names_origin_expiry_and_contact_and_is_signed) {
  SeededRandom random(7);
  const P256Key key = P256Key::make(random);
  const std::string header =
      vapid(key, "https://push.example:8443", "mailto:ada@example.com", from_millis(1'772'366'400'999));
  ASSERT_TRUE(header.starts_with("vapid t="));
  const auto comma = header.find(", k=");
  const std::string token = header.substr(8, comma - 8);
  EXPECT_EQ(raw(header.substr(comma + 4)), key.public_key());
  const auto parts = split(token, '.');
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(boost::json::parse(raw(parts[0])), boost::json::parse(R"({"typ":"JWT","alg":"ES256"})"));
  EXPECT_EQ(boost::json::parse(raw(parts[1])),
            boost::json::parse(
                R"({"aud":"https://push.example:8443","exp":1772366400,"sub":"mailto:ada@example.com"})"));
  const std::string said = token.substr(0, token.rfind('.'));
  EXPECT_TRUE(verify_es256(key.public_key(), said, raw(parts[2])));
  EXPECT_FALSE(verify_es256(key.public_key(), said + "x", raw(parts[2])));
  EXPECT_FALSE(verify_es256(raw(kServer), said, raw(parts[2])));
}

TEST(PushAddresses, only_public_ones_are_called) {
  for (const char* reserved : {"127.0.0.1",
                               "10.1.2.3",
                               "172.16.0.1",
                               "172.31.255.255",
                               "192.168.1.1",
                               "169.254.169.254",
                               "0.0.0.0",
                               "100.64.0.1",
                               "192.0.0.8",
                               "192.0.2.1",
                               "198.18.0.1",
                               "224.0.0.1",
                               "255.255.255.255",
                               "::1",
                               "::",
                               "fe80::1",
                               "fd00::1",
                               "ff02::1",
                               "::ffff:127.0.0.1",
                               "::ffff:10.0.0.1",
                               "64:ff9b::7f00:1",
                               "2001:db8::1",
                               "2002:7f00:1::",
                               "not an address"})
    EXPECT_FALSE(is_public_address(reserved)) << reserved;
  for (const char* open : {"9.9.9.9", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:9.9.9.9"})
    EXPECT_TRUE(is_public_address(open)) << open;
}

TEST(PushAddresses, have_an_origin) {
  EXPECT_EQ(origin_of("https://push.example/x?y"), "https://push.example");
  EXPECT_EQ(origin_of("https://Push.Example:443/x"), "https://push.example");
  EXPECT_EQ(origin_of("https://push.example:8443"), "https://push.example:8443");
  EXPECT_EQ(origin_of("http://127.0.0.1:80/x"), "http://127.0.0.1");
}

TEST(HttpDate, is_read_as_it_is_written) {
  const Instant instant = from_millis(1'772'366'400'000);
  EXPECT_EQ(parse_http_date(to_http_date(instant)), instant);
  for (const char* broken :
       {"", "Sun, 01 Mar 2026 12:00:00", "Mon, 01 Mar 2026 12:00:00 GMT", "Sun, 01 Mar 2026 24:00:00 GMT",
        "Sun, 31 Feb 2026 12:00:00 GMT", "Sun, 01-Mar-2026 12:00:00 GMT", "Sun, 01 Mrz 2026 12:00:00 GMT"})
    EXPECT_FALSE(parse_http_date(broken)) << broken;
}

}  // namespace
}  // namespace timeshelf::tests
