#include "server/pages/problem_words.hpp"

namespace timeshelf::server::pages {
namespace {

// messageOf in web/src/booking/mistakes.ts.
std::string name_of_message(const Problem& problem) {
  const std::string_view kind = problem.kind->name;
  const std::string_view field = problem.field;
  const bool of_member = kind == "invalid-member";
  if (kind == "invalid-customer" || (of_member && (field == "name" || field == "email")))
    return field == "email" ? "problem-invalid-customer-email" : "problem-invalid-customer-name";
  if (of_member && field.starts_with("address")) return "problem-invalid-address";
  if (of_member && field.ends_with(".window")) return "problem-unknown-window";
  if (of_member && field == "code") return "problem-unknown-code";
  return "problem-" + std::string(kind);
}

}  // namespace

std::string problem_text(const Problem& problem, const PageWords& words) {
  if (words.language() == "en") return problem.message;
  const Message* message = find_message(name_of_message(problem));
  return message ? std::string(words(*message)) : problem.message;
}

std::string problem_title(const Problem& problem, const PageWords& words) {
  if (words.language() == "en") return std::string(problem.kind->title);
  return problem.kind->name == "hold-expired" ? words("runOut") : words("somethingWentWrong");
}

}  // namespace timeshelf::server::pages
