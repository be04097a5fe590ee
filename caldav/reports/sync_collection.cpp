// sync-collection (RFC 6578): what changed since a token. At level 1 a collection tells its members, a home
// which of its calendars changed; at level infinite it tells what changed in all that it holds.
#include <algorithm>

#include "base/text.hpp"
#include "caldav/members.hpp"
#include "caldav/reports/report.hpp"
#include "caldav/reports/sync_token.hpp"

namespace timeshelf::caldav {
namespace {

constexpr int kDeepest = 32;

struct SyncRequest {
  std::string token;  // "" = everything
  std::size_t limit = 0;
  bool infinite = false;
  ReportProperties wanted;
};

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

Precondition unknown_token() {
  return failed(403, "D:valid-sync-token", "This sync-token is not known (any more). Sync afresh.");
}

class SyncAnswer {
 public:
  SyncAnswer(store::Transaction& transaction, const Call& call, const SyncRequest& request,
             const pugi::xml_node& root, const Node& top)
      : transaction_(transaction), call_(call), request_(request), root_(root), top_(top) {}

  http::Response make() {
    if (!read_token()) return error_response(unknown_token());
    known_.self = tell_members(top_, before_.self);
    if (!tell_below(top_, "", 0)) return error_response(unknown_token());
    tell_gone();
    if (writer_.is_full()) return too_long();
    if (truncated_) {
      write_status(writer_, top_.href, "HTTP/1.1 507 Insufficient Storage",
                   "D:number-of-matches-within-limits");
    }
    writer_.element("D:sync-token", token_of(known_));
    return multistatus(call_, writer_.finish());
  }

 private:
  bool read_token() {
    if (request_.token.empty()) return true;
    auto state = state_of(*top_.collection, request_.token);
    if (!state || !remembers(*top_.collection, state->self)) return false;
    before_ = std::move(*state);
    return true;
  }

  bool is_full() {
    if (request_.limit != 0 && told_ >= request_.limit) truncated_ = true;
    return truncated_;
  }

  // The objects that changed since the client saw the collection; what it has seen then.
  SeenCollection tell_members(const Node& node, const SeenCollection& before) {
    const store::Collection& collection = *node.collection;
    const bool from_nothing = before.id != collection.id;
    const std::int64_t since = from_nothing ? 0 : before.revision;
    SeenCollection after{collection.id, since, from_nothing ? collection.revision : before.begun};
    if (truncated_) return after;
    const FloatingZone floating(transaction_, node, root_);
    Members members(transaction_, call_, node);
    if (since == 0 && request_.limit == 0) {  // all of it, in any order; nothing is gone for who saw nothing
      members.each(writer_, [&](const store::ObjectEntry& object) {
        write_object(members.at(object), request_.wanted, floating, writer_);
      });
      after.revision = collection.revision;
      return after;
    }
    bool all = true;
    const auto room = [&](std::int64_t revision) {
      if (!all || is_full()) return all = false;
      ++told_;
      after.revision = revision;
      return true;
    };
    // One more than there is room for tells whether there is more.
    const std::size_t ask = request_.limit == 0 ? 0 : request_.limit - told_ + 1;
    store::each_change_since(
        transaction_, collection, since, ask,
        [&](const store::ObjectEntry& object) {
          if (room(object.revision)) write_object(members.at(object), request_.wanted, floating, writer_);
        },
        [&](const store::Tombstone& gone) {
          // Who saw nothing has nothing to forget; but what was read counts, or the rest would never be sent.
          if (room(gone.revision) && !from_nothing)
            write_status(writer_, child_href(node.href, gone.segment, false), "HTTP/1.1 404 Not Found");
        });
    if (all) after.revision = collection.revision;
    return after;
  }

