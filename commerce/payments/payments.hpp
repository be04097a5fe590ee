// Paying online: a hold waits at a provider's page, and what the provider says settles it, once, however
// often and in whatever order it is said (by webhook, by the customer's return, or asked for).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/random.hpp"
#include "commerce/core/paying.hpp"
#include "commerce/engine.hpp"
#include "commerce/payments/receipts.hpp"

namespace timeshelf::commerce {

struct Checkout {
  Id shop;
  Id hold;
  CheckoutState state = CheckoutState::wanted;
  std::string session;
  std::string url;
  std::string payment;
  Money total{0, *Currency::parse("EUR")};
  std::string name;
  std::string email;
  std::optional<Id> booking;
  Instant created_at;
  Instant expires_at;
  std::int64_t attempts = 0;
  std::string language = "en";  ///< to write to the customer in (letter_words.hpp)
};

/// Money that is owed back through the provider.
struct RefundOrder {
  Id shop;
  Id id;
  std::string payment;
  Money amount;
  std::int64_t attempts = 0;
};

/// The topic of the outbox behind which Payments::write_of_return stands; its subject is a hold.
inline constexpr std::string_view kReturnTopic = "return-letter";

/// Something to ask the provider, outside of any transaction.
struct ToCreate {
  CheckoutOrder order;
};
struct ToLookUp {
  std::string session;
};
struct ToExpire {
  std::string session;
};
struct ToRefund {
  RefundOrder refund;
};
struct PaymentTask {
  Id shop;
  Id subject;  ///< the hold, or the refund
  std::variant<ToCreate, ToLookUp, ToExpire, ToRefund> ask;
};

/// Why money goes back that nothing can be booked for.
enum class ReturnCause {
  taken,       ///< it came too late, and the units are somebody else's
  off_sale,    ///< the shop sells it no more
  over_limit,  ///< more than a customer may have
  refused,     ///< for another reason
  not_owed,    ///< the booking was settled or cancelled before
  differs,     ///< another sum than the one that was asked for
};
std::string_view name_of(ReturnCause cause);
std::optional<ReturnCause> parse_return_cause(std::string_view name);

/// Money that came and could not be booked for.
struct Returned {
  Money amount;
  ReturnCause cause = ReturnCause::refused;
};

/// What a provider's webhook tells.
struct ProviderEvent {
  std::string id;
  std::string kind;                         ///< as the provider calls it
  std::optional<PaymentSession> session{};  ///< how a session stands, of those kinds that say it
  std::string payment{};                    ///< which money it is about, where it is about no session
};

/// Thread-safe: all state is in the database.
class Payments {
 public:
  Payments(Engine& engine, std::string provider, std::chrono::milliseconds poll_every, const Clock& clock,
           Random& random)
      : engine_(engine),
        provider_(std::move(provider)),
        poll_every_(poll_every),
        clock_(clock),
        random_(random) {}

  /// The customer wants to pay online: the hold lasts as long as the provider's page will. Again, the same.
  Decided<Checkout> begin(store::Transaction&, const ConfirmCommand&);
  std::optional<Checkout> find(store::Transaction&, const Id& shop, const Id& hold);
  /// The customer is back: the provider is asked at once.
  void look_now(store::Transaction&, const Id& shop, const Id& hold);

  /// What goes back of a hold that was paid in vain; nothing of another.
  std::optional<Returned> find_returned(store::Transaction&, const Id& shop, const Id& hold);
  /// Tells its customer, where the shop sends mail (topic kReturnTopic).
  void write_of_return(store::Transaction&, const Id& shop, const Id& hold);

  /// The one way in which a checkout becomes a booking, a refund or nothing.
  void settle(store::Transaction&, const Id& shop, const Id& hold, const PaymentSession&);
  /// By webhook. An event that came before, or is about nothing of ours, changes nothing.
  void hear(store::Transaction&, const ProviderEvent&);

  // What is to be asked of the provider. A task is the taker's for some minutes, then due again.
  std::optional<PaymentTask> take(store::Transaction&);
  std::optional<Instant> next(store::Transaction&);
  void note(store::Transaction&, const PaymentTask&, const PaymentSession&);
  void note_refunded(store::Transaction&, const RefundOrder&, const std::string& reference);
  void note_trouble(store::Transaction&, const PaymentTask&, const PaymentTrouble&);

 private:
  Decided<Booking> book(store::Transaction&, const Checkout&);
  bool retake(store::Transaction&, const Checkout&);
  void write_down(store::Transaction&, const Checkout&, const PaymentSession&,
                  const std::optional<Id>& booking);
  void give_back(store::Transaction&, const Checkout&, const PaymentSession&, ReturnCause);
  void update(store::Transaction&, const Checkout&, CheckoutState, const std::optional<Id>& booking,
              std::optional<Instant> next);
  std::optional<PaymentTask> task_of(store::Transaction&, const Checkout&);

  Engine& engine_;
  const std::string provider_;
  const std::chrono::milliseconds poll_every_;
  const Clock& clock_;
  Random& random_;
};

/// What was paid online for a booking and is more than it costs by now goes back through the provider.
void owe_refund(store::Transaction&, const Id& shop, const Id& booking, std::string_view reason, Instant now,
                Random&);
/// What is on its way back for a booking, in minor units.
std::int64_t refunds_owed(store::Transaction&, const Id& shop, const Id& booking);

/// For `doctor`: refunds that did not go through.
struct RefundStatus {
  std::int64_t waiting = 0;
  std::int64_t failed = 0;
  std::string last_error;
};
RefundStatus refund_status(store::Transaction&);

}  // namespace timeshelf::commerce
