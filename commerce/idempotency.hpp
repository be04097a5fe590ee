// Answers that were given, so that a repeated request gets the same one.
#pragma once
#include <optional>
#include <string>

#include "base/id.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct RememberedAnswer {
  std::string digest;  ///< of the request that got it
  int status = 0;
  std::string response;
};

/// `scope` names the operation ("POST /holds"), `key` is the client's.
std::optional<RememberedAnswer> find_answer(store::Transaction&, const Id& shop, std::string_view scope,
                                            std::string_view key);
/// In the transaction of the command itself: both are kept or neither.
void remember_answer(store::Transaction&, const Id& shop, std::string_view scope, std::string_view key,
                     const RememberedAnswer&, Instant now);

}  // namespace timeshelf::commerce
