// calendar-multiget (RFC 4791 7.9). Depth is ignored, as clients send any.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "caldav/members.hpp"
#include "caldav/reports/report.hpp"
#include "caldav/time_zone.hpp"
#include "store/named_objects.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::size_t kMostHrefs = 10'000;

void write_missing(xml::Writer& writer, std::string_view href) {
  writer.open("D:response");
  writer.element("D:href", href);
  writer.raw("<D:status>HTTP/1.1 404 Not Found</D:status>");
  writer.close("D:response");
}

// As many are looked up at once.
constexpr std::size_t kAtOnce = 64;

// One D:href, and where it leads.
struct Asked {
  std::string reference;
  std::optional<Path> path;  // nothing: not of this tree, or not to be seen
  bool is_member = false;    // of the collection that is asked

  bool is_url() const { return reference.find("://") != std::string::npos; }
};

Asked read_href(const Call& call, const Node& node, const pugi::xml_node& element) {
  Asked asked{std::string(trim(xml::text_of(element))), {}, false};
  asked.path = parse_reference(call.options.root, call.request, asked.reference);
  if (!asked.path) return {std::move(asked.reference), {}, false};
  const auto& own = node.path.segments;
  const auto& segments = asked.path->segments;
  asked.is_member = node.kind == Node::Kind::collection && asked.path->user == node.path.user &&
                    segments.size() == own.size() + 1 && std::equal(own.begin(), own.end(), segments.begin());
  return asked;
}

using Entry = std::shared_ptr<const store::ObjectEntry>;

class Answer {
 public:
  /// `hrefs`: how many are asked for.
  Answer(store::Transaction& transaction, const Call& call, const Node& node, const ReportProperties& wanted,
         const FloatingZone& floating, std::size_t hrefs)
      : transaction_(transaction),
        call_(call),
        node_(node),
        wanted_(wanted),
        floating_(floating),
        stored_bytes_(wants_stored_bytes(call, wanted, *node.collection)),
        members_(transaction, call, node),
        listing_(node.kind == Node::Kind::collection
                     ? call.cache.listings.kept(transaction, *node.collection, hrefs)
                     : nullptr) {}

  void add(const std::vector<Asked>& some) {
    const auto found = listing_ ? find_listed(some) : find_stored(some);
    const auto texts = stored_bytes_ ? texts_of_found(found) : std::vector<Texts::Text>(some.size());
    for (std::size_t i = 0; i < some.size() && !writer_.is_full(); ++i) {
      found[i] ? write_member(some[i], *found[i], texts[i].get()) : write_other(some[i]);
    }
  }
  http::Response finish() { return writer_.is_full() ? too_long() : multistatus(call_, writer_.finish()); }

 private:
  // The members of the collection among what is asked; null for all else.
  std::vector<Entry> find_listed(const std::vector<Asked>& some) const {
    std::vector<Entry> found;
    found.reserve(some.size());
    for (const Asked& asked : some)
      found.push_back(asked.is_member ? listing_->find(asked.path->segments.back()) : nullptr);
    return found;
  }
  std::vector<Entry> find_stored(const std::vector<Asked>& some) {
    std::vector<std::string_view> segments;
    for (const Asked& asked : some) {
      if (asked.is_member) segments.push_back(asked.path->segments.back());
    }
    std::map<std::string, Entry, std::less<>> by_segment;
    store::each_named_object(transaction_, *node_.collection, segments, false,
                             [&](const store::ObjectEntry& object, std::optional<std::string_view>) {
                               by_segment.emplace(object.segment,
                                                  std::make_shared<const store::ObjectEntry>(object));
                             });
    std::vector<Entry> found;
    found.reserve(some.size());
    for (const Asked& asked : some) {
      const auto member = asked.is_member ? by_segment.find(asked.path->segments.back()) : by_segment.end();
      found.push_back(member == by_segment.end() ? nullptr : member->second);
    }
    return found;
  }

  std::vector<Texts::Text> texts_of_found(const std::vector<Entry>& found) {
    std::vector<const store::ObjectEntry*> objects;
    for (const Entry& object : found) {
      if (object) objects.push_back(object.get());
    }
    const auto read = texts_of(transaction_, call_.cache.texts, *node_.collection, objects);
    std::vector<Texts::Text> texts;
    texts.reserve(found.size());
    auto next = read.begin();
    for (const Entry& object : found) texts.push_back(object ? *next++ : nullptr);
    return texts;
  }

  // `text` is null where other than the stored bytes are wanted.
  void write_member(const Asked& asked, const store::ObjectEntry& object, const std::string* text) {
    const auto& context = asked.is_url() ? members_.at(object) : members_.at(object, asked.reference);
    if (stored_bytes_) {
      write_verbatim(context, wanted_.properties, text, writer_);
    } else {
      write_object(context, wanted_, floating_, writer_);
    }
  }

  void write_other(const Asked& asked) {
    if (asked.is_member || !asked.path || !write_elsewhere(asked)) write_missing(writer_, asked.reference);
  }
  bool write_elsewhere(const Asked& asked) {
    Node found = resolve(transaction_, call_.options, call_.principal, *asked.path);
    if (found.kind != Node::Kind::object || !found.may(kRead)) return false;
    if (!asked.is_url()) found.href = asked.reference;  // the client's own spelling
    write_object({transaction_, call_, found}, wanted_, floating_, writer_);
    return true;
  }

  store::Transaction& transaction_;
  const Call& call_;
  const Node& node_;
  const ReportProperties& wanted_;
  const FloatingZone& floating_;
  const bool stored_bytes_;
  Members members_;
  std::shared_ptr<const Listing> listing_;  // null: rows are read
  xml::Writer writer_{"D:multistatus"};
};

http::Response answer(store::Transaction& transaction, const Call& call, const ReportProperties& wanted,
                      const pugi::xml_node& root, std::size_t hrefs) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (!node.collection)
    return error_response(failed(403, "D:supported-report", "Ask a calendar for this report."));
  const FloatingZone floating(transaction, node, root);
  Answer answer(transaction, call, node, wanted, floating, hrefs);
  std::vector<Asked> some;
  for (const pugi::xml_node element : xml::children(root)) {
    if (!xml::is(element, xml::kDav, "href")) continue;
    some.push_back(read_href(call, node, element));
    if (some.size() < kAtOnce) continue;
    answer.add(some);
    some.clear();
  }
  answer.add(some);
  return answer.finish();
}

}  // namespace

Plan calendar_multiget(const CallRef& call, const Document& document) {
  const auto root = xml::children(*document).front();
  if (const auto wrong = check_zones_in(root)) return error_response(*wrong);
  auto wanted = read_report_properties(root);
  if (!wanted) return error_response(wanted.error());
  std::size_t hrefs = 0;
  for (const pugi::xml_node element : xml::children(root)) hrefs += xml::is(element, xml::kDav, "href");
  if (hrefs == 0) return plain_error(400, "A calendar-multiget names at least one D:href.");
  if (hrefs > kMostHrefs)
    return error_response(failed(507, "D:number-of-matches-within-limits", "Ask for fewer objects at once."));
  return ReadWork{[call, document, hrefs, wanted = std::move(*wanted)](store::Transaction& transaction) {
    return answer(transaction, *call, wanted, xml::children(*document).front(), hrefs);
  }};
}

}  // namespace timeshelf::caldav
