// Sharing in Apple's way (caldav-sharing), on both databases.
#include "caldav/scheduling/directory.hpp"
#include "tests/store/sharing_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Sharing : public SharingTest {};

TEST_P(Sharing, is_announced) {
  EXPECT_THAT(std::string(send("OPTIONS", "/dav/").headers.get("DAV")), HasSubstr("calendarserver-sharing"));
  EXPECT_THAT(find(ada_, kCal, "<S:allowed-sharing-modes/>"),
              HasSubstr("<S:allowed-sharing-modes><S:can-be-shared/><S:can-be-published/></S:"));
  EXPECT_THAT(find(ada_, "/dav/principals/ada/", "<S:notification-URL/>"),
              HasSubstr("<S:notification-URL>" + href("/dav/calendars/ada/notifications/")));
  EXPECT_THAT(find(ada_, letters(ada_), "<D:resourcetype/>"), HasSubstr("<D:collection/><S:notification/>"));
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), HasSubstr("404")) << "not shared";
}

TEST_P(Sharing, an_invitation_is_a_letter_and_a_line_in_the_list) {
  patch(ada_, kCal, "<D:displayname>Work</D:displayname>");
  const auto done = share(set("mailto:BOB@example.com", "read-write",
                              "<S:common-name>Bobby</S:common-name><S:summary>Our work</S:summary>"));
  EXPECT_EQ(done.status, 200) << body(done);
  EXPECT_THAT(
      find(ada_, kCal, "<S:invite/>"),
      HasSubstr("<S:invite><S:organizer>" + href("mailto:ada@example.com") +
                "<S:common-name>ada</S:common-name></S:organizer><S:user>" + href("mailto:bob@example.com") +
                "<S:common-name>bob</S:common-name><S:invite-noresponse/><S:access><S:read-write/>"
                "</S:access><S:summary>Our work</S:summary></S:user></S:invite>"));
  EXPECT_THAT(find(ada_, kCal, "<D:resourcetype/>"), HasSubstr("<S:shared-owner/>"));
  const auto notification = letter(bob_);
  EXPECT_THAT(notification, HasSubstr("<S:dtstamp>20"));
  EXPECT_THAT(notification, HasSubstr("<S:invite-notification shared-type=\"calendar\"><S:uid>"));
  EXPECT_THAT(notification,
              HasSubstr("</S:uid>" + href("mailto:bob@example.com") +
                        "<S:invite-noresponse/><S:access><S:read-write/></S:access><S:hosturl>" + href(kCal) +
                        "</S:hosturl><S:organizer>" + href("mailto:ada@example.com") +
                        "<S:common-name>ada</S:common-name></S:organizer>"
                        "<S:summary>Our work</S:summary>"));
  EXPECT_THAT(notification, HasSubstr("<C:comp name=\"VEVENT\"/>"));
  EXPECT_THAT(find(bob_, letters(bob_), "<S:notificationtype/>", "1"),
              HasSubstr("<S:notificationtype><S:invite-notification shared-type=\"calendar\"/>"));
  EXPECT_EQ(send_as(bob_, "GET", kCal).status, 403) << "until they accept";
  EXPECT_THAT(members(bob_, home(bob_)), ElementsAre(letters(bob_)));
}

