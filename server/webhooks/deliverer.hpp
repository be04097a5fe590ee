// Tells webhooks what happened, on a thread of its own.
#pragma once
#include <optional>
#include <vector>

#include "commerce/webhooks/webhooks.hpp"
#include "server/timer.hpp"
#include "server/webhooks/calls.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace timeshelf::server::webhooks {

/// A message is taken, sent, and only then noted as delivered: killed in between, it is sent again. Several
/// nodes share the table.
class Deliverer {
 public:
  Deliverer(store::Database& database, store::Writer& writer, commerce::Webhooks& webhooks, bool any_address,
            const Clock& clock);
  ~Deliverer();
  Deliverer(const Deliverer&) = delete;
  Deliverer& operator=(const Deliverer&) = delete;
  /// Something was written. Cheap, from any thread.
  void wake();

 private:
  bool deliver(const Timer& timer);
  void begin_due();
  void begin(const commerce::DueDelivery& due);
  void note_ended();
  std::optional<Instant> next();

  store::Database& database_;
  store::Writer& writer_;
  commerce::Webhooks& webhooks_;
  const Clock& clock_;
  Calls calls_;
  commerce::Webhooks::UnderWay under_way_;
  std::vector<commerce::DeliveryOutcome> ended_;  ///< and not noted yet
  std::optional<Timer> timer_;
};

}  // namespace timeshelf::server::webhooks
