// calendar-multiget (RFC 4791 7.9). Depth is ignored, as clients send any.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "caldav/members.hpp"
#include "caldav/report.hpp"
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

struct Found {
  store::ObjectEntry object;
  std::optional<std::string> content;
};

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
        members_(transaction, call, node),
        listing_(node.kind == Node::Kind::collection && is_stored() && wants_bytes_as_they_are()
                     ? call.listings.kept(transaction, *node.collection, hrefs)
                     : nullptr) {}

  void add(const std::vector<Asked>& some) { listing_ ? add_listed(some) : add_read(some); }
  http::Response finish() { return writer_.is_full() ? too_long() : multistatus(call_, writer_.finish()); }

 private:
  bool is_stored() const { return node_.collection->kind != store::CollectionKind::live; }
  bool wants_bytes_as_they_are() const {
    return !wanted_.calendar_data ||
           (wanted_.calendar_data->verbatim() && call_.header("CalDAV-Timezones").empty());
  }

  void add_listed(const std::vector<Asked>& some) {
    std::vector<std::shared_ptr<const Listed>> found;
    found.reserve(some.size());
    for (const Asked& asked : some)
      found.push_back(asked.is_member ? listing_->find(asked.path->segments.back()) : nullptr);
    const auto unkept = wanted_.calendar_data ? read_contents(found) : Texts();
    for (std::size_t i = 0; i < some.size() && !writer_.is_full(); ++i) {
      if (!found[i]) {
        write_other(some[i]);
        continue;
      }
      const auto& context = context_of(some[i], found[i]->entry);
      const auto own = unkept.find(found[i]->entry.segment);
      const std::string* text = own == unkept.end() ? found[i]->content() : &own->second;
      write_verbatim(context, wanted_.properties, wanted_.calendar_data ? text : nullptr, writer_);
    }
  }

  // Bytes as XML text, by segment.
  using Texts = std::map<std::string, std::string, std::less<>>;

  // Reads the bytes that nobody has asked for yet, and keeps them with their members; answers those that
  // there is no room for.
  Texts read_contents(const std::vector<std::shared_ptr<const Listed>>& found) {
    std::map<std::string_view, const Listed*> unread;
    for (const auto& member : found) {
      if (member && !member->content()) unread.emplace(member->entry.segment, member.get());
    }
    std::vector<std::string_view> segments;
    segments.reserve(unread.size());
    for (const auto& [segment, member] : unread) segments.push_back(segment);
    Texts unkept;
    if (segments.empty()) return unkept;
    store::each_named_object(transaction_, *node_.collection, segments, true,
                             [&](const store::ObjectEntry& object, std::optional<std::string_view> content) {
                               if (!content) return;
                               std::string text;
                               xml::escape(text, *content);
                               const std::size_t bytes = text.capacity();
                               if (!call_.listings.has_room(*node_.collection, *listing_, bytes)) {
                                 unkept.emplace(object.segment, std::move(text));
                               } else if (unread.at(object.segment)->keep(std::move(text))) {
                                 call_.listings.grew(*node_.collection, *listing_, bytes);
                               }
                             });
    return unkept;
  }

  void add_read(const std::vector<Asked>& some) {
    const auto found = look_up(some);
    for (const Asked& asked : some) {
      if (writer_.is_full()) return;
      const auto member = asked.is_member ? found.find(asked.path->segments.back()) : found.end();
      member != found.end() ? write_member(asked, member->second) : write_other(asked);
    }
  }

  void write_other(const Asked& asked) {
    if (asked.is_member || !asked.path || !write_elsewhere(asked)) write_missing(writer_, asked.reference);
  }

  const PropertyContext& context_of(const Asked& asked, const store::ObjectEntry& object) {
    return asked.is_url() ? members_.at(object) : members_.at(object, asked.reference);
  }

  std::map<std::string, Found, std::less<>> look_up(const std::vector<Asked>& some) {
    std::vector<std::string_view> segments;
    for (const Asked& asked : some) {
      if (asked.is_member) segments.push_back(asked.path->segments.back());
    }
    std::map<std::string, Found, std::less<>> found;
    store::each_named_object(
        transaction_, *node_.collection, segments, wanted_.calendar_data && is_stored(),
        [&](const store::ObjectEntry& object, std::optional<std::string_view> content) {
          found.try_emplace(object.segment,
                            Found{object, content ? std::optional<std::string>(*content) : std::nullopt});
        });
    return found;
  }

  void write_member(const Asked& asked, const Found& found) {
    const auto& context = context_of(asked, found.object);
    if (!is_stored()) return write_object(context, wanted_, floating_, writer_);
    write_object(context, wanted_, floating_, found.content, writer_);
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
