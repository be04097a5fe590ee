#include "caldav/subscribed.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::string_view kSource = "source";
constexpr std::size_t kLongestSource = 4'096;

// Who reads it opens it: only what is a feed's, and no script.
bool is_feed(std::string_view url) {
  const auto colon = url.find("://");
  if (colon == std::string_view::npos || url.size() > kLongestSource || url.size() == colon + 3) return false;
  const std::string scheme = to_lower(url.substr(0, colon));
  const bool known = scheme == "http" || scheme == "https" || scheme == "webcal" || scheme == "webcals";
  return known && std::none_of(url.begin(), url.end(),
                               [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
}

}  // namespace

bool is_subscription_alone(const pugi::xml_node& resourcetype) {
  const auto types = xml::children(resourcetype);
  return std::all_of(types.begin(), types.end(), [](const pugi::xml_node& type) {
    return xml::is(type, xml::kDav, "collection") || xml::is(type, xml::kCalendarServer, "subscribed");
  });
}

std::optional<ChangeResult> check_subscription(const store::Collection& collection,
                                               const PropertyChange& change) {
  const bool is_source = change.name.name_space == xml::kCalendarServer && change.name.local == kSource;
  if (!is_source || collection.kind != store::CollectionKind::subscribed) return std::nullopt;
  if (change.remove)
    return ChangeResult{403, "", "A subscribed calendar names its feed. Delete the calendar instead."};
  const auto href = xml::child(change.element, xml::kDav, "href");
  if (is_feed(trim(xml::text_of(href)))) return std::nullopt;
  return ChangeResult{409, "", "CS:source holds a D:href with the feed's http, https or webcal URL."};
}

std::optional<http::Response> check_has_source(store::Transaction& transaction,
                                               const store::Collection& collection) {
  if (collection.kind != store::CollectionKind::subscribed) return std::nullopt;
  if (store::find_property(transaction, collection, "", xml::kCalendarServer, kSource)) return std::nullopt;
  return error_response(
      failed(403, "D:valid-resourcetype", "A subscribed calendar names its feed: send CS:source along."));
}

}  // namespace timeshelf::caldav