// CalendarServer sharing: invite
TEST_P(Sharing, accepting_makes_it_appear_with_what_was_granted) {
  put("1.ics", event("1"));
  const std::string shared = accepted("read");
  EXPECT_EQ(shared, "/dav/calendars/bob/cal/");
  EXPECT_EQ(body(send_as(bob_, "GET", shared + "1.ics")), event("1"));
  EXPECT_EQ(send_as(bob_, "PUT", shared + "2.ics", event("2")).status, 403);
  const auto seen = find(bob_, shared,
                         "<D:resourcetype/><S:shared-url/><S:invite/><D:owner/>"
                         "<C:schedule-calendar-transp/><S:allowed-sharing-modes/>");
  EXPECT_THAT(seen, HasSubstr("<S:shared/>"));
  EXPECT_THAT(seen, Not(HasSubstr("<S:shared-owner/>")));
  EXPECT_THAT(seen, HasSubstr("<S:shared-url>" + href(kCal) + "</S:shared-url>"));
  EXPECT_THAT(seen, HasSubstr("<D:owner>" + href("/dav/principals/ada/")));
  EXPECT_THAT(seen, HasSubstr("<C:transparent/>")) << "5.5.5: nobody is busy with what others share";
  EXPECT_THAT(seen, HasSubstr("<S:allowed-sharing-modes/></D:prop><D:status>HTTP/1.1 404"));
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), HasSubstr("<S:invite-accepted/>"));
  EXPECT_THAT(find(ada_, kCal, "<D:acl/>"),
              HasSubstr(href("/dav/principals/bob/") + "</D:principal><D:grant><D:privilege><D:read/>"))
      << "there is one list of rights";
  const auto answer = letter(ada_);
  EXPECT_THAT(answer, HasSubstr("<S:invite-reply shared-type=\"calendar\">" + href("mailto:bob@example.com") +
                                "<S:invite-accepted/><S:hosturl>" + href(kCal) +
                                "</S:hosturl><S:in-reply-to>" + uid_ + "</S:in-reply-to>"));
  EXPECT_THAT(find(ada_, letters(ada_), "<S:notificationtype/>", "1"), HasSubstr("<S:invite-reply "));
  const auto again = reply(bob_, uid_, "invite-accepted");
  EXPECT_EQ(text_in(body(again), "D:href"), shared) << "said twice, it is there once";
}

TEST_P(Sharing, what_may_be_written_is_what_was_granted_last) {
  const std::string shared = accepted("read-write");
  EXPECT_EQ(send_as(bob_, "PUT", shared + "1.ics", event("1")).status, 201);
  EXPECT_EQ(send("GET", std::string(kCal) + "1.ics").status, 200);
  const auto token = text_in(find(bob_, home(bob_), "<S:getctag/>"), "S:getctag");
  EXPECT_EQ(share(set("/dav/principals/bob/", "read")).status, 200);
  EXPECT_EQ(send_as(bob_, "PUT", shared + "1.ics", event("1")).status, 403);
  EXPECT_NE(text_in(find(bob_, home(bob_), "<S:getctag/>"), "S:getctag"), token) << "clients look again";
  EXPECT_THAT(letter(bob_), HasSubstr("<S:invite-accepted/><S:access><S:read/>"));
  const auto etag = find(bob_, letters(bob_), "<D:sync-token/>");
  EXPECT_EQ(share(set("/dav/principals/bob/", "read")).status, 200);
  EXPECT_EQ(find(bob_, letters(bob_), "<D:sync-token/>"), etag) << "no news, no letter";
}

TEST_P(Sharing, a_name_that_is_taken_is_not_taken_away) {
  ASSERT_EQ(send_as(bob_, "MKCALENDAR", "/dav/calendars/bob/cal/").status, 201);
  EXPECT_EQ(accepted(), "/dav/calendars/bob/cal-ada/");
  ASSERT_EQ(send_as(cyd_, "MKCALENDAR", "/dav/calendars/cyd/cal/").status, 201);
  ASSERT_EQ(send_as(cyd_, "MKCALENDAR", "/dav/calendars/cyd/cal-ada/").status, 201);
  share(set("mailto:cyd@example.com"));
  const auto answer = reply(cyd_, text_in(letter(cyd_), "S:uid"), "invite-accepted");
  EXPECT_THAT(text_in(body(answer), "D:href"), testing::MatchesRegex("/dav/calendars/cyd/[0-9a-z]{26}/"));
}

