// One connection that follows a shop.
#pragma once
#include <functional>
#include <mutex>
#include <vector>

#include "base/http.hpp"

namespace timeshelf::server::live {

/// What was published and is not yet sent, in order. Pieces are shared by all who follow; a listener holds no
/// more than kMost of them, and one that falls behind further is over: it comes again and reads anew.
class Listener final : public http::Stream {
 public:
  static constexpr std::size_t kMost = 64;

  /// `gone` is called once, when nobody sends to this listener any more.
  explicit Listener(std::function<void()> gone) : gone_(std::move(gone)) {}
  ~Listener() override { gone_(); }

  void when_ready(std::function<void()> ready) override;
  std::vector<Piece> take() override;

  void offer(const Piece& piece);
  /// What is waiting is not sent any more.
  void end();
  bool is_over() const;

 private:
  const std::function<void()> gone_;
  mutable std::mutex mutex_;
  std::vector<Piece> waiting_;
  std::function<void()> ready_;
  bool over_ = false;
};

}  // namespace timeshelf::server::live
