// calendar-query (RFC 4791 7.8): candidates from the index, the rest from the object itself.
#include "base/text.hpp"
#include "caldav/members.hpp"
#include "caldav/reports/report.hpp"
#include "caldav/reports/scope.hpp"
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

constexpr std::size_t kAtOnce = 64;

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
        stored_bytes_(wants_stored_bytes(call, query.wanted, collection_)),
        floating_(transaction, calendar, root),
        members_(transaction, call, calendar),
        writer_(writer) {}

  void run() {
    if (!hint_.range) {
      members_.each(writer_,
                    [&](const store::ObjectEntry& object) { consider(object, hint_.whole, std::nullopt); });
    } else if (reads_contents()) {
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
    write_waiting();
  }

 private:
  // With the rows, because most of them have to be looked into.
  bool reads_contents() const {
    const bool stored = collection_.kind != store::CollectionKind::live;
    return stored && (!hint_.whole || (query_.wanted.calendar_data && !stored_bytes_));
  }

  void consider(const store::ObjectEntry& object, bool settled, std::optional<std::string_view> content) {
    if (writer_.is_full() || (!hint_.component.empty() && object.component != hint_.component)) return;
    std::optional<std::string> read;
    if (!content && (!settled || (query_.wanted.calendar_data && !stored_bytes_))) {
      read = content_of(transaction_, call_, collection_, object);
      if (!read) return;  // gone meanwhile
      content = *read;
    }
    if (!settled && !object_matches(*content, query_.filter, *floating_)) return;
    if (stored_bytes_) {
      wait(object);
    } else {
      write_object(members_.at(object), query_.wanted, floating_, content, writer_);
    }
  }

  // Texts are looked up for many at once.
  void wait(const store::ObjectEntry& object) {
    if (waiting_.size() <= waits_) waiting_.emplace_back();
    waiting_[waits_++] = object;
    if (waits_ == kAtOnce) write_waiting();
  }
  void write_waiting() {
    std::vector<const store::ObjectEntry*> objects;
    for (std::size_t i = 0; i < waits_; ++i) objects.push_back(&waiting_[i]);
    waits_ = 0;
    const auto texts = texts_of(transaction_, call_.cache.texts, collection_, objects);
    for (std::size_t i = 0; i < objects.size() && !writer_.is_full(); ++i) {
      if (texts[i])
        write_verbatim(members_.at(*objects[i]), query_.wanted.properties, texts[i].get(), writer_);
    }
  }

  store::Transaction& transaction_;
  const Call& call_;
  const store::Collection& collection_;
  const Query& query_;
  const IndexHint hint_;
  const bool stored_bytes_;
  const FloatingZone floating_;
  Members members_;
  xml::Writer& writer_;
  std::vector<store::ObjectEntry> waiting_;  // the first `waits_` of them; the others keep their memory
  std::size_t waits_ = 0;
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