TEST_P(Sharing, declining_tells_the_owner_and_an_invitation_may_be_repeated) {
  share(set("mailto:bob@example.com"));
  const auto uid = text_in(letter(bob_), "S:uid");
  EXPECT_EQ(reply(bob_, uid, "invite-declined").status, 200);
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), HasSubstr("<S:invite-declined/>"));
  EXPECT_THAT(letter(ada_), HasSubstr("<S:invite-declined/>"));
  EXPECT_EQ(send_as(bob_, "GET", kCal).status, 403);
  share(set("mailto:bob@example.com"));
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), HasSubstr("<S:invite-noresponse/>"));
  EXPECT_THAT(letter(bob_), HasSubstr("<S:invite-noresponse/>"));
  EXPECT_EQ(reply(bob_, uid, "invite-accepted").status, 200) << "minds change";
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), HasSubstr("<S:invite-accepted/>"));
  EXPECT_EQ(reply(bob_, uid, "invite-declined").status, 200);
  EXPECT_THAT(members(bob_, home(bob_)), ElementsAre(letters(bob_)));
}

TEST_P(Sharing, what_is_taken_back_is_gone_from_the_home) {
  const std::string shared = accepted("read-write");
  patch(bob_, shared, "<D:displayname>Mine</D:displayname>");
  share(set("mailto:cyd@example.com"));
  const auto token = text_in(find(bob_, home(bob_), "<D:sync-token/>"), "D:sync-token");
  EXPECT_EQ(share(remove("mailto:bob@example.com") + remove("mailto:cyd@example.com")).status, 200);
  EXPECT_EQ(send_as(bob_, "GET", shared).status, 404);
  EXPECT_THAT(letter(bob_), HasSubstr("<S:invite-deleted/>"));
  EXPECT_THAT(letter(cyd_), HasSubstr("<S:invite-deleted/>")) << "who had not answered yet, too";
  EXPECT_EQ(reply(bob_, uid_, "invite-accepted").status, 403);
  EXPECT_THAT(find(ada_, kCal, "<S:invite/><D:resourcetype/>"), Not(HasSubstr("<S:shared-owner/>")));
  const auto changes =
      body(send_as(bob_, "REPORT", home(bob_),
                   "<sync-collection xmlns='DAV:'><sync-token>" + token +
                       "</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>"));
  EXPECT_THAT(changes, HasSubstr(href(shared) + "<D:status>HTTP/1.1 404"));
  send_as(bob_, "DELETE", members(bob_, letters(bob_)).front());
  share(set("mailto:bob@example.com"));
  reply(bob_, text_in(letter(bob_), "S:uid"), "invite-accepted");
  EXPECT_EQ(send_as(bob_, "PROPFIND", shared, "", {{"Depth", "0"}}).status, 207);
  EXPECT_THAT(find(bob_, shared, "<D:displayname/>"), Not(HasSubstr("Mine"))) << "its name went with it";
}

TEST_P(Sharing, who_deletes_a_shared_calendar_declines_it) {
  put("1.ics", event("1"));
  const std::string shared = accepted("read-write");
  send_as(ada_, "DELETE", members(ada_, letters(ada_)).front());
  EXPECT_EQ(send_as(bob_, "DELETE", shared).status, 204);
  EXPECT_EQ(send("GET", std::string(kCal) + "1.ics").status, 200) << "the owner's stays";
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), HasSubstr("<S:invite-declined/>"));
  EXPECT_THAT(letter(ada_), HasSubstr("<S:invite-declined/>"));
  EXPECT_EQ(send_as(bob_, "GET", shared).status, 404);
}

TEST_P(Sharing, the_owner_deletes_for_all) {
  const std::string shared = accepted();
  share(set("mailto:cyd@example.com"));
  EXPECT_EQ(send("DELETE", kCal).status, 204);
  EXPECT_EQ(send_as(bob_, "GET", shared).status, 404);
  EXPECT_THAT(letter(bob_), HasSubstr("<S:invite-deleted/>"));
  EXPECT_THAT(letter(cyd_), HasSubstr("<S:invite-deleted/>"));
  EXPECT_EQ(reply(cyd_, text_in(letter(cyd_), "S:uid"), "invite-accepted").status, 403);
}

