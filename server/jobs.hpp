// One timer for each node: sleeps until something is due, then does it through the writer.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/time.hpp"
#include "commerce/due.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace timeshelf::server {

class Jobs {
 public:
  Jobs(store::Database& database, store::Writer& writer, const commerce::Due& due, const Clock& clock,
       std::function<void()> after_work);
  ~Jobs();
  /// Something may have become due. Cheap, from any thread.
  void wake();

 private:
  void loop();
  /// False if something could not be done: not now, and not at once again.
  bool run_due();
  bool run(const commerce::DueWork& work);
  store::Outcome attempt(const commerce::DueWork& work, std::size_t at_most, std::size_t& done);

  store::Database& database_;
  store::Writer& writer_;
  const commerce::Due& due_;
  const Clock& clock_;
  const std::function<void()> after_work_;  ///< what was done may have left something to send
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = true;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace timeshelf::server
