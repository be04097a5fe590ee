// calendar-query (RFC 4791 7.8): candidates from the index, the rest from the object itself.
#include "base/text.hpp"
#include "caldav/members.hpp"
#include "caldav/report.hpp"
#include "caldav/time_zone.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav {
namespace {

std::optional<Instant> bound(Instant instant) {
  return instant == Instant::min() || instant == Instant::max() ? std::nullopt : std::optional(instant);
}

bool object_matches(const PropertyContext& found, const CompFilter& filter, const ical::Zone& floating) {
  const auto bytes = content_of(found.transaction, found.call, *found.node.collection, *found.node.object);
  if (!bytes) return false;
  ical::Limits limits;
  limits.bytes = limits.line_bytes = bytes->size();
  const auto parsed = ical::parse(*bytes, limits, ical::Leniency::repair);
  return parsed && matches(filter, parsed->calendars.front(), floating);
}

http::Response answer(store::Transaction& transaction, const Call& call, const CompFilter& filter,
                      const ReportProperties& wanted, const pugi::xml_node& root) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (!node.answers_reports())
    return error_response(failed(403, "D:supported-report", "Ask a calendar for this report."));
  const ical::Zone& floating = floating_zone(transaction, node, root);
  const IndexHint hint = hint_of(filter);
  xml::Writer writer("D:multistatus");
  Members members(transaction, call, node);
  const auto consider = [&](const store::ObjectEntry& object) {
    if (writer.is_full() || (!hint.component.empty() && object.component != hint.component)) return;
    const PropertyContext& found = members.at(object);
    const bool settled = hint.whole && (!hint.range || object.exact);
    if (!settled && !object_matches(found, filter, floating)) return;
    write_object(found, wanted, floating, writer);
  };
  if (hint.range) {
    store::each_object_between(transaction, *node.collection, bound(hint.range->from), bound(hint.range->to),
                               consider);
  } else {
    store::each_object(transaction, *node.collection, consider);
  }
  return writer.is_full() ? too_long() : multistatus(call, writer.finish());
}

// RFC 4791 7.10: what is busy between two instants, without saying why.
std::string free_busy(store::Transaction& transaction, const Call& call, const Node& node,
                      const TimeRange& range) {
  ical::Component busy{"VFREEBUSY", {}, {}};
  busy.properties.emplace_back("UID", Id::make(call.clock.now(), call.random).text());
  busy.properties.emplace_back("DTSTAMP", to_ical_utc(call.clock.now()));
  busy.properties.emplace_back("DTSTART", to_ical_utc(range.from));
  busy.properties.emplace_back("DTEND", to_ical_utc(range.to));
  store::each_object_between(
      transaction, *node.collection, range.from, range.to, [&](const store::ObjectEntry& object) {
        if (object.component != "VEVENT") return;
        const auto bytes = content_of(transaction, call, *node.collection, object);
        const auto parsed = bytes ? ical::parse(*bytes, {}, ical::Leniency::repair)
                                  : Result<ical::Parsed, ical::ParseError>(ical::ParseError{});
        if (!parsed) return;
        const auto occurrences =
            ical::expand(parsed->calendars.front(), range.from, range.to, ical::utc_zone());
        if (!occurrences) return;
        for (const ical::Occurrence& occurrence : *occurrences) {
          const auto status = occurrence.component->value("STATUS");
          if (occurrence.component->value("TRANSP") == "TRANSPARENT" || status == "CANCELLED") continue;
          busy.properties.emplace_back(
              "FREEBUSY",
              to_ical_utc(std::max(occurrence.start, range.from)) + "/" +
                  to_ical_utc(std::min(occurrence.end, range.to)),
              std::vector<ical::Parameter>{{"FBTYPE", {status == "TENTATIVE" ? "BUSY-TENTATIVE" : "BUSY"}}});
        }
      });
  ical::Component calendar{"VCALENDAR", {}, {std::move(busy)}};
  calendar.properties.emplace_back("VERSION", "2.0");
  calendar.properties.emplace_back("PRODID", "-//Timeshelf//Timeshelf//EN");
  return ical::serialize(calendar);
}

}  // namespace

Plan calendar_query(const CallRef& call, const Document& document) {
  const auto root = xml::children(*document).front();
  auto filter = read_filter(xml::child(root, xml::kCalDav, "filter"));
  if (!filter) return error_response(filter.error());
  if (const auto zone = xml::child(root, xml::kCalDav, "timezone")) {
    if (const auto read = read_time_zone(xml::text_of(zone)); !read)
      return error_response(failed(403, "C:valid-calendar-data", read.error().message));
  }
  auto wanted = read_report_properties(root);
  if (!wanted) return error_response(wanted.error());
  return ReadWork{[call, document, filter = std::move(*filter),
                   wanted = std::move(*wanted)](store::Transaction& transaction) {
    return answer(transaction, *call, filter, wanted, xml::children(*document).front());
  }};
}

Plan free_busy_query(const CallRef& call, const Document& document) {
  const auto root = xml::children(*document).front();
  const auto range = read_range(xml::child(root, xml::kCalDav, "time-range"), false);
  if (!range) return error_response(range.error());
  return ReadWork{[call, range = *range](store::Transaction& transaction) {
    const Node node = call->resolve(transaction);
    if (!node.is_calendar()) return plain_error(404, "There is no calendar at this address.");
    return http::reply(200, "text/calendar; charset=utf-8", free_busy(transaction, *call, node, range));
  }};
}

}  // namespace timeshelf::caldav
