#include "tests/simulation/bank.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace timeshelf::simulation {
namespace {

using commerce::PaymentSession;
using State = PaymentSession::State;

}  // namespace

std::int64_t Bank::Page::given_back() const {
  std::int64_t sum = 0;
  for (const auto& [key, minor] : refunds) sum += minor;
  return sum;
}

PaymentSession Bank::create(const commerce::CheckoutOrder& order) {
  const std::string session = "cs_" + order.hold.string();
  pages_.try_emplace(session, Page{order.hold, order.total, order.expires_at});
  return look_up(session);
}

PaymentSession Bank::look_up(const std::string& session) const {
  const Page& page = pages_.at(session);
  PaymentSession seen{session, page.state, "https://pay.example/" + session, page.payment, {}};
  if (page.state == State::paid) seen.paid = Money{page.paid, page.total.currency};
  return seen;
}

PaymentSession Bank::expire(const std::string& session) {
  Page& page = pages_.at(session);
  if (page.state == State::open) page.state = State::over;
  return look_up(session);
}

std::string Bank::refund(const std::string& payment, const Money& amount, const Id& key) {
  for (auto& [session, page] : pages_) {
    if (page.payment != payment) continue;
    page.refunds.try_emplace(key, amount.minor);
    if (page.given_back() > page.paid) throw std::runtime_error("More is given back than was paid.");
    return "re_" + key.string();
  }
  throw std::runtime_error("Money is to go back that never came.");
}

void Bank::pay(const std::string& session, Dice& dice) {
  Page& page = pages_.at(session);
  if (page.state != State::open) return;
  page.payment = "pi_" + page.hold.string();
  page.paid = page.total.minor + (dice.chance(4) ? 1 : 0);
  page.state = dice.chance(15) ? State::waiting : State::paid;
  if (page.state == State::paid) tell(session, "checkout.session.completed", dice);
}

void Bank::pass_to(Instant now, Dice& dice) {
  for (auto& [session, page] : pages_) {
    if (page.state == State::waiting && dice.chance(50)) {
      page.state = dice.chance(80) ? State::paid : State::over;
      tell(session, "checkout.session.async_payment", dice);
    } else if (page.state == State::open && page.ends <= now) {
      page.state = State::over;
      tell(session, "checkout.session.expired", dice);
    }
  }
}

// Lost, once, or twice.
void Bank::tell(const std::string& session, const char* kind, Dice& dice) {
  const std::string id = fmt::format("evt_{}", ++events_);
  for (auto times = dice.between(0, 2); times > 0; --times)
    under_way_.push_back({id, kind, look_up(session)});
}

std::optional<commerce::ProviderEvent> Bank::arrive(Dice& dice) {
  if (under_way_.empty()) return std::nullopt;
  const auto at = under_way_.begin() + dice.between(0, static_cast<std::int64_t>(under_way_.size()) - 1);
  commerce::ProviderEvent event = *at;
  under_way_.erase(at);
  return event;
}

}  // namespace timeshelf::simulation
