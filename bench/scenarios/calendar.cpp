#include "bench/scenarios/calendar.hpp"

#include <fmt/format.h>

#include <random>
#include <stdexcept>

namespace timeshelf::bench {
namespace {

// Every PUT is answered with 201 the first time and with 204 afterwards.
class Editor final : public Client {
 public:
  Editor(const Server& server, std::string href, std::size_t first, std::size_t stride)
      : server_(server), href_(std::move(href)), first_(first), next_(first), stride_(stride) {}

  std::string_view request() override {
    request_ = server_.dav("PUT", event_href(href_, next_), "Content-Type: text/calendar; charset=utf-8\r\n",
                           event_text(next_, edition_));
    return request_;
  }
  Verdict judge(const Answer& answer) override {
    next_ += stride_;
    if (next_ >= kEvents) {
      next_ = first_;
      ++edition_;
    }
    const bool stored = answer.status == 201 || answer.status == 204;
    return stored && !answer.etag.empty() ? Verdict::done : Verdict::wrong;
  }

 private:
  const Server& server_;
  const std::string href_;
  const std::size_t first_;
  std::size_t next_;
  const std::size_t stride_;
  std::size_t edition_ = 0;
  std::string request_;
};

}  // namespace

std::string event_href(const std::string& calendar, std::size_t number) {
  return fmt::format("{}event-{:04}.ics", calendar, number);
}

std::string event_text(std::size_t number, std::size_t edition, int year) {
  std::mt19937_64 random(number + 1);  // what the event is does not depend on which run or edition it is
  const auto pick = [&](std::uint64_t below) { return random() % below; };
  const auto month = 1 + pick(12), day = 1 + pick(28), hour = 7 + pick(12);
  const std::string rule = number % 10 == 9 ? "RRULE:FREQ=WEEKLY;COUNT=26\r\n" : "";
  return fmt::format(
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Timeshelf//bench//EN\r\nBEGIN:VEVENT\r\n"
      "UID:event-{0:04}@bench.timeshelf\r\nDTSTAMP:20261101T080000Z\r\nSEQUENCE:{1}\r\n"
      "DTSTART:{7}{2:02}{3:02}T{4:02}0000Z\r\nDTEND:{7}{2:02}{3:02}T{4:02}4500Z\r\n{5}"
      "SUMMARY:Appointment number {0} in edition {1}\r\nLOCATION:Room {6}\r\n"
      "DESCRIPTION:Bring the drafts\\, the samples and the list of what is still open.\r\n"
      "CATEGORIES:WORK\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
      number, edition, month, day, hour, rule, pick(40), year);
}

void make_calendar(const Server& server, const std::string& href) {
  server.expect(201, server.dav("MKCALENDAR", href, "Content-Type: application/xml\r\n",
                                "<C:mkcalendar xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:D=\"DAV:\" "
                                "xmlns:T=\"urn:timeshelf\"><D:set><D:prop><T:feed>open</T:feed></D:prop>"
                                "</D:set></C:mkcalendar>"));
}

void fill_calendar(const Server& server, const std::string& href) {
  for (std::size_t number = 0; number < kEvents; ++number) {
    server.expect(201, server.dav("PUT", event_href(href, number), "Content-Type: text/calendar\r\n",
                                  event_text(number, 0)));
  }
}

std::unique_ptr<Client> editor(const Server& server, const std::string& href, std::size_t first,
                               std::size_t stride) {
  return std::make_unique<Editor>(server, href, first, stride);
}

}  // namespace timeshelf::bench