  // The collections below. False if one forgot what was deleted since.
  bool tell_below(const Node& parent, const std::string& way_there, int depth) {
    if (parent.is_calendar() || depth > kDeepest) return true;
    for (auto& binding : store::list_bindings(transaction_, call_.principal.shop, parent.collection->id)) {
      const Node child = child_of(transaction_, call_.principal, parent, std::move(binding));
      if (!child.may(kRead)) continue;
      const std::string way = way_there + percent_encode(child.segment) + "/";
      there_.push_back(way);
      const auto seen = before_.below.find(way);
      const SeenCollection before = seen == before_.below.end() ? SeenCollection{} : seen->second;
      if (!tell_collection(child, before, way)) return false;
      if (request_.infinite && !tell_below(child, way, depth + 1)) return false;
    }
    return true;
  }

  bool tell_collection(const Node& child, const SeenCollection& before, const std::string& way) {
    const store::Collection& collection = *child.collection;
    const bool is_known = before.id == collection.id;
    if (is_known && !remembers(collection, before)) return false;
    // Another collection took the name: what the client has of the one before could not be told as gone.
    if (request_.infinite && !is_known && !before.id.empty()) return false;
    SeenCollection after{collection.id, collection.revision, 0};
    if (!is_known || before.revision != collection.revision) {
      if (is_full()) {  // it stays as the client knows it
        if (!before.id.empty()) known_.below[way] = before;
        return true;
      }
      ++told_;
      write_response({transaction_, call_, child}, request_.wanted.properties, writer_);
      if (request_.infinite) after = tell_members(child, before);
    }
    known_.below[way] = after;
    return true;
  }

  void tell_gone() {
    for (const auto& [way, seen] : before_.below) {
      const bool is_direct = way.find('/') + 1 == way.size();
      if (!request_.infinite && !is_direct) continue;
      if (std::find(there_.begin(), there_.end(), way) != there_.end()) continue;
      write_status(writer_, top_.href + way, "HTTP/1.1 404 Not Found");
    }
  }

  store::Transaction& transaction_;
  const Call& call_;
  const SyncRequest& request_;
  const pugi::xml_node& root_;
  const Node& top_;
  SyncState before_;                // what the client knew
  SyncState known_;                 // and what it knows then
  std::vector<std::string> there_;  // ways to the collections that there are
  xml::Writer writer_{"D:multistatus"};
  std::size_t told_ = 0;
  bool truncated_ = false;
};

http::Response answer(store::Transaction& transaction, const Call& call, const SyncRequest& request,
                      const pugi::xml_node& root) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (node.kind != Node::Kind::collection)
    return error_response(failed(403, "D:supported-report", "Ask a calendar or a home for this report."));
  return SyncAnswer(transaction, call, request, root, node).make();
}

}  // namespace

Plan sync_collection(const CallRef& call, const Document& document) {
  const auto root = xml::children(*document).front();
  SyncRequest request;
  request.token = trim(xml::text_of(xml::child(root, xml::kDav, "sync-token")));
  const auto level = trim(xml::text_of(xml::child(root, xml::kDav, "sync-level")));
  request.infinite = level == "infinite" || level == "infinity";
  if (!level.empty() && level != "1" && !request.infinite) {
    return plain_error(400, "sync-level is 1 or infinite.");  // absent in older clients, which send Depth: 1
  }
  if (const auto limit = xml::child(root, xml::kDav, "limit")) {
    const auto count = parse_whole(trim(xml::text_of(xml::child(limit, xml::kDav, "nresults"))));
    if (!count || *count < 1) return plain_error(400, "D:nresults is a whole number from 1.");
    // Of all levels, a collection and one of its members are the least that leads on.
    const std::int64_t least = request.infinite ? 2 : 1;
    request.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(*count, least, 1'000'000));
  }
  auto wanted = read_report_properties(root);
  if (!wanted) return error_response(wanted.error());
  request.wanted = std::move(*wanted);
  return ReadWork{[call, document, request = std::move(request)](store::Transaction& transaction) {
    return answer(transaction, *call, request, xml::children(*document).front());
  }};
}

}  // namespace timeshelf::caldav
