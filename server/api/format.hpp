// In which form somebody wants an answer.
#pragma once
#include <vector>

#include "base/http.hpp"
#include "server/api/parameters.hpp"

namespace timeshelf::server::api {

enum class Format { json, csv, pdf };
std::string_view name_of(Format format);

/// As the parameter "format" says, or the Accept header; the first of the offered where neither does.
Read<Format> read_format(const Parameters& parameters, const http::Request& request,
                         const std::vector<Format>& offered);

}  // namespace timeshelf::server::api
