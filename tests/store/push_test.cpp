// WebDAV-Push: what can be watched, who watches, and who is told of what, on both databases.
#include <gmock/gmock.h>

#include "base/text.hpp"
#include "caldav/push/message.hpp"
#include "store/push.hpp"
#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;

const std::string kCal = "/dav/calendars/ada/cal/";
const std::string kHome = "/dav/calendars/ada/";
const std::string kContent = "<content-update><D:depth>1</D:depth></content-update>";
const std::string kProperties = "<property-update><D:depth>0</D:depth></property-update>";

class Push : public DavTest {
 protected:
  void SetUp() override {
    options_.push.public_key =
        "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
    DavTest::SetUp();
  }
  static std::string body(const http::Response& response) { return std::string(response.body.view()); }
  static std::string subscription(const std::string& resource = "https://push.example/1") {
    return "<subscription><web-push-subscription><push-resource>" + resource +
           "</push-resource><content-encoding>aes128gcm</content-encoding><subscription-public-key "
           "type='p256dh'>BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-"
           "AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
           "</subscription-public-key><auth-secret>BTBZMqHH6r4Tts7J_aSIgg</auth-secret>"
           "</web-push-subscription></subscription>";
  }
  static std::string registering(const std::string& trigger, const std::string& who = subscription(),
                                 const std::string& more = "") {
    return "<push-register xmlns='https://bitfire.at/webdav-push' xmlns:D='DAV:'>" + who + "<trigger>" +
           trigger + "</trigger>" + more + "</push-register>";
  }
  /// The registration's address.
  std::string watch(const std::string& path, const std::string& trigger = kContent,
                    const std::string& resource = "https://push.example/1") {
    return watch_as(ada_, path, trigger, resource);
  }
  std::string watch_as(const caldav::Principal& who, const std::string& path,
                       const std::string& trigger = kContent,
                       const std::string& resource = "https://push.example/1") {
    const auto answer = send_as(who, "POST", path, registering(trigger, subscription(resource)));
    EXPECT_EQ(answer.status, 201) << body(answer);
    const std::string url(answer.headers.get("Location"));
    EXPECT_TRUE(url.starts_with("http://localhost/dav/push/")) << url;
    return url.substr(std::string("http://localhost").size());
  }
  std::string refusal(const std::string& text, const std::string& path = kCal) {
    const auto answer = send("POST", path, text);
    EXPECT_EQ(answer.status, 403) << body(answer);
    return body(answer);
  }
  /// The messages that are due, each told.
  std::vector<std::string> told() {
    std::vector<std::string> messages;
    database().write([&](store::Transaction& tx) {
      messages.clear();
      while (auto pending = store::next_push(tx, clock_.now())) {
        auto& registration = pending->registration;
        const auto message =
            caldav::push::message_of(tx, options_, registration.user == "ada" ? ada_ : bob_, *pending);
        if (message) messages.push_back(message->xml);
        registration.told = pending->mark;
        store::update_push_registration(tx, registration);
      }
    });
    return messages;
  }
  std::string props(const std::string& path) {
    return body(
        send("PROPFIND", path,
             "<propfind xmlns='DAV:' xmlns:Q='https://bitfire.at/webdav-push'><prop><Q:transports/><Q:topic/>"
             "<Q:supported-triggers/><sync-token/></prop></propfind>",
             {{"Depth", "0"}}));
  }
  static std::string between(const std::string& text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    if (at == std::string::npos) return "";
    return text.substr(at + from.size(), text.find(to, at) - at - from.size());
  }
  std::string topic(const std::string& path) { return between(props(path), "<P:topic>", "</P:topic>"); }
  void rename(const std::string& path) {
    const auto answer =
        send("PROPPATCH", path,
             "<propertyupdate xmlns='DAV:'><set><prop><displayname>x</displayname></prop></set>"
             "</propertyupdate>");
    EXPECT_EQ(answer.status, 207);
  }
};