TEST_P(Sharing, name_and_colour_are_the_sharees_own) {
  patch(ada_, kCal,
        "<D:displayname>Ada's</D:displayname><A:calendar-color>#111111FF</A:calendar-color>"
        "<C:calendar-description>Hers</C:calendar-description>");
  const std::string shared = accepted("read");
  const std::string names = "<D:displayname/><A:calendar-color/><C:calendar-description/>";
  EXPECT_EQ(text_in(find(bob_, shared, names), "displayname xmlns=\"DAV:\""), "");
  EXPECT_THAT(find(bob_, shared, names), HasSubstr("Ada's")) << "until they choose";
  const auto changed = patch(bob_, shared,
                             "<D:displayname>Bob's</D:displayname><A:calendar-color>#222222FF"
                             "</A:calendar-color><C:schedule-calendar-transp><C:opaque/>"
                             "</C:schedule-calendar-transp><A:calendar-order>3</A:calendar-order>");
  EXPECT_THAT(body(changed), Not(HasSubstr("403"))) << "though they may only read";
  const auto theirs = find(bob_, shared, names + "<C:schedule-calendar-transp/><A:calendar-order/>");
  EXPECT_THAT(theirs, HasSubstr("Bob's"));
  EXPECT_THAT(theirs, HasSubstr("#222222FF"));
  EXPECT_THAT(theirs, HasSubstr("Hers"));
  EXPECT_THAT(theirs, HasSubstr("<C:opaque/>"));
  const auto hers = find(ada_, kCal, names + "<C:schedule-calendar-transp/><A:calendar-order/>");
  EXPECT_THAT(hers, HasSubstr("Ada's"));
  EXPECT_THAT(hers, HasSubstr("#111111FF"));
  EXPECT_THAT(hers, Not(HasSubstr(">3<")));
  const auto all = body(send_as(bob_, "PROPFIND", shared, "", {{"Depth", "0"}}));
  EXPECT_THAT(all, HasSubstr("Bob's"));
  EXPECT_THAT(all, Not(HasSubstr("Ada's"))) << "each name once";
  EXPECT_EQ(send_as(bob_, "COPY", shared, "", {{"Destination", "/dav/calendars/bob/copy/"}}).status, 201);
  EXPECT_THAT(find(bob_, "/dav/calendars/bob/copy/", names), HasSubstr("Bob's"));
  EXPECT_THAT(find(bob_, "/dav/calendars/bob/copy/", names), HasSubstr("Hers"));
  EXPECT_EQ(send_as(bob_, "MOVE", shared, "", {{"Destination", "/dav/calendars/bob/moved/"}}).status, 201);
  EXPECT_THAT(find(bob_, "/dav/calendars/bob/moved/", names), HasSubstr("Bob's"));
  send_as(bob_, "PROPPATCH", "/dav/calendars/bob/moved/",
          "<propertyupdate xmlns='DAV:'><remove><prop><displayname/></prop></remove></propertyupdate>");
  EXPECT_THAT(find(bob_, "/dav/calendars/bob/moved/", names), HasSubstr("Ada's"));
}

TEST_P(Sharing, floating_times_are_read_in_the_sharees_zone) {
  patch(ada_, kCal, "<C:calendar-timezone-id>Europe/Berlin</C:calendar-timezone-id>");
  const std::string shared = accepted("read");
  EXPECT_THAT(find(bob_, shared, "<C:calendar-timezone-id/>"), HasSubstr("Europe/Berlin"));
  EXPECT_THAT(body(patch(bob_, shared, "<C:calendar-timezone-id>America/New_York</C:calendar-timezone-id>")),
              HasSubstr("200 OK"));
  EXPECT_THAT(find(bob_, shared, "<C:calendar-timezone-id/>"), HasSubstr("America/New_York"));
  EXPECT_THAT(find(ada_, kCal, "<C:calendar-timezone-id/>"), HasSubstr("Europe/Berlin"));
  put("1.ics", event("1", "DTSTART:20260310T200000\r\nDURATION:PT1H\r\n"));
  const auto query = [&](const caldav::Principal& who, const std::string& path) {
    return body(send_as(who, "REPORT", path,
                        "<C:calendar-query xmlns:C='urn:ietf:params:xml:ns:caldav' xmlns:D='DAV:'><D:prop>"
                        "<D:getetag/></D:prop><C:filter><C:comp-filter name='VCALENDAR'><C:comp-filter "
                        "name='VEVENT'><C:time-range start='20260311T000000Z' end='20260311T010000Z'/>"
                        "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>",
                        {{"Depth", "1"}}));
  };
  EXPECT_THAT(query(bob_, shared), HasSubstr("1.ics"));
  EXPECT_THAT(query(ada_, kCal), Not(HasSubstr("1.ics")));
  EXPECT_THAT(query(bob_, shared + "1.ics"), HasSubstr("1.ics")) << "of one object, too";
  EXPECT_THAT(query(ada_, kCal + std::string("1.ics")), Not(HasSubstr("1.ics")));
}

