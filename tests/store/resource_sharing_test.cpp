// WebDAV resource sharing (draft-pot-webdav-resource-sharing), and the collection of notifications, on both
// databases.
#include "tests/store/sharing_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using namespace std::chrono_literals;

constexpr const char* kType = "application/davsharing+xml; charset=utf-8";

class ResourceSharing : public SharingTest {
 protected:
  http::Response share_with(const std::string& address, const std::string& access,
                            const std::string& more = "") {
    return post(ada_, kCal, "D:share-resource",
                "<D:sharee>" + href(address) + more + "<D:share-access><D:" + access +
                    "/></D:share-access></D:sharee>",
                kType);
  }
  http::Response answer(const caldav::Principal& who, const std::string& notification,
                        const std::string& content) {
    return post(who, notification, "D:invite-reply", content, kType);
  }
  http::Response sync(const std::string& token) {
    return send_as(bob_, "REPORT", letters(bob_),
                   "<sync-collection xmlns='DAV:'><sync-token>" + token +
                       "</sync-token><sync-level>1</sync-level><prop><getetag/><notificationtype/></prop>"
                       "</sync-collection>");
  }
};

TEST_P(ResourceSharing, is_announced_and_tells_how_a_calendar_is_shared) {
  EXPECT_THAT(std::string(send("OPTIONS", "/dav/").headers.get("DAV")), HasSubstr("resource-sharing"));
  EXPECT_THAT(find(ada_, kCal, "<D:share-access/>"), HasSubstr("<D:share-access><D:not-shared/>"));
  EXPECT_THAT(find(ada_, "/dav/principals/ada/", "<D:notification-URL/>"),
              HasSubstr("<D:notification-URL>" + href("/dav/calendars/ada/notifications/")));
  EXPECT_THAT(find(ada_, letters(ada_), "<D:resourcetype/>"), HasSubstr("<D:notifications/>"));
  EXPECT_THAT(find(ada_, home(ada_), "<D:share-access/>"), HasSubstr("404"));
}

TEST_P(ResourceSharing, an_invitation_is_accepted_where_it_lies) {
  put("1.ics", event("1"));
  const auto done =
      share_with("mailto:bob@example.com", "read-write",
                 "<D:prop><D:displayname>Bobby</D:displayname></D:prop><D:comment>Ours</D:comment>");
  EXPECT_EQ(done.status, 200) << body(done);
  const auto mine = find(ada_, kCal, "<D:invite/><D:share-access/>");
  EXPECT_THAT(mine, HasSubstr("<D:invite><D:sharee>" + href("mailto:bob@example.com") +
                              "<D:prop><D:displayname>bob</D:displayname></D:prop><D:share-access>"
                              "<D:read-write/></D:share-access><D:invite-noresponse/><D:comment>Ours"
                              "</D:comment></D:sharee></D:invite>"));
  EXPECT_THAT(mine, HasSubstr("<D:share-access><D:shared-owner/></D:share-access>"));
  const std::string notification = members(bob_, letters(bob_)).front();
  EXPECT_THAT(find(bob_, notification, "<D:notificationtype/>"),
              HasSubstr("<D:notificationtype><D:share-invite-notification/></D:notificationtype>"));
  const auto read = send_as(bob_, "GET", notification, "", {{"Accept", "application/davsharing+xml"}});
  EXPECT_EQ(read.headers.get("Content-Type"), "application/davnotification+xml");
  EXPECT_EQ(read.headers.get("ETag"), send_as(bob_, "GET", notification).headers.get("ETag"));
  EXPECT_THAT(
      body(read),
      HasSubstr("<D:share-invite-notification><D:principal>" + href("mailto:ada@example.com") +
                "<D:prop><D:displayname>ada</D:displayname></D:prop></D:principal>"
                "<D:invite-noresponse/><D:sharer-resource-uri>" +
                href(kCal) + "</D:sharer-resource-uri><D:share-access><D:read-write/></D:share-access>"));
  EXPECT_THAT(body(read), HasSubstr("<D:comment>Ours</D:comment>"));
  const auto accepted = answer(bob_, notification,
                               "<D:invite-accepted/><D:create-in>" + href(home(bob_)) +
                                   "</D:create-in><D:slug>adas</D:slug><D:comment>Thanks</D:comment>");
  EXPECT_EQ(accepted.status, 201) << body(accepted);
  EXPECT_THAT(std::string(accepted.headers.get("Location")), HasSubstr("/dav/calendars/bob/adas/"));
  EXPECT_EQ(send_as(bob_, "GET", "/dav/calendars/bob/adas/1.ics").status, 200);
  const auto theirs =
      find(bob_, "/dav/calendars/bob/adas/", "<D:share-access/><D:sharer-resource-uri/><D:invite/>");
  EXPECT_THAT(theirs, HasSubstr("<D:share-access><D:read-write/></D:share-access>"));
  EXPECT_THAT(theirs, HasSubstr("<D:sharer-resource-uri>" + href(kCal)));
  EXPECT_THAT(theirs, HasSubstr("<D:invite-accepted/>"));
  EXPECT_THAT(members(bob_, letters(bob_)), IsEmpty()) << "an answered invitation is no news";
  const auto told = body(send_as(ada_, "GET", members(ada_, letters(ada_)).front(), "",
                                 {{"Accept", "application/davsharing+xml"}}));
  EXPECT_THAT(told, HasSubstr("<D:share-reply-notification><D:sharee>" + href("mailto:bob@example.com") +
                              "<D:invite-accepted/></D:sharee>" + href(kCal) +
                              "<D:comment>Thanks</D:comment></D:share-reply-notification>"));
  EXPECT_THAT(find(ada_, letters(ada_), "<D:notificationtype/>", "1"),
              HasSubstr("<D:share-reply-notification/>"));
}

