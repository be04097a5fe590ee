// Terms of sale as JSON: what an event says (docs/vocabulary.md), for who edits it.
#pragma once
#include <boost/json/object.hpp>
#include <set>
#include <string>

#include "ical/shelf_terms.hpp"
#include "server/api/read_json.hpp"

namespace timeshelf::server::api {

/// Every member is there; null or an empty array where the event says nothing of it.
boost::json::object terms_json(const ical::ShelfTerms& terms);

struct WrittenTerms {
  ical::ShelfTerms terms;
  std::set<std::string> unset;  ///< members that were said to be nothing, and were something before
};
/// What `said` becomes: members that are left out stay, null and an empty array take away. `currency` is the
/// shop's, for amounts without one.
Read<WrittenTerms> read_terms(const boost::json::object& object, const ical::ShelfTerms& said,
                              Currency currency);

/// The member of an X-SHELF property: "terms.prices" of "X-SHELF-PRICE"; otherwise the field itself.
std::string member_of(std::string_view field);

}  // namespace timeshelf::server::api
