// Webhooks: addresses that are told what happens in a shop (docs/webhooks.md).
//
// What is to be told is a row (events.hpp); the server takes those that are due, sends them, and notes how
// that went. Nothing here knows HTTP: an address was checked before it comes here.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/due.hpp"
#include "commerce/refusal.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct Webhook {
  Id shop;
  Id id;
  std::string url;
  std::vector<std::string> kinds;  ///< of events; none: all
  bool active = true;
  std::string stopped;                    ///< why it was switched off by itself, or ""
  std::optional<Instant> previous_until;  ///< until then the secret before signs, too
  std::string made_by;
  Instant created_at;
  std::int64_t waiting = 0;   ///< messages that have not arrived yet
  std::int64_t given_up = 0;  ///< messages that nobody tries any more
};

struct WebhookMade {
  Webhook webhook;
  std::string secret;  ///< "whsec_…"; shown this once
};

enum class DeliveryState { waiting, delivered, given_up };
std::string_view name_of(DeliveryState state);
std::optional<DeliveryState> parse_delivery_state(std::string_view name);

/// One time that a message was sent.
struct DeliveryTry {
  Instant at;
  std::int64_t status = 0;  ///< 0: no answer
  std::int64_t ms = 0;
  std::string answer;  ///< its first kilobyte
  std::string reason;  ///< why it did not arrive, or ""
};

struct WebhookDelivery {
  Id event;
  std::string kind;
  std::string subject;
  DeliveryState state = DeliveryState::waiting;
  std::optional<Instant> due_at;
  Instant created_at;
  std::vector<DeliveryTry> tries;  ///< the last ones, newest first
  std::string body;
};

/// What is to be sent now.
struct DueDelivery {
  Id shop;
  Id webhook;
  Id event;
  std::string url;
  std::string body;
  std::vector<std::string> secrets;  ///< each signs
};

/// How sending it ended.
struct DeliveryOutcome {
  Id shop;
  Id webhook;
  Id event;
  DeliveryTry sent;
  std::optional<std::chrono::seconds> retry_after;
  bool gone = false;  ///< the receiver wants nothing any more (410)
};

struct WebhookTerms {
  std::string url;
  std::vector<std::string> kinds;
  bool active = true;
};

struct DeliveryQuery {
  std::optional<DeliveryState> state;
  std::optional<Id> before;  ///< only older events
  std::size_t limit = 50;
};

/// Thread-safe: all state is in the database.
class Webhooks {
 public:
  Webhooks(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  Decided<WebhookMade> add(store::Transaction&, const Id& shop, const WebhookTerms&,
                           const std::string& actor);
  std::vector<Webhook> list(store::Transaction&, const Id& shop);
  Decided<Webhook> find(store::Transaction&, const Id& shop, const Id& id);
  /// Switched on again, it goes on with what waits.
  Decided<Webhook> change(store::Transaction&, const Id& shop, const Id& id, const WebhookTerms&,
                          const std::string& actor);
  /// A new secret; the one before signs beside it for a day.
  Decided<WebhookMade> renew_secret(store::Transaction&, const Id& shop, const Id& id,
                                    const std::string& actor);
  Decided<void> remove(store::Transaction&, const Id& shop, const Id& id, const std::string& actor);

  /// Sends it a message that says nothing. Answers the event.
  Decided<Id> ping(store::Transaction&, const Id& shop, const Id& id, const std::string& actor);
  std::vector<WebhookDelivery> deliveries(store::Transaction&, const Id& shop, const Id& id,
                                          const DeliveryQuery&);
  /// Sends it again, with the same id and bytes, for three days from now on.
  Decided<void> replay(store::Transaction&, const Id& shop, const Id& id, const Id& event,
                       const std::string& actor);
  /// All that was given up. Answers how many.
  Decided<std::int64_t> replay_given_up(store::Transaction&, const Id& shop, const Id& id,
                                        const std::string& actor);

  // For whoever sends
  /// By webhook, how many are on their way to it from here.
  using UnderWay = std::map<std::pair<Id, Id>, std::size_t>;
  /// Takes what is due, at most so many for each webhook: nobody else takes it for a minute.
  std::vector<DueDelivery> take(store::Transaction&, const UnderWay& under_way, std::size_t at_most);
  void note(store::Transaction&, const DeliveryOutcome&);
  std::optional<Instant> next(store::Transaction&);

  /// Forgets events of a month ago, a few at a time.
  DueWork forgetting();

 private:
  Id queue(store::Transaction&, const Webhook&, std::string_view kind, const std::string& actor, Instant now);
  void take_of(store::Transaction&, const Webhook&, std::size_t room, std::vector<DueDelivery>& taken);

  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