TEST_P(ResourceSharing, both_vocabularies_say_the_same) {
  share_with("/dav/principals/bob/", "read");
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), HasSubstr("<S:invite-noresponse/><S:access><S:read/>"));
  EXPECT_EQ(reply(bob_, text_in(letter(bob_), "S:uid"), "invite-accepted").status, 200);
  EXPECT_EQ(share_with("mailto:bob@example.com", "no-access").status, 200);
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), HasSubstr("404"));
  EXPECT_EQ(send_as(bob_, "GET", "/dav/calendars/bob/cal/").status, 404);
}

TEST_P(ResourceSharing, declining_leaves_nothing) {
  share_with("mailto:bob@example.com", "read");
  EXPECT_EQ(answer(bob_, members(bob_, letters(bob_)).front(), "<D:invite-declined/>").status, 204);
  EXPECT_THAT(find(ada_, kCal, "<D:invite/>"), HasSubstr("<D:invite-declined/>"));
  EXPECT_THAT(members(bob_, letters(bob_)), IsEmpty());
}

TEST_P(ResourceSharing, what_cannot_be_done_is_refused) {
  EXPECT_EQ(share_with("mailto:bob@example.com", "maybe").status, 400);
  EXPECT_EQ(post(ada_, kCal, "D:share-resource", "", kType).status, 400);
  EXPECT_EQ(post(ada_, kCal, "D:something", "", kType).status, 400);
  EXPECT_EQ(send("POST", kCal, "<share", {{"Content-Type", kType}}).status, 400);
  share_with("mailto:bob@example.com", "read");
  const std::string notification = members(bob_, letters(bob_)).front();
  const std::string yes = "<D:invite-accepted/>";
  EXPECT_EQ(answer(bob_, notification, yes + "<D:create-in>" + href(home(ada_)) + "</D:create-in>").status,
            403);
  EXPECT_EQ(answer(bob_, letters(bob_), yes).status, 403);
  EXPECT_EQ(answer(bob_, letters(bob_) + "none.xml", yes).status, 404);
  EXPECT_EQ(answer(bob_, notification, "").status, 400);
  EXPECT_EQ(answer(ada_, notification, yes).status, 403);
  share_with("mailto:bob@example.com", "no-access");
  EXPECT_THAT(body(answer(bob_, notification, yes)), HasSubstr("<S:invalid-share/>"));
  put("1.ics", event("1"));
  EXPECT_EQ(answer(ada_, std::string(kCal) + "1.ics", yes).status, 403);
}

TEST_P(ResourceSharing, notifications_sync_like_any_collection) {
  const auto text = [&](const http::Response& answered) { return body(answered); };
  const auto first = text_in(text(sync("")), "D:sync-token");
  const auto ctag = find(bob_, letters(bob_), "<S:getctag/>");
  share(set("mailto:bob@example.com"));
  const auto came = text(sync(first));
  const std::string notification = members(bob_, letters(bob_)).front();
  EXPECT_THAT(came, HasSubstr(href(notification)));
  EXPECT_THAT(came, HasSubstr("<D:share-invite-notification/>"));
  EXPECT_NE(find(bob_, letters(bob_), "<S:getctag/>"), ctag);
  const auto read = send_as(bob_, "GET", notification);
  EXPECT_THAT(std::string(read.headers.get("Content-Type")), HasSubstr("application/xml"));
  EXPECT_THAT(came, HasSubstr("<D:getetag>" + std::string(read.headers.get("ETag"))));
  EXPECT_EQ(send_as(bob_, "GET", notification, "", {{"If-None-Match", std::string(read.headers.get("ETag"))}})
                .status,
            304);
  const auto second = text_in(came, "D:sync-token");
  clock_.advance(1s);
  share(set("mailto:bob@example.com", "read-write"));
  EXPECT_THAT(text(sync(second)), HasSubstr(href(notification))) << "newer of the same invitation";
  EXPECT_THAT(members(bob_, letters(bob_)), SizeIs(1));
  EXPECT_EQ(send_as(bob_, "DELETE", notification).status, 204);
  EXPECT_THAT(text(sync(second)), HasSubstr(href(notification) + "<D:status>HTTP/1.1 404"));
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), HasSubstr("<S:invite-noresponse/>"))
      << "no answer is no answer";
}

