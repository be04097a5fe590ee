#include "caldav/push/message.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "caldav/push/properties.hpp"
#include "caldav/reports/sync_token.hpp"

namespace timeshelf::caldav::push {
namespace {

constexpr std::size_t kTopicBytes = 18;       // 24 characters; RFC 8030 5.4 allows 32
constexpr std::size_t kLongestToken = 2'000;  // a message is short, and the token of a home need not be

}  // namespace

std::optional<Message> message_of(store::Transaction& transaction, const Options& options,
                                  const Principal& principal, const store::PendingPush& pending) {
  const auto& registration = pending.registration;
  const auto path = parse_path(options.root, options.root + registration.path);
  if (!path) return std::nullopt;
  const Node node = resolve(transaction, options, principal, *path);
  const bool reached = node.kind == Node::Kind::collection && node.collection->id == registration.collection;
  if (!reached || !node.may(kRead)) return std::nullopt;
  const bool content = registration.content && registration.told.content != pending.mark.content;
  const bool properties = registration.properties && registration.told.properties != pending.mark.properties;
  xml::Writer writer("P:push-message");
  writer.element("P:topic", topic_of(*node.collection));
  if (content) {
    const std::string token = sync_token(transaction, principal, node);
    writer.open("P:content-update");
    if (token.size() <= kLongestToken) writer.element("D:sync-token", token);
    writer.close("P:content-update");
  }
  if (properties) writer.empty("P:property-update");
  const std::string kinds = std::string(content ? "c" : "") + (properties ? "p" : "");
  return Message{writer.finish(),
                 base64url_encode(sha256(topic_of(*node.collection) + kinds).substr(0, kTopicBytes))};
}

}  // namespace timeshelf::caldav::push
