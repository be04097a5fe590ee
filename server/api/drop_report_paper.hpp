// How a drop went, on paper, in the reader's language.
#pragma once
#include "base/http.hpp"
#include "server/api/drop_report_json.hpp"
#include "server/paper/document.hpp"

namespace timeshelf::server::api {

/// What to do next time, a sentence for each advice; the weightiest first.
std::vector<std::string> advice_sentences(const ShownReport& shown, const std::string& language);

paper::Document drop_report_paper(const ShownReport& shown, const store::Shop& shop,
                                  const std::string& language);

}  // namespace timeshelf::server::api