TEST_P(ResourceSharing, notifications_are_the_servers_to_write) {
  share(set("mailto:bob@example.com"));
  const std::string notification = members(bob_, letters(bob_)).front();
  const auto as_bob = [&](const std::string& method, const std::string& path, const std::string& text = "",
                          const Headers& headers = {}) {
    return send_as(bob_, method, path, text, headers).status;
  };
  EXPECT_EQ(as_bob("PUT", notification, "<a/>"), 403);
  EXPECT_EQ(as_bob("PUT", letters(bob_) + "mine.xml", "<a/>"), 403);
  EXPECT_EQ(as_bob("POST", letters(bob_), "<a/>"), 403);
  EXPECT_EQ(as_bob("MKCOL", letters(bob_) + "folder/"), 403);
  EXPECT_EQ(as_bob("DELETE", letters(bob_)), 403);
  EXPECT_EQ(as_bob("MOVE", notification, "", {{"Destination", letters(bob_) + "x.xml"}}), 403);
  EXPECT_EQ(as_bob("MOVE", letters(bob_), "", {{"Destination", home(bob_) + "x/"}}), 403);
  EXPECT_THAT(body(send_as(bob_, "PROPPATCH", notification,
                           "<propertyupdate xmlns='DAV:'><set><prop><notificationtype/></prop></set>"
                           "</propertyupdate>")),
              HasSubstr("cannot-modify-protected-property"));
  EXPECT_EQ(as_bob("GET", notification), 200);
  EXPECT_EQ(send_as(cyd_, "GET", notification).status, 403);
  EXPECT_THAT(find(bob_, notification, "<D:supported-report-set/>"), Not(HasSubstr("calendar-query")));
}

TEST_P(ResourceSharing, old_notifications_make_room) {
  share(set("mailto:bob@example.com"));
  ASSERT_EQ(send("MKCALENDAR", "/dav/calendars/ada/other/").status, 201);
  clock_.advance(std::chrono::hours(24 * 91));
  share(set("mailto:bob@example.com"), "/dav/calendars/ada/other/");
  EXPECT_THAT(members(bob_, letters(bob_)), SizeIs(1));
  EXPECT_THAT(letter(bob_), HasSubstr("/dav/calendars/ada/other/"));
}

TEST_P(ResourceSharing, of_many_notifications_the_newest_stay) {
  database().write([&](store::Transaction& tx) {
    const auto box = store::find_binding(tx, bob_.shop, bob_.home, "notifications");
    for (int i = 0; i < 200; ++i) {
      store::ObjectEntry entry;
      entry.segment = "old" + std::to_string(i) + ".xml";
      entry.etag = "\"1\"";
      store::put_object(tx, box->collection, entry, "<a/>", clock_.now() + std::chrono::milliseconds(i));
    }
  });
  clock_.advance(1s);
  share(set("mailto:bob@example.com"));
  const auto all = members(bob_, letters(bob_));
  EXPECT_THAT(all, SizeIs(200));
  EXPECT_THAT(all, Not(testing::Contains(letters(bob_) + "old0.xml")));
  EXPECT_THAT(all, testing::Contains(letters(bob_) + "old1.xml"));
}

TEST_P(ResourceSharing, who_has_no_collection_of_notifications_gets_one_with_the_first) {
  database().write([&](store::Transaction& tx) { user(tx, ada_.shop, "dan"); });
  const auto dan = [&] {
    caldav::Principal principal = bob_;
    principal.user = "dan";
    database().read([&](store::Transaction& tx) { principal.home = store::find_user(tx, "dan")->home; });
    return principal;
  }();
  EXPECT_THAT(find(dan, "/dav/principals/dan/", "<S:notification-URL/>"), HasSubstr("404"));
  ASSERT_EQ(send_as(dan, "MKCOL", "/dav/calendars/dan/notifications/").status, 201);
  share(set("mailto:dan@example.com"));
  EXPECT_THAT(find(dan, "/dav/principals/dan/", "<S:notification-URL/>"),
              HasSubstr("/dav/calendars/dan/notifications-"));
}

INSTANTIATE_TEST_SUITE_P(Both, ResourceSharing, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
