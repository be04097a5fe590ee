#include "server/pos/applying.hpp"

namespace timeshelf::server::pos {

void apply_waiting(store::Writer& writer, commerce::TillMessages& messages) {
  const commerce::DueWork work = messages.applying();
  std::size_t applied = 0;
  do {
    const auto done = writer.run([&](store::Transaction& transaction) {
      applied = work.run(transaction, 25);
      return true;
    });
    if (done.failure) throw *done.failure;
  } while (applied > 0);
}

}  // namespace timeshelf::server::pos
