// The schema Picture of openapi.yaml.
#pragma once
#include <boost/json/value.hpp>
#include <string>

#include "server/api/write_json.hpp"

namespace timeshelf::server::api {

/// What there is of the image that products and events name, in every size and format; null for a drawing,
/// and for what lies elsewhere.
boost::json::value picture_json(const std::string& image, const Links& links);

}  // namespace timeshelf::server::api
