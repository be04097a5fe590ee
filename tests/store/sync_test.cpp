// sync-collection (RFC 6578): whatever is written and however clients sync, they end with what the server
// has. On both databases.
#include <gmock/gmock.h>

#include <map>
#include <pugixml.hpp>

#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

const std::string kHome = "/dav/calendars/ada/";
const std::string kCal = kHome + "cal/";

class Sync : public DavTest {
 protected:
  static std::string body(const http::Response& response) { return std::string(response.body.view()); }
  http::Response sync(const std::string& path, const std::string& token, const std::string& level = "1",
                      int limit = 0) {
    std::string text = "<sync-collection xmlns='DAV:'><sync-token>" + token + "</sync-token><sync-level>" +
                       level + "</sync-level>";
    if (limit > 0) text += "<limit><nresults>" + std::to_string(limit) + "</nresults></limit>";
    return send("REPORT", path, text + "<prop><getetag/></prop></sync-collection>");
  }
  static std::string token_in(const std::string& text) {
    const auto at = text.rfind("<D:sync-token>") + 14;
    return text.substr(at, text.find('<', at) - at);
  }
  void prune(std::chrono::seconds older_than) {
    database().write([&](store::Transaction& tx) {
      while (store::prune_tombstones(tx, clock_.now() - older_than, 2) > 0) {
      }
    });
  }
};

/// What a client of one address knows: the ETag of each address, "" of collections.
struct Client {
  std::string path;
  std::string level;
  std::string token;
  std::map<std::string, std::string> known;
};

class ManyClients : public Sync {
 protected:
  std::size_t below(std::size_t n) {
    std::uint8_t bytes[4];
    random_.fill(bytes);
    return (bytes[0] | bytes[1] << 8 | bytes[2] << 16) % n;
  }
  std::string some_calendar() { return kHome + std::string(1, static_cast<char>('a' + below(3))) + "/"; }
  std::string some_object() { return some_calendar() + std::to_string(below(6)) + ".ics"; }

  void write_something() {
    clock_.advance(1s);
    switch (below(10)) {
      case 0:
        send("MKCALENDAR", some_calendar());
        break;
      case 1:
        send("MKCOL", kHome + "files/");
        send("MKCALENDAR", kHome + "files/inside/");
        break;
      case 2:
        send("DELETE", below(3) == 0 ? kHome + "files/" : some_calendar());
        break;
      case 3:
      case 4:
        send("DELETE", some_object());
        break;
      case 5:
        send("MOVE", some_object(), "", {{"Destination", some_object()}});
        break;
      case 6:
        send("MOVE", some_calendar(), "", {{"Destination", some_calendar()}, {"Overwrite", "F"}});
        break;
      default: {
        const std::string path = below(8) == 0 ? kHome + "files/inside/x.ics" : some_object();
        const std::string uid = path.substr(path.rfind('/') + 1);
        send("PUT", path,
             event(uid, "DTSTART:20260310T100000Z\r\nSUMMARY:" + std::to_string(below(1000)) + "\r\n"));
      }
    }
  }

  /// One request; true if there is more to come.
  bool sync_once(Client& client, int limit) {
    const auto answer = sync(client.path, client.token, client.level, limit);
    if (answer.status == 404) {  // its collection is gone
      client.known.clear();
      client.token.clear();
      return false;
    }
    if (answer.status == 403) {
      EXPECT_THAT(body(answer), HasSubstr("valid-sync-token"));
      EXPECT_FALSE(client.token.empty());
      client.known.clear();
      client.token.clear();
      return true;
    }
    EXPECT_EQ(answer.status, 207);
    pugi::xml_document document;
    document.load_string(body(answer).c_str());
    bool more = false;
    for (const auto& response : document.first_child().children("D:response")) {
      const std::string href = response.child_value("D:href");
      const std::string status = response.child_value("D:status");
      if (status.find("507") != std::string::npos) {
        more = true;
      } else if (status.find("404") != std::string::npos) {
        std::erase_if(client.known, [&](const auto& entry) { return entry.first.starts_with(href); });
      } else {
        // A collection of another resource-id under the same name would be told as gone first; its members go
        // with it.
        client.known[href] = response.child("D:propstat").child("D:prop").child_value("D:getetag");
      }
    }
    client.token = token_in(body(answer));
    return more;
  }

  std::map<std::string, std::string> truth(const Client& client) {
    std::map<std::string, std::string> all;
    std::vector<std::string> ways{client.path};
    for (std::size_t i = 0; i < ways.size(); ++i) {
      const auto listed =
          send("PROPFIND", ways[i], "<propfind xmlns='DAV:'><prop><getetag/></prop></propfind>",
               {{"Depth", "1"}, {"Prefer", "depth-noroot"}});
      pugi::xml_document document;
      document.load_string(body(listed).c_str());
      for (const auto& response : document.first_child().children("D:response")) {
        const std::string href = response.child_value("D:href");
        if (href == ways[i]) continue;
        all[href] = response.child("D:propstat").child("D:prop").child_value("D:getetag");
        if (href.ends_with('/') && client.level == "infinite") ways.push_back(href);
      }
    }
    return all;
  }
};

