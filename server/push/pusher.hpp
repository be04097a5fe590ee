// Tells clients that a collection changed (WebDAV-Push), on a thread of its own: a slow push service holds
// nobody up.
#pragma once
#include <optional>

#include "base/p256.hpp"
#include "base/random.hpp"
#include "caldav/push/message.hpp"
#include "server/push/delivery.hpp"
#include "server/timer.hpp"
#include "store/database.hpp"
#include "store/push.hpp"
#include "store/writer.hpp"

namespace timeshelf::server::push {

/// The installation's key; the first node that asks makes it.
P256Key installation_key(store::Database& database, Random& random);

struct PusherOptions {
  std::string contact;  ///< of the operator, for push services: mailto: or https:
  bool any_address = false;
};

/// A message is written, sent, and only then noted as told: killed in between, it is sent again. Several
/// nodes share the table.
class Pusher {
 public:
  /// Without a key it does nothing.
  Pusher(store::Database& database, store::Writer& writer, const std::optional<P256Key>& key,
         PusherOptions options, caldav::Options caldav, const Clock& clock, Random& random);
  ~Pusher();
  Pusher(const Pusher&) = delete;
  Pusher& operator=(const Pusher&) = delete;
  /// Something was written. Cheap, from any thread.
  void wake();

 private:
  struct Task {
    store::PendingPush pending;
    caldav::push::Message message;
  };
  bool send_next();
  bool take(store::Transaction&, std::optional<Task>& task);
  Delivery deliver(const Task& task);
  void note(store::Transaction&, const Task& task, const Delivery& delivery);
  std::optional<Instant> next();

  store::Database& database_;
  store::Writer& writer_;
  const std::optional<P256Key> key_;
  const PusherOptions options_;
  const caldav::Options caldav_;
  const Clock& clock_;
  Random& random_;
  std::optional<Sender> sender_;
  std::optional<Timer> timer_;
};

}  // namespace timeshelf::server::push
