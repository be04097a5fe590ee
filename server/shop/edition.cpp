#include "server/shop/edition.hpp"

#include <boost/json/serialize.hpp>

#include "base/digest.hpp"
#include "server/shop/conditional.hpp"

namespace timeshelf::server {

std::string edition_of(const boost::json::object& said) {
  return strong_etag(boost::json::serialize(said));
}

std::optional<Problem> check_edition(std::string_view if_match, std::string_view edition,
                                     std::string_view sentence) {
  if (if_match.empty())
    return Problem::make("precondition-needed", "Send If-Match with the ETag of what you read.");
  if (!edition.empty() && lists_etag(if_match, edition)) return std::nullopt;  // "*" lists all
  return Problem::make("edited-meanwhile", std::string(sentence));
}

std::optional<Problem> check_if_asked(std::string_view if_match, std::string_view edition,
                                      std::string_view sentence) {
  return if_match.empty() ? std::nullopt : check_edition(if_match, edition, sentence);
}

}  // namespace timeshelf::server
