// Asks the payment provider, on a thread of its own: pages for holds, how they stand, refunds.
#pragma once
#include <memory>
#include <optional>

#include "base/time.hpp"
#include "commerce/payments/payments.hpp"
#include "server/timer.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace timeshelf::server::payment {

/// A task is taken from the tables, asked outside of any transaction, and its answer noted: killed in
/// between, it is asked again under the same idempotency key. Several nodes share the tables.
class Collector {
 public:
  /// Without a provider it does nothing.
  Collector(store::Database& database, store::Writer& writer, commerce::Payments& payments,
            std::unique_ptr<commerce::PaymentProvider> provider, const Clock& clock);
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;
  /// There may be something to ask. Cheap, from any thread.
  void wake();

 private:
  bool ask_next();
  std::optional<Instant> next();
  void note(const std::function<void(store::Transaction&)>& work);

  store::Database& database_;
  store::Writer& writer_;
  commerce::Payments& payments_;
  const std::unique_ptr<commerce::PaymentProvider> provider_;
  const Clock& clock_;
  std::optional<Timer> timer_;
};

}  // namespace timeshelf::server::payment
