// Tells what can be booked as it moves, to everybody who follows a shop.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/engine.hpp"
#include "server/live/listener.hpp"
#include "server/live/standing.hpp"
#include "server/timer.hpp"
#include "store/database.hpp"

namespace timeshelf::server::live {

/// One thread for all listeners, which sleeps while there are none. After a commit, and every second for what
/// other nodes and command lines wrote, it reads which slots moved, writes one piece for each shop and hands
/// it to all. A listener is a few kilobytes beside its connection. Thread-safe.
class Live {
 public:
  Live(store::Database& database, commerce::Engine& engine, const Clock& clock, Random& random,
       std::size_t most_listeners);
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  /// To be called before the snapshot is read that `begin` tells of, so that nothing falls between them.
  /// Null: there are too many.
  std::shared_ptr<Listener> join(const std::string& shop);
  /// The first words to a listener, and where news begin if it is the first of its shop.
  std::string begin(const std::string& shop, const Standing& standing);

  /// Something was committed. Cheap, from any thread.
  void wake();
  /// Ends every stream, and takes no further listener.
  void close();
  /// That somebody follows, or did a moment ago.
  std::size_t shops() const;

 private:
  struct Channel {
    std::vector<std::weak_ptr<Listener>> listeners;
    std::optional<Standing> told;  ///< what they know, or learn when they begin
  };
  using Piece = http::Stream::Piece;

  std::optional<Instant> next() const;
  bool look();
  void tell(const std::string& slug);
  Piece news(store::Transaction&, const std::string& slug, const Standing& told, Standing& now);
  void publish(const std::string& slug, const Piece& piece, const std::optional<Standing>& now);
  std::vector<std::string> followed();

  store::Database& database_;
  commerce::Engine& engine_;
  const Clock& clock_;
  Random& random_;
  const std::size_t most_listeners_;
  /// Shared with the listeners, which may outlive this.
  const std::shared_ptr<std::atomic<std::size_t>> listeners_ = std::make_shared<std::atomic<std::size_t>>(0);
  std::atomic<bool> changed_{false};
  std::atomic<bool> closed_{false};
  std::atomic<std::int64_t> looked_at_{0};  ///< milliseconds, as all instants
  Instant spoke_at_{};                      ///< of the timer's thread alone
  mutable std::mutex mutex_;
  std::map<std::string, Channel> channels_;  ///< by the shop's slug
  Timer timer_;
};

}  // namespace timeshelf::server::live
