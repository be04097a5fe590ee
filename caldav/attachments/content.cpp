#include "caldav/attachments/content.hpp"

#include "base/text.hpp"
#include "caldav/attachments/disposition.hpp"
#include "caldav/attachments/uses.hpp"

namespace timeshelf::caldav::attachments {
namespace {

constexpr std::string_view kBelowRoot = "/attachments/";

http::Response nothing() {
  return plain_error(404, "There is no such attachment, or none that you may read.");
}

// Sent by strangers, and read where people are logged in: it is saved, not shown, and if it is shown all the
// same it is a document of nobody's.
http::Response found(store::Transaction& transaction, const store::Attachment& attachment, bool known) {
  http::Response response;
  response.headers.add("ETag", "\"" + attachment.id.string() + "\"");  // an update is another attachment
  response.headers.add("Cache-Control", "private, no-cache");
  if (known) {
    response.status = 304;
    return response;
  }
  auto content = store::read_attachment(transaction, attachment.shop, attachment.id);
  if (!content) return nothing();
  response.headers.add("Content-Type", attachment.content_type);
  response.headers.add("Content-Disposition", disposition_of(attachment.filename));
  response.headers.add("Last-Modified", to_http_date(attachment.created_at));
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Content-Security-Policy", "default-src 'none'; sandbox");
  response.body = std::move(*content);
  return response;
}

http::Response answer(store::Transaction& transaction, const Options& options, const Principal& principal,
                      const std::optional<Id>& id, const std::string& tags) {
  const auto attachment = id ? store::find_attachment(transaction, principal.shop, *id) : std::nullopt;
  if (!attachment || !may_read(transaction, options, principal, *attachment)) return nothing();
  const bool known = tags == "*" || tags.find("\"" + attachment->id.string() + "\"") != std::string::npos;
  return found(transaction, *attachment, known);
}

}  // namespace

std::string attachment_href(const Options& options, const store::Attachment& attachment) {
  return options.root + std::string(kBelowRoot) + attachment.id.string() + "/" +
         percent_encode(attachment.filename);
}

bool is_attachment(const Options& options, std::string_view path) {
  return path.starts_with(options.root) && path.substr(options.root.size()).starts_with(kBelowRoot);
}

Plan read(const Options& options, const http::Request& request, const Principal& principal) {
  if (request.method != "GET" && request.method != "HEAD") {
    auto refused = plain_error(
        405, "An attachment is read here. It is changed by POST to the object that it hangs on (RFC 8607).");
    refused.headers.add("Allow", "OPTIONS, GET, HEAD");
    return refused;
  }
  const auto below = std::string_view(request.path).substr(options.root.size() + kBelowRoot.size());
  const auto id = Id::parse(below.substr(0, below.find('/')));
  return ReadWork{
      [&options, principal, id, tags = std::string(trim(request.headers.get("If-None-Match")))](
          store::Transaction& transaction) { return answer(transaction, options, principal, id, tags); }};
}

}  // namespace timeshelf::caldav::attachments
