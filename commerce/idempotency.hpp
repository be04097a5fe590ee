// Answers that were given, so that a repeated request gets the same one.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/id.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// What a client calls its request (Idempotency-Key), and a digest of what it asked for.
struct RequestKey {
  std::string scope;  ///< two keys of the same text in different scopes never meet
  std::string key;
  std::string digest;
};

struct RememberedAnswer {
  std::string digest;  ///< of the request that got it
  int status = 0;
  std::string response;
};

/// By scope and key.
using Answers = std::map<std::pair<std::string, std::string>, RememberedAnswer>;
/// Those that were given to any of these keys.
Answers find_answers(store::Transaction&, const Id& shop, const std::vector<RequestKey>& keys);
void remember_answers(store::Transaction&, const Id& shop, const Answers&, Instant now);

/// `scope` names the operation ("POST /holds"), `key` is the client's.
std::optional<RememberedAnswer> find_answer(store::Transaction&, const Id& shop, std::string_view scope,
                                            std::string_view key);
/// In the transaction of the command itself: both are kept or neither.
void remember_answer(store::Transaction&, const Id& shop, std::string_view scope, std::string_view key,
                     const RememberedAnswer&, Instant now);

}  // namespace timeshelf::commerce
