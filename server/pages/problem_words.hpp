// What went wrong, as its customer reads it.
#pragma once
#include <string>

#include "server/pages/page_words.hpp"
#include "server/shop/problem.hpp"

namespace timeshelf::server::pages {

/// The problem's own sentence, which is English and knows more of the case; in another language that of its
/// kind (messages/problems.hpp), as the web app says it. What no message knows is better said in English than
/// not at all.
std::string problem_text(const Problem& problem, const PageWords& words);
std::string problem_title(const Problem& problem, const PageWords& words);

}  // namespace timeshelf::server::pages
