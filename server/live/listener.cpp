#include "server/live/listener.hpp"

#include <utility>

namespace timeshelf::server::live {

void Listener::when_ready(std::function<void()> ready) {
  {
    const std::lock_guard lock(mutex_);
    if (!over_ && waiting_.empty()) {
      ready_ = std::move(ready);
      return;
    }
  }
  ready();
}

std::vector<http::Stream::Piece> Listener::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(waiting_, {});
}

void Listener::offer(const Piece& piece) {
  std::function<void()> ready;
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    if (waiting_.size() >= kMost) {
      over_ = true;
      waiting_ = {};
    } else {
      waiting_.push_back(piece);
    }
    ready = std::exchange(ready_, nullptr);
  }
  if (ready) ready();
}

void Listener::end() {
  std::function<void()> ready;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    waiting_ = {};
    ready = std::exchange(ready_, nullptr);
  }
  if (ready) ready();
}

bool Listener::is_over() const {
  const std::lock_guard lock(mutex_);
  return over_;
}

}  // namespace timeshelf::server::live
