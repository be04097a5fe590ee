// Who is believed about the client, and what stands below a prefix.
#include <gmock/gmock.h>

#include "server/proxies.hpp"

namespace timeshelf::server {
namespace {

using ::testing::HasSubstr;

Config config_for(std::vector<std::string> headers,
                  std::vector<std::string> trusted = {"127.0.0.1", "10.0.0.0/8"}) {
  Config config;
  config.trusted_proxies = std::move(trusted);
  if (!headers.empty()) config.forwarded_headers = std::move(headers);
  return config;
}

http::Request request_of(const std::string& peer,
                         const std::vector<std::pair<std::string, std::string>>& headers) {
  http::Request request;
  request.method = "GET";
  request.path = "/x";
  request.host = "inside:8080";
  request.remote = peer;
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  return request;
}

http::Request seen(const Config& config, const std::string& peer,
                   const std::vector<std::pair<std::string, std::string>>& headers) {
  http::Request request = request_of(peer, headers);
  Proxies(config).apply(request);
  return request;
}

const std::vector<std::pair<std::string, std::string>> kAll = {
    {"X-Forwarded-Proto", "https"},   {"X-Forwarded-Host", "shop.example"},
    {"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-Prefix", "/cal"},
    {"X-Forwarded-Port", "8443"},     {"Forwarded", "for=198.51.100.1;proto=https;host=other.example"}};
const std::vector<std::string> kX = {"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host",
                                     "X-Forwarded-Port", "X-Forwarded-Prefix"};

TEST(Networks, hold_addresses_in_either_notation) {
  EXPECT_TRUE(Network::parse("10.0.0.0/8")->contains("10.255.0.1"));
  EXPECT_TRUE(Network::parse("10.0.0.0/8")->contains("::ffff:10.1.2.3"));
  EXPECT_FALSE(Network::parse("10.0.0.0/8")->contains("11.0.0.1"));
  EXPECT_TRUE(Network::parse("192.0.2.129/25")->contains("192.0.2.200"));
  EXPECT_FALSE(Network::parse("192.0.2.129/25")->contains("192.0.2.127"));
  EXPECT_TRUE(Network::parse("2001:db8::/33")->contains("2001:db8:7fff::1"));
  EXPECT_FALSE(Network::parse("2001:db8::/33")->contains("2001:db8:8000::1"));
  EXPECT_TRUE(Network::parse("::1")->contains("0:0:0:0:0:0:0:1"));
  EXPECT_TRUE(Network::parse("0.0.0.0/0")->contains("203.0.113.9"));
  EXPECT_FALSE(Network::parse("0.0.0.0/0")->contains("2001:db8::1"));
  EXPECT_FALSE(Network::parse("10.0.0.1")->contains("unix:"));
  for (const char* wrong :
       {"", "10.0.0", "10.0.0.0/33", "::/129", "proxy.example", "10.0.0.0/", "10.0.0.0/-1"})
    EXPECT_FALSE(Network::parse(wrong)) << wrong;
}

TEST(Proxies, who_is_not_trusted_is_not_believed) {
  for (const char* peer : {"192.0.2.66", "127.0.0.2", "::1"}) {
    const auto request = seen(config_for(kX), peer, kAll);
    EXPECT_EQ(request.origin(), "http://inside:8080") << peer;
    EXPECT_EQ(request.remote, peer);
    EXPECT_EQ(prefix_of(request), "");
    for (const std::string_view header : kForwardedHeaders)
      EXPECT_FALSE(request.headers.has(header)) << header;
  }
}

TEST(Proxies, what_the_client_sees_comes_from_a_trusted_one) {
  const auto request = seen(config_for(kX), "10.1.1.1", kAll);
  EXPECT_EQ(request.origin(), "https://shop.example:8443");
  EXPECT_EQ(request.remote, "192.0.2.7");
  EXPECT_EQ(prefix_of(request), "/cal");
}

TEST(Proxies, headers_that_the_proxy_does_not_set_are_not_believed) {
  const auto request =
      seen(config_for({}), "127.0.0.1", kAll);  // Forwarded, -Port and -Prefix came from outside
  EXPECT_EQ(request.origin(), "https://shop.example");
  EXPECT_EQ(request.remote, "192.0.2.7");
  EXPECT_EQ(prefix_of(request), "");
}

TEST(Proxies, of_a_chain_the_outermost_trusted_one_speaks) {
  const auto request = seen(config_for(kX), "127.0.0.1",
                            {{"X-Forwarded-For", "1.1.1.1, 192.0.2.7"},
                             {"X-Forwarded-For", "10.9.9.9"},
                             {"X-Forwarded-Proto", "gopher, https, http"},
                             {"X-Forwarded-Host", "evil.example, shop.example, inner.example"}});
  EXPECT_EQ(request.remote, "192.0.2.7") << "1.1.1.1 is what that client made up";
  EXPECT_EQ(request.origin(), "https://shop.example");
}

TEST(Proxies, nonsense_is_left_alone) {
  const auto request = seen(config_for(kX), "127.0.0.1",
                            {{"X-Forwarded-For", "unknown"},
                             {"X-Forwarded-Proto", "javascript"},
                             {"X-Forwarded-Host", "a\"><script>"},
                             {"X-Forwarded-Port", "99999"},
                             {"X-Forwarded-Prefix", "/a/../b"}});
  EXPECT_EQ(request.origin(), "http://inside:8080");
  EXPECT_EQ(request.remote, "127.0.0.1");
  EXPECT_EQ(prefix_of(request), "");
  for (const char* wrong : {"//evil.example", "cal", "/a//b", "/a b", "/a\"b", "/"}) {
    EXPECT_EQ(prefix_of(seen(config_for(kX), "127.0.0.1", {{"X-Forwarded-Prefix", wrong}})), "") << wrong;
  }
}

TEST(Proxies, addresses_come_with_ports_and_brackets) {
  EXPECT_EQ(seen(config_for(kX), "127.0.0.1", {{"X-Forwarded-For", "192.0.2.7:51234"}}).remote, "192.0.2.7");
  EXPECT_EQ(seen(config_for(kX), "127.0.0.1", {{"X-Forwarded-For", "[2001:db8::1]:443"}}).remote,
            "2001:db8::1");
  EXPECT_EQ(seen(config_for(kX), "127.0.0.1", {{"X-Forwarded-For", "2001:db8::1"}}).remote, "2001:db8::1");
}

TEST(Proxies, forwarded_is_read_as_rfc_7239_writes_it) {
  const auto config = config_for({"Forwarded"});
  auto request =
      seen(config, "127.0.0.1",
           {{"Forwarded", "For=\"[2001:db8:cafe::17]:4711\";proto=https;host=\"shop.example:8443\""}});
  EXPECT_EQ(request.remote, "2001:db8:cafe::17");
  EXPECT_EQ(request.origin(), "https://shop.example:8443");
  request =
      seen(config, "127.0.0.1",
           {{"Forwarded", "for=6.6.6.6;host=evil.example, for=192.0.2.43; proto=https; host=shop.example"},
            {"Forwarded", "for=10.0.0.2;proto=http;host=inner"},
            {"X-Forwarded-Host", "evil.example"}});
  EXPECT_EQ(request.remote, "192.0.2.43");
  EXPECT_EQ(request.origin(), "https://shop.example");
  request =
      seen(config, "127.0.0.1", {{"Forwarded", "for=9.9.9.9;host=evil.example, for=_hidden;proto=https"}});
  EXPECT_EQ(request.remote, "127.0.0.1");
  EXPECT_EQ(request.origin(), "https://inside:8080") << "a comma ends what the trusted one said";
  EXPECT_EQ(seen(config, "127.0.0.1", {{"Forwarded", "for=\"192.0.2.1"}}).remote, "127.0.0.1")
      << "open quote";
}

TEST(Proxies, the_prefix_is_cut_off_where_the_proxy_left_it) {
  Config config;
  config.base_url = "https://example.com/cal/shop/";
  for (const auto& [sent, kept] :
       std::vector<std::pair<std::string, std::string>>{{"/cal/shop/dav/", "/dav/"},
                                                        {"/cal/shop", "/"},
                                                        {"/cal/shop/", "/"},
                                                        {"/dav/", "/dav/"},
                                                        {"/cal/shopping", "/cal/shopping"},
                                                        {"/.well-known/caldav", "/.well-known/caldav"}}) {
    http::Request request = request_of("192.0.2.1", {{"X-Forwarded-Prefix", "/evil"}});
    request.path = sent;
    Proxies(config).apply(request);
    EXPECT_EQ(request.path, kept);
    EXPECT_EQ(prefix_of(request), "/cal/shop");
  }
}

TEST(Prefix, stands_before_each_choice_of_a_picture) {
  http::Response response = http::reply(
      200, "text/html; charset=utf-8",
      R"(<source srcset="/media/1 240w, /media/2 640w"><source srcset="/m 1x, https://x.example/ 2x" src="/n">)");
  add_prefix(response, "/cal");
  EXPECT_EQ(
      response.body.view(),
      R"(<source srcset="/cal/media/1 240w, /cal/media/2 640w"><source srcset="/cal/m 1x, https://x.example/ 2x" src="/cal/n">)");
}

TEST(Prefix, stands_before_all_that_leads_back_to_us) {
  http::Response response = http::reply(
      200, "text/html; charset=utf-8",
      R"(<a href="/s/kiln">x</a><img src="/media/1"><form action="/b/2"><button formaction="/c">)"
      R"(<a href="https://x.example/">y</a><a href="//x.example/">z</a><a data-href="/no">=&quot;/no</a>)");
  response.headers.add("Location", "/dashboard");
  response.headers.add("Set-Cookie", "a=b; Path=/; Secure");
  response.headers.add("Set-Cookie", "c=d; Path=/s/kiln; HttpOnly");
  add_prefix(response, "/cal");
  EXPECT_EQ(
      response.body.view(),
      R"(<a href="/cal/s/kiln">x</a><img src="/cal/media/1"><form action="/cal/b/2"><button formaction="/cal/c">)"
      R"(<a href="https://x.example/">y</a><a href="//x.example/">z</a><a data-href="/no">=&quot;/no</a>)");
  EXPECT_EQ(response.headers.get("Location"), "/cal/dashboard");
  std::string cookies;
  for (const auto& [name, value] : response.headers) {
    if (name == "Set-Cookie") cookies += value + "\n";
  }
  EXPECT_EQ(cookies, "a=b; Path=/cal/; Secure\nc=d; Path=/cal/s/kiln; HttpOnly\n");
  http::Response elsewhere = http::reply(303, "", "");
  elsewhere.headers.add("Location", "https://pay.example/x");
  add_prefix(elsewhere, "/cal");
  EXPECT_EQ(elsewhere.headers.get("Location"), "https://pay.example/x");
}

TEST(Configuration, names_what_is_wrong_with_proxies) {
  Config config;
  config.trusted_proxies = {"proxy.example"};
  EXPECT_THAT(check_config(config).error().message, HasSubstr("'proxy.example' is neither an address"));
  config.trusted_proxies = {"10.0.0.0/8"};
  config.forwarded_headers = {"X-Real-IP"};
  EXPECT_THAT(check_config(config).error().message, HasSubstr("'X-Real-IP' is none of"));
  config.forwarded_headers = {"forwarded"};
  EXPECT_TRUE(check_config(config));
  config.base_url = "shop.example";
  EXPECT_THAT(check_config(config).error().message, HasSubstr("server.base_url"));
}

}  // namespace
}  // namespace timeshelf::server
