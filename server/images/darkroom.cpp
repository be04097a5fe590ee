#include "server/images/darkroom.hpp"

namespace timeshelf::images {
namespace {

constexpr std::size_t kMostWaiting = 16;  // each holds its original in memory

}  // namespace

Darkroom::Darkroom(Worker worker) : worker_(std::move(worker)), thread_([this] { loop(); }) {}

Darkroom::~Darkroom() {
  close();
}

void Darkroom::close() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_.request_stop();
  }
  wake_.notify_one();
  thread_.join();
  for (const Job& job : waiting_) job(worker_, stopping_.get_token());
  waiting_.clear();
}

bool Darkroom::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_.stop_requested() || waiting_.size() >= kMostWaiting) return false;
    waiting_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

void Darkroom::loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stopping_.stop_requested() || !waiting_.empty(); });
    if (stopping_.stop_requested()) return;
    const Job job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    job(worker_, stopping_.get_token());
    lock.lock();
  }
}

}  // namespace timeshelf::images
