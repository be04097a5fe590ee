// Managed attachments (RFC 8607), on both databases.
#include <gmock/gmock.h>

#include "caldav/attachments/disposition.hpp"
#include "caldav/import.hpp"
#include "store/attachments.hpp"
#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;

const std::string kCal = "/dav/calendars/ada/cal/";
const std::string kDaily =
    "DTSTART;TZID=Europe/Berlin:20260310T100000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=5\r\n";

class Attachments : public DavTest {
 protected:
  static std::string body(const http::Response& response) { return std::string(response.body.view()); }
  http::Response post(const std::string& name, const std::string& query, const std::string& content = "bytes",
                      const Headers& more = {}) {
    return post_as(ada_, kCal + name, query, content, more);
  }
  http::Response post_as(const caldav::Principal& who, const std::string& path, const std::string& query,
                         const std::string& content = "bytes", const Headers& more = {}) {
    Headers headers = more;
    headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
    headers.emplace_back("Content-Disposition", "attachment; filename=\"agenda.txt\"");
    return send_as(who, "POST", path, content, headers, query);
  }
  /// The new attachment's MANAGED-ID.
  std::string attach(const std::string& name, const std::string& content = "bytes",
                     const std::string& more = "") {
    const auto answer = post(name, "action=attachment-add" + more, content);
    EXPECT_EQ(answer.status, 201) << body(answer);
    return std::string(answer.headers.get("Cal-Managed-ID"));
  }
  static std::string unfolded(std::string text) {
    for (std::size_t at = 0; (at = text.find("\r\n ")) != std::string::npos;) text.erase(at, 3);
    return text;
  }
  std::string object(const std::string& path) { return unfolded(body(send("GET", path))); }
  static std::string url_of(const std::string& id) { return "/dav/attachments/" + id + "/agenda.txt"; }
  void refuses(const http::Response& answer, const std::string& element, int status = 403) {
    EXPECT_EQ(answer.status, status) << body(answer);
    EXPECT_THAT(body(answer), HasSubstr("<" + element + "/>"));
  }
  static int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  }
  static std::string component(const std::string& text, const std::string& having) {
    for (auto at = text.find("BEGIN:VEVENT"); at != std::string::npos;
         at = text.find("BEGIN:VEVENT", at + 1)) {
      std::string part = text.substr(at, text.find("END:VEVENT", at) - at);
      if (part.find(having) != std::string::npos) return part;
    }
    return "";
  }
};

