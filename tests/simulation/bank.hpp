// The payment provider: it outlives the shop's process, and its word comes late, twice, out of order or
// never.
#pragma once
#include <deque>
#include <map>
#include <string>

#include "commerce/payments/payments.hpp"
#include "tests/simulation/dice.hpp"

namespace timeshelf::simulation {

class Bank {
 public:
  struct Page {
    Id hold;
    Money total;
    Instant ends;
    commerce::PaymentSession::State state = commerce::PaymentSession::State::open;
    std::string payment{};
    std::int64_t paid = 0;
    std::map<Id, std::int64_t> refunds{};  ///< by idempotency key
    std::int64_t given_back() const;
  };

  /// Asked for again, it is the same page.
  commerce::PaymentSession create(const commerce::CheckoutOrder&);
  commerce::PaymentSession look_up(const std::string& session) const;
  commerce::PaymentSession expire(const std::string& session);
  /// The same key gives back once.
  std::string refund(const std::string& payment, const Money&, const Id& key);

  /// The customer pays, not always what was asked; or the bank takes its time.
  void pay(const std::string& session, Dice&);
  /// Pages that have ended are over; what was waiting has come.
  void pass_to(Instant now, Dice&);
  /// What arrives next; nothing if nothing is under way.
  std::optional<commerce::ProviderEvent> arrive(Dice&);

  const std::map<std::string, Page>& pages() const { return pages_; }

 private:
  void tell(const std::string& session, const char* kind, Dice&);

  std::map<std::string, Page> pages_;  ///< by session
  std::deque<commerce::ProviderEvent> under_way_;
  std::int64_t events_ = 0;
};

}  // namespace timeshelf::simulation
