// What the shop asks of a payment provider, and what it is told: values, no HTTP. server/payment speaks to
// one.
#pragma once
#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace timeshelf::commerce {

/// A page on which a customer is to pay.
struct CheckoutOrder {
  Id shop;
  Id hold;  ///< also the idempotency key: asked for again, it is the same page
  Money total;
  std::string description;  ///< what is bought, in a few words
  std::string email;
  Instant expires_at;
  std::string return_url;  ///< where the provider sends the customer once they have paid
  std::string cancel_url;  ///< and where, if they would rather not
};

struct PaymentSession {
  enum class State {
    open,     ///< nothing was paid yet
    waiting,  ///< the customer is done, the bank is not
    paid,
    over,  ///< expired or failed: nothing was paid, and never will be
  };
  std::string id;
  State state = State::open;
  std::string url{};      ///< where to pay
  std::string payment{};  ///< the provider's id of the money, once there is any
  std::optional<Money> paid{};
};

struct PaymentTrouble : ErrorBase {
  bool final = false;  ///< asking again is of no use
};
template <class T>
using Asked = Result<T, PaymentTrouble>;

/// Calls block, and may be made again after a crash: the provider must not do twice what has the same key.
class PaymentProvider {
 public:
  virtual ~PaymentProvider() = default;
  virtual std::string name() const = 0;
  virtual Asked<PaymentSession> create(const CheckoutOrder& order) = 0;
  virtual Asked<PaymentSession> look_up(const std::string& session) = 0;
  /// Nobody can pay any more. One that was paid meanwhile is answered as it is.
  virtual Asked<PaymentSession> expire(const std::string& session) = 0;
  /// Answers the provider's id of the refund.
  virtual Asked<std::string> refund(const std::string& payment, const Money& amount, const Id& key) = 0;
  /// Calls that go on end at once, with trouble; those that follow, too. From any thread.
  virtual void interrupt() {}
};

}  // namespace timeshelf::commerce
