#include "server/api/format.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::server::api {
namespace {

std::string_view content_type_of(Format format) {
  switch (format) {
    case Format::json:
      return "application/json";
    case Format::csv:
      return "text/csv";
    case Format::pdf:
      return "application/pdf";
  }
  return "";
}

}  // namespace

std::string_view name_of(Format format) {
  switch (format) {
    case Format::json:
      return "json";
    case Format::csv:
      return "csv";
    case Format::pdf:
      return "pdf";
  }
  return "";
}

Read<Format> read_format(const Parameters& parameters, const http::Request& request,
                         const std::vector<Format>& offered) {
  const auto named = parameters.find("format");
  if (named == parameters.end()) {
    // Clients name JSON as what they take besides: what is rarer is what they mean.
    const std::string accepted = to_lower(request.headers.get("Accept"));
    const auto meant = std::find_if(offered.rbegin(), offered.rend(), [&](Format format) {
      return accepted.find(content_type_of(format)) != std::string::npos;
    });
    return meant == offered.rend() ? offered.front() : *meant;
  }
  std::vector<std::string_view> names;
  for (const Format format : offered) {
    if (named->second == name_of(format)) return format;
    names.push_back(name_of(format));
  }
  return Problem::make("invalid-parameter", fmt::format("\"format\" is one of {}.", fmt::join(names, ", ")),
                       "format");
}

}  // namespace timeshelf::server::api
