// So that somebody can see which app password is used no more, and end it.
#pragma once
#include "server/auth.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace timeshelf::server {

/// For credentials that were just looked up and found right. Written down at most once an hour for each
/// password; nobody waits for it.
void note_use(store::Transaction&, store::Writer&, const Credentials&, Instant now);

}  // namespace timeshelf::server