TEST_P(Sharing, a_sharee_names_it_while_accepting) {
  share(set("mailto:bob@example.com"));
  const auto answer =
      reply(bob_, text_in(letter(bob_), "S:uid"), "invite-accepted", "<S:summary>Ada &amp; co</S:summary>");
  EXPECT_THAT(find(bob_, text_in(body(answer), "D:href"), "<D:displayname/>"), HasSubstr("Ada &amp; co"));
  EXPECT_THAT(letter(ada_), HasSubstr("<S:summary>Ada &amp; co</S:summary>"));
}

TEST_P(Sharing, an_address_that_another_shop_knows_too_is_the_colleagues) {
  database().write([&](store::Transaction& tx) {
    store::User stranger = *store::find_user(tx, "eve");
    ASSERT_NE(stranger.shop, ada_.shop);
    stranger.email = "bob@example.com";
    store::update_user(tx, stranger);
  });
  EXPECT_EQ(share(set("mailto:bob@example.com")).status, 200);
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), Not(HasSubstr("invite-invalid")));
  EXPECT_THAT(members(bob_, letters(bob_)), Not(IsEmpty()));
}

TEST_P(Sharing, strangers_are_invalid_and_other_shops_are_strange) {
  bob_.role = store::Role::owner;
  EXPECT_EQ(share(set("mailto:nobody@example.com", "read", "<S:common-name>No Body</S:common-name>") +
                  set("mailto:eve@example.com") + set("/dav/principals/eve/") +
                  set("/dav/principals/role%3Astaff/") + set("mailto:ada@example.com") + set("what is this"))
                .status,
            200);
  const auto list = find(ada_, kCal, "<S:invite/>");
  const auto line = [](const std::string& address, const std::string& name) {
    return "<S:user>" + href(address) + name + "<S:invite-invalid/><S:access><S:read/></S:access></S:user>";
  };
  EXPECT_THAT(list, HasSubstr(line("mailto:nobody@example.com", "<S:common-name>No Body</S:common-name>")));
  EXPECT_THAT(list, HasSubstr(line("mailto:eve@example.com", "")));
  EXPECT_THAT(list, HasSubstr(line("mailto:ada@example.com", "")));
  EXPECT_THAT(list, Not(HasSubstr("noresponse")));
  EXPECT_THAT(members(eve_, letters(eve_)), IsEmpty());
  EXPECT_EQ(share(remove("mailto:eve@example.com")).status, 200);
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), Not(HasSubstr("mailto:eve")));
}

TEST_P(Sharing, who_becomes_known_later_is_listed_once) {
  share(set("mailto:dan@example.com"));
  database().write([&](store::Transaction& tx) { user(tx, ada_.shop, "dan"); });
  share(set("mailto:dan@example.com"));
  const auto list = find(ada_, kCal, "<S:invite/>");
  EXPECT_THAT(list, HasSubstr("<S:invite-noresponse/>"));
  EXPECT_THAT(list, Not(HasSubstr("<S:invite-invalid/>")));
}

