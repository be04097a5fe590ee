// Where pictures are developed: one after the other, on a thread of its own, so that a page never waits for
// them and a machine is never full of workers.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "server/images/worker.hpp"

namespace timeshelf::images {

class Darkroom {
 public:
  /// Called on the darkroom's thread, or at its end: then `stop` is requested, and there is no time left.
  using Job = std::function<void(const Worker& worker, const std::stop_token& stop)>;

  explicit Darkroom(Worker worker);
  ~Darkroom();
  Darkroom(const Darkroom&) = delete;
  Darkroom& operator=(const Darkroom&) = delete;

  const Worker& worker() const { return worker_; }
  /// False if too many wait already.
  bool submit(Job job);
  /// Gives up what is being done and what waits, and takes no more.
  void close();

 private:
  void loop();

  const Worker worker_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> waiting_;
  std::stop_source stopping_;
  std::thread thread_;
};

}  // namespace timeshelf::images
