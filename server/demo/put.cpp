#include "server/demo/put.hpp"

#include <fmt/format.h>

#include <optional>

namespace timeshelf::server::demo {
namespace {

void send(Parts& parts, const caldav::Principal& principal, std::string method, const std::string& path,
          const std::string& type, std::string body) {
  http::Request request;
  request.method = std::move(method);
  request.path = path;
  request.headers.add("Content-Type", type);
  request.body = std::move(body);
  auto plan = parts.caldav.handle(request, principal);
  std::optional<http::Response> answer;
  if (auto* writing = std::get_if<caldav::WriteWork>(&plan)) {
    parts.database->write(
        [&](store::Transaction& transaction) { answer = writing->run(transaction).response; });
  } else if (auto* response = std::get_if<http::Response>(&plan)) {
    answer = std::move(*response);
  }
  if (!answer || answer->status >= 400)
    throw store::Failure(store::Failure::Code::broken,
                         fmt::format("{} {} was refused: {}", request.method, request.path,
                                     answer ? answer->body.view() : ""));
}

}  // namespace

void put(Parts& parts, const caldav::Principal& principal, const std::string& path, const std::string& type,
         const std::string& body) {
  send(parts, principal, "PUT", path, type, body);
}

void put_shelf(Parts& parts, const caldav::Principal& principal, const std::string& path,
               const std::string& name) {
  send(parts, principal, "MKCALENDAR", path, "application/xml",
       fmt::format(
           "<C:mkcalendar xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:D=\"DAV:\" "
           "xmlns:T=\"urn:timeshelf\"><D:set><D:prop><D:displayname>{}</D:displayname>"
           "<C:supported-calendar-component-set><C:comp name=\"VEVENT\"/>"
           "</C:supported-calendar-component-set><T:shelf>on</T:shelf></D:prop></D:set></C:mkcalendar>",
           name));
}

}  // namespace timeshelf::server::demo
