// Ada, Bob and Cyd, who have calendars here and invite each other; Eve has hers elsewhere.
#pragma once
#include <gmock/gmock.h>

#include "caldav/scheduling/directory.hpp"
#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {

class SchedulingTest : public DavTest {
 protected:
  void SetUp() override {
    DavTest::SetUp();
    if (IsSkipped()) return;
    database().write([&](store::Transaction& tx) {
      cyd_ = user(tx, ada_.shop, "cyd");
      for (const auto& who : {ada_, bob_, cyd_}) settle(tx, who, "INDIVIDUAL");
    });
  }

  /// A row, inbox, outbox and a calendar for somebody who has a home.
  void settle(store::Transaction& tx, const caldav::Principal& who, const std::string& type) {
    store::User row = *store::find_user(tx, who.user);
    row.calendar_user_type = type;
    store::update_user(tx, row);
    caldav::scheduling::make_inbox_and_outbox(tx, row, clock_.now(), random_);
    store::Collection calendar;
    calendar.shop = who.shop;
    calendar.id = Id::make(clock_.now(), random_);
    calendar.kind = store::CollectionKind::calendar;
    calendar.components = "VEVENT";
    store::insert_collection(tx, calendar);
    store::bind(tx, who.shop, who.home, "calendar", calendar.id, store::Access::owner);
  }

  /// Zoe, of another shop.
  caldav::Principal add_stranger() {
    caldav::Principal zoe;
    database().write([&](store::Transaction& tx) {
      store::Shop other;
      other.id = Id::make(clock_.now(), random_);
      other.slug = "other";
      other.currency = "EUR";
      other.time_zone = "Europe/Berlin";
      store::insert_shop(tx, other);
      zoe = user(tx, other.id, "zoe");
      settle(tx, zoe, "INDIVIDUAL");
    });
    return zoe;
  }

  /// A request by somebody else than Ada.
  http::Response by(const caldav::Principal& who, const std::string& method, const std::string& path,
                    const std::string& body = "", const Headers& headers = {}) {
    const caldav::Principal ada = ada_;
    ada_ = who;
    auto answer = send(method, path, body, headers);
    ada_ = ada;
    return answer;
  }
  static std::string home(const caldav::Principal& who) { return "/dav/calendars/" + who.user + "/"; }
  static std::string meeting_path(const caldav::Principal& who) { return home(who) + "calendar/m.ics"; }

  static constexpr const char* kPeople =
      "ORGANIZER:mailto:ada@example.com\r\n"
      "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.com\r\n"
      "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bob@example.com\r\n"
      "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:cyd@example.com\r\n";
  static constexpr const char* kOnce = "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\nSUMMARY:Plan\r\n";
  static constexpr const char* kDaily =
      "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\nSUMMARY:Plan\r\nRRULE:FREQ=DAILY;COUNT=5\r\n";

