// Where everybody checks out: what waits is sold together, in one command of the writer and one commit.
//
// A request joins the queue and returns. When the writer comes to it, everything that waits (up to
// `largest_batch`) is loaded, decided in order and written at once (commerce/checkout/sales.hpp); after the
// commit all are answered. So the cost of a hot slot is paid once for each batch, not once for each customer.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/checkout/sales.hpp"
#include "store/accounts.hpp"
#include "store/writer.hpp"

namespace timeshelf::commerce {

class Till {
 public:
  struct Answer {
    store::Shop shop;  ///< whose slug was named; empty where there is none
    SaleAnswer sale;   ///< a booking without its token (tokens.hpp): signing is left to who shows it
  };
  /// Called once on the writer's thread, after the commit; must not block. Either the answer or why there is
  /// none; after `unknown` the sale may or may not have happened: ask again with the same key.
  using Done = std::function<void(const std::optional<store::Failure>&, Answer)>;

  Till(store::Writer& writer, const SaleOptions& options, const Clock& clock, Random& random,
       std::size_t largest_batch = 1024);
  Till(const Till&) = delete;
  Till& operator=(const Till&) = delete;

  /// Thread-safe. The command's shop is filled in from the slug.
  void submit(std::string shop_slug, SaleRequest request, Done done);
  /// Requests that wait to be taken. Thread-safe.
  std::int64_t waiting() const;

 private:
  struct Waiting {
    std::string shop_slug;
    SaleRequest request;
    Done done;
    std::optional<Answer> answer;
  };
  /// One command of the writer. Its members are taken from the queue when it first runs, and are the same
  /// when it runs again after a conflict.
  struct Batch {
    std::vector<Waiting> members;
    bool taken = false;
  };
  void schedule();
  void take(Batch& batch);
  void run(store::Transaction& transaction, Batch& batch);
  void finish(Batch& batch, const store::Outcome& outcome);
  void run_apart(Batch& batch);

  store::Writer& writer_;
  const SaleOptions options_;
  const Clock& clock_;
  Random& random_;
  const std::size_t largest_batch_;
  mutable std::mutex mutex_;
  std::deque<Waiting> queue_;
  bool scheduled_ = false;  ///< a command is with the writer that has taken nothing yet
};

}  // namespace timeshelf::commerce
