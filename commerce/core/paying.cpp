#include "commerce/core/paying.hpp"

#include <array>
#include <utility>

namespace timeshelf::commerce {
namespace {

constexpr std::array<std::pair<CheckoutState, std::string_view>, 5> kStates{{
    {CheckoutState::wanted, "wanted"},
    {CheckoutState::open, "open"},
    {CheckoutState::booked, "booked"},
    {CheckoutState::unpaid, "unpaid"},
    {CheckoutState::returned, "returned"},
}};

NextStep after_payment(const PaymentSession& session, const HoldRecord& record, const Money& total,
                       std::optional<std::int64_t> owed, Instant now) {
  if (!session.paid) return NextStep::ask_again;
  if (!(*session.paid == total)) return NextStep::give_back;
  if (record.state == HoldState::confirmed)
    return owed && *owed >= total.minor ? NextStep::attach : NextStep::give_back;
  const bool live = record.state == HoldState::open && record.hold.expires_at > now;
  return live ? NextStep::book : NextStep::retake;
}

}  // namespace

std::string_view name_of(CheckoutState state) {
  for (const auto& [value, name] : kStates) {
    if (value == state) return name;
  }
  return "";
}

std::optional<CheckoutState> parse_checkout_state(std::string_view wanted) {
  for (const auto& [value, name] : kStates) {
    if (name == wanted) return value;
  }
  return std::nullopt;
}

NextStep next_step(CheckoutState state, const PaymentSession& session, const HoldRecord& record,
                   const Money& total, std::optional<std::int64_t> owed, Instant now) {
  if (state == CheckoutState::booked || state == CheckoutState::returned) return NextStep::nothing;
  switch (session.state) {
    case PaymentSession::State::paid:
      return after_payment(session, record, total, owed, now);
    case PaymentSession::State::over:
      return state == CheckoutState::unpaid ? NextStep::nothing : NextStep::give_up;
    case PaymentSession::State::open:
    case PaymentSession::State::waiting:
      break;
  }
  return state == CheckoutState::unpaid ? NextStep::nothing : NextStep::ask_again;
}

std::optional<std::vector<Transfer>> decide_retake(const Ledger& ledger, const std::vector<Transfer>& before,
                                                   const Fresh& fresh, Instant now) {
  std::vector<Transfer> again;
  std::set<std::pair<AccountKey, AccountKey>> seen;  // a hold that was taken again before reserved it twice
  for (const Transfer& transfer : before) {
    if (transfer.kind != TransferKind::pending) continue;
    if (!seen.emplace(transfer.debit, transfer.credit).second) continue;
    again.push_back(transfer);
    again.back().id = fresh.id();
    again.back().at = now;
  }
  Ledger tried = ledger;
  if (again.empty() || !tried.apply(again)) return std::nullopt;
  return again;
}

}  // namespace timeshelf::commerce
