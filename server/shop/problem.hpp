// What went wrong, as a value: rendered as a problem document (RFC 9457) by the API and as a page for people.
#pragma once
#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <string_view>

#include "base/http.hpp"
#include "commerce/engine.hpp"

namespace timeshelf::server {

/// One kind of problem. Its address, /problems/<name>, answers what it means.
struct ProblemKind {
  std::string_view name;    ///< the last segment of `type`: "sold-out"
  int status;               ///< HTTP status
  std::string_view title;   ///< the same for every occurrence
  std::string_view remedy;  ///< what to do, for the kind's own page
};

/// Every kind there is, in the order of the documentation.
std::span<const ProblemKind> problem_kinds();
/// Of a name in the table; null if it is none.
const ProblemKind* find_problem_kind(std::string_view name);

/// One occurrence of a problem; its sentence says what to do.
struct Problem : ErrorBase {
  const ProblemKind* kind = nullptr;
  std::string field;  ///< the member of the request that caused it: "lines[0].quantity"; or ""
  boost::json::object facts;

  /// `kind` is a name in the table.
  static Problem make(std::string_view kind, std::string sentence, std::string field = {});
};

/// What the engine's refusal is over HTTP. `asked_for_it` says whether the address itself names the thing
/// that is unknown (404) or the request's content does (422).
Problem problem_of(const commerce::Refusal& refusal, bool named_by_address);

/// application/problem+json. `origin` leads the `type` address.
http::Response problem_response(const Problem& problem, const std::string& origin);

/// "lines[0].quantity" as a JSON pointer in a fragment: "#/lines/0/quantity".
std::string pointer_of(std::string_view field);

}  // namespace timeshelf::server
