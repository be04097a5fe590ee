// Forgetting what was deleted long ago.
#pragma once
#include "commerce/due.hpp"

namespace timeshelf::server {

/// Whoever syncs with a token older than `kept` reads everything anew (RFC 6578 3.3).
commerce::DueWork forgetting_deletions(std::chrono::days kept, const Clock& clock);

/// What hangs on no object any more, a few at a time.
commerce::DueWork removing_attachments();

/// Pictures that no product and no slot has named for a while, a few at a time.
commerce::DueWork removing_images(const Clock& clock);

}  // namespace timeshelf::server