// RFC 8607 3.4: attachment-add
TEST_P(Attachments, are_added_and_read_where_the_line_says) {
  const std::string etag = put("1.ics", event("1"));
  const auto added = post("1.ics", "action=attachment-add", "Glaze, then tea.", {{"If-Match", etag}});
  ASSERT_EQ(added.status, 201) << body(added);
  const std::string id(added.headers.get("Cal-Managed-ID"));
  EXPECT_THAT(id, Not(IsEmpty()));
  EXPECT_EQ(body(added), "");
  const auto now = send("GET", kCal + "1.ics");
  EXPECT_EQ(added.headers.get("ETag"), now.headers.get("ETag"));
  EXPECT_NE(now.headers.get("ETag"), etag);
  EXPECT_THAT(unfolded(body(now)),
              HasSubstr("ATTACH;MANAGED-ID=" + id + ";FMTTYPE=text/plain;FILENAME=agenda.txt;SIZE=16:" +
                        "http://localhost/dav/attachments/" + id + "/agenda.txt\r\n"));
  EXPECT_THAT(body(now), HasSubstr("LAST-MODIFIED:20260301T120000Z"));
  const auto read = send("GET", url_of(id));
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(body(read), "Glaze, then tea.");
  EXPECT_EQ(read.headers.get("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(read.headers.get("Content-Disposition"), "attachment; filename=\"agenda.txt\"");
  EXPECT_EQ(read.headers.get("X-Content-Type-Options"), "nosniff")
      << "a script of a stranger's is not to run here";
  EXPECT_THAT(read.headers.get("Content-Security-Policy"), HasSubstr("sandbox"));
  const std::string tag(read.headers.get("ETag"));
  EXPECT_EQ(send("GET", url_of(id), "", {{"If-None-Match", tag}}).status, 304);
  EXPECT_EQ(send("GET", url_of(id), "", {{"If-None-Match", "\"x\""}}).status, 200);
  EXPECT_EQ(send("HEAD", "/dav/attachments/" + id).status, 200) << "the name is for people";
  for (const char* method : {"PUT", "DELETE", "PROPPATCH"})
    EXPECT_EQ(send(method, url_of(id)).status, 405) << method;
  EXPECT_EQ(send("GET", "/dav/attachments/none/x").status, 404);
}

// RFC 8607 3.5: attachment-update
// RFC 8607 3.6: attachment-remove
TEST_P(Attachments, are_updated_and_removed) {
  put("1.ics", event("1"));
  const std::string first = attach("1.ics");
  const auto updated = post("1.ics", "action=attachment-update&managed-id=" + first, "better");
  EXPECT_EQ(updated.status, 204);
  const std::string second(updated.headers.get("Cal-Managed-ID"));
  EXPECT_NE(second, first) << "RFC 8607 3.5: it is another one";
  std::string text = object(kCal + "1.ics");
  EXPECT_EQ(count(text, "ATTACH;"), 1);
  EXPECT_THAT(text, HasSubstr("MANAGED-ID=" + second));
  EXPECT_EQ(body(send("GET", url_of(second))), "better");
  EXPECT_EQ(send("GET", url_of(first)).status, 404);
  const auto removed = post("1.ics", "action=attachment-remove&managed-id=" + second, "",
                            {{"Prefer", "return=representation"}});
  EXPECT_EQ(removed.status, 200);
  EXPECT_FALSE(removed.headers.has("Cal-Managed-ID"));
  EXPECT_EQ(body(removed), body(send("GET", kCal + "1.ics")));
  EXPECT_EQ(removed.headers.get("Content-Location"), kCal + "1.ics");
  EXPECT_THAT(body(removed), Not(HasSubstr("ATTACH")));
  EXPECT_EQ(send("GET", url_of(second)).status, 404);
}

TEST_P(Attachments, an_answer_shows_the_object_to_whom_prefers_that) {
  put("1.ics", event("1"));
  const auto added = post("1.ics", "action=attachment-add", "x", {{"Prefer", "return=representation"}});
  EXPECT_EQ(added.status, 201);
  EXPECT_EQ(added.headers.get("Preference-Applied"), "return=representation");
  EXPECT_THAT(unfolded(body(added)),
              HasSubstr("MANAGED-ID=" + std::string(added.headers.get("Cal-Managed-ID"))));
  EXPECT_THAT(added.headers.get("Content-Type"), HasSubstr("text/calendar"));
}

TEST_P(Attachments, hang_on_a_series_or_on_instances_of_it) {
  put("1.ics", event("1", kDaily));
  const std::string third = attach("1.ics", "third", "&rid=20260312T100000");
  std::string text = object(kCal + "1.ics");
  EXPECT_EQ(count(text, "BEGIN:VEVENT"), 2);
  const std::string made = component(text, "RECURRENCE-ID");
  EXPECT_THAT(made, HasSubstr("RECURRENCE-ID;TZID=Europe/Berlin:20260312T100000"));
  EXPECT_THAT(made, HasSubstr("DTSTART;TZID=Europe/Berlin:20260312T100000"));
  EXPECT_THAT(made, HasSubstr("MANAGED-ID=" + third));
  EXPECT_THAT(component(text, "RRULE"), Not(HasSubstr("ATTACH")));

  const std::string all = attach("1.ics", "all");
  text = object(kCal + "1.ics");
  EXPECT_EQ(count(text, "MANAGED-ID=" + all), 2) << "the series and its override";
  const std::string some = attach("1.ics", "some", "&rid=M,20260311T090000Z");
  text = object(kCal + "1.ics");
  EXPECT_EQ(count(text, "BEGIN:VEVENT"), 3) << "an instance may be named in UTC, too";
  EXPECT_THAT(component(text, "RRULE"), HasSubstr("MANAGED-ID=" + some));
  EXPECT_THAT(component(text, "RECURRENCE-ID;TZID=Europe/Berlin:20260311"), HasSubstr("MANAGED-ID=" + some));
  EXPECT_THAT(component(text, "RECURRENCE-ID;TZID=Europe/Berlin:20260311"), HasSubstr("MANAGED-ID=" + all));
  EXPECT_THAT(component(text, "RECURRENCE-ID;TZID=Europe/Berlin:20260312"),
              Not(HasSubstr("MANAGED-ID=" + some)));

  EXPECT_EQ(post("1.ics", "action=attachment-remove&managed-id=" + all + "&rid=20260313T100000", "").status,
            204);
  text = object(kCal + "1.ics");
  EXPECT_THAT(component(text, "RECURRENCE-ID;TZID=Europe/Berlin:20260313"),
              Not(HasSubstr("MANAGED-ID=" + all)));
  EXPECT_THAT(component(text, "RRULE"), HasSubstr("MANAGED-ID=" + all));
  EXPECT_EQ(body(send("GET", url_of(all))), "all");
  EXPECT_EQ(post("1.ics", "action=attachment-update&managed-id=" + all, "new").status, 204);
  EXPECT_THAT(object(kCal + "1.ics"), Not(HasSubstr("MANAGED-ID=" + all))) << "updated wherever it hung";
  EXPECT_EQ(post("1.ics", "action=attachment-remove&managed-id=" + third, "").status, 204);
}

// RFC 8607 3.11: valid-action
// RFC 8607 3.11: valid-rid
// RFC 8607 3.11: valid-managed-id
TEST_P(Attachments, what_the_request_says_is_checked) {
  put("1.ics", event("1", kDaily));
  const std::string id = attach("1.ics");
  for (const char* query : {"action=attachment-eat", "action=", "action",
                            "action=attachment-add&action=attachment-add", "action=attachment-add&rid=%zz"})
    refuses(post("1.ics", query), "C:valid-action");
  for (const char* query :
       {"action=attachment-add&rid=", "action=attachment-add&rid=tomorrow",
        "action=attachment-add&rid=20260410T100000", "action=attachment-add&rid=M,20260310T110000Z"})
    refuses(post("1.ics", query), "C:valid-rid");
  refuses(post("1.ics", "action=attachment-update&rid=M&managed-id=" + id), "C:valid-rid");
  for (const std::string& query :
       {std::string("action=attachment-remove"), std::string("action=attachment-update"),
        std::string("action=attachment-remove&managed-id="),
        std::string("action=attachment-remove&managed-id=none"),
        std::string("action=attachment-update&managed-id=none"), "action=attachment-add&managed-id=" + id})
    refuses(post("1.ics", query), "C:valid-managed-id");
  put("single.ics", event("single"));
  refuses(post("single.ics", "action=attachment-add&rid=20260310T100000Z"), "C:valid-rid");
  refuses(post("", "action=attachment-add"), "C:valid-action");
  EXPECT_EQ(post("none.ics", "action=attachment-add").status, 404);
  EXPECT_EQ(post("1.ics", "action=attachment-add", "x", {{"If-Match", "\"old\""}}).status, 412);
  EXPECT_EQ(count(object(kCal + "1.ics"), "ATTACH;"), 1) << "nothing came of all that";
}

// RFC 8607 3.2: dav-header
// RFC 8607 3.11: max-attachment-size
// RFC 8607 3.11: max-attachments-per-resource
// RFC 8607 6.1: managed-attachments-server-URL
// RFC 8607 6.2: max-attachment-size-property
// RFC 8607 6.3: max-attachments-per-resource-property
TEST_P(Attachments, their_size_and_number_have_bounds) {
  options_.largest_attachment = 100;
  options_.most_attachments = 2;
  put("1.ics", event("1"));
  refuses(post("1.ics", "action=attachment-add", std::string(101, 'x')), "C:max-attachment-size");
  attach("1.ics", std::string(100, 'x'));
  const std::string second = attach("1.ics");
  refuses(post("1.ics", "action=attachment-add"), "C:max-attachments-per-resource");
  EXPECT_EQ(post("1.ics", "action=attachment-update&managed-id=" + second).status, 204);
  refuses(post("1.ics", "action=attachment-update&managed-id=" + second, std::string(101, 'x')),
          "C:max-attachment-size");
  const auto says = [&](const std::string& path) {
    return body(send(
        "PROPFIND", path,
        "<D:propfind xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:prop><C:max-attachment-size/>"
        "<C:max-attachments-per-resource/><C:managed-attachments-server-URL/></D:prop></D:propfind>",
        {{"Depth", "0"}}));
  };
  EXPECT_THAT(says(kCal), HasSubstr("<C:max-attachment-size>100</C:max-attachment-size>"));
  EXPECT_THAT(says(kCal), HasSubstr("<C:max-attachments-per-resource>2</C:max-attachments-per-resource>"));
  EXPECT_THAT(says("/dav/calendars/ada/"),
              HasSubstr("<C:managed-attachments-server-URL></C:managed-attachments-server-URL></"
                        "D:prop><D:status>HTTP/1.1 200"));
  EXPECT_THAT(send("OPTIONS", kCal).headers.get("DAV"), HasSubstr("calendar-managed-attachments"));
  EXPECT_THAT(send("OPTIONS", kCal).headers.get("DAV"), Not(HasSubstr("no-recurrence")));
}

TEST_P(Attachments, count_in_the_quota_until_they_are_let_go) {
  options_.quota = 2'000;
  put("1.ics", event("1"));
  const std::string id = attach("1.ics", std::string(1'000, 'x'));
  refuses(post("1.ics", "action=attachment-add", std::string(1'000, 'x')), "D:quota-not-exceeded", 507);
  const auto used = [&] {
    return body(send("PROPFIND", kCal, "<propfind xmlns='DAV:'><prop><quota-used-bytes/></prop></propfind>",
                     {{"Depth", "0"}}));
  };
  const auto size = send("GET", kCal + "1.ics").body.size();
  EXPECT_THAT(used(), HasSubstr("<D:quota-used-bytes>" + std::to_string(1'000 + size) + "<"));
  EXPECT_EQ(post("1.ics", "action=attachment-remove&managed-id=" + id, "").status, 204);
  attach("1.ics", std::string(1'000, 'x'));
}

// RFC 8607 3.11: valid-managed-id-parameter
TEST_P(Attachments, follow_what_is_put) {
  put("1.ics", event("1"));
  const std::string kept = attach("1.ics", "kept");
  const std::string dropped = attach("1.ics", "dropped");
  const std::string line = "ATTACH;MANAGED-ID=" + kept + ":http://localhost/x\r\n";
  put("1.ics", event("1", "DTSTART:20260311T100000Z\r\n" + line), 204);
  EXPECT_EQ(body(send("GET", url_of(kept))), "kept");
  EXPECT_EQ(send("GET", url_of(dropped)).status, 404) << "what is not named any more is let go";
  refuses(send("PUT", kCal + "1.ics",
               event("1", "DTSTART:20260311T100000Z\r\nATTACH;MANAGED-ID=" + dropped + ":http://x/\r\n")),
          "C:valid-managed-id-parameter");
  refuses(send("PUT", kCal + "2.ics",
               event("2", "DTSTART:20260311T100000Z\r\nATTACH;MANAGED-ID=made-up:http://x/\r\n")),
          "C:valid-managed-id-parameter");
  put("2.ics", event("2", "DTSTART:20260311T100000Z\r\n" + line));
  EXPECT_EQ(send("DELETE", kCal + "1.ics").status, 204);
  EXPECT_EQ(body(send("GET", url_of(kept))), "kept") << "it hangs on the other one, too (RFC 8607 3.7)";
  EXPECT_EQ(send("DELETE", kCal + "2.ics").status, 204);
  EXPECT_EQ(send("GET", url_of(kept)).status, 404);
}

// RFC 8607 3.11: valid-managed-id-parameter
TEST_P(Attachments, nobody_gets_at_one_by_knowing_its_name) {
  put("1.ics", event("1"));
  const std::string id = attach("1.ics", "Ada's");
  EXPECT_EQ(send_as(bob_, "GET", url_of(id)).status, 404);
  ASSERT_EQ(send_as(bob_, "MKCALENDAR", "/dav/calendars/bob/cal/").status, 201);
  refuses(send_as(bob_, "PUT", "/dav/calendars/bob/cal/b.ics",
                  event("b", "DTSTART:20260311T100000Z\r\nATTACH;MANAGED-ID=" + id + ":http://x/\r\n")),
          "C:valid-managed-id-parameter");
  share_with_bob(store::Access::read);
  EXPECT_EQ(body(send_as(bob_, "GET", url_of(id))), "Ada's");
  EXPECT_EQ(post_as(bob_, "/dav/calendars/bob/shared/1.ics", "action=attachment-add").status, 403);
  database().write([&](store::Transaction& tx) { store::unbind(tx, bob_.shop, bob_.home, "shared"); });
  EXPECT_EQ(send_as(bob_, "GET", url_of(id)).status, 404);
  EXPECT_EQ(
      send("ACL", kCal,
           "<acl xmlns='DAV:'><ace><principal><href>/dav/principals/bob/</href></principal><grant><privilege>"
           "<read/></privilege></grant></ace></acl>")
          .status,
      200);
  EXPECT_EQ(send_as(bob_, "GET", url_of(id)).status, 200) << "by a grant alone, too";
}

TEST_P(Attachments, go_along_when_objects_and_calendars_are_copied_and_moved) {
  ASSERT_EQ(send("MKCALENDAR", "/dav/calendars/ada/other/").status, 201);
  put("1.ics", event("1"));
  const std::string id = attach("1.ics", "here");
  const auto go = [&](const std::string& method, const std::string& from, const std::string& to) {
    const auto answer = send(method, from, "", {{"Destination", to}});
    EXPECT_EQ(answer.status, 201) << body(answer);
    EXPECT_EQ(send("GET", url_of(id)).status, 200) << method << " " << to;
  };
  go("MOVE", kCal + "1.ics", kCal + "renamed.ics");
  go("MOVE", kCal + "renamed.ics", "/dav/calendars/ada/other/1.ics");
  go("COPY", "/dav/calendars/ada/other/1.ics", kCal + "1.ics");
  EXPECT_EQ(send("DELETE", "/dav/calendars/ada/other/1.ics").status, 204);
  EXPECT_EQ(send("GET", url_of(id)).status, 200) << "the copy has it";
  go("COPY", kCal, "/dav/calendars/ada/copy/");
  EXPECT_EQ(send("DELETE", kCal).status, 204);
  EXPECT_EQ(send("GET", url_of(id)).status, 200);
  go("MOVE", "/dav/calendars/ada/copy/", "/dav/calendars/ada/moved/");
  EXPECT_EQ(send("DELETE", "/dav/calendars/ada/moved/").status, 204);
  EXPECT_EQ(send("GET", url_of(id)).status, 404);
}

TEST_P(Attachments, reach_who_is_invited) {
  ASSERT_EQ(send_as(bob_, "MKCALENDAR", "/dav/calendars/bob/cal/").status, 201);
  put("m.ics", event("m",
                     "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\nORGANIZER:mailto:ada@example.com\r\n"
                     "ATTENDEE:mailto:ada@example.com\r\nATTENDEE:mailto:bob@example.com\r\n"
                     "ATTENDEE:mailto:eve@elsewhere.example\r\n"));
  const auto before = outpost_.sent.size();
  const std::string id = attach("m.ics", "agenda");
  ASSERT_EQ(outpost_.sent.size(), before + 1) << "what hangs on it is news";
  EXPECT_THAT(unfolded(outpost_.last), HasSubstr("ATTACH;FMTTYPE=text/plain"));
  EXPECT_THAT(outpost_.last, Not(HasSubstr("MANAGED-ID"))) << "elsewhere nobody manages it";
  EXPECT_EQ(body(send_as(bob_, "GET", url_of(id))), "agenda");
  EXPECT_EQ(post("m.ics", "action=attachment-remove&managed-id=" + id, "").status, 204);
  const auto listed =
      body(send_as(bob_, "PROPFIND", "/dav/calendars/bob/cal/",
                   "<propfind xmlns='DAV:'><prop><getetag/></prop></propfind>", {{"Depth", "1"}}));
  const auto at = listed.rfind("/dav/calendars/bob/cal/");
  const std::string copy = listed.substr(at, listed.find('<', at) - at);
  EXPECT_THAT(body(send_as(bob_, "GET", copy)), Not(HasSubstr("ATTACH")));
}

TEST_P(Attachments, managed_ids_of_elsewhere_mean_nothing) {
  ASSERT_EQ(send_as(bob_, "MKCALENDAR", "/dav/calendars/bob/cal/").status, 201);
  put("1.ics", event("1"));
  const std::string id = attach("1.ics", "Ada's");
  const std::string line = "ATTACH;MANAGED-ID=" + id + ":http://elsewhere.example/\r\n";
  std::string mail =
      event("e",
            "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\nORGANIZER:mailto:eve@elsewhere.example\r\n"
            "ATTENDEE:mailto:bob@example.com\r\n" +
                line);
  mail.insert(mail.find("BEGIN:VEVENT"), "METHOD:REQUEST\r\n");
  database().write([&](store::Transaction& tx) {
    const auto serving = service();
    const auto heard =
        serving.receive(tx, *store::find_user(tx, "bob"), ical::parse(mail)->calendars.front());
    EXPECT_TRUE(heard) << heard.error().message;
  });
  EXPECT_EQ(send_as(bob_, "GET", url_of(id)).status, 404) << "a letter is no way to an attachment";

  const std::string foreign =
      event("f", "DTSTART:20260310T100000Z\r\nATTACH;MANAGED-ID=97S:http://elsewhere.example/\r\n");
  database().write([&](store::Transaction& tx) {
    const auto cal = store::find_binding(tx, ada_.shop, ada_.home, "cal");
    ASSERT_TRUE(caldav::import_stream(database(), tx, cal->collection, open_, "ada", foreign, clock_.now()));
  });
  put("f.ics", event("f", "DTSTART:20260311T100000Z\r\nATTACH;MANAGED-ID=97S:http://elsewhere.example/\r\n"),
      204);

  const std::string stolen = event("s", "DTSTART:20260310T100000Z\r\n" + line);
  database().write([&](store::Transaction& tx) {
    const auto cal = store::find_binding(tx, bob_.shop, bob_.home, "cal");
    ASSERT_TRUE(caldav::import_stream(database(), tx, cal->collection, open_, "bob", stolen, clock_.now()));
  });
  const auto listed =
      body(send_as(bob_, "REPORT", "/dav/calendars/bob/cal/",
                   "<C:calendar-query xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:prop>"
                   "<C:calendar-data/></D:prop><C:filter><C:comp-filter name='VCALENDAR'/></C:filter>"
                   "</C:calendar-query>"));
  EXPECT_THAT(unfolded(listed), HasSubstr("ATTACH:http://elsewhere.example/"));
  EXPECT_THAT(listed, Not(HasSubstr(id))) << "knowing an id gains nothing by import, either";
}

TEST_P(Attachments, locks_bind_who_attaches) {
  put("1.ics", event("1"));
  const auto locked = send(
      "LOCK", kCal + "1.ics",
      "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>");
  ASSERT_EQ(locked.status, 200);
  EXPECT_EQ(post("1.ics", "action=attachment-add").status, 423);
  EXPECT_EQ(post("1.ics", "action=attachment-add", "x",
                 {{"If", "(" + std::string(locked.headers.get("Lock-Token")) + ")"}})
                .status,
            201);
}

TEST_P(Attachments, what_nothing_uses_is_removed) {
  const auto is_there = [&](const std::string& id) {
    bool there = false;
    database().read([&](store::Transaction& tx) {
      there = store::find_attachment(tx, ada_.shop, *Id::parse(id)).has_value();
      EXPECT_EQ(store::read_attachment(tx, ada_.shop, *Id::parse(id)).has_value(), there);
    });
    return there;
  };
  const auto prune = [&](std::size_t at_most) {
    std::size_t removed = 0;
    database().write([&](store::Transaction& tx) { removed = store::prune_attachments(tx, at_most); });
    return removed;
  };
  const auto is_due = [&] {
    bool due = false;
    database().read([&](store::Transaction& tx) { due = store::has_dropped_attachments(tx); });
    return due;
  };
  put("1.ics", event("1"));
  const std::string id = attach("1.ics");
  EXPECT_FALSE(is_due());
  const auto updated = post("1.ics", "action=attachment-update&managed-id=" + id, "better");
  EXPECT_TRUE(is_due()) << "or a loop of updates would fill the disk beside the quota";
  EXPECT_EQ(prune(10), 1U);
  EXPECT_FALSE(is_there(id));
  const std::string second(updated.headers.get("Cal-Managed-ID"));
  EXPECT_TRUE(is_there(second));
  EXPECT_EQ(send("DELETE", kCal + "1.ics").status, 204);
  EXPECT_EQ(prune(10), 1U);
  EXPECT_FALSE(is_there(second));

  // Those of a whole calendar go piece by piece.
  put("2.ics", event("2"));
  const std::string third = attach("2.ics"), fourth = attach("2.ics");
  EXPECT_EQ(send("DELETE", kCal).status, 204);
  EXPECT_EQ(send("GET", url_of(third)).status, 404);
  EXPECT_EQ(prune(1), 1U);
  EXPECT_NE(is_there(third), is_there(fourth));
  EXPECT_EQ(prune(1), 1U);
  EXPECT_EQ(prune(1), 0U);
  EXPECT_FALSE(is_due());
}

TEST(AttachmentNames, are_taken_from_the_header_without_a_path) {
  using caldav::attachments::filename_of;
  EXPECT_EQ(filename_of("attachment; filename=agenda.pdf"), "agenda.pdf");
  EXPECT_EQ(filename_of("attachment;FileName=\"a; b.pdf\"; size=3"), "a; b.pdf");
  EXPECT_EQ(filename_of("attachment; filename=\"x.pdf\"; filename*=UTF-8''k%C3%BCche.pdf"), "küche.pdf");
  EXPECT_EQ(filename_of("attachment; filename*=UTF-8''..%2Fetc%2Fpasswd"), "passwd");
  EXPECT_EQ(filename_of("attachment; filename=\"C:\\\\temp\\\\x.txt\""), "x.txt");
  for (const char* none :
       {"", "attachment", "attachment; filename=", "attachment; filename=\"..\"",
        "attachment; filename=\"a\tb\"", "attachment; filename=\"a/\"", "attachment; filename=\"\xff\""})
    EXPECT_EQ(filename_of(none), "attachment") << none;
  EXPECT_EQ(caldav::attachments::disposition_of("küche.pdf"),
            "attachment; filename=\"k__che.pdf\"; filename*=UTF-8''k%C3%BCche.pdf");
  EXPECT_EQ(caldav::attachments::content_type_of("text/html\r\nX: y"), "application/octet-stream");
  EXPECT_EQ(caldav::attachments::content_type_of("IMAGE/png"), "IMAGE/png");
  EXPECT_EQ(caldav::attachments::content_type_of("nonsense"), "application/octet-stream");
}

INSTANTIATE_TEST_SUITE_P(Both, Attachments, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
