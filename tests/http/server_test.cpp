// The server in this process, spoken to over a socket.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/accounts.hpp"
#include "server/application.hpp"
#include "tests/store/databases.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

server::Config config_for(const std::string& database) {
  server::Config config;
  config.database = database;
  config.listen = "127.0.0.1:0";
  config.request_timeout_seconds = 1;
  config.failed_logins_per_minute = 3;
  return config;
}

class Http : public ::testing::Test {
 protected:
  void SetUp() override {
    application_.parts().database->write([&](store::Transaction& tx) {
      auto& engine = application_.parts().services.engine;
      const auto shop = engine.create_shop(tx, "studio", "Studio", "EUR", "Europe/Berlin");
      const auto user =
          server::create_user(tx, shop, {"ada", store::Role::owner, "", "", ""}, clock_.now(), random_);
      password_ = server::add_app_password(tx, user, "test", clock_.now(), random_);
    });
  }

  int connect() const {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(application_.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    return socket;
  }
  // Everything that comes until the server closes.
  std::string talk(const std::string& bytes) const {
    const int socket = connect();
    EXPECT_EQ(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
    std::string answer;
    char chunk[4096];
    for (ssize_t count = 0; (count = ::recv(socket, chunk, sizeof(chunk), 0)) > 0;)
      answer.append(chunk, static_cast<std::size_t>(count));
    ::close(socket);
    return answer;
  }
  static std::string get(const std::string& path, const std::string& more = "Connection: close\r\n") {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
  }

  FreshDatabase fresh_{EngineKind::sqlite};
  ManualClock clock_;
  SeededRandom random_{3};
  server::Application application_{config_for(fresh_.address()), clock_, random_};
  std::string password_;
};

TEST_F(Http, answers_pipelined_requests_in_order_and_keeps_the_connection) {
  const std::string answer = talk(get("/health", "") + get("/robots.txt", "") + get("/nothing"));
  const auto ok = answer.find("\r\n\r\nok\n");
  const auto robots = answer.find("User-agent");
  const auto missing = answer.find("404 Not Found");
  EXPECT_LT(ok, robots);
  EXPECT_LT(robots, missing);
  EXPECT_NE(missing, std::string::npos);
}

TEST_F(Http, head_has_the_length_and_no_body) {
  const std::string answer =
      talk("HEAD /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: "));
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(Http, takes_chunked_bodies) {
  const std::string answer = talk(
      "PUT /dav/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
      "Connection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 401"));
}

TEST_F(Http, refuses_what_is_no_request_or_too_large) {
  EXPECT_THAT(talk("nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(talk("GET / HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400"));  // no Host
  EXPECT_THAT(talk("PUT /dav/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20971520\r\n\r\n"),
              StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(talk("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431"));
}

TEST_F(Http, a_request_that_never_arrives_whole_is_ended) {
  EXPECT_THAT(talk("GET / HT"), ::testing::Not(HasSubstr("200")));
}

// RFC 6764 6: authentication
TEST_F(Http, asks_for_credentials_and_slows_guessing_down) {
  EXPECT_THAT(talk("PROPFIND /dav/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              HasSubstr("WWW-Authenticate: Basic"));
  EXPECT_THAT(talk("OPTIONS /dav/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              HasSubstr("calendar-access"));
  const std::string wrong =
      get("/dav/", "Authorization: Basic YWRhOndyb25n\r\nConnection: close\r\n");  // ada:wrong
  for (int i = 0; i < 3; ++i) EXPECT_THAT(talk(wrong), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(talk(wrong), StartsWith("HTTP/1.1 429"));
  clock_.advance(std::chrono::minutes(2));
  EXPECT_THAT(talk(wrong), StartsWith("HTTP/1.1 401"));
}

TEST_F(Http, a_revoked_app_password_stops_within_a_minute) {
  auto& authenticator = application_.parts().authenticator;
  auto& database = *application_.parts().database;
  const server::Credentials credentials{"ada", password_};
  database.read([&](store::Transaction& tx) { EXPECT_TRUE(authenticator.verify(tx, credentials)); });
  EXPECT_TRUE(authenticator.remembered(credentials));
  database.write([&](store::Transaction& tx) {
    for (const auto& token : store::list_app_passwords(tx, "ada"))
      store::delete_app_password(tx, token.shop, token.id);
  });
  clock_.advance(std::chrono::seconds(61));
  EXPECT_FALSE(authenticator.remembered(credentials));
  database.read([&](store::Transaction& tx) { EXPECT_FALSE(authenticator.verify(tx, credentials)); });
}

// RFC 6764 5: well-known
TEST_F(Http, well_known_leads_to_dav_by_a_relative_address) {
  EXPECT_THAT(talk(get("/.well-known/caldav")), HasSubstr("Location: /dav/\r\n"));
}

TEST_F(Http, pages_and_api_carry_their_safety_headers) {
  const std::string page = talk(get("/s/studio", "Accept: text/html\r\nConnection: close\r\n"));
  EXPECT_THAT(page, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy"));
  EXPECT_THAT(talk(get("/api/v1/shops/nowhere/slots")), HasSubstr("application/problem+json"));
}

TEST(Config, the_shipped_file_says_the_defaults) {
  const auto shipped = server::load_config(std::string(TIMESHELF_SOURCE_DIR) + "/conf/timeshelf.toml");
  ASSERT_TRUE(shipped) << shipped.error().message;
  const server::Config defaults;
  EXPECT_EQ(shipped->listen, defaults.listen);
  EXPECT_EQ(shipped->database, defaults.database);
  EXPECT_EQ(shipped->hold_minutes, defaults.hold_minutes);
  EXPECT_EQ(shipped->feed_future_days, defaults.feed_future_days);
  EXPECT_EQ(shipped->body_limit_mib, defaults.body_limit_mib);
}

TEST(Config, errors_name_the_place_and_the_remedy) {
  const auto error = [](const char* text) { return server::parse_config(text, "t.toml").error().message; };
  EXPECT_THAT(error("[server]\nlisen = \"x\""), HasSubstr("t.toml:2:"));
  EXPECT_THAT(error("[server]\nlisen = \"x\""), HasSubstr("Did you mean server.listen?"));
  EXPECT_THAT(error("[log]\nlevel = \"loud\""), HasSubstr("debug, info, warn, error"));
  EXPECT_THAT(error("[shop]\nhold_minutes = 0"), HasSubstr("from 1 to 1440"));
  EXPECT_THAT(error("[nonsense]\na = 1"), HasSubstr("no section"));
  EXPECT_THAT(error("not toml"), HasSubstr("t.toml:1"));
}

}  // namespace
}  // namespace timeshelf::tests
