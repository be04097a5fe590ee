// From method to handler.
#include "caldav/service.hpp"

#include "base/text.hpp"
#include "caldav/call.hpp"

namespace timeshelf::caldav {
namespace {

constexpr const char* kAllow =
    "OPTIONS, GET, HEAD, PUT, DELETE, COPY, MOVE, PROPFIND, PROPPATCH, MKCOL, MKCALENDAR, REPORT";

Plan dispatch(const CallRef& call) {
  const std::string& method = call->request.method;
  if (method == "GET" || method == "HEAD") return get(call);
  if (method == "PUT") return put(call);
  if (method == "DELETE") return remove(call);
  if (method == "PROPFIND") return propfind(call);
  if (method == "PROPPATCH") return proppatch(call);
  if (method == "MKCALENDAR") return make_collection(call, true);
  if (method == "MKCOL") return make_collection(call, false);
  if (method == "COPY") return copy_or_move(call, false);
  if (method == "MOVE") return copy_or_move(call, true);
  if (method == "REPORT") return report(call);
  auto refused = plain_error(405, "This method is not known here. Allow lists those that are.");
  refused.headers.add("Allow", kAllow);
  return refused;
}

// Clients read the DAV header of any answer (CLIENTS: macOS looks at PROPFIND's).
http::Response marked(http::Response response) {
  response.headers.set("DAV", Service::dav_header());
  return response;
}

Plan marked(Plan plan) {
  if (auto* response = std::get_if<http::Response>(&plan)) return marked(std::move(*response));
  if (auto* read = std::get_if<ReadWork>(&plan)) {
    return ReadWork{
        [run = std::move(read->run)](store::Transaction& transaction) { return marked(run(transaction)); }};
  }
  return WriteWork{[run = std::move(std::get<WriteWork>(plan).run)](store::Transaction& transaction) {
    Written written = run(transaction);
    written.response = marked(std::move(written.response));
    return written;
  }};
}

}  // namespace

Service::Service(Options options, ObjectPolicy& policy, ObjectSource& source, const Clock& clock,
                 Random& random)
    : options_(std::move(options)), policy_(policy), source_(source), clock_(clock), random_(random) {}

const std::string& Service::dav_header() {
  static const std::string header =
      "1, 3, access-control, extended-mkcol, calendar-access, calendar-no-timezone";
  return header;
}

http::Response Service::options(const http::Request&) const {
  http::Response response;
  response.headers.add("Allow", kAllow);
  return marked(std::move(response));
}

Plan Service::handle(const http::Request& request, const Principal& principal) const {
  if (request.method == "OPTIONS") return options(request);
  const auto path = parse_path(options_.root, request.path);
  if (!path) return marked(plain_error(404, "There is nothing at this address."));
  if (is_foreign(*path, principal)) {
    // The same answer whether it exists or not.
    return marked(error_response(failed(403, "D:need-privileges", "This belongs to somebody else.")));
  }
  return marked(dispatch(std::make_shared<const Call>(
      Call{request, principal, *path, options_, policy_, source_, clock_, random_})));
}

}  // namespace timeshelf::caldav
