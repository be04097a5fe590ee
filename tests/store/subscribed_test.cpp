// Subscribed calendars as macOS makes them, and the properties that Apple's calendars set one by one, on both
// databases.
#include <gmock/gmock.h>

#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kCal = "/dav/calendars/ada/cal/";
const std::string kFeed = "/dav/calendars/ada/feed/";
const std::string kSource = "<S:source><D:href>webcal://example.com/holidays.ics</D:href></S:source>";

class Subscribed : public DavTest {
 protected:
  static std::string body(const http::Response& response) { return std::string(response.body.view()); }
  static std::string names() {
    return " xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' xmlns:S='http://calendarserver.org/ns/'"
           " xmlns:A='http://apple.com/ns/ical/'>";
  }
  http::Response make(const std::string& properties, const std::string& method = "MKCALENDAR",
                      const std::string& types = "<D:collection/><S:subscribed/>") {
    const std::string root = method == "MKCALENDAR" ? "C:mkcalendar" : "D:mkcol";
    return send(method, kFeed,
                "<" + root + names() + "<D:set><D:prop><D:resourcetype>" + types + "</D:resourcetype>" +
                    properties + "</D:prop></D:set></" + root + ">");
  }
  std::string patch(const std::string& path, const std::string& property, const std::string& action = "set") {
    const auto answer = send("PROPPATCH", path,
                             "<D:propertyupdate" + names() + "<D:" + action + "><D:prop>" + property +
                                 "</D:prop></D:" + action + "></D:propertyupdate>");
    EXPECT_EQ(answer.status, 207);
    return body(answer);
  }
  std::string find(const std::string& path, const std::string& property, const std::string& depth = "0") {
    return body(send("PROPFIND", path,
                     "<D:propfind" + names() + "<D:prop>" + property + "</D:prop></D:propfind>",
                     {{"Depth", depth}}));
  }
};

// CalendarServer subscribed: source
TEST_P(Subscribed, a_subscribed_calendar_is_listed_with_its_feed) {
  for (const char* method : {"MKCALENDAR", "MKCOL"}) {
    const auto made =
        make(kSource +
                 "<D:displayname>Holidays</D:displayname><A:refreshrate>P1W</A:refreshrate>"
                 "<S:subscribed-strip-alarms/><S:subscribed-strip-attachments/><S:subscribed-strip-todos/>"
                 "<A:calendar-color symbolic-color='red'>#FF0000FF</A:calendar-color>",
             method);
    ASSERT_EQ(made.status, 201) << method << body(made);
    const std::string listed = find("/dav/calendars/ada/",
                                    "<D:resourcetype/><S:source/><A:refreshrate/><S:subscribed-strip-alarms/"
                                    "><S:subscribed-strip-attachments/>"
                                    "<S:subscribed-strip-todos/><D:displayname/>",
                                    "1");
    const std::string mine = listed.substr(listed.find(kFeed));
    EXPECT_THAT(mine, HasSubstr("<D:resourcetype><D:collection/><S:subscribed/></D:resourcetype>"));
    EXPECT_THAT(mine, HasSubstr("href>webcal://example.com/holidays.ics</"));
    EXPECT_THAT(mine, HasSubstr(">P1W</"));
    EXPECT_THAT(mine, HasSubstr("subscribed-strip-alarms"));
    EXPECT_THAT(mine.substr(0, mine.find("</D:response>")), Not(HasSubstr("404")));
    EXPECT_EQ(send("DELETE", kFeed).status, 204);
  }
}

TEST_P(Subscribed, what_its_user_wants_of_it_can_be_changed) {
  ASSERT_EQ(make(kSource + "<S:subscribed-strip-alarms/>").status, 201);
  EXPECT_THAT(patch(kFeed, "<A:refreshrate>PT1H</A:refreshrate>"), HasSubstr("200 OK"));
  EXPECT_THAT(patch(kFeed, "<S:subscribed-strip-alarms/>", "remove"), HasSubstr("200 OK"));
  EXPECT_THAT(patch(kFeed, "<S:source><D:href>https://example.com/other.ics</D:href></S:source>"),
              HasSubstr("200 OK"));
  const std::string now = find(kFeed, "<A:refreshrate/><S:subscribed-strip-alarms/><S:source/>");
  EXPECT_THAT(now, HasSubstr(">PT1H</"));
  EXPECT_THAT(now, HasSubstr("href>https://example.com/other.ics</"));
  EXPECT_THAT(now, Not(HasSubstr("holidays")));
  EXPECT_THAT(now, HasSubstr("<S:subscribed-strip-alarms/></D:prop><D:status>HTTP/1.1 404"));
  EXPECT_THAT(patch(kFeed, "<S:source/>", "remove"), HasSubstr("403 Forbidden"));
  for (const char* broken : {"<S:source/>", "<S:source>https://example.com/</S:source>",
                             "<S:source><D:href>javascript:alert(1)</D:href></S:source>",
                             "<S:source><D:href>https://</D:href></S:source>"})
    EXPECT_THAT(patch(kFeed, broken), HasSubstr("409 Conflict")) << broken;
  EXPECT_THAT(patch(kCal, "<S:source/>"), HasSubstr("200 OK")) << "of an ordinary calendar it means nothing";
}

