// Ada, who shares a calendar; Bob and Cyd, whom she knows; Eve, who has her calendars in another shop.
#pragma once
#include <gmock/gmock.h>

#include "caldav/sharing/notifications.hpp"
#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {

class SharingTest : public DavTest {
 protected:
  static constexpr const char* kCal = "/dav/calendars/ada/cal/";

  void SetUp() override {
    DavTest::SetUp();
    if (IsSkipped()) return;
    database().write([&](store::Transaction& tx) {
      cyd_ = user(tx, ada_.shop, "cyd");
      store::Shop other;
      other.id = Id::make(clock_.now(), random_);
      other.slug = "elsewhere";
      other.currency = "EUR";
      other.time_zone = "Europe/Berlin";
      store::insert_shop(tx, other);
      eve_ = user(tx, other.id, "eve");
      for (const auto& who : {ada_, bob_, cyd_, eve_})
        caldav::sharing::make_notifications(tx, *store::find_user(tx, who.user), clock_.now(), random_);
    });
  }

  static std::string body(const http::Response& response) { return std::string(response.body.view()); }
  static std::string home(const caldav::Principal& who) { return "/dav/calendars/" + who.user + "/"; }
  static std::string letters(const caldav::Principal& who) { return home(who) + "notifications/"; }
  static std::string href(const std::string& address) { return "<D:href>" + address + "</D:href>"; }
  /// A request as somebody; XML has all prefixes.
  http::Response post(const caldav::Principal& who, const std::string& path, const std::string& root,
                      const std::string& content, const std::string& type = "application/xml") {
    return send_as(
        who, "POST", path,
        "<" + root + " xmlns:D='DAV:' xmlns:S='http://calendarserver.org/ns/'>" + content + "</" + root + ">",
        {{"Content-Type", type}});
  }
  static std::string set(const std::string& address, const std::string& access = "read",
                         const std::string& more = "") {
    return "<S:set>" + href(address) + more + "<S:" + access + "/></S:set>";
  }
  static std::string remove(const std::string& address) {
    return "<S:remove>" + href(address) + "</S:remove>";
  }
  http::Response share(const std::string& content, const std::string& path = kCal) {
    return post(ada_, path, "S:share", content);
  }
  std::string find(const caldav::Principal& who, const std::string& path, const std::string& names,
                   const std::string& depth = "0") {
    return body(
        send_as(who, "PROPFIND", path,
                "<D:propfind xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' "
                "xmlns:A='http://apple.com/ns/ical/' xmlns:S='http://calendarserver.org/ns/'><D:prop>" +
                    names + "</D:prop></D:propfind>",
                {{"Depth", depth}}));
  }
  http::Response patch(const caldav::Principal& who, const std::string& path, const std::string& properties) {
    return send_as(who, "PROPPATCH", path,
                   "<D:propertyupdate xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' "
                   "xmlns:A='http://apple.com/ns/ical/'><D:set><D:prop>" +
                       properties + "</D:prop></D:set></D:propertyupdate>");
  }
  /// The addresses of the members of a collection.
  std::vector<std::string> members(const caldav::Principal& who, const std::string& path) {
    const std::string text = find(who, path, "<D:getetag/>", "1");
    std::vector<std::string> found;
    for (auto at = text.find("<D:href>"); at != std::string::npos; at = text.find("<D:href>", at + 1)) {
      std::string address = text.substr(at + 8, text.find('<', at + 8) - at - 8);
      if (address != path) found.push_back(std::move(address));
    }
    return found;
  }
  /// The only letter that somebody has.
  std::string letter(const caldav::Principal& who) {
    const auto all = members(who, letters(who));
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? "" : body(send_as(who, "GET", all.front()));
  }
  static std::string text_in(const std::string& document, const std::string& element) {
    const auto at = document.find("<" + element + ">");
    if (at == std::string::npos) return "";
    const auto begin = at + element.size() + 2;
    return document.substr(begin, document.find("</" + element + ">", begin) - begin);
  }
  http::Response reply(const caldav::Principal& who, const std::string& uid, const std::string& status,
                       const std::string& more = "") {
    return post(who, home(who), "S:invite-reply",
                href("mailto:" + who.email) + "<S:" + status + "/><S:hosturl>" + href(kCal) +
                    "</S:hosturl><S:in-reply-to>" + uid + "</S:in-reply-to>" + more);
  }
  /// Bob is invited and accepts; where the calendar appears.
  std::string accepted(const std::string& access = "read") {
    EXPECT_EQ(share(set("mailto:bob@example.com", access)).status, 200);
    uid_ = text_in(letter(bob_), "S:uid");
    const auto answer = reply(bob_, uid_, "invite-accepted");
    EXPECT_EQ(answer.status, 200) << body(answer);
    return text_in(body(answer), "D:href");
  }

  caldav::Principal cyd_, eve_;
  std::string uid_;
};

}  // namespace timeshelf::tests
