#include "caldav/scheduling/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "caldav/scheduling/free_busy.hpp"
#include "caldav/xml.hpp"

namespace timeshelf::caldav::scheduling {
namespace {

using ical::Component;
using ical::Property;

constexpr std::ptrdiff_t kMostRecipients = 100;
constexpr std::chrono::days kLongest{400};  // a client asks for a day or a month

struct Question {
  Component freebusy;
  std::string organizer;  ///< as written
  Span span{};
  std::string masked;  ///< the UID that is being planned and does not count
};

Precondition not_a_question(std::string sentence) {
  return failed(403, "C:valid-scheduling-message", std::move(sentence));
}

Result<Question, Precondition> read_question(const http::Request& request) {
  const auto sent_type = request.headers.get("Content-Type");
  const auto type = trim(sent_type.substr(0, sent_type.find(';')));
  if (!type.empty() && !equals_ignoring_case(type, "text/calendar"))
    return failed(403, "C:supported-calendar-data", "An outbox takes text/calendar. Send that type.");
  auto parsed = ical::parse(request.body);
  if (!parsed) return failed(403, "C:valid-calendar-data", parsed.error().message);
  const Component& calendar = parsed->calendars.front();
  const Component* freebusy = nullptr;
  for (const Component& part : calendar.components) {
    if (!is_part(part)) continue;
    if (freebusy) return not_a_question("Ask with one VFREEBUSY at a time.");
    freebusy = &part;
  }
  if (!freebusy || freebusy->name != "VFREEBUSY" || to_upper(trim(calendar.value("METHOD"))) != "REQUEST") {
    return not_a_question(
        "An outbox answers METHOD:REQUEST with a VFREEBUSY. Invitations are sent by storing the event.");
  }
  const ical::Zones zones(calendar);
  const auto start = instant_of(*freebusy, "DTSTART", zones);
  const auto end = instant_of(*freebusy, "DTEND", zones);
  if (!start || !end || *start >= *end || *end - *start > kLongest) {
    return not_a_question(
        "DTSTART and DTEND are the span that is asked for: in UTC, in order, 400 days at most.");
  }
  if (freebusy->value("UID").empty() || freebusy->value("ORGANIZER").empty())
    return not_a_question("A VFREEBUSY that asks has a UID and an ORGANIZER.");
  // Lines, not people: each is answered.
  const auto asked = std::count_if(freebusy->properties.begin(), freebusy->properties.end(),
                                   [](const Property& line) { return line.name() == "ATTENDEE"; });
  if (asked == 0 || asked > kMostRecipients) {
    return not_a_question(fmt::format("Ask for 1 to {} people, each an ATTENDEE.", kMostRecipients));
  }
  Question question{*freebusy, std::string(trim(freebusy->value("ORGANIZER"))), {*start, *end}, {}};
  question.masked = trim(freebusy->value("X-CALENDARSERVER-MASK-UID"));
  return question;
}

Component answer_of(store::Transaction& transaction, const Question& question, const Property& attendee,
                    const CalendarUser& who, Instant now) {
  Component busy{"VFREEBUSY", {}, {}};
  for (const char* name : {"UID", "DTSTART", "DTEND", "ORGANIZER"}) {
    if (const Property* line = question.freebusy.find(name)) busy.properties.push_back(*line);
  }
  busy.properties.emplace_back("DTSTAMP", to_ical_utc(now));
  busy.properties.push_back(attendee);
  write_periods(busy, busy_periods(transaction, who, question.span, question.masked));
  Component calendar{"VCALENDAR", {}, {std::move(busy)}};
  calendar.properties.emplace_back("VERSION", "2.0");
  calendar.properties.emplace_back("PRODID", "-//Timeshelf//Timeshelf//EN");
  calendar.properties.emplace_back("METHOD", "REPLY");
  return calendar;
}

http::Response answer(store::Transaction& transaction, const Call& call, const Question& question) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (!node.collection || node.kind != Node::Kind::collection ||
      node.collection->kind != store::CollectionKind::outbox) {
    return error_response(failed(403, "C:supported-collection", "POST goes to a schedule outbox."));
  }
  const auto asking = find_calendar_user(transaction, call.options, question.organizer);
  // Delegates who may write ask for whom they act.
  const bool may_ask = asking && asking->user.name == node.path.user && node.may(Privilege::bind);
  if (!may_ask) {
    return error_response(failed(403, "C:valid-organizer",
                                 "ORGANIZER is one of the calendar-user-address-set of whose outbox it is."));
  }
  xml::Writer writer("C:schedule-response");
  for (const Property& attendee : question.freebusy.properties) {
    if (attendee.name() != "ATTENDEE") continue;
    writer.open("C:response");
    writer.open("C:recipient");
    writer.element("D:href", trim(attendee.value()));
    writer.close("C:recipient");
    const auto who = find_calendar_user(transaction, call.options, attendee.value());
    // A shop does not see when people of another one are busy, nor that they are here; nor does a reader, who
    // may be a customer, of anybody else.
    const bool visible = who && find_principal(transaction, call.principal, who->user.name);
    if (visible) {
      writer.element("C:request-status", "2.0;Success");
      writer.element("C:calendar-data",
                     ical::serialize(answer_of(transaction, question, attendee, *who, call.clock.now())));
    } else {
      writer.element("C:request-status", "3.7;Invalid calendar user");
    }
    writer.close("C:response");
  }
  auto response = http::reply(200, "application/xml; charset=utf-8", writer.finish());
  response.headers.add("Cache-Control", "no-cache");
  return response;
}

}  // namespace

Result<Plan, Precondition> ask(const CallRef& call) {
  auto question = read_question(call->request);
  if (!question) return question.error();
  return Plan(ReadWork{[call, question = std::move(*question)](store::Transaction& transaction) {
    return answer(transaction, *call, question);
  }});
}

}  // namespace timeshelf::caldav::scheduling
