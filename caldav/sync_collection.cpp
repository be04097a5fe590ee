// sync-collection (RFC 6578): what changed since a token. A token names the collection and its revision.
#include "base/text.hpp"

#include <fmt/format.h>
#include "caldav/members.hpp"
#include "caldav/report.hpp"

namespace timeshelf::caldav {
namespace {

struct SyncRequest {
  std::string token;  // "" = everything
  std::size_t limit = 0;
  ReportProperties wanted;
};

std::string token_for(const store::Collection& collection, std::int64_t revision) {
  return fmt::format("urn:timeshelf:sync:{}:{}", collection.id.text(), revision);
}

// The revision that a token stands for, if it is one of this collection and not from a future that was lost.
std::optional<std::int64_t> revision_of(const store::Collection& collection, std::string_view token) {
  if (token.empty()) return 0;
  const std::string prefix = fmt::format("urn:timeshelf:sync:{}:", collection.id.text());
  if (!token.starts_with(prefix)) return std::nullopt;
  const auto revision = parse_whole(token.substr(prefix.size()));
  if (!revision || *revision > collection.revision) return std::nullopt;
  return revision;
}

void write_status(xml::Writer& writer, std::string_view href, std::string_view status,
                  std::string_view error = {}) {
  writer.open("D:response");
  writer.element("D:href", href);
  writer.element("D:status", status);
  if (!error.empty()) {
    writer.open("D:error");
    writer.empty(error);
    writer.close("D:error");
  }
  writer.close("D:response");
}

http::Response answer(store::Transaction& transaction, const Call& call, const SyncRequest& request,
                      const pugi::xml_node& root) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (!node.answers_reports())
    return error_response(failed(403, "D:supported-report", "Ask a calendar for this report."));
  const auto since = revision_of(*node.collection, request.token);
  if (!since) {
    return error_response(
        failed(403, "D:valid-sync-token", "This sync-token is not known (any more). Sync afresh."));
  }
  const ical::Zone& floating = floating_zone(transaction, node, root);
  xml::Writer writer("D:multistatus");
  Members members(transaction, call, node);
  std::int64_t last = *since;
  std::size_t rows = 0;
  // One more than asked for tells whether there is more.
  const std::size_t ask = request.limit == 0 ? 0 : request.limit + 1;
  bool truncated = false;
  const auto within = [&](std::int64_t revision) {
    truncated = request.limit != 0 && ++rows > request.limit;
    if (!truncated) last = revision;
    return !truncated;
  };
  store::each_change_since(
      transaction, *node.collection, *since, ask,
      [&](const store::ObjectEntry& object) {
        if (!within(object.revision)) return;
        write_object(members.at(object), request.wanted, floating, writer);
      },
      [&](const store::Tombstone& gone) {
        // A first sync has nothing to forget; but what was read counts, or the rest would never be sent.
        if (!within(gone.revision) || request.token.empty()) return;
        write_status(writer, child_href(node.href, gone.segment, false), "HTTP/1.1 404 Not Found");
      });
  if (truncated) {
    write_status(writer, node.href, "HTTP/1.1 507 Insufficient Storage", "D:number-of-matches-within-limits");
  }
  writer.element("D:sync-token", token_for(*node.collection, truncated ? last : node.collection->revision));
  return multistatus(writer.finish());
}

}  // namespace

Plan sync_collection(const CallRef& call, const Document& document) {
  const auto root = xml::children(*document).front();
  SyncRequest request;
  request.token = trim(xml::text_of(xml::child(root, xml::kDav, "sync-token")));
  const auto level = trim(xml::text_of(xml::child(root, xml::kDav, "sync-level")));
  if (!level.empty() && level != "1" && level != "infinite" && level != "infinity") {
    return plain_error(400, "sync-level is 1 or infinite.");  // absent in older clients, which send Depth: 1
  }
  if (const auto limit = xml::child(root, xml::kDav, "limit")) {
    const auto count = parse_whole(trim(xml::text_of(xml::child(limit, xml::kDav, "nresults"))));
    if (!count || *count < 1) return plain_error(400, "D:nresults is a whole number from 1.");
    request.limit = static_cast<std::size_t>(std::min<std::int64_t>(*count, 1'000'000));
  }
  auto wanted = read_report_properties(root);
  if (!wanted) return error_response(wanted.error());
  request.wanted = std::move(*wanted);
  return ReadWork{[call, document, request = std::move(request)](store::Transaction& transaction) {
    return answer(transaction, *call, request, xml::children(*document).front());
  }};
}

}  // namespace timeshelf::caldav
