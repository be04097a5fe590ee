// When app passwords were used: apart from their rows, which whoever signs in reads, so that this alone is
// written.
#pragma once
#include <map>
#include <optional>
#include <string_view>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::store {

/// The user's password with this digest, if it was not used since then.
std::optional<Id> password_unused_since(Transaction&, std::string_view user, std::string_view digest,
                                        Instant since);
void note_password_use(Transaction&, std::string_view user, const Id& password, Instant at);
/// Of the user's passwords; those that were never used are not in it.
std::map<Id, Instant> password_uses(Transaction&, std::string_view user);

}  // namespace timeshelf::store
