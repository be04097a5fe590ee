// calendar-query (RFC 4791 7.8): candidates from the index, the rest from the object itself.
#include "base/text.hpp"
#include "caldav/members.hpp"
#include "caldav/report.hpp"
#include "caldav/scope.hpp"
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

struct Query {
  CompFilter filter;
  ReportProperties wanted;
};

void search(store::Transaction& transaction, const Call& call, const Node& calendar, const Query& query,
            const pugi::xml_node& root, xml::Writer& writer) {
  const ical::Zone& floating = floating_zone(transaction, calendar, root);
  const IndexHint hint = hint_of(query.filter);
  Members members(transaction, call, calendar);
  const auto consider = [&](const store::ObjectEntry& object) {
    if (writer.is_full() || (!hint.component.empty() && object.component != hint.component)) return;
    const PropertyContext& found = members.at(object);
    const bool settled = hint.whole && (!hint.range || object.exact);
    if (!settled && !object_matches(found, query.filter, floating)) return;
    write_object(found, query.wanted, floating, writer);
  };
  if (hint.range) {
    store::each_object_between(transaction, *calendar.collection, bound(hint.range->from),
                               bound(hint.range->to), consider);
  } else {
    store::each_object(transaction, *calendar.collection, consider);
  }
}

http::Response answer(store::Transaction& transaction, const Call& call, const Query& query,
                      const pugi::xml_node& root) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (!node.collection)
    return error_response(failed(403, "D:supported-report", "Ask a calendar or a home for this report."));
  xml::Writer writer("D:multistatus");
  if (node.kind == Node::Kind::object) {
    const PropertyContext itself{transaction, call, node};
    const ical::Zone& floating = floating_zone(transaction, node, root);
    if (object_matches(itself, query.filter, floating)) write_object(itself, query.wanted, floating, writer);
  } else {
    each_calendar(transaction, call, node,
                  [&](const Node& calendar) { search(transaction, call, calendar, query, root, writer); });
  }
  return writer.is_full() ? too_long() : multistatus(writer.finish());
}

}  // namespace

Plan calendar_query(const CallRef& call, const Document& document) {
  const auto root = xml::children(*document).front();
  auto filter = read_filter(xml::child(root, xml::kCalDav, "filter"));
  if (!filter) return error_response(filter.error());
  if (const auto wrong = check_zones_in(root)) return error_response(*wrong);
  auto wanted = read_report_properties(root);
  if (!wanted) return error_response(wanted.error());
  return ReadWork{[call, document,
                   query = Query{std::move(*filter), std::move(*wanted)}](store::Transaction& transaction) {
    return answer(transaction, *call, query, xml::children(*document).front());
  }};
}

}  // namespace timeshelf::caldav
