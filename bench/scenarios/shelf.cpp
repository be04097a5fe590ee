#include "bench/scenarios/shelf.hpp"

#include <fmt/format.h>

#include <random>
#include <stdexcept>

#include "base/time.hpp"

namespace timeshelf::bench {
namespace {

constexpr const char* kShelf = "/dav/calendars/ada/shelf/";
constexpr const char* kApi = "/api/v1/shops/bench";
constexpr const char* kJson = "Content-Type: application/json\r\n";

// The value of the first member of that name whose value is a string: enough for what the API answers here,
// and cheaper than a parser.
std::string member(std::string_view json, std::string_view name) {
  const std::string before = fmt::format("\"{}\":\"", name);
  const auto at = json.find(before);
  if (at == std::string_view::npos) return "";
  const auto begin = at + before.size();
  return std::string(json.substr(begin, json.find('"', begin) - begin));
}

}  // namespace

void make_shelf(const Server& server) {
  server.expect(201, server.dav("MKCALENDAR", kShelf, "Content-Type: application/xml\r\n",
                                "<C:mkcalendar xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:D=\"DAV:\" "
                                "xmlns:T=\"urn:timeshelf\"><D:set><D:prop><T:shelf>on</T:shelf></D:prop>"
                                "</D:set></C:mkcalendar>"));
}

std::string put_slot(const Server& server, const std::string& name, int days, const std::string& sku,
                     int stock) {
  const Instant begins = SystemClock().now() + std::chrono::hours(24 * days);
  server.expect(
      201, server.dav("PUT", fmt::format("{}{}.ics", kShelf, name), "Content-Type: text/calendar\r\n",
                      fmt::format("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Timeshelf//bench//EN\r\n"
                                  "BEGIN:VEVENT\r\nUID:{0}@bench.timeshelf\r\nDTSTAMP:20261101T080000Z\r\n"
                                  "DTSTART:{1}\r\nDTEND:{2}\r\nSUMMARY:{0}\r\n"
                                  "DESCRIPTION:#shelf\\nstock {3} {4}\\nprice {3} 18 EUR\\npickup\r\n"
                                  "END:VEVENT\r\nEND:VCALENDAR\r\n",
                                  name, to_ical_utc(begins), to_ical_utc(begins + std::chrono::hours(2)), sku,
                                  stock)));
  const std::string list =
      server.expect(200, request_text("GET", fmt::format("{}/slots", kApi), "", "")).body;
  // Each slot names its id before its summary.
  const auto summary = list.find(fmt::format("\"summary\":\"{}\"", name));
  const auto id = list.rfind("\"id\":\"", summary);
  if (summary == std::string::npos || id == std::string::npos) {
    throw std::runtime_error(fmt::format("The slot {} is not on sale: {}", name, list));
  }
  return member(std::string_view(list).substr(id), "id");
}

Customer::Customer(const std::vector<std::string>& slots, std::uint64_t seed, bool may_be_sold_out,
                   Sales& sales)
    : slots_(slots), seed_(seed), may_be_sold_out_(may_be_sold_out), sales_(sales) {}

std::string_view Customer::request() {
  if (hold_.empty()) {
    const auto& slot = slots_[std::mt19937_64(seed_ * 1'000'003 + ++turn_)() % slots_.size()];
    request_ = request_text("POST", fmt::format("{}/holds", kApi), kJson,
                            fmt::format(R"({{"lines":[{{"slot":"{}","sku":"MUG","quantity":1}}]}})", slot));
  } else {
    request_ = request_text(
        "POST", fmt::format("{}/holds/{}/confirm", kApi, hold_), kJson,
        fmt::format(R"({{"name":"Customer {0}","email":"customer-{0}-{1}@example.com"}})", seed_, turn_));
  }
  return request_;
}

Client::Verdict Customer::judge(const Answer& answer) {
  if (hold_.empty()) {
    if (answer.status == 409 && may_be_sold_out_ && member(answer.body, "type").ends_with("sold-out")) {
      ++sales_.sold_out;
      return Verdict::done;
    }
    if (answer.status == 201) hold_ = member(answer.body, "id");
    return hold_.empty() ? Verdict::wrong : Verdict::more;
  }
  hold_.clear();
  if (answer.status != 201 || member(answer.body, "token").empty()) return Verdict::wrong;
  ++sales_.booked;
  sales_.last_booked = std::chrono::steady_clock::now();
  return Verdict::done;
}

}  // namespace timeshelf::bench