TEST_P(Subscribed, nothing_is_put_into_it) {
  ASSERT_EQ(make(kSource).status, 201);
  put("1.ics", event("1"));
  const Headers to{{"Destination", kFeed + "1.ics"}};
  const auto refuses = [&](const http::Response& answer) {
    EXPECT_EQ(answer.status, 403);
    EXPECT_THAT(body(answer), HasSubstr("<D:need-privileges><D:resource><D:href>" + kFeed));
    EXPECT_THAT(body(answer), HasSubstr("<D:privilege><D:bind/></D:privilege>"));
  };
  refuses(send("PUT", kFeed + "1.ics", event("1")));
  refuses(send("POST", kFeed, event("1"), {{"Content-Type", "text/calendar"}}));
  refuses(send("COPY", kCal + "1.ics", "", to));
  refuses(send("MOVE", kCal + "1.ics", "", to));
  refuses(send("MKCALENDAR", kFeed + "below/"));
  const std::string rights = find(kFeed, "<D:current-user-privilege-set/>");
  EXPECT_THAT(rights, HasSubstr("<D:write-properties/>"));
  EXPECT_THAT(rights, Not(HasSubstr("<D:bind/>")));
  EXPECT_THAT(rights, Not(HasSubstr("<D:write/>"))) << "CLIENTS 1.3: Thunderbird writes where it finds this";
  EXPECT_THAT(find(kFeed, "<D:add-member/>"), HasSubstr("404"));
  EXPECT_EQ(send("GET", kFeed).status, 200);
  EXPECT_EQ(send("MOVE", kFeed, "", {{"Destination", "/dav/calendars/ada/moved/"}}).status, 201);
  EXPECT_EQ(send("COPY", "/dav/calendars/ada/moved/", "", {{"Destination", kFeed}}).status, 201);
  EXPECT_THAT(find(kFeed, "<D:resourcetype/><S:source/>"), HasSubstr("<S:subscribed/>"));
  EXPECT_EQ(send("DELETE", kFeed).status, 204);
}

TEST_P(Subscribed, one_without_a_feed_is_refused) {
  const auto refuses = [&](const http::Response& answer) {
    EXPECT_EQ(answer.status, 403);
    EXPECT_THAT(body(answer), HasSubstr("<D:valid-resourcetype/>"));
    EXPECT_EQ(send("PROPFIND", kFeed, "", {{"Depth", "0"}}).status, 404) << "nothing is left of it";
  };
  refuses(make(""));
  refuses(make(kSource, "MKCALENDAR", "<D:collection/><C:calendar/><S:subscribed/>"));
  refuses(make(kSource, "MKCOL", "<D:collection/><S:other/>"));
  EXPECT_EQ(make("<S:source><D:href>ftp://example.com/</D:href></S:source>").status, 403);
}

// CLIENTS 1.1 step 8, lesson 20: each property in a request of its own, sent again for ever unless it is
// taken.
TEST_P(Subscribed, the_properties_that_apple_sets_are_kept_and_replaced) {
  for (const char* color : {"#FF0000", "#00FF00FF", "#0E61B9FF"}) {
    EXPECT_THAT(patch(kCal, "<A:calendar-color symbolic-color='custom'>" + std::string(color) +
                                "</A:calendar-color>"),
                HasSubstr("200 OK"));
    const std::string now = find(kCal, "<A:calendar-color/>");
    EXPECT_THAT(now, HasSubstr("symbolic-color=\"custom\""));
    EXPECT_THAT(now, HasSubstr(">" + std::string(color) + "</"));
    EXPECT_EQ(now.find("calendar-color", now.find("</A:calendar-color") + 19), std::string::npos)
        << "replaced, not added: " << now;
  }
  EXPECT_THAT(patch(kCal, "<A:calendar-order>2</A:calendar-order>"), HasSubstr("200 OK"));
  EXPECT_THAT(patch(kCal, "<A:calendar-order>7</A:calendar-order>"), HasSubstr("200 OK"));
  EXPECT_THAT(find(kCal, "<A:calendar-order/>"), HasSubstr(">7</"));
  EXPECT_THAT(patch(kCal, "<D:displayname>Küche</D:displayname>"), HasSubstr("200 OK"));
  EXPECT_THAT(patch(kCal, "<C:schedule-calendar-transp><C:transparent/></C:schedule-calendar-transp>"),
              HasSubstr("200 OK"));
  EXPECT_THAT(
      patch(
          kCal,
          "<C:calendar-timezone>BEGIN:VCALENDAR&#13;\nVERSION:2.0&#13;\nPRODID:x&#13;\nBEGIN:VTIMEZONE&#13;\n"
          "TZID:Europe/"
          "Berlin&#13;\nBEGIN:STANDARD&#13;\nDTSTART:19701025T030000&#13;\nTZOFFSETFROM:+0200&#13;\n"
          "TZOFFSETTO:+0100&#13;\nEND:STANDARD&#13;\nEND:VTIMEZONE&#13;\nEND:VCALENDAR&#13;\n</"
          "C:calendar-timezone>"),
      HasSubstr("200 OK"));
  EXPECT_THAT(find(kCal, "<C:calendar-timezone/>"), HasSubstr("TZID:Europe/Berlin&#13;"));
  const std::string alarm = "BEGIN:VALARM&#13;\nACTION:DISPLAY&#13;\nTRIGGER:-PT15M&#13;\nEND:VALARM&#13;\n";
  for (const std::string name : {"default-alarm-vevent-date", "default-alarm-vevent-datetime"}) {
    EXPECT_THAT(patch("/dav/calendars/ada/", "<C:" + name + ">" + alarm + "</C:" + name + ">"),
                HasSubstr("200 OK"));
    EXPECT_THAT(find("/dav/calendars/ada/", "<C:" + name + "/>"), HasSubstr("TRIGGER:-PT15M&#13;"));
  }
}

INSTANTIATE_TEST_SUITE_P(Both, Subscribed, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