TEST_P(Push, calendars_homes_and_inboxes_say_how_they_can_be_watched) {
  for (const std::string& path : {kCal, kHome}) {
    const std::string text = props(path);
    EXPECT_THAT(text,
                HasSubstr("<P:transports><P:web-push><P:vapid-public-key type=\"p256ecdsa\">" +
                          options_.push.public_key + "</P:vapid-public-key></P:web-push></P:transports>"));
    EXPECT_THAT(
        text,
        HasSubstr("<P:supported-triggers><P:content-update><D:depth>1</D:depth></P:content-update>"
                  "<P:property-update><D:depth>0</D:depth></P:property-update></P:supported-triggers>"));
    EXPECT_THAT(topic(path), Not(IsEmpty()));
  }
  EXPECT_NE(topic(kCal), topic(kHome));
  share_with_bob(store::Access::read);
  const auto shared =
      body(send_as(bob_, "PROPFIND", "/dav/calendars/bob/shared/",
                   "<propfind xmlns='DAV:' xmlns:Q='https://bitfire.at/webdav-push'><prop><Q:topic/>"
                   "</prop></propfind>",
                   {{"Depth", "0"}}));
  EXPECT_EQ(between(shared, "<P:topic>", "</P:topic>"), topic(kCal)) << "one topic wherever it is reached";
  put("1.ics", event("1"));
  EXPECT_THAT(topic(kCal + "1.ics"), IsEmpty());
  EXPECT_THAT(topic("/dav/principals/ada/"), IsEmpty());
  EXPECT_THAT(body(send("PROPFIND", kCal, "<propfind xmlns='DAV:'><allprop/></propfind>", {{"Depth", "0"}})),
              Not(HasSubstr("transports")));
  EXPECT_THAT(send("OPTIONS", kCal).headers.get("DAV"), HasSubstr(", webdav-push"));
  EXPECT_THAT(send("PROPFIND", kCal, "", {{"Depth", "0"}}).headers.get("DAV"), HasSubstr(", webdav-push"));
}

TEST_P(Push, without_a_key_there_is_nothing_of_it) {
  options_.push.public_key.clear();
  EXPECT_THAT(topic(kCal), IsEmpty());
  EXPECT_THAT(props(kCal),
              HasSubstr("<P:transports/><P:topic/><P:supported-triggers/></D:prop><D:status>HTTP/1.1 404"));
  EXPECT_THAT(send("OPTIONS", kCal).headers.get("DAV"), Not(HasSubstr("webdav-push")));
  EXPECT_THAT(refusal(registering(kContent)), HasSubstr("<P:push-not-available/>"));
}

TEST_P(Push, a_registration_is_told_once_however_much_changed) {
  watch(kCal);
  EXPECT_THAT(told(), IsEmpty()) << "who registers knows what is there";
  put("1.ics", event("1"));
  put("2.ics", event("2"));
  const auto messages = told();
  ASSERT_EQ(messages.size(), 1U);
  const std::string token = between(props(kCal), "<D:sync-token>", "</D:sync-token>");
  EXPECT_THAT(messages[0],
              HasSubstr("<P:topic>" + topic(kCal) + "</P:topic><P:content-update><D:sync-token>" + token +
                        "</D:sync-token></P:content-update></P:push-message>"));
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(send("DELETE", kCal + "1.ics").status, 204);
  EXPECT_EQ(told().size(), 1U);
  rename(kCal);
  EXPECT_THAT(told(), IsEmpty()) << "nobody asked for properties";
}

TEST_P(Push, property_updates_are_told_of_to_whom_asked) {
  watch(kCal, kProperties);
  watch(kCal, kContent + kProperties, "https://push.example/2");
  rename(kCal);
  auto messages = told();
  ASSERT_EQ(messages.size(), 2U);
  for (const std::string& message : messages) {
    EXPECT_THAT(message, HasSubstr("<P:property-update/>"));
    EXPECT_THAT(message, Not(HasSubstr("content-update")));
  }
  put("1.ics", event("1"));
  messages = told();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_THAT(messages[0], Not(HasSubstr("property-update")));
  EXPECT_EQ(
      send("ACL", kCal,
           "<acl xmlns='DAV:'><ace><principal><href>/dav/principals/bob/</href></principal><grant><privilege>"
           "<read/></privilege></grant></ace></acl>")
          .status,
      200);
  EXPECT_EQ(told().size(), 2U) << "what others may do is a property";
  EXPECT_EQ(send("PROPPATCH", kCal + "1.ics",
                 "<propertyupdate "
                 "xmlns='DAV:'><set><prop><displayname>x</displayname></prop></set></propertyupdate>")
                .status,
            207);
  EXPECT_THAT(told(), IsEmpty()) << "of the collection itself, not of what it holds";
}

