// LOCK and UNLOCK (RFC 4918 9.10, 9.11).
#include <algorithm>

#include "base/text.hpp"
#include "caldav/locks.hpp"
#include "caldav/object_store.hpp"

namespace timeshelf::caldav {
namespace {

using std::chrono::seconds;

constexpr seconds kUsualTimeout{3600};
constexpr seconds kLongestTimeout{86400};
constexpr std::size_t kMostLocks = 1000;  // of a shop: whoever needs them reads them all
constexpr std::ptrdiff_t kMostOfUser = 100;
constexpr std::size_t kLargestOwner = 4 << 10;

struct LockRequest {
  bool exclusive = true;
  bool deep = true;
  std::string owner;
  seconds timeout = kUsualTimeout;
};

// A preference list of which the first that can be met counts: "Infinite, Second-4100000000".
seconds read_timeout(std::string_view header) {
  for (std::string_view wish : split(header, ',')) {
    wish = trim(wish);
    if (equals_ignoring_case(wish, "Infinite")) return kLongestTimeout;
    if (wish.size() < 8 || !equals_ignoring_case(wish.substr(0, 7), "Second-")) continue;
    const auto count = parse_whole(wish.substr(7));
    if (count) return std::clamp(seconds(*count), seconds(1), kLongestTimeout);
    return kLongestTimeout;  // more than fits into a number
  }
  return kUsualTimeout;
}

Result<LockRequest, Precondition> read_request(const Call& call) {
  LockRequest wanted;
  wanted.timeout = read_timeout(call.header("Timeout"));
  const std::string depth = to_lower(trim(call.header("Depth")));
  if (!depth.empty() && depth != "0" && depth != "infinity")
    return failed(400, "", "A LOCK has Depth 0 or infinity.");
  wanted.deep = depth != "0";
  const auto document = xml::parse(call.request.body);
  if (!document) return failed(400, "", document.error().message);
  const auto root = xml::children(**document).front();
  if (!xml::is(root, xml::kDav, "lockinfo")) return failed(400, "", "The body of a LOCK is a DAV: lockinfo.");
  const auto scope = xml::child(root, xml::kDav, "lockscope");
  const bool shared = static_cast<bool>(xml::child(scope, xml::kDav, "shared"));
  wanted.exclusive = static_cast<bool>(xml::child(scope, xml::kDav, "exclusive"));
  if (shared == wanted.exclusive) return failed(422, "", "A lockscope is either exclusive or shared.");
  if (!xml::child(xml::child(root, xml::kDav, "locktype"), xml::kDav, "write"))
    return failed(422, "", "The only locktype is write.");
  if (const auto owner = xml::child(root, xml::kDav, "owner")) wanted.owner = xml::self_contained(owner);
  if (wanted.owner.size() > kLargestOwner) return failed(507, "", "An owner has at most 4 KiB.");
  return wanted;
}

std::string token_of(const Id& id) {
  std::string hex = hex_encode(id.bytes());
  for (const std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, "-");
  return "urn:uuid:" + hex;
}

http::Response locked(const Call& call, const store::Lock& lock, int status) {
  xml::Writer writer("D:prop");
  writer.open("D:lockdiscovery");
  write_active_locks({lock}, call.clock.now(), writer);
  writer.close("D:lockdiscovery");
  return http::reply(status, "application/xml; charset=utf-8", writer.finish());
}

// A lock that the wanted one cannot stand beside (RFC 4918 6.1): on the way down to the node, or below it.
const store::Lock* conflicting(store::Transaction& transaction, const Call& call, const Node& node,
                               const LockRequest& wanted, const std::vector<store::Lock>& locks,
                               std::vector<store::Lock>& near) {
  near = covering(locks, node);
  if (wanted.deep && node.kind == Node::Kind::collection && !locks.empty()) {
    const auto tree = tree_of(transaction, call.principal.shop, node.collection->id);
    std::copy_if(locks.begin(), locks.end(), std::back_inserter(near), [&](const store::Lock& lock) {
      return std::find(tree.begin(), tree.end(), lock.collection) != tree.end();
    });
  }
  const auto found = std::find_if(
      near.begin(), near.end(), [&](const store::Lock& lock) { return wanted.exclusive || lock.exclusive; });
  return found == near.end() ? nullptr : &*found;
}

// RFC 4918 7.3: locking a name that is not there makes an empty resource. That is no calendar object.
std::optional<http::Response> make_empty(store::Transaction& transaction, const Call& call, Node& node) {
  if (!node.collection) return plain_error(404, "There is nothing at this address.");
  if (!node.parent_exists) return plain_error(409, "The collection above does not exist. Create it first.");
  if (node.collection->kind != store::CollectionKind::plain) {
    return plain_error(403, "Only what is there can be locked in a calendar. PUT it first.");
  }
  if (auto refused = check_locks(transaction, call, node, Touch::add)) return refused;
  if (auto stored = store_plain(transaction, call, node, "", ""); !stored) return stored.error();
  node = call.resolve(transaction);
  return std::nullopt;
}

Written answer_lock(store::Transaction& transaction, const Call& call, const LockRequest& wanted) {
  Node node = call.resolve(transaction);
  const bool missing = node.kind == Node::Kind::missing;
  if (!missing && node.kind != Node::Kind::object && node.kind != Node::Kind::collection)
    return plain_error(403, "This address cannot be locked. Lock a calendar, or something in it.");
  if (auto refused = check_privilege(node, missing ? Privilege::bind : Privilege::write_content))
    return *refused;
  if (auto refused = check_conditions(call, node)) return *refused;
  const Instant now = call.clock.now();
  const auto locks = store::list_locks(transaction, call.principal.shop, now);
  std::vector<store::Lock> near;
  if (const auto* other = conflicting(transaction, call, node, wanted, locks, near)) {
    return error_response(failed(423, "D:no-conflicting-lock",
                                 "It is locked already. Wait until that lock ends, or unlock it.",
                                 other->root));
  }
  const auto own = std::count_if(locks.begin(), locks.end(),
                                 [&](const store::Lock& other) { return other.user == call.principal.user; });
  if (own >= kMostOfUser)
    return plain_error(507,
                       "You have as many locks as one may have. Unlock something, or wait until some end.");
  if (locks.size() >= kMostLocks)
    return plain_error(507,
                       "This shop has as many locks as it may. Unlock something, or wait until some end.");
  if (missing) {
    if (auto refused = make_empty(transaction, call, node)) return *refused;
  }
  store::remove_ended_locks(transaction, call.principal.shop, now);
  const store::Lock lock{.token = token_of(Id::make(now, call.random)),
                         .collection = node.collection->id,
                         .segment = node.kind == Node::Kind::object ? node.segment : std::string(),
                         .exclusive = wanted.exclusive,
                         .deep = wanted.deep && node.kind == Node::Kind::collection,
                         .user = call.principal.user,
                         .owner = wanted.owner,
                         .root = node.href,
                         .expires_at = now + wanted.timeout};
  store::insert_lock(transaction, call.principal.shop, lock);
  http::Response response = locked(call, lock, missing ? 201 : 200);
  response.headers.add("Lock-Token", "<" + lock.token + ">");
  return response;
}

// RFC 4918 9.10.2: without a body, a LOCK starts the time of the one that its If header names anew.
Written refresh(store::Transaction& transaction, const Call& call) {
  const Node node = call.resolve(transaction);
  const Instant now = call.clock.now();
  for (store::Lock& lock : covering(store::list_locks(transaction, call.principal.shop, now), node)) {
    if (lock.user != call.principal.user || !call.condition.submits(lock.token)) continue;
    lock.expires_at = now + read_timeout(call.header("Timeout"));
    store::extend_lock(transaction, call.principal.shop, lock.token, lock.expires_at);
    return locked(call, lock, 200);
  }
  return error_response(failed(412, "D:lock-token-matches-request-uri",
                               "The If header names no lock of this address. Lock it anew."));
}

Written answer_unlock(store::Transaction& transaction, const Call& call, std::string_view token) {
  const Node node = call.resolve(transaction);
  for (const store::Lock& lock :
       covering(store::list_locks(transaction, call.principal.shop, call.clock.now()), node)) {
    if (lock.token != token) continue;
    if (lock.user != call.principal.user && !node.may(Privilege::unlock)) {
      return error_response(need_privilege(
          "D:unlock", node.href, "A lock is ended by who made it, or by the owner of what it locks."));
    }
    store::remove_lock(transaction, call.principal.shop, token);
    return http::Response{.status = 204, .headers = {}, .body = {}, .length_of_unsent_body = {}};
  }
  return error_response(
      failed(409, "D:lock-token-matches-request-uri", "This address has no lock of that token (any more)."));
}

}  // namespace

Plan lock(const CallRef& call) {
  if (trim(call->request.body).empty()) {
    if (call->condition.lists.empty()) {
      return plain_error(
          400, "A LOCK has a lockinfo as its body, or, to go on with a lock, its token in an If header.");
    }
    return WriteWork{[call](store::Transaction& transaction) { return refresh(transaction, *call); }};
  }
  auto wanted = read_request(*call);
  if (!wanted) return error_response(wanted.error());
  return WriteWork{[call, wanted = std::move(*wanted)](store::Transaction& transaction) {
    return answer_lock(transaction, *call, wanted);
  }};
}

Plan unlock(const CallRef& call) {
  const auto header = trim(call->header("Lock-Token"));
  if (header.size() < 3 || header.front() != '<' || header.back() != '>')
    return plain_error(400, "UNLOCK needs a Lock-Token header with the token in angle brackets.");
  return WriteWork{[call, token = std::string(header.substr(1, header.size() - 2))](
                       store::Transaction& transaction) { return answer_unlock(transaction, *call, token); }};
}

}  // namespace timeshelf::caldav