// RFC 6578 3.2: sync-collection
// RFC 6578 3.7: limit
TEST_P(ManyClients, end_with_what_the_server_has) {
  for (const char* name : {"a/", "b/"}) ASSERT_EQ(send("MKCALENDAR", kHome + name).status, 201);
  std::vector<Client> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back({kHome + "a/", "1", "", {}});
    clients.push_back({kHome + "b/", "1", "", {}});
    clients.push_back({kHome, "infinite", "", {}});
    clients.push_back({kHome, "1", "", {}});
  }
  for (int step = 0; step < 600; ++step) {
    write_something();
    if (below(60) == 0) prune(std::chrono::seconds(below(120)));
    if (below(200) == 0) database().write([](store::Transaction& tx) { store::forget_all_changes(tx); });
    if (below(3) == 0) sync_once(clients[below(clients.size())], static_cast<int>(below(4)));
  }
  for (Client& client : clients) {
    int rounds = 0;
    while (sync_once(client, static_cast<int>(below(4))) && ++rounds < 200) {
    }
    EXPECT_LT(rounds, 200) << "a client that never arrives";
    EXPECT_EQ(client.known, truth(client)) << client.path << " at level " << client.level;
  }
}

// RFC 6578 3.3: sync-level
// RFC 6578 4: sync-token
TEST_P(Sync, a_home_tells_which_of_its_calendars_changed) {
  ASSERT_EQ(send("MKCALENDAR", kHome + "other/").status, 201);
  std::string token = token_in(body(sync(kHome, "")));
  put("1.ics", event("1"));
  std::string text = body(sync(kHome, token));
  EXPECT_THAT(text, HasSubstr("<D:href>" + kCal + "</D:href>"));
  EXPECT_THAT(text, Not(HasSubstr("other/</D:href>")));
  EXPECT_THAT(text, Not(HasSubstr("1.ics"))) << "its members are told at level infinite";
  token = token_in(text);
  EXPECT_EQ(send("DELETE", kHome + "other/").status, 204);
  text = body(sync(kHome, token));
  EXPECT_THAT(text, HasSubstr("<D:href>" + kHome + "other/</D:href><D:status>HTTP/1.1 404"));
  const auto property = body(send(
      "PROPFIND", kHome, "<propfind xmlns='DAV:'><prop><sync-token/></prop></propfind>", {{"Depth", "0"}}));
  EXPECT_THAT(property, HasSubstr(token_in(text))) << "the property is the same token";
}

// RFC 6578 3.3: sync-level
TEST_P(Sync, the_infinite_level_tells_what_changed_below) {
  put("1.ics", event("1"));
  const std::string first = body(sync(kHome, "", "infinite"));
  EXPECT_THAT(first, HasSubstr(kCal + "1.ics"));
  put("2.ics", event("2"));
  const std::string second = body(sync(kHome, token_in(first), "infinite"));
  EXPECT_THAT(second, HasSubstr(kCal + "2.ics"));
  EXPECT_THAT(second, Not(HasSubstr(kCal + "1.ics")));
  EXPECT_THAT(body(sync(kHome, token_in(second), "infinite")), Not(HasSubstr("<D:response>")));
}

// RFC 6578 3.2: valid-sync-token
TEST_P(Sync, what_was_deleted_is_forgotten_one_day_and_old_tokens_with_it) {
  put("1.ics", event("1"));
  put("2.ics", event("2"));
  const std::string old = token_in(body(sync(kCal, "")));
  EXPECT_EQ(send("DELETE", kCal + "1.ics").status, 204);
  const std::string recent = token_in(body(sync(kCal, old)));
  clock_.advance(3600s);
  prune(7200s);
  EXPECT_EQ(sync(kCal, old).status, 207) << "not yet";
  prune(60s);
  const auto refused = sync(kCal, old);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(body(refused), HasSubstr("<D:valid-sync-token/>"));
  EXPECT_EQ(sync(kHome, "urn:timeshelf:sync:nonsense").status, 403);
  EXPECT_EQ(sync(kCal, recent).status, 207) << "who knew of it goes on";
  EXPECT_EQ(sync(kCal, "").status, 207);
}

// RFC 6578 3.6: truncation
TEST_P(Sync, a_first_sync_in_parts_survives_pruning) {
  for (const char* uid : {"1", "2", "3", "4"}) put(std::string(uid) + ".ics", event(uid));
  EXPECT_EQ(send("DELETE", kCal + "4.ics").status, 204);
  clock_.advance(60s);
  prune(1s);
  const std::string part = body(sync(kCal, "", "1", 2));
  EXPECT_THAT(part, HasSubstr("507"));
  const auto rest = sync(kCal, token_in(part), "1", 2);
  EXPECT_EQ(rest.status, 207) << "what it never had it need not forget";
  EXPECT_THAT(body(rest), HasSubstr("3.ics"));
}

TEST_P(Sync, after_a_restore_every_token_is_old) {
  put("1.ics", event("1"));
  const std::string token = token_in(body(sync(kCal, "")));
  database().write([](store::Transaction& tx) { store::forget_all_changes(tx); });
  EXPECT_EQ(sync(kCal, token).status, 403);
  EXPECT_EQ(sync(kHome, "").status, 207);
  const std::string fresh = token_in(body(sync(kCal, "")));
  put("2.ics", event("2"));
  EXPECT_THAT(body(sync(kCal, fresh)), HasSubstr("2.ics"));
}

INSTANTIATE_TEST_SUITE_P(Both, Sync, BothDatabases, name_of_engine);
INSTANTIATE_TEST_SUITE_P(Both, ManyClients, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