TEST_P(Push, a_home_tells_of_its_calendars_and_what_is_in_them) {
  watch(kHome);
  EXPECT_EQ(send("MKCALENDAR", kHome + "new/").status, 201);
  auto messages = told();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_THAT(messages[0], HasSubstr("<P:topic>" + topic(kHome) + "</P:topic>"));
  put("1.ics", event("1"));
  EXPECT_EQ(told().size(), 1U);
  EXPECT_EQ(send("DELETE", kHome + "new/").status, 204);
  EXPECT_EQ(told().size(), 1U);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_P(Push, who_shares_a_calendar_is_told_until_they_may_not_read_it) {
  share_with_bob(store::Access::read);
  watch_as(bob_, "/dav/calendars/bob/shared/");
  put("1.ics", event("1"));
  ASSERT_EQ(told().size(), 1U);
  database().write([&](store::Transaction& tx) { store::unbind(tx, bob_.shop, bob_.home, "shared"); });
  put("2.ics", event("2"));
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(send_as(bob_, "POST", kCal, registering(kContent)).status, 403) << "nor register there";
}

TEST_P(Push, the_same_push_resource_is_registered_once_for_a_collection) {
  const std::string first = watch(kCal);
  put("1.ics", event("1"));
  clock_.advance(1h);
  EXPECT_EQ(watch(kCal, kContent + kProperties), first);
  EXPECT_EQ(told().size(), 1U) << "what was not told yet still is";
  rename(kCal);
  EXPECT_EQ(told().size(), 1U) << "the renewed triggers count";
  const auto renewed = send("POST", kCal,
                            registering(kContent, subscription(),
                                        "<expires>Thu, 05 Mar 2026 12:00:00 "
                                        "GMT</expires>"),
                            {{"Push-Dont-Notify", "*"}});
  database().read([&](store::Transaction& tx) {
    const auto id = *Id::parse(first.substr(first.rfind('/') + 1));
    EXPECT_EQ(to_http_date(store::find_push_registration(tx, ada_.shop, id)->expires_at),
              renewed.headers.get("Expires"))
        << "to be quiet about a renewal does not undo it";
  });
  EXPECT_NE(watch(kHome), first);
  share_with_bob(store::Access::read);
  EXPECT_NE(watch_as(bob_, "/dav/calendars/bob/shared/"), first) << "nobody renews another's";
}

TEST_P(Push, registrations_end_by_deleting_them_or_by_themselves) {
  const std::string href = watch(kCal);
  EXPECT_EQ(send_as(bob_, "DELETE", href).status, 404);
  EXPECT_EQ(send("GET", href).status, 405);
  EXPECT_EQ(send("DELETE", href).status, 204);
  EXPECT_EQ(send("DELETE", href).status, 404);
  EXPECT_EQ(send("DELETE", "/dav/push/none").status, 404);
  put("1.ics", event("1"));
  EXPECT_THAT(told(), IsEmpty());
  const auto expires = [&](const std::string& date) {
    const auto answer =
        send("POST", kCal, registering(kContent, subscription(), "<expires>" + date + "</expires>"));
    EXPECT_EQ(answer.status, 201) << body(answer);
    return std::string(answer.headers.get("Expires"));
  };
  EXPECT_EQ(expires("Thu, 05 Mar 2026 12:00:00 GMT"), "Thu, 05 Mar 2026 12:00:00 GMT");
  EXPECT_EQ(expires("Fri, 05 Mar 2027 12:00:00 GMT"), "Thu, 30 Apr 2026 12:00:00 GMT") << "60 days at most";
  const std::string month = watch(kCal);
  clock_.advance(24h * 30);
  EXPECT_EQ(send("DELETE", month).status, 404) << "30 days where nothing is said";
  database().write([&](store::Transaction& tx) {
    EXPECT_EQ(store::remove_expired_push_registrations(tx, clock_.now()), 1);
  });
}

TEST_P(Push, who_changes_something_need_not_be_told) {
  const std::string mine = watch(kCal);
  const std::string other = watch(kCal, kContent, "https://push.example/2");
  const auto put_quietly = [&](const std::string& name, const std::string& header) {
    return send("PUT", kCal + name + ".ics", event(name), {{"Push-Dont-Notify", header}}).status;
  };
  EXPECT_EQ(put_quietly("1", "\"http://localhost" + mine + "\""), 201);
  EXPECT_EQ(told().size(), 1U) << "the other one";
  EXPECT_EQ(put_quietly("2", "\"http://localhost" + mine + "\", \"http://localhost" + other + "\""), 201);
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(put_quietly("3", "*"), 201);
  EXPECT_THAT(told(), IsEmpty());
  share_with_bob(store::Access::read);
  watch_as(bob_, "/dav/calendars/bob/shared/");
  EXPECT_EQ(put_quietly("4", "*"), 201);
  EXPECT_EQ(told().size(), 1U) << "what Bob is told of is not Ada's to say";
  put("5.ics", event("5"));
  EXPECT_EQ(put_quietly("6", "*"), 201);
  EXPECT_EQ(told().size(), 3U) << "there was something to tell before";
  EXPECT_EQ(send("DELETE", kCal, "", {{"Push-Dont-Notify", "*"}}).status, 204);
  EXPECT_THAT(told(), IsEmpty()) << "registrations go with their calendar";
}

TEST_P(Push, what_is_no_registration_is_refused_with_its_element) {
  const auto invalid = [&](const std::string& who, const std::string& more = "") {
    EXPECT_THAT(refusal(registering(kContent, who, more)), HasSubstr("<P:invalid-subscription/>"))
        << who << more;
  };
  const auto without = [](const std::string& from, const std::string& to) {
    std::string text = subscription();
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  invalid("");
  invalid(subscription() + subscription());
  invalid("<subscription/>");
  invalid("<subscription><other/></subscription>");
  for (const char* resource :
       {"", "http://push.example/1", "ftp://push.example/", "https://", "https:///x", "push.example",
        "https://user@push.example/", "https://push.example/a b", "/relative"})
    invalid(subscription(resource));
  invalid(subscription("https://push.example/" + std::string(2'048, 'x')));
  invalid(without("aes128gcm", "aesgcm"));
  invalid(without("p256dh", "x25519"));
  invalid(without("BCVxsr7N", "BCVxsr7M"));
  invalid(without("BTBZMqHH6r4Tts7J_aSIgg", "BTBZMqHH6r4Tts7J_aSI"));
  invalid(subscription(), "<expires>tomorrow</expires>");
  invalid(subscription(), "<expires>Sat, 28 Feb 2026 12:00:00 GMT</expires>");
  EXPECT_THAT(refusal(registering("")), HasSubstr("<P:no-supported-trigger/>"));
  EXPECT_THAT(refusal(registering("<other/>")), HasSubstr("<P:no-supported-trigger/>"));
  EXPECT_EQ(send("MKCOL", kHome + "files/").status, 201);
  EXPECT_THAT(refusal(registering(kContent), kHome + "files/"), HasSubstr("<P:push-not-available/>"));
  EXPECT_EQ(send("POST", kHome + "nowhere/", registering(kContent)).status, 404);
  options_.push.any_address = true;
  EXPECT_EQ(send("POST", kCal, registering(kContent, subscription("http://127.0.0.1:8081/x"))).status, 201);
}

TEST_P(Push, one_user_has_so_many_registrations) {
  for (int i = 0; i < 200; ++i) watch(kCal, kContent, "https://push.example/" + std::to_string(i));
  EXPECT_THAT(refusal(registering(kContent, subscription("https://push.example/x"))),
              HasSubstr("<P:push-not-available/>"));
  watch(kCal, kContent, "https://push.example/7");
  watch_as(bob_, "/dav/calendars/bob/");
}

INSTANTIATE_TEST_SUITE_P(Both, Push, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
