#include "server/api/csv.hpp"

#include <fmt/format.h>

namespace timeshelf::server::api {

std::string csv_text(std::string_view text) {
  std::string cell = "\"";
  // OWASP, "CSV injection": what begins like this is run by spreadsheets.
  if (!text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos)
    cell += '\'';
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

http::Response csv_answer(std::string table, std::string_view file_name) {
  auto response = http::reply(200, "text/csv; charset=utf-8; header=present", std::move(table));
  response.headers.add("Content-Disposition", fmt::format("attachment; filename=\"{}\"", file_name));
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Cache-Control", "no-store");
  return response;
}

}  // namespace timeshelf::server::api
