// What can be booked, as it moves: the stream of a shop on both databases, with one node and with two.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>

#include "server/application.hpp"
#include "server/live/live.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using server::live::Listener;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto kPatience = 60s;  // for what comes at once where the machine has nothing else to do

TEST(Listener, gives_what_was_offered_once_and_in_order) {
  Listener listener([] {});
  int ready = 0;
  const auto first = std::make_shared<const std::string>("1"),
             second = std::make_shared<const std::string>("2");
  listener.when_ready([&] { ++ready; });
  EXPECT_EQ(ready, 0);
  listener.offer(first);
  listener.offer(second);
  EXPECT_EQ(ready, 1);
  EXPECT_THAT(listener.take(), ElementsAre(first, second));
  listener.offer(first);
  listener.when_ready([&] { ++ready; });
  EXPECT_EQ(ready, 2) << "it is there already";
}

TEST(Listener, that_falls_behind_is_over_and_keeps_nothing) {
  Listener listener([] {});
  const auto piece = std::make_shared<const std::string>("piece");
  for (std::size_t i = 0; i < Listener::kMost; ++i) listener.offer(piece);
  EXPECT_FALSE(listener.is_over());
  EXPECT_EQ(piece.use_count(), static_cast<long>(Listener::kMost) + 1);
  listener.offer(piece);
  EXPECT_TRUE(listener.is_over());
  EXPECT_EQ(piece.use_count(), 1);
  bool ready = false;
  listener.when_ready([&] { ready = true; });
  EXPECT_TRUE(ready);
  EXPECT_TRUE(listener.take().empty());
}

// A server of its own process, or one of several on a database.
struct Node {
  Node(const std::string& database, const Clock& clock, Random& random, std::int64_t connections = 100)
      : application(config_for(database, connections), clock, random) {}

  static server::Config config_for(const std::string& database, std::int64_t connections) {
    server::Config config;
    config.database = database;
    config.listen = "127.0.0.1:0";
    config.max_connections = connections;
    config.drain_seconds = 120;
    return config;
  }

  server::Application application;
};

// A client that reads what comes.
class Client {
 public:
  Client(const Node& node, const std::string& path, const std::string& method = "GET",
         const std::string& headers = "", const std::string& body = "")
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(node.application.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    const std::string length = body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n";
    const std::string request =
        method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + length + "\r\n" + body;
    EXPECT_EQ(::send(socket_, request.data(), request.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(request.size()));
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// All that came so far, once it holds `text`; or after a minute.
  const std::string& until(const std::string& text) {
    while (heard_.find(text) == std::string::npos && more(kPatience)) {
    }
    return heard_;
  }
  void until_count(const std::string& text, int wanted) {
    while (count(text) < wanted && more(kPatience)) {
    }
    EXPECT_GE(count(text), wanted) << heard_;
  }
  /// What came until the server closed.
  const std::string& until_closed() {
    while (more(kPatience)) {
    }
    return heard_;
  }
  bool closed() const { return closed_; }
  /// How often it was heard.
  int count(const std::string& text) const {
    int found = 0;
    for (auto at = heard_.find(text); at != std::string::npos; at = heard_.find(text, at + 1)) ++found;
    return found;
  }
  /// The mark of the last event that had one.
  std::string mark() const {
    const auto at = heard_.rfind("\nid: ");
    return at == std::string::npos ? "" : heard_.substr(at + 5, heard_.find('\n', at + 5) - at - 5);
  }

 private:
  bool more(std::chrono::milliseconds within) {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(within.count())) != 1) return false;
    char chunk[8192];
    const ssize_t count = ::recv(socket_, chunk, sizeof(chunk), 0);
    closed_ = count <= 0;
    if (count > 0) heard_.append(chunk, static_cast<std::size_t>(count));
    return count > 0;
  }

  int socket_;
  std::string heard_;
  bool closed_ = false;
};

constexpr const char* kLive = "/api/v1/shops/studio/live";

// Writes of the fixture itself are those of another process: nobody wakes the node.
class LiveTest : public ShopWorld {
 protected:
  void SetUp() override {
    ShopWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(kMugs));
    start();
  }
  void TearDown() override {
    node_.reset();  // before its database goes
    ShopWorld::TearDown();
  }
  void start(std::int64_t connections = 100) {
    node_.reset();
    node_ = std::make_unique<Node>(address(), clock_, random_, connections);
  }
  // Over the node's own API.
  void hold_at(const Node& node) {
    const std::string body = R"({"lines":[{"slot":")" + std::string(slots().front().id.text()) +
                             R"(","sku":"MUG","quantity":1}]})";
    Client customer(node, "/api/v1/shops/studio/holds", "POST",
                    "Content-Type: application/json\r\nConnection: close\r\n", body);
    ASSERT_THAT(customer.until_closed(), StartsWith("HTTP/1.1 201"));
  }

  std::unique_ptr<Node> node_;
};