TEST_P(Sharing, only_ones_own_calendars_are_shared) {
  const auto refused = [&](const caldav::Principal& who, const std::string& path) {
    const auto answer = post(who, path, "S:share", set("mailto:cyd@example.com"));
    EXPECT_EQ(answer.status, 403) << path;
    return body(answer);
  };
  const std::string shared = accepted("read-write");
  EXPECT_THAT(refused(bob_, shared), HasSubstr("<D:need-privileges><D:resource>" + href(shared) +
                                               "<D:privilege><D:share/></D:privilege>"));
  refused(bob_, kCal);
  refused(ada_, home(ada_));
  refused(ada_, letters(ada_));
  EXPECT_EQ(share(set("mailto:bob@example.com"), "/dav/calendars/ada/none/").status, 404);
  EXPECT_THAT(find(ada_, kCal, "<D:current-user-privilege-set/>"), HasSubstr("<D:share/>"));
  EXPECT_THAT(find(bob_, shared, "<D:current-user-privilege-set/>"), Not(HasSubstr("<D:share/>")));
  ada_.role = store::Role::reader;
  refused(ada_, kCal);
  EXPECT_THAT(find(ada_, kCal, "<S:allowed-sharing-modes/>"), Not(HasSubstr("can-be-shared")))
      << "a reader may be a customer, and sees nobody whom to invite";
}

TEST_P(Sharing, what_cannot_be_understood_is_refused) {
  EXPECT_EQ(share("").status, 400);
  EXPECT_EQ(share("<S:set><S:read/></S:set>").status, 400);
  EXPECT_EQ(share(set(std::string(1001, 'a'))).status, 400);
  std::string many;
  for (int i = 0; i < 201; ++i) many += set("mailto:" + std::to_string(i) + "@example.com");
  EXPECT_EQ(share(many).status, 400);
  for (int i = 0; i < 200; i += 100) {
    std::string some;
    for (int j = 0; j < 100; ++j) some += set("mailto:" + std::to_string(i + j) + "@example.com");
    EXPECT_EQ(share(some).status, 200);
  }
  EXPECT_THAT(body(share(set("mailto:bob@example.com"))), HasSubstr("<D:limited-number-of-aces/>"));
  EXPECT_THAT(members(bob_, letters(bob_)), IsEmpty()) << "nothing of it is kept";
}

TEST_P(Sharing, answers_are_the_sharees_alone_and_go_to_their_home) {
  share(set("mailto:bob@example.com"));
  const auto uid = text_in(letter(bob_), "S:uid");
  EXPECT_THAT(body(reply(cyd_, uid, "invite-accepted")), HasSubstr("<S:invalid-share/>"));
  EXPECT_THAT(body(reply(bob_, "nonsense", "invite-accepted")), HasSubstr("<S:invalid-share/>"));
  EXPECT_THAT(body(reply(eve_, uid, "invite-accepted")), HasSubstr("<S:invalid-share/>"));
  const std::string yes = "<S:invite-accepted/><S:in-reply-to>" + uid + "</S:in-reply-to>";
  EXPECT_THAT(body(post(bob_, letters(bob_), "S:invite-reply", yes)), HasSubstr("<S:invalid-share/>"));
  EXPECT_EQ(post(bob_, home(ada_), "S:invite-reply", yes).status, 403);
  EXPECT_EQ(post(bob_, home(bob_) + "none", "S:invite-reply", yes).status, 404);
  EXPECT_EQ(post(bob_, home(bob_), "S:invite-reply", "<S:in-reply-to>x</S:in-reply-to>").status, 400);
  EXPECT_EQ(post(bob_, home(bob_), "S:invite-reply", yes + "<S:invite-declined/>").status, 400);
  EXPECT_EQ(
      reply(bob_, uid, "invite-accepted", "<S:summary>" + std::string(1001, 'a') + "</S:summary>").status,
      400);
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), HasSubstr("<S:invite-noresponse/>"));
}

TEST_P(Sharing, sharees_do_not_see_each_other) {
  const std::string shared = accepted();
  share(set("mailto:cyd@example.com"));
  const auto list = find(bob_, shared, "<S:invite/>");
  EXPECT_THAT(list, HasSubstr("<S:organizer>" + href("mailto:ada@example.com")));
  EXPECT_THAT(list, HasSubstr("mailto:bob@example.com"));
  EXPECT_THAT(list, Not(HasSubstr("cyd")));
}

