// Documents as PDF, by Pango and Cairo: any script, either direction.
#pragma once
#include <string>

#include "base/time.hpp"
#include "server/paper/document.hpp"

namespace timeshelf::server::paper {

/// A4, on as many pages as it takes; a section stays together where it fits on a page. `made_at` goes into
/// the file's properties. Throws std::runtime_error where the libraries cannot.
std::string render_pdf(const Document& document, Instant made_at);

}  // namespace timeshelf::server::paper