INSTANTIATE_TEST_SUITE_P(, LiveTest, BothDatabases, name_of_engine);

TEST_P(LiveTest, first_says_how_the_shop_stands_and_stays_open) {
  Client client(*node_, kLive);
  const std::string& heard = client.until("data: {}\n\n");
  EXPECT_THAT(heard, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(heard, HasSubstr("Content-Type: text/event-stream\r\n"));
  EXPECT_THAT(heard, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(heard, HasSubstr("event: hello\nid: "));
  EXPECT_THAT(heard, HasSubstr("\r\n\r\nretry: "));
  EXPECT_FALSE(client.closed());
}

TEST_P(LiveTest, a_hold_is_told_to_everybody) {
  Client one(*node_, kLive), other(*node_, kLive);
  one.until("event: hello");
  other.until("event: hello");
  hold_at(*node_);
  for (Client* client : {&one, &other}) {
    EXPECT_THAT(client->until("event: slot"), HasSubstr(R"("remaining":2)"));
    EXPECT_THAT(client->until("event: slot"), HasSubstr(std::string(slots().front().id.text())));
  }
  EXPECT_EQ(one.mark(), other.mark());
}

TEST_P(LiveTest, what_another_node_wrote_is_told_within_a_second_and_once) {
  Client client(*node_, kLive);
  client.until("\n:\n\n");  // the first look speaks; the next one waits for the clock
  ASSERT_TRUE(hold("MUG", 1));
  ASSERT_TRUE(hold("MUG", 1));
  clock_.advance(2s);
  EXPECT_THAT(client.until("event: slot"), HasSubstr(R"("remaining":1)"));
  ASSERT_TRUE(hold("MUG", 1));
  clock_.advance(2s);
  EXPECT_THAT(client.until(R"("remaining":0)"), HasSubstr(R"("state":"sold-out")"));
  EXPECT_EQ(client.count("event: slot"), 2) << "two holds between two looks are one change";
}

TEST_P(LiveTest, two_nodes_tell_each_others_sales_under_the_same_marks) {
  Node second(address(), clock_, random_);
  Client here(*node_, kLive), there(second, kLive);
  here.until("event: hello");
  there.until("event: hello");
  EXPECT_EQ(here.mark(), there.mark());
  const std::string before = here.mark();
  hold_at(*node_);
  here.until("event: slot");
  clock_.advance(2s);
  EXPECT_THAT(there.until("event: slot"), HasSubstr(R"("remaining":2)"));
  EXPECT_EQ(here.mark(), there.mark());
  EXPECT_NE(here.mark(), before);
  Client later(second, kLive);
  later.until("event: hello");
  EXPECT_EQ(later.mark(), here.mark()) << "who was cut off here and comes again there has missed nothing";
}

TEST_P(LiveTest, edits_and_withdrawals_are_told) {
  ASSERT_TRUE(publish(kMugs, "other"));
  Client client(*node_, kLive);
  client.until("event: hello");
  const auto edition_in = [](const std::string& text) {
    return text.substr(text.rfind(R"("edition":")") + 11, 12);
  };
  ASSERT_TRUE(hold("MUG", 1));
  clock_.advance(2s);
  const std::string first = edition_in(client.until("event: slot"));
  ASSERT_TRUE(publish("LOCATION:Elsewhere\r\n" + kMugs));
  clock_.advance(2s);
  client.until_count("event: slot", 2);
  EXPECT_NE(edition_in(client.until("event: slot")), first);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.withdraw(tx, shelf_, "other.ics")); });
  clock_.advance(2s);
  EXPECT_THAT(client.until(R"("state":"off")"), HasSubstr(R"("state":"off")"));
}

