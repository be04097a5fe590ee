// Who changes something has seen what it is: editions of what has none of its own, and If-Match.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "server/shop/problem.hpp"

namespace timeshelf::server {

/// A strong ETag (RFC 9110 8.8.3) of all that is said of a thing: it says something else, it is another one.
std::string edition_of(const boost::json::object& said);

/// Nothing if `if_match` lists the edition that there is ("*" lists all); there is none: "". Otherwise 412
/// with the sentence, or 428 where there is no If-Match at all.
std::optional<Problem> check_edition(std::string_view if_match, std::string_view edition,
                                     std::string_view sentence);

/// The same where who sends no If-Match may overwrite what there is.
std::optional<Problem> check_if_asked(std::string_view if_match, std::string_view edition,
                                      std::string_view sentence);

}  // namespace timeshelf::server
