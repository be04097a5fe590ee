// Mustache templates of web/pages, filled.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "server/pages/page_words.hpp"

namespace timeshelf::server::pages {

/// Fills "<name>.mustache", whose messages (messages/README.md) are said in `words`' language. Strings are
/// escaped for HTML where the template says {{…}}; an empty string, null and false are all "no" to a section.
/// Templates that a template includes ({{> card}}) see its values.
std::string render(std::string_view name, const boost::json::object& values, const PageWords& words);

/// A template with its messages in it: "[[total]]", and "[[givesBack sum=owed_back]]" where "{sum}" is the
/// value {{owed_back}}. Throws std::logic_error for a message that does not exist.
std::string spoken(std::string_view text, const PageWords& words);

/// The bytes of a file of web/pages, or "".
std::string_view page_file(std::string_view file_name);

}  // namespace timeshelf::server::pages
