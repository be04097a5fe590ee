// Reports on Ada's calendar, for tests that look at what they answer.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {

class QueryTest : public DavTest {
 protected:
  static std::string body(const http::Response& response) { return std::string(response.body.view()); }

  http::Response report(const std::string& markup, const Headers& headers = {{"Depth", "1"}},
                        const std::string& path = "/dav/calendars/ada/cal/") {
    return send("REPORT", path, markup, headers);
  }
  static std::string query_of(const std::string& filter, const std::string& prop = "<D:getetag/>",
                              const std::string& more = "") {
    return "<C:calendar-query xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:prop>" + prop +
           "</D:prop><C:filter>" + filter + "</C:filter>" + more + "</C:calendar-query>";
  }
  static std::string comp(const std::string& name, const std::string& inside) {
    return "<C:comp-filter name='" + name + "'>" + inside + "</C:comp-filter>";
  }
  static std::string prop(const std::string& name, const std::string& inside) {
    return "<C:prop-filter name='" + name + "'>" + inside + "</C:prop-filter>";
  }
  static std::string text(const std::string& text, const std::string& attributes = "") {
    return "<C:text-match " + attributes + ">" + text + "</C:text-match>";
  }
  /// Instants without their Z; "" leaves that end open.
  static std::string range(const std::string& from, const std::string& to) {
    return "<C:time-range" + (from.empty() ? "" : " start='" + from + "Z'") +
           (to.empty() ? "" : " end='" + to + "Z'") + "/>";
  }

  /// The names, without .ics, of the objects that a filter inside VCALENDAR finds.
  std::vector<std::string> find(const std::string& inside, const std::string& more = "") {
    const auto answer = report(query_of(comp("VCALENDAR", inside), "<D:getetag/>", more));
    EXPECT_EQ(answer.status, 207) << answer.body.view();
    return names_in(body(answer));
  }
  std::vector<std::string> find_in(const std::string& component, const std::string& inside) {
    return find(comp(component, inside));
  }
  static std::vector<std::string> names_in(const std::string& answer) {
    std::vector<std::string> names;
    for (std::size_t at = 0; (at = answer.find(".ics</D:href>", at)) != std::string::npos; ++at) {
      const auto slash = answer.rfind('/', at);
      names.push_back(answer.substr(slash + 1, at - slash - 1));
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  /// The text of the first calendar-data, with its line ends as they were.
  static std::string data_in(const std::string& answer) {
    const auto begin = answer.find("<C:calendar-data>");
    if (begin == std::string::npos) return "";
    std::string data = answer.substr(begin + 17, answer.find("</C:calendar-data>") - begin - 17);
    for (std::size_t at = 0; (at = data.find("&#13;", at)) != std::string::npos;) data.replace(at, 5, "\r");
    return data;
  }

  static std::string calendar(const std::string& components) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n" + components + "END:VCALENDAR\r\n";
  }
  static std::string component(const std::string& name, const std::string& uid, const std::string& lines) {
    return "BEGIN:" + name + "\r\nUID:" + uid + "\r\nDTSTAMP:20260301T000000Z\r\n" + lines + "END:" + name +
           "\r\n";
  }
  void put_component(const std::string& name, const std::string& uid, const std::string& lines) {
    put(uid + ".ics", calendar(component(name, uid, lines)));
  }
  void put_event(const std::string& uid, const std::string& lines) { put_component("VEVENT", uid, lines); }

  /// Makes the calendar again, for components of all kinds.
  void take_all_components() {
    ASSERT_EQ(send("DELETE", "/dav/calendars/ada/cal/").status, 204);
    ASSERT_EQ(send("MKCALENDAR", "/dav/calendars/ada/cal/",
                   "<C:mkcalendar xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:set><D:prop>"
                   "<C:supported-calendar-component-set><C:comp name='VEVENT'/><C:comp name='VTODO'/>"
                   "<C:comp name='VJOURNAL'/><C:comp name='VFREEBUSY'/></C:supported-calendar-component-set>"
                   "</D:prop></D:set></C:mkcalendar>")
                  .status,
              201);
  }
};

}  // namespace timeshelf::tests
