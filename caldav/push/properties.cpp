#include "caldav/push/properties.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace timeshelf::caldav::push {
namespace {

constexpr std::size_t kTopicBytes = 16;

}  // namespace

bool can_be_watched(const Options& options, const Node& node) {
  return !options.push.public_key.empty() && (node.is_calendar() || node.is_home() || node.is_inbox());
}

std::string topic_of(const store::Collection& collection) {
  const std::string name = "push:" + collection.shop.string() + ":" + collection.id.string();
  return base64url_encode(sha256(name).substr(0, kTopicBytes));
}

bool transports(const PropertyContext& context, xml::Writer& writer) {
  if (!can_be_watched(context.call.options, context.node)) return false;
  writer.open("P:web-push");
  writer.raw("<P:vapid-public-key type=\"p256ecdsa\">" + context.call.options.push.public_key +
             "</P:vapid-public-key>");
  writer.close("P:web-push");
  return true;
}

bool topic(const PropertyContext& context, xml::Writer& writer) {
  if (!can_be_watched(context.call.options, context.node)) return false;
  writer.text(topic_of(*context.node.collection));
  return true;
}

bool supported_triggers(const PropertyContext& context, xml::Writer& writer) {
  if (!can_be_watched(context.call.options, context.node)) return false;
  writer.raw(
      "<P:content-update><D:depth>1</D:depth></P:content-update>"
      "<P:property-update><D:depth>0</D:depth></P:property-update>");
  return true;
}

}  // namespace timeshelf::caldav::push
