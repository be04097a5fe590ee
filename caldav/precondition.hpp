// How CalDAV says no: a status, the element of the precondition that failed, and a sentence for a person.
#pragma once
#include <string>
#include <string_view>

#include "base/http.hpp"
#include "base/result.hpp"
#include "caldav/ports.hpp"
#include "caldav/xml.hpp"

namespace timeshelf::caldav {

/// A failed pre- or postcondition (RFC 4918 16, RFC 4791 1.3). `message` says what to do.
struct Precondition : ErrorBase {
  int status = 403;
  std::string_view element;    ///< with its prefix: "C:valid-calendar-data"; "" = no element fits
  std::string href;            ///< inside the element, where the RFC wants one
  std::string content;         ///< markup inside the element, where the RFC wants other than a href
  std::string_view privilege;  ///< of D:need-privileges: "D:bind"
};

inline Precondition failed(int status, std::string_view element, std::string message, std::string href = {}) {
  Precondition precondition;
  precondition.status = status;
  precondition.element = element;
  precondition.message = std::move(message);
  precondition.href = std::move(href);
  return precondition;
}

/// D:need-privileges (RFC 3744 7.1.1): what is missing, and where.
inline Precondition need_privilege(std::string_view privilege, std::string href, std::string message) {
  auto precondition = failed(403, "D:need-privileges", std::move(message), std::move(href));
  precondition.privilege = privilege;
  return precondition;
}

/// <D:error><element/><T:message>…</T:message></D:error>
http::Response error_response(const Precondition& precondition);
/// The policy's objection: <T:element>sentence</T:element><T:field>…</T:field>.
http::Response error_response(const Objection& objection);
/// A plain sentence, for what has no precondition.
http::Response plain_error(int status, std::string sentence);

}  // namespace timeshelf::caldav