TEST_P(LiveTest, more_than_anybody_wants_to_hear_is_told_by_a_hello) {
  Client client(*node_, kLive);
  client.until("event: hello");
  const std::string before = client.mark();
  const std::string lines = kTimes + "RRULE:FREQ=DAILY;COUNT=60\r\nX-SHELF-SEATS:8\r\nX-SHELF-PRICE:5\r\n";
  write([&](store::Transaction& tx) {  // one commit: a look cannot come between
    for (const std::string name : {"a", "b", "c", "d"}) {
      const std::string text = event_text(lines, name);
      ASSERT_TRUE(engine_.publish(tx, shelf_, name + ".ics", ical::parse(text)->calendars.front()));
    }
  });
  clock_.advance(2s);
  client.until_count("event: hello", 2);
  EXPECT_EQ(client.count("event: slot"), 0);
  EXPECT_NE(client.mark(), before);
}

TEST_P(LiveTest, what_is_committed_before_the_first_words_are_sent_is_not_lost) {
  server::live::Live live(database(), engine_, clock_, random_, 10);
  const auto listener = live.join("studio");
  server::live::Standing seen;
  database().read([&](store::Transaction& tx) { seen = server::live::standing_of(tx, shop_.id); });
  ASSERT_TRUE(hold("MUG", 1));  // behind the snapshot
  live.begin("studio", seen);
  live.wake();
  std::string told;
  for (int i = 0; i < 3 && told.find("event: slot") == std::string::npos;
       ++i) {  // a heartbeat may come first
    std::promise<void> ready;
    listener->when_ready([&] { ready.set_value(); });
    ASSERT_EQ(ready.get_future().wait_for(kPatience), std::future_status::ready);
    for (const auto& piece : listener->take()) told += *piece;
  }
  EXPECT_THAT(told, HasSubstr(R"("remaining":2)"));
}

TEST_P(LiveTest, asking_for_shops_that_are_not_there_leaves_nothing_behind) {
  server::live::Live live(database(), engine_, clock_, random_, 10);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(live.join("none-" + std::to_string(i))) << "each has left again";
  EXPECT_GT(live.shops(), 0U);
  for (int i = 0; i < 1'200 && live.shops() > 0; ++i) {
    clock_.advance(2s);
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_EQ(live.shops(), 0U);
}

TEST_P(LiveTest, who_would_be_one_too_many_is_told_to_ask_instead_until_somebody_leaves) {
  start(4);  // three may listen
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<Client>(*node_, kLive));
    clients.back()->until("event: hello");
  }
  const std::string refused = Client(*node_, kLive, "GET", "Connection: close\r\n").until_closed();
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(refused, HasSubstr("Retry-After: 30"));
  EXPECT_THAT(refused, HasSubstr("/problems/too-many-followers"));
  clients.pop_back();  // shows when something is written to it: a heartbeat, and the one behind it
  bool accepted = false;
  for (int i = 0; i < 600 && !accepted; ++i) {
    clock_.advance(16s);
    std::this_thread::sleep_for(100ms);
    Client next(*node_, kLive);
    accepted = next.until("\r\n\r\n").starts_with("HTTP/1.1 200");
  }
  EXPECT_TRUE(accepted);
}

TEST_P(LiveTest, silence_is_broken_by_heartbeats) {
  Client client(*node_, kLive);
  client.until_count("\n:\n\n", 1);  // of the first look
  clock_.advance(16s);
  client.until_count("\n:\n\n", 2);
  clock_.advance(16s);
  client.until_count("\n:\n\n", 3);
  EXPECT_EQ(client.count("\n:\n\n"), 3);
}

TEST_P(LiveTest, stopping_ends_the_streams_at_once) {
  Client client(*node_, kLive);
  client.until("event: hello");
  const auto began = std::chrono::steady_clock::now();
  node_->application.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, kPatience)
      << "it does not wait for them as for an answer that is under way";
  client.until_closed();
  EXPECT_TRUE(client.closed());
}

TEST_P(LiveTest, bad_requests_are_refused_and_head_has_no_stream) {
  const std::string close = "Connection: close\r\n";
  EXPECT_THAT(Client(*node_, "/api/v1/shops/none/live", "GET", close).until_closed(),
              AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("unknown-shop")));
  EXPECT_THAT(Client(*node_, std::string(kLive) + "?since=1", "GET", close).until_closed(),
              AllOf(StartsWith("HTTP/1.1 422"), HasSubstr("leave it out")));
  EXPECT_THAT(Client(*node_, kLive, "POST", close + "Content-Length: 0\r\n").until_closed(),
              StartsWith("HTTP/1.1 405"));
  const std::string head = Client(*node_, kLive, "HEAD").until_closed();
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200"));
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
}

}  // namespace
}  // namespace timeshelf::tests