TEST_P(Sharing, what_an_administrator_shared_is_the_owners_to_change) {
  share_with_bob(store::Access::write);
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"),
              HasSubstr(href("mailto:bob@example.com") +
                        "<S:common-name>bob</S:common-name><S:invite-accepted/><S:access><S:read-write/>"));
  share(set("mailto:bob@example.com", "read"));
  EXPECT_EQ(send_as(bob_, "PUT", "/dav/calendars/bob/shared/1.ics", event("1")).status, 403);
  EXPECT_THAT(letter(bob_), HasSubstr("<S:invite-accepted/><S:access><S:read/>"));
  share(remove("mailto:bob@example.com"));
  EXPECT_EQ(send_as(bob_, "GET", "/dav/calendars/bob/shared/").status, 404);
}

TEST_P(Sharing, a_live_calendar_is_shown_and_not_written) {
  database().write([&](store::Transaction& tx) {
    store::Collection live;
    live.shop = ada_.shop;
    live.id = Id::make(clock_.now(), random_);
    live.kind = store::CollectionKind::live;
    store::insert_collection(tx, live);
    store::bind(tx, ada_.shop, ada_.home, "live", live.id, store::Access::owner);
  });
  EXPECT_EQ(share(set("mailto:bob@example.com", "read-write"), "/dav/calendars/ada/live/").status, 200);
  EXPECT_THAT(letter(bob_), HasSubstr("<S:access><S:read/></S:access>"));
}

TEST_P(Sharing, the_shops_own_calendars_are_shared_by_nobody) {
  database().write([&](store::Transaction& tx) {
    store::Collection shifts;
    shifts.shop = ada_.shop;
    shifts.id = Id::make(clock_.now(), random_);
    shifts.kind = store::CollectionKind::calendar;
    store::insert_collection(tx, shifts);
    for (const auto& who : {ada_, bob_})
      store::bind(tx, ada_.shop, who.home, "shifts", shifts.id, store::Access::write);
  });
  const std::string shifts = "/dav/calendars/ada/shifts/";
  const auto seen =
      find(ada_, shifts, "<D:resourcetype/><D:share-access/><S:invite/><S:allowed-sharing-modes/>");
  EXPECT_THAT(seen, Not(HasSubstr("<S:shared/>")));
  EXPECT_THAT(seen, HasSubstr("<D:not-shared/>"));
  EXPECT_THAT(seen, HasSubstr("<S:invite/><S:allowed-sharing-modes/></D:prop><D:status>HTTP/1.1 404"));
  EXPECT_EQ(share(set("mailto:cyd@example.com"), shifts).status, 403);
  patch(ada_, shifts, "<A:calendar-color>#111111FF</A:calendar-color>");
  EXPECT_THAT(find(ada_, shifts, "<A:calendar-color/>"), HasSubstr("#111111FF"));
  EXPECT_THAT(find(bob_, "/dav/calendars/bob/shifts/", "<A:calendar-color/>"), HasSubstr("404"))
      << "each has a colour of their own";
}

TEST_P(Sharing, a_delegate_who_deletes_does_it_in_the_owners_name) {
  accepted();
  send("ACL", home(ada_),
       "<D:acl xmlns:D='DAV:'><D:ace><D:principal>" + href("/dav/principals/cyd/") +
           "</D:principal><D:grant><D:privilege><D:read/></D:privilege><D:privilege><D:write/></D:privilege>"
           "</D:grant></D:ace></D:acl>");
  EXPECT_EQ(post(cyd_, kCal, "S:share", set("mailto:cyd@example.com")).status, 403);
  EXPECT_EQ(send_as(cyd_, "DELETE", kCal).status, 204);
  EXPECT_THAT(letter(bob_), HasSubstr("<S:invite-deleted/>"));
  EXPECT_THAT(letter(bob_), HasSubstr("<S:organizer>" + href("mailto:ada@example.com")));
}

