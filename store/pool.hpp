// Connections that wait to be used again.
#pragma once
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace timeshelf::store {

/// A stack of idle connections: the one used last, whose caches are warm, goes out first. It never waits for
/// one to come back; whoever finds it empty opens another, and at most `keep` are kept when they return.
template <class Connection>
class Pool {
 public:
  explicit Pool(std::size_t keep) : keep_(keep) {}

  /// An idle one, or null.
  std::unique_ptr<Connection> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return nullptr;
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
  }
  void give_back(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < keep_) idle_.push_back(std::move(connection));
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    idle_.clear();
  }

 private:
  const std::size_t keep_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace timeshelf::store
