// One timer for each node: sleeps until something is due, then does it through the writer.
#pragma once
#include <functional>

#include "base/time.hpp"
#include "commerce/due.hpp"
#include "server/timer.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace timeshelf::server {

class Jobs {
 public:
  Jobs(store::Database& database, store::Writer& writer, const commerce::Due& due, const Clock& clock,
       std::function<void()> after_work);
  /// Something may have become due. Cheap, from any thread.
  void wake() { timer_.wake(); }

 private:
  std::optional<Instant> next();
  bool run_due();
  bool run(const commerce::DueWork& work);
  store::Outcome attempt(const commerce::DueWork& work, std::size_t at_most, std::size_t& done);

  store::Database& database_;
  store::Writer& writer_;
  const commerce::Due& due_;
  const std::function<void()> after_work_;  ///< what was done may have left something to send
  Timer timer_;
};

}  // namespace timeshelf::server