// CLIENTS 1.1: of the list that macOS asks a home for, what sharing and publishing are about.
TEST_P(Sharing, macos_lists_a_home) {
  accepted("read-write");
  const auto list = [&](const caldav::Principal& who) {
    return body(send_as(who, "PROPFIND", home(who),
                        "<A:propfind xmlns:A='DAV:'><A:prop>"
                        "<B:allowed-sharing-modes xmlns:B='http://calendarserver.org/ns/'/>"
                        "<A:current-user-privilege-set/><B:getctag xmlns:B='http://calendarserver.org/ns/'/>"
                        "<B:invite xmlns:B='http://calendarserver.org/ns/'/><A:owner/>"
                        "<B:pre-publish-url xmlns:B='http://calendarserver.org/ns/'/>"
                        "<B:publish-url xmlns:B='http://calendarserver.org/ns/'/>"
                        "<B:push-transports xmlns:B='http://calendarserver.org/ns/'/>"
                        "<B:pushkey xmlns:B='http://calendarserver.org/ns/'/><A:resourcetype/>"
                        "</A:prop></A:propfind>",
                        {{"Depth", "1"}, {"Brief", "t"}}));
  };
  const auto hers = list(ada_);
  EXPECT_THAT(hers,
              HasSubstr(href(kCal) + "<D:propstat><D:prop><S:allowed-sharing-modes><S:can-be-shared/>"));
  EXPECT_THAT(hers, HasSubstr("<S:invite-accepted/>"));
  EXPECT_THAT(hers, HasSubstr("<S:shared-owner/>"));
  EXPECT_THAT(hers, Not(HasSubstr("<S:push"))) << "not configured, so not there";
  EXPECT_THAT(hers, Not(HasSubstr("404")));
  const auto his = list(bob_);
  EXPECT_THAT(his, HasSubstr("<S:shared/>"));
  EXPECT_THAT(his, HasSubstr("<S:organizer>" + href("mailto:ada@example.com")));
  EXPECT_THAT(his, HasSubstr("<S:notification/>"));
}

TEST_P(Sharing, a_sharees_own_meeting_is_kept_there_and_invites_nobody) {
  const std::string shared = accepted("read-write");
  database().write([&](store::Transaction& tx) {
    caldav::scheduling::make_inbox_and_outbox(tx, *store::find_user(tx, "cyd"), clock_.now(), random_);
  });
  const auto meeting = [](const std::string& organizer) {
    return event("m", "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\nORGANIZER:mailto:" + organizer +
                          "@example.com\r\nATTENDEE:mailto:cyd@example.com\r\n");
  };
  EXPECT_EQ(send_as(bob_, "PUT", shared + "m.ics", meeting("bob")).status, 201);
  EXPECT_EQ(body(send_as(ada_, "GET", std::string(kCal) + "m.ics")), meeting("bob"));
  EXPECT_THAT(members(cyd_, home(cyd_) + "inbox/"), IsEmpty());
  EXPECT_EQ(send_as(bob_, "PUT", shared + "m.ics", meeting("ada")).status, 204);
  EXPECT_THAT(members(cyd_, home(cyd_) + "inbox/"), testing::SizeIs(1)) << "her calendar, her meeting";
}

TEST_P(Sharing, a_shared_calendar_may_be_kept_in_a_folder) {
  const std::string shared = accepted();
  ASSERT_EQ(send_as(bob_, "MKCOL", "/dav/calendars/bob/folder/").status, 201);
  ASSERT_EQ(send_as(bob_, "MOVE", shared, "", {{"Destination", "/dav/calendars/bob/folder/hers/"}}).status,
            201);
  EXPECT_EQ(text_in(body(reply(bob_, uid_, "invite-accepted")), "D:href"), "/dav/calendars/bob/folder/hers/");
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), HasSubstr("<S:invite-accepted/>"));
  EXPECT_THAT(find(ada_, kCal, "<D:acl/>"), HasSubstr("/dav/principals/bob/"));
  share(remove("MAILTO:Bob@example.com"));
  EXPECT_EQ(send_as(bob_, "GET", "/dav/calendars/bob/folder/hers/").status, 404);
}

TEST_P(Sharing, a_user_who_goes_leaves_no_invitation_to_who_comes) {
  share(set("mailto:bob@example.com"));
  database().write([&](store::Transaction& tx) { store::delete_user(tx, *store::find_user(tx, "bob")); });
  EXPECT_THAT(find(ada_, kCal, "<S:invite/>"), Not(HasSubstr("bob")));
}

INSTANTIATE_TEST_SUITE_P(Both, Sharing, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
