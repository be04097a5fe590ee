// A calendar server without sockets: requests in, responses out, on a database of the test's own.
#pragma once
#include "caldav/service.hpp"
#include "tests/store/databases.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {

/// Keeps what would be sent by mail.
class Outpost final : public caldav::SchedulePort {
 public:
  bool answers_for(store::Transaction&, std::string_view address) const override {
    return address == "https://shop.example/s/studio";
  }
  std::string send(store::Transaction&, const store::User&, std::string_view recipient,
                   const ical::Component& message) override {
    sent.push_back(std::string(message.value("METHOD")) + " " + std::string(recipient));
    last = ical::serialize(message);
    return "1.1";
  }
  std::string status_for(std::string_view) const override { return "1.1"; }
  std::vector<std::string> sent;
  std::string last;
};

class DavTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    database().write([&](store::Transaction& tx) {
      store::Shop shop;
      shop.id = Id::make(clock_.now(), random_);
      shop.slug = "studio";
      shop.currency = "EUR";
      shop.time_zone = "Europe/Berlin";
      store::insert_shop(tx, shop);
      ada_ = user(tx, shop.id, "ada");
      bob_ = user(tx, shop.id, "bob");
    });
    ASSERT_EQ(send("MKCALENDAR", "/dav/calendars/ada/cal/").status, 201);
  }

  caldav::Principal user(store::Transaction& tx, const Id& shop, const std::string& name) {
    store::Collection home;
    home.shop = shop;
    home.id = Id::make(clock_.now(), random_);
    home.kind = store::CollectionKind::home;
    store::insert_collection(tx, home);
    store::User user;
    user.shop = shop;
    user.name = user.display_name = name;
    user.role = store::Role::owner;
    user.email = name + "@example.com";
    user.home = home.id;
    store::insert_user(tx, user);
    return {name, name, user.email, shop, home.id, user.role};
  }

  using Headers = std::vector<std::pair<std::string, std::string>>;
  http::Response send(const std::string& method, const std::string& path, const std::string& body = "",
                      const Headers& headers = {}) {
    return send_as(ada_, method, path, body, headers);
  }
  http::Response send_as(const caldav::Principal& who, const std::string& method, const std::string& path,
                         const std::string& body = "", const Headers& headers = {},
                         const std::string& query = "") {
    http::Request request;
    request.method = method;
    request.path = path;
    request.query = query;
    request.body = body;
    request.host = "localhost";
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    if (!body.empty() && !request.headers.has("Content-Type")) {
      request.headers.add("Content-Type", method == "PUT" ? "text/calendar; charset=utf-8" : "text/xml");
    }
    const auto serving = service();  // what it plans refers to its options
    auto plan = serving.handle(request, who);
    if (auto* now = std::get_if<http::Response>(&plan)) return *now;
    http::Response answer;
    if (auto* read = std::get_if<caldav::ReadWork>(&plan)) {
      database().read([&](store::Transaction& tx) { answer = read->run(tx); });
      return answer;
    }
    database().write([&](store::Transaction& tx) {
      database().within_savepoint(tx, [&] {
        auto written = std::get<caldav::WriteWork>(plan).run(tx);
        answer = written.response;
        return written.keep;
      });
    });
    return answer;
  }
  caldav::Service service() { return {options_, open_, open_, clock_, random_, outpost_, cache_}; }
  /// Ada's calendar in Bob's home, as an administrator shares it.
  void share_with_bob(store::Access access) {
    database().write([&](store::Transaction& tx) {
      const auto cal = store::find_binding(tx, ada_.shop, ada_.home, "cal");
      store::bind(tx, bob_.shop, bob_.home, "shared", cal->collection.id, access);
    });
  }
  static std::string event(const std::string& uid,
                           const std::string& lines = "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\n") {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VEVENT\r\nUID:" + uid +
           "\r\nDTSTAMP:20260301T000000Z\r\n" + lines + "END:VEVENT\r\nEND:VCALENDAR\r\n";
  }
  std::string put(const std::string& name, const std::string& text, int expected = 201) {
    const auto answer = send("PUT", "/dav/calendars/ada/cal/" + name, text);
    EXPECT_EQ(answer.status, expected) << answer.body.view();
    return std::string(answer.headers.get("ETag"));
  }

  ManualClock clock_;
  SeededRandom random_{11};
  caldav::OpenPolicy open_;
  caldav::Options options_;
  Outpost outpost_;
  std::shared_ptr<caldav::Cache> cache_ = caldav::make_cache();  // as a server has them
  caldav::Principal ada_, bob_;
};

}  // namespace timeshelf::tests
