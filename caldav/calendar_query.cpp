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

bool object_matches(std::string_view bytes, const CompFilter& filter, const ical::Zone& floating) {
  ical::Limits limits;
  limits.bytes = limits.line_bytes = bytes.size();
  const auto parsed = ical::parse(bytes, limits, ical::Leniency::repair);
  return parsed && matches(filter, parsed->calendars.front(), floating);
}

struct Query {
  CompFilter filter;
  ReportProperties wanted;
};

// One calendar while it is searched.
class Search {
 public:
  Search(store::Transaction& transaction, const Call& call, const Node& calendar, const Query& query,
         const pugi::xml_node& root, xml::Writer& writer)
      : transaction_(transaction),
        call_(call),
        collection_(*calendar.collection),
        query_(query),
        hint_(hint_of(query.filter)),
        floating_(transaction, calendar, root),
        members_(transaction, call, calendar),
        writer_(writer) {}

  void run() {
    const bool stored = collection_.kind != store::CollectionKind::live;
    const bool contents = stored && (query_.wanted.calendar_data || !hint_.whole);
    if (!hint_.range) {
      members_.each([&](const store::ObjectEntry& object) { consider(object, hint_.whole, std::nullopt); });
    } else if (contents) {
      store::each_candidate_with_content(
          transaction_, collection_, bound(hint_.range->from), bound(hint_.range->to),
          [&](const store::ObjectEntry& object, bool certain, std::optional<std::string_view> content) {
            consider(object, certain && hint_.whole, content);
          });
    } else {
      store::each_candidate(transaction_, collection_, bound(hint_.range->from), bound(hint_.range->to),
                            [&](const store::ObjectEntry& object, bool certain) {
                              consider(object, certain && hint_.whole, std::nullopt);
                            });
    }
  }

 private:
  void consider(const store::ObjectEntry& object, bool settled, std::optional<std::string_view> content) {
    if (writer_.is_full() || (!hint_.component.empty() && object.component != hint_.component)) return;
    std::optional<std::string> kept;
    if (!content && (!settled || query_.wanted.calendar_data)) {
      kept = content_of(transaction_, call_, collection_, object);
      if (!kept) return;  // gone meanwhile
      content = *kept;
    }
    if (!settled && !object_matches(*content, query_.filter, *floating_)) return;
    write_object(members_.at(object), query_.wanted, floating_, content, writer_);
  }

  store::Transaction& transaction_;
  const Call& call_;
  const store::Collection& collection_;
  const Query& query_;
  const IndexHint hint_;
  const FloatingZone floating_;
  Members members_;
  xml::Writer& writer_;
};

http::Response answer(store::Transaction& transaction, const Call& call, const Query& query,
                      const pugi::xml_node& root) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (!node.collection)
    return error_response(failed(403, "D:supported-report", "Ask a calendar or a home for this report."));
  xml::Writer writer("D:multistatus");
  if (node.kind == Node::Kind::object) {
    const PropertyContext itself{transaction, call, node};
    const FloatingZone floating(transaction, node, root);
    const auto bytes = content_of(transaction, call, *node.collection, *node.object);
    if (bytes && object_matches(*bytes, query.filter, *floating)) {
      write_object(itself, query.wanted, floating, *bytes, writer);
    }
  } else {
    each_calendar(transaction, call, node, kRead, [&](const Node& calendar) {
      Search(transaction, call, calendar, query, root, writer).run();
    });
  }
  return writer.is_full() ? too_long() : multistatus(call, writer.finish());
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
