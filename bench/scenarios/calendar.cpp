#include "bench/scenarios/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <stdexcept>

namespace timeshelf::bench {
namespace {

// Every PUT is answered with 201 the first time and with 204 afterwards.
class Editor final : public Client {
 public:
  Editor(const Site& site, std::string href, std::size_t first, std::size_t stride)
      : site_(site), href_(std::move(href)), first_(first), next_(first), stride_(stride) {}

  std::string_view request() override {
    request_ = site_.dav("PUT", event_href(href_, next_), "Content-Type: text/calendar; charset=utf-8\r\n",
                         event_text(next_, edition_, "edited"));
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
  const Site& site_;
  const std::string href_;
  const std::size_t first_;
  std::size_t next_;
  const std::size_t stride_;
  std::size_t edition_ = 0;
  std::string request_;
};

// Puts every event, together with others that do the same.
class Filler final : public Client {
 public:
  Filler(const Site& site, const std::string& href, std::size_t events, std::size_t& next)
      : site_(site), href_(href), events_(events), next_(next) {}

  std::string_view request() override {
    const std::size_t number = std::min(next_++, events_ - 1);
    request_ =
        site_.dav("PUT", event_href(href_, number), "Content-Type: text/calendar\r\n", event_text(number, 0));
    return request_;
  }
  Verdict judge(const Answer& answer) override {
    return answer.status == 201 || answer.status == 204 ? Verdict::done : Verdict::wrong;
  }

 private:
  const Site& site_;
  const std::string& href_;
  const std::size_t events_;
  std::size_t& next_;
  std::string request_;
};

int year_of(std::size_t number) {
  const int away = static_cast<int>(number / kEventsInAYear + 1) / 2;
  return number / kEventsInAYear % 2 == 0 ? kYear - away : kYear + away;
}

}  // namespace

std::string event_href(const std::string& calendar, std::size_t number) {
  return fmt::format("{}event-{:04}.ics", calendar, number);
}

std::string event_text(std::size_t number, std::size_t edition, std::string_view uid) {
  std::mt19937_64 random(number + 1);  // what the event is does not depend on which run or edition it is
  const auto pick = [&](std::uint64_t below) { return random() % below; };
  const auto month = 1 + pick(12), day = 1 + pick(28), hour = 7 + pick(12);
  const std::string rule = number % 10 == 9 ? "RRULE:FREQ=WEEKLY;COUNT=26\r\n" : "";
  return fmt::format(
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Timeshelf//bench//EN\r\nBEGIN:VEVENT\r\n"
      "UID:{8}-{0:04}@bench.timeshelf\r\nDTSTAMP:20261101T080000Z\r\nSEQUENCE:{1}\r\n"
      "DTSTART:{7}{2:02}{3:02}T{4:02}0000Z\r\nDTEND:{7}{2:02}{3:02}T{4:02}4500Z\r\n{5}"
      "SUMMARY:Appointment number {0} in edition {1}\r\nLOCATION:Room {6}\r\n"
      "DESCRIPTION:Bring the drafts\\, the samples and the list of what is still open.\r\n"
      "CATEGORIES:WORK\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
      number, edition, month, day, hour, rule, pick(40), year_of(number), uid);
}

void make_calendar(const Server& server, const std::string& href) {
  server.expect(201, server.dav("MKCALENDAR", href, "Content-Type: application/xml\r\n",
                                "<C:mkcalendar xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:D=\"DAV:\" "
                                "xmlns:T=\"urn:timeshelf\"><D:set><D:prop><T:feed>open</T:feed></D:prop>"
                                "</D:set></C:mkcalendar>"));
}

void fill_calendar(const Site& site, const std::string& href, std::size_t events) {
  std::size_t next = 0;
  while (next < events) {
    Clients clients;
    for (int i = 0; i < 16; ++i) clients.push_back(std::make_unique<Filler>(site, href, events, next));
    const Tally tally = run_closed_loop(site.port(), clients, {});
    if (tally.failed > 0) throw std::runtime_error("An event was refused: " + tally.first_failure);
  }
}

std::unique_ptr<Client> editor(const Site& site, const std::string& href, std::size_t first,
                               std::size_t stride) {
  return std::make_unique<Editor>(site, href, first, stride);
}

}  // namespace timeshelf::bench
