#include "caldav/publishing.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "caldav/locks.hpp"

namespace timeshelf::caldav {
namespace {

using store::FeedVisibility;

std::string slug(std::string_view text) {
  std::string result;
  for (const char c : to_lower(text)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) result += c;
    if (!plain && !result.empty() && result.back() != '-') result += '-';
  }
  while (!result.empty() && result.back() == '-') result.pop_back();
  return result.empty() ? "calendar" : result;
}

// An open feed is named after user and calendar; a number follows if that name is taken.
std::string open_token(const PropertyContext& context) {
  const std::string base = slug(context.call.principal.user) + "-" + slug(context.node.segment);
  for (int i = 1;; ++i) {
    std::string token = i == 1 ? base : base + "-" + std::to_string(i);
    const auto taken = store::find_feed(context.transaction, token);
    if (!taken || taken->id == context.node.collection->id) return token;
  }
}

void set_secret(const PropertyContext& context, store::Collection& collection) {
  collection.feed = FeedVisibility::secret;
  collection.feed_token = random_token(context.call.random, 16);
}

void set_off(store::Collection& collection) {
  collection.feed = FeedVisibility::off;
  collection.feed_token.clear();
}

http::Response published(bool publish) {
  http::Response response;
  if (publish) response.status = 202;  // what the clients know from iCloud
  response.headers.add("Cache-Control", "no-cache");
  return response;
}

Written answer(store::Transaction& transaction, const Call& call, bool publish) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (!node.is_calendar()) return plain_error(403, "Calendars are published. Send this to one.");
  const PropertyContext context{transaction, call, node};
  if (const auto refused = may_not_publish(context))
    return error_response(failed(refused->status, refused->precondition, refused->message));
  if (auto refused = check_locks(transaction, call, node, Touch::change)) return *refused;
  store::Collection collection = *node.collection;
  const bool is_on = collection.feed != FeedVisibility::off;
  if (is_on == publish) return published(publish);  // its address stays
  publish ? set_secret(context, collection) : set_off(collection);
  store::update_collection(transaction, collection);
  return published(publish);
}

}  // namespace

std::optional<ChangeResult> may_not_publish(const PropertyContext& context) {
  if (context.node.is_own()) return std::nullopt;
  return ChangeResult{403, "D:need-privileges", "Only the owner of a calendar publishes it."};
}

ChangeResult set_feed(const PropertyContext& context, store::Collection& collection, std::string_view value) {
  if (auto refused = may_not_publish(context)) return *refused;
  if (value == "off") {
    set_off(collection);
  } else if (value == "open") {
    collection.feed = FeedVisibility::open;
    collection.feed_token = open_token(context);
  } else if (value == "secret") {
    // Saying it again makes a new address: that is how a leaked one is revoked.
    set_secret(context, collection);
  } else {
    return {409, "", "T:feed is off, open or secret."};
  }
  store::update_collection(context.transaction, collection);
  return {};
}

bool feed(const PropertyContext& context, xml::Writer& writer) {
  if (!context.node.is_calendar()) return false;
  const auto visibility = context.node.collection->feed;
  writer.text(visibility == store::FeedVisibility::off    ? "off"
              : visibility == store::FeedVisibility::open ? "open"
                                                          : "secret");
  return true;
}

bool feed_url(const PropertyContext& context, xml::Writer& writer) {
  if (!context.node.is_calendar() || context.node.collection->feed == store::FeedVisibility::off)
    return false;
  const bool secret = context.node.collection->feed == store::FeedVisibility::secret;
  if (secret && !context.node.is_own()) return false;  // who has the address keeps it, whatever is taken back
  const std::string& feeds = context.call.options.feeds;
  writer.element("D:href", (feeds.starts_with('/') ? context.call.request.origin() : "") + feeds +
                               (secret ? "/s/" : "/") + percent_encode(context.node.collection->feed_token) +
                               ".ics");
  return true;
}

bool publish_url(const PropertyContext& context, xml::Writer& writer) {
  return context.node.is_own() && feed_url(context, writer);
}

Plan publish(const CallRef& call, bool on) {
  return WriteWork{[call, on](store::Transaction& transaction) { return answer(transaction, *call, on); }};
}

}  // namespace timeshelf::caldav
