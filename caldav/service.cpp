// From method to handler.
#include "caldav/service.hpp"

#include "base/text.hpp"
#include "caldav/attachments/content.hpp"
#include "caldav/call.hpp"
#include "caldav/locks.hpp"
#include "caldav/push/quiet.hpp"
#include "caldav/push/registration.hpp"
#include "caldav/scheduling/delivery.hpp"
#include "caldav/scheduling/outbox.hpp"

namespace timeshelf::caldav {
namespace {

constexpr const char* kAllow =
    "OPTIONS, GET, HEAD, PUT, POST, DELETE, COPY, MOVE, PROPFIND, PROPPATCH, MKCOL, MKCALENDAR, REPORT, "
    "LOCK, UNLOCK, ACL";

Plan dispatch(const CallRef& call) {
  const std::string& method = call->request.method;
  if (method == "GET" || method == "HEAD") return get(call);
  if (method == "PUT") return put(call);
  if (method == "POST") return post(call);
  if (method == "DELETE") return remove(call);
  if (method == "PROPFIND") return propfind(call);
  if (method == "PROPPATCH") return proppatch(call);
  if (method == "MKCALENDAR") return make_collection(call, true);
  if (method == "MKCOL") return make_collection(call, false);
  if (method == "COPY") return copy_or_move(call, false);
  if (method == "MOVE") return copy_or_move(call, true);
  if (method == "REPORT") return report(call);
  if (method == "LOCK") return lock(call);
  if (method == "UNLOCK") return unlock(call);
  if (method == "ACL") return set_acl(call);
  auto refused = plain_error(405, "This method is not known here. Allow lists those that are.");
  refused.headers.add("Allow", kAllow);
  return refused;
}

Result<IfHeader, ErrorBase> read_condition(const http::Request& request) {
  const auto header = request.headers.find("If");
  if (!header) return IfHeader{};
  return parse_if_header(*header);
}

// Bodies that are no XML may say what they like: objects that are PUT, and questions of scheduling.
bool reads_xml(const http::Request& request) {
  if (request.method == "PUT") return false;
  return request.method != "POST" ||
         request.headers.get("Content-Type").find("xml") != std::string_view::npos;
}

http::Response not_in_that_state() {
  return plain_error(412, "The If header is not true: it was changed, or its lock has ended. Read it again.");
}

// What stands before all else, judged with what the request then sees: what is somebody else's and not to be
// seen (RFC 3744), and the If header (RFC 4918 10.4).
std::optional<http::Response> check_first(store::Transaction& transaction, const Call& call) {
  if (is_foreign(call.path, call.principal)) {
    if (auto refused = check_visible(call.resolve(transaction))) return refused;
  }
  if (!holds(transaction, call, call.condition)) return not_in_that_state();
  return std::nullopt;
}

Plan guarded(const CallRef& call, Plan plan) {
  if (auto* read = std::get_if<ReadWork>(&plan)) {
    return ReadWork{[call, run = std::move(read->run)](store::Transaction& transaction) {
      if (auto refused = check_first(transaction, *call)) return *refused;
      return run(transaction);
    }};
  }
  if (auto* write = std::get_if<WriteWork>(&plan)) {
    return WriteWork{[call, run = std::move(write->run)](store::Transaction& transaction) -> Written {
      if (auto refused = check_first(transaction, *call)) return *refused;
      return run(transaction);
    }};
  }
  return plan;
}

// Clients read the DAV header of any answer (CLIENTS: macOS looks at PROPFIND's).
http::Response marked(const Options& options, http::Response response) {
  response.headers.set("DAV", Service::dav_header(!options.push.public_key.empty()));
  return response;
}

Plan marked(const Options& options, Plan plan) {
  if (auto* response = std::get_if<http::Response>(&plan)) return marked(options, std::move(*response));
  if (auto* read = std::get_if<ReadWork>(&plan)) {
    return ReadWork{[&options, run = std::move(read->run)](store::Transaction& transaction) {
      return marked(options, run(transaction));
    }};
  }
  return WriteWork{
      [&options, run = std::move(std::get<WriteWork>(plan).run)](store::Transaction& transaction) {
        Written written = run(transaction);
        written.response = marked(options, std::move(written.response));
        return written;
      }};
}

}  // namespace

Service::Service(Options options, ObjectPolicy& policy, ObjectSource& source, const Clock& clock,
                 Random& random, SchedulePort& port, std::shared_ptr<Cache> cache)
    : options_(std::move(options)),
      policy_(policy),
      source_(source),
      clock_(clock),
      random_(random),
      port_(port),
      cache_(std::move(cache)) {}

std::shared_ptr<Cache> make_cache() {
  return std::make_shared<Cache>();
}

const std::string& Service::dav_header(bool push) {
  static const std::string header =
      "1, 2, 3, access-control, extended-mkcol, calendar-access, calendar-auto-schedule, "
      "calendar-no-timezone, calendar-availability, calendar-proxy, calendarserver-sharing, "
      "resource-sharing, calendar-managed-attachments";
  static const std::string with_push = header + ", webdav-push";
  return push ? with_push : header;
}

http::Response Service::options(const http::Request&) const {
  http::Response response;
  response.headers.add("Allow", kAllow);
  return marked(options_, std::move(response));
}

Plan Service::handle(const http::Request& request, const Principal& principal) const {
  if (request.method == "OPTIONS") return options(request);
  if (attachments::is_attachment(options_, request.path))
    return marked(options_, attachments::read(options_, request, principal));
  if (push::is_registration(options_, request.path))
    return marked(options_, push::unregister(options_, request, principal, clock_));
  const auto path = parse_path(options_.root, request.path);
  if (!path) return marked(options_, plain_error(404, "There is nothing at this address."));
  if (reads_xml(request) && xml::names_external_entity(request.body)) {
    return marked(options_, error_response(failed(
                                403, "D:no-external-entities",
                                "The body refers to something outside of it. Send XML that is whole.")));
  }
  auto condition = read_condition(request);
  if (!condition) return marked(options_, plain_error(400, condition.error().message));
  const auto call = std::make_shared<const Call>(Call{request, principal, *path, options_, policy_, source_,
                                                      clock_, random_, port_, *cache_, std::move(*condition),
                                                      preferences_of(request)});
  const bool guards = is_foreign(*path, principal) || !call->condition.lists.empty();
  Plan plan = guards ? guarded(call, dispatch(call)) : dispatch(call);
  return marked(options_, push::quietly(call, std::move(plan)));
}

Result<void, ErrorBase> Service::receive(store::Transaction& transaction, const store::User& recipient,
                                         const ical::Component& message) const {
  return scheduling::receive({transaction, options_, port_, clock_, random_}, recipient, message);
}

}  // namespace timeshelf::caldav