  static std::string meeting(const std::string& lines = kOnce, const std::string& people = kPeople,
                             const std::string& uid = "m") {
    return event(uid, lines + people);
  }
  /// A series with an instance of its own.
  static std::string with_instance(std::string series, const std::string& day,
                                   const std::string& people = kPeople, const std::string& hour = "10") {
    const std::string part = "BEGIN:VEVENT\r\nUID:m\r\nDTSTAMP:20260301T000000Z\r\nRECURRENCE-ID:202603" +
                             day + "T100000Z\r\nDTSTART:202603" + day + "T" + hour +
                             "0000Z\r\nDURATION:PT1H\r\nSUMMARY:Plan\r\n" + people + "END:VEVENT\r\n";
    return series.insert(series.find("END:VCALENDAR"), part);
  }
  static std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
      text.replace(at, what.size(), by);
    return text;
  }
  static std::string answered(const std::string& text, const std::string& who, const std::string& partstat) {
    auto object = ical::parse(text)->calendars.front();
    for (auto& part : object.components) {
      if (auto* line = caldav::scheduling::attendee_line(part, {"mailto:" + who + "@example.com"}))
        caldav::scheduling::set_parameter(*line, "PARTSTAT", partstat);
    }
    return ical::serialize(object);
  }

  /// What Ada invites to.
  http::Response invite(const std::string& text = meeting(), int expected = 201,
                        const Headers& headers = {}) {
    auto answer = send("PUT", meeting_path(ada_), text, headers);
    EXPECT_EQ(answer.status, expected) << answer.body.view();
    return answer;
  }

  /// The object of that UID in somebody's calendars; "" if there is none.
  std::string copy_of(const caldav::Principal& who, const std::string& uid = "m") {
    const auto found = find(who, uid);
    if (!found) return "";
    std::string text;
    database().read([&](store::Transaction& tx) {
      text = store::read_object(tx, found->calendar.collection, found->entry.segment).value_or("");
    });
    return replaced(text, "\r\n ", "");
  }
  std::optional<caldav::scheduling::StoredMeeting> find(const caldav::Principal& who,
                                                        const std::string& uid = "m") {
    std::optional<caldav::scheduling::StoredMeeting> found;
    database().read([&](store::Transaction& tx) {
      found = caldav::scheduling::find_meeting(tx, *store::find_user(tx, who.user), uid);
    });
    return found;
  }
  std::string path_of(const caldav::Principal& who, const std::string& uid = "m") {
    const auto found = find(who, uid);
    return found ? home(who) + found->calendar.segment + "/" + found->entry.segment : "";
  }
  std::string tag_of(const caldav::Principal& who) { return find(who) ? find(who)->entry.schedule_tag : ""; }
  std::string etag_of(const caldav::Principal& who) { return find(who) ? find(who)->entry.etag : ""; }
  /// PARTSTAT of `whom` in each part of the copy that `who` has.
  std::string answers(const caldav::Principal& who, const std::string& whom, const std::string& uid = "m") {
    std::string text;
    const std::string copy = copy_of(who, uid);
    if (copy.empty()) return "gone";
    const auto object = ical::parse(copy)->calendars.front();
    for (const auto& part : object.components) {
      const auto* line = caldav::scheduling::attendee_line(part, {"mailto:" + whom + "@example.com"});
      if (line) text += (text.empty() ? "" : " ") + caldav::scheduling::partstat_of(*line);
    }
    return text;
  }
  /// SCHEDULE-STATUS of an attendee in Ada's copy.
  std::string status_of(const std::string& address) {
    const auto object = ical::parse(copy_of(ada_))->calendars.front();
    const auto* line = caldav::scheduling::any_attendee_line(object, {address});
    return line ? std::string(line->parameter("SCHEDULE-STATUS")) : "none";
  }

  /// The METHODs in somebody's inbox, oldest first, which is emptied.
  std::vector<std::string> inbox(const caldav::Principal& who) {
    std::vector<std::string> methods;
    database().write([&](store::Transaction& tx) {
      const auto row = store::find_user(tx, who.user);
      const auto box = caldav::scheduling::find_in_home(tx, *row, store::CollectionKind::inbox);
      std::vector<store::ObjectEntry> entries;
      store::each_object(tx, box->collection,
                         [&](const store::ObjectEntry& entry) { entries.push_back(entry); });
      std::sort(entries.begin(), entries.end(),
                [](const auto& a, const auto& b) { return a.revision < b.revision; });
      for (const auto& entry : entries) {
        const auto message = caldav::scheduling::read_meeting(tx, box->collection, entry.segment);
        methods.emplace_back(message->value("METHOD"));
        store::delete_object(tx, box->collection, entry.segment, clock_.now());
      }
    });
    return methods;
  }

  static std::string body(const http::Response& response) { return std::string(response.body.view()); }

  caldav::Principal cyd_;
};

}  // namespace timeshelf::tests
