#include "caldav/precondition.hpp"

namespace timeshelf::caldav {
namespace {

constexpr const char* kXml = "application/xml; charset=utf-8";

}  // namespace

http::Response error_response(const Precondition& precondition) {
  xml::Writer writer("D:error");
  if (!precondition.element.empty()) {
    if (!precondition.privilege.empty()) {
      writer.open(precondition.element);
      writer.open("D:resource");
      writer.element("D:href", precondition.href);
      writer.open("D:privilege");
      writer.empty(precondition.privilege);
      writer.close("D:privilege");
      writer.close("D:resource");
      writer.close(precondition.element);
    } else if (precondition.href.empty() && precondition.content.empty()) {
      writer.empty(precondition.element);
    } else {
      writer.open(precondition.element);
      if (!precondition.href.empty()) writer.element("D:href", precondition.href);
      writer.raw(precondition.content);
      writer.close(precondition.element);
    }
  }
  writer.element("T:message", precondition.message);
  return http::reply(precondition.status, kXml, writer.finish());
}

http::Response error_response(const Objection& objection) {
  xml::Writer writer("D:error");
  writer.element("T:" + objection.element, objection.message);
  if (!objection.field.empty()) writer.element("T:field", objection.field);
  return http::reply(objection.status, kXml, writer.finish());
}

http::Response plain_error(int status, std::string sentence) {
  return http::reply(status, "text/plain; charset=utf-8", std::move(sentence) + "\n");
}

}  // namespace timeshelf::caldav
