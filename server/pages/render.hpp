// Mustache templates of web/pages, filled.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace timeshelf::server::pages {

/// Fills "<name>.mustache". Strings are escaped for HTML where the template says {{…}}; an empty string, null
/// and false are all "no" to a section. Templates that a template includes ({{> card}}) see its values.
std::string render(std::string_view name, const boost::json::object& values);

/// The bytes of a file of web/pages, or "".
std::string_view page_file(std::string_view file_name);

}  // namespace timeshelf::server::pages
