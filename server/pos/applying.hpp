// Bringing into the books at once what waits, for who wrote it outside of a request: nobody wakes the jobs
// there.
#pragma once
#include "commerce/pos/pos_messages.hpp"
#include "store/writer.hpp"

namespace timeshelf::server::pos {

/// A few at a time: sales come in between.
void apply_waiting(store::Writer& writer, commerce::TillMessages& messages);

}  // namespace timeshelf::server::pos
