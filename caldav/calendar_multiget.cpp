// calendar-multiget (RFC 4791 7.9). Depth is ignored, as clients send any.
#include "base/text.hpp"
#include "caldav/members.hpp"
#include "caldav/report.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::size_t kMostHrefs = 10'000;

void write_missing(xml::Writer& writer, std::string_view href) {
  writer.open("D:response");
  writer.element("D:href", href);
  writer.raw("<D:status>HTTP/1.1 404 Not Found</D:status>");
  writer.close("D:response");
}

http::Response answer(store::Transaction& transaction, const Call& call, const ReportProperties& wanted,
                      const pugi::xml_node& root) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (!node.collection)
    return error_response(failed(403, "D:supported-report", "Ask a calendar for this report."));
  const ical::Zone& floating = floating_zone(transaction, node, root);
  xml::Writer writer("D:multistatus");
  Members members(transaction, call, node);
  for (const pugi::xml_node element : xml::children(root)) {
    if (!xml::is(element, xml::kDav, "href")) continue;
    if (writer.is_full()) return too_long();
    const std::string reference(trim(xml::text_of(element)));
    const auto path = parse_reference(call.options.root, call.request, reference);
    if (!path) {
      write_missing(writer, reference);
      continue;
    }
    const bool own_member =
        path->user == node.path.user && path->segments.size() == node.path.segments.size() + 1 &&
        std::equal(node.path.segments.begin(), node.path.segments.end(), path->segments.begin());
    const bool is_url = reference.find("://") != std::string::npos;
    if (own_member && node.kind == Node::Kind::collection) {
      const auto object = store::find_object(transaction, *node.collection, path->segments.back());
      if (object) {
        write_object(is_url ? members.at(*object) : members.at(*object, reference), wanted, floating, writer);
        continue;
      }
    } else if (Node found = resolve(transaction, call.options, call.principal, *path);
               found.kind == Node::Kind::object && found.may(kRead)) {
      if (!is_url) found.href = reference;  // the client's own spelling
      write_object({transaction, call, found}, wanted, floating, writer);
      continue;
    }
    write_missing(writer, reference);
  }
  return multistatus(call, writer.finish());
}

}  // namespace

Plan calendar_multiget(const CallRef& call, const Document& document) {
  const auto root = xml::children(*document).front();
  auto wanted = read_report_properties(root);
  if (!wanted) return error_response(wanted.error());
  std::size_t hrefs = 0;
  for (const pugi::xml_node element : xml::children(root)) hrefs += xml::is(element, xml::kDav, "href");
  if (hrefs == 0) return plain_error(400, "A calendar-multiget names at least one D:href.");
  if (hrefs > kMostHrefs)
    return error_response(failed(507, "D:number-of-matches-within-limits", "Ask for fewer objects at once."));
  return ReadWork{[call, document, wanted = std::move(*wanted)](store::Transaction& transaction) {
    return answer(transaction, *call, wanted, xml::children(*document).front());
  }};
}

}  // namespace timeshelf::caldav
