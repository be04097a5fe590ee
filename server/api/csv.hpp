// Tables for spreadsheets (RFC 4180).
#pragma once
#include <string>
#include <string_view>

#include "base/http.hpp"

namespace timeshelf::server::api {

/// A text in its quotes. A spreadsheet does not run what customers wrote: what it would take for a formula
/// has an apostrophe before it.
std::string csv_text(std::string_view text);

/// Cells that are numbers, or texts in their quotes, as a line.
template <class Cells>
void append_csv_row(std::string& table, const Cells& cells) {
  bool first = true;
  for (const auto& cell : cells) {
    if (!first) table += ',';
    first = false;
    table += cell;
  }
  table += "\r\n";
}

/// Offers it under that name.
http::Response csv_answer(std::string table, std::string_view file_name);

}  // namespace timeshelf::server::api
