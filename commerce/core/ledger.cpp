#include "commerce/core/ledger.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace timeshelf::commerce {
namespace {

constexpr std::int64_t kMostAtOnce = 1'000'000'000;
constexpr std::int64_t kMostInAll = 1'000'000'000'000'000;  // far from overflowing a sum of two

constexpr std::array<std::pair<AccountKind, std::string_view>, 17> kKinds{{
    {AccountKind::supplier, "supplier"},
    {AccountKind::capacity, "capacity"},
    {AccountKind::promise, "promise"},
    {AccountKind::issued, "issued"},
    {AccountKind::shortage, "shortage"},
    {AccountKind::on_hand, "on-hand"},
    {AccountKind::allotted, "allotted"},
    {AccountKind::held, "held"},
    {AccountKind::sold, "sold"},
    {AccountKind::handed_over, "handed-over"},
    {AccountKind::returned, "returned"},
    {AccountKind::wasted, "wasted"},
    {AccountKind::leased, "leased"},
    {AccountKind::uses, "uses"},
    {AccountKind::used, "used"},
    {AccountKind::window_room, "window-room"},
    {AccountKind::window_taken, "window-taken"},
}};

constexpr std::array<std::pair<TransferKind, std::string_view>, 4> kTransferKinds{{
    {TransferKind::posted, "posted"},
    {TransferKind::pending, "pending"},
    {TransferKind::post, "post"},
    {TransferKind::void_pending, "void"},
}};

template <class Table, class Key>
std::string_view name_in(const Table& table, Key key) {
  for (const auto& [value, name] : table) {
    if (value == key) return name;
  }
  return "";
}

template <class Table>
auto value_in(const Table& table, std::string_view wanted) -> std::optional<decltype(table[0].first)> {
  for (const auto& [value, name] : table) {
    if (name == wanted) return value;
  }
  return std::nullopt;
}

LedgerError error(LedgerError::Code code, const AccountKey& account, std::string sentence,
                  std::int64_t available = 0) {
  LedgerError result;
  result.code = code;
  result.account = account;
  result.message = std::move(sentence);
  result.available = available;
  return result;
}

}  // namespace

std::string_view name_of(AccountKind kind) {
  return name_in(kKinds, kind);
}
std::optional<AccountKind> parse_account_kind(std::string_view name) {
  return value_in(kKinds, name);
}
std::string_view name_of(TransferKind kind) {
  return name_in(kTransferKinds, kind);
}
std::optional<TransferKind> parse_transfer_kind(std::string_view name) {
  return value_in(kTransferKinds, name);
}

bool resolves(TransferKind kind) {
  return kind == TransferKind::post || kind == TransferKind::void_pending;
}

bool is_source(AccountKind kind) {
  return kind == AccountKind::supplier || kind == AccountKind::capacity || kind == AccountKind::promise ||
         kind == AccountKind::issued || kind == AccountKind::shortage;
}

std::string AccountKey::text() const {
  return fmt::format("{}:{}:{}", name_of(kind), place, sku);
}

std::optional<AccountKey> AccountKey::parse(std::string_view text) {
  const auto first = text.find(':');
  const auto second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto kind = parse_account_kind(text.substr(0, first));
  if (!kind) return std::nullopt;
  return AccountKey{*kind, std::string(text.substr(first + 1, second - first - 1)),
                    std::string(text.substr(second + 1))};
}

AccountKey allotted(const Id& slot, std::string_view sku) {
  return {AccountKind::allotted, slot.string(), std::string(sku)};
}
AccountKey held(const Id& slot, std::string_view sku) {
  return {AccountKind::held, slot.string(), std::string(sku)};
}
AccountKey sold(const Id& slot, std::string_view sku) {
  return {AccountKind::sold, slot.string(), std::string(sku)};
}
AccountKey handed_over(const Id& slot, std::string_view sku) {
  return {AccountKind::handed_over, slot.string(), std::string(sku)};
}
AccountKey on_hand(const Id& venue, std::string_view sku) {
  return {AccountKind::on_hand, venue.string(), std::string(sku)};
}

void Ledger::load(const Account& account) {
  accounts_[account.key] = account;
}

void Ledger::load_pending(const Transfer& pending) {
  add_pending(pending);
}

void Ledger::add_pending(const Transfer& pending) {
  pending_[pending.id] = pending;
  pending_by_subject_[pending.subject].insert(pending.id);
}

void Ledger::remove_pending(const Id& id) {
  const auto found = pending_.find(id);
  if (found == pending_.end()) return;
  const auto subject = pending_by_subject_.find(found->second.subject);
  subject->second.erase(id);
  if (subject->second.empty()) pending_by_subject_.erase(subject);
  pending_.erase(found);
}

Account Ledger::account(const AccountKey& key) const {
  const auto found = accounts_.find(key);
  return found == accounts_.end() ? Account{key} : found->second;
}

std::vector<Transfer> Ledger::pending_of(std::string_view subject) const {
  std::vector<Transfer> found;
  const auto ids = pending_by_subject_.find(subject);
  if (ids == pending_by_subject_.end()) return found;
  for (const Id& id : ids->second) found.push_back(pending_.at(id));
  return found;
}

Ledger::Written Ledger::take_written() {
  return std::exchange(written_, {});
}

Result<void, LedgerError> Ledger::apply(std::span<const Transfer> linked) {
  std::vector<Undo> done;
  done.reserve(linked.size());
  for (const Transfer& transfer : linked) {
    if (auto failed = apply_one(transfer, done)) {
      while (!done.empty()) {
        undo(done.back());
        done.pop_back();
      }
      return *failed;
    }
  }
  for (const Undo& step : done) written_.accounts.insert({step.debit.key, step.credit.key});
  return {};
}

void Ledger::undo(const Undo& step) {
  accounts_[step.debit.key] = step.debit;
  accounts_[step.credit.key] = step.credit;
  if (step.added) remove_pending(*step.added);
  if (step.resolved) add_pending(*step.resolved);
  written_.transfers.pop_back();
}

std::optional<LedgerError> Ledger::apply_one(const Transfer& asked, std::vector<Undo>& done) {
  Transfer transfer = asked;
  const Transfer* resolved = nullptr;
  std::int64_t was_pending = 0;
  if (resolves(asked.kind)) {
    const auto found = pending_.find(asked.id);
    if (found == pending_.end())
      return error(LedgerError::Code::unknown_pending, {}, "There is no such pending transfer.");
    resolved = &found->second;
    was_pending = resolved->amount;
    transfer.debit = resolved->debit;
    transfer.credit = resolved->credit;
    if (asked.kind == TransferKind::void_pending) transfer.amount = resolved->amount;
    transfer.subject = resolved->subject;
    if (transfer.amount > resolved->amount)
      return error(LedgerError::Code::invalid_amount, transfer.debit, "More is posted than was pending.");
  }
  if (transfer.amount < 1 || transfer.amount > kMostAtOnce)
    return error(LedgerError::Code::invalid_amount, transfer.debit, "A transfer moves 1 to 10^9 units.");
  if (transfer.debit == transfer.credit)
    return error(LedgerError::Code::same_account, transfer.debit, "A transfer needs two accounts.");

  Account& debit = accounts_.try_emplace(transfer.debit, Account{transfer.debit}).first->second;
  Account& credit = accounts_.try_emplace(transfer.credit, Account{transfer.credit}).first->second;
  if (debit.debits_posted > kMostInAll || credit.credits_posted > kMostInAll)
    return error(LedgerError::Code::overflow, transfer.debit, "The account is full.");
  if (!resolved && !is_source(debit.key.kind) && debit.available() < transfer.amount) {
    return error(LedgerError::Code::not_enough, debit.key,
                 fmt::format("{} has only {} left.", debit.key.text(), debit.available()), debit.available());
  }
  Undo step{debit, credit, {}, {}};
  switch (transfer.kind) {
    case TransferKind::posted:
      debit.debits_posted += transfer.amount;
      credit.credits_posted += transfer.amount;
      break;
    case TransferKind::pending:
      debit.debits_pending += transfer.amount;
      credit.credits_pending += transfer.amount;
      break;
    case TransferKind::post:
      debit.debits_posted += transfer.amount;
      credit.credits_posted += transfer.amount;
      [[fallthrough]];
    case TransferKind::void_pending:
      debit.debits_pending -= was_pending;
      credit.credits_pending -= was_pending;
      break;
  }
  if (resolved) {
    step.resolved = *resolved;
    remove_pending(asked.id);
  }
  if (transfer.kind == TransferKind::pending) {
    step.added = transfer.id;
    add_pending(transfer);
  }
  done.push_back(std::move(step));
  written_.transfers.push_back(std::move(transfer));
  return std::nullopt;
}

std::optional<AccountKey> first_shortage(const Ledger& ledger, const Demand& demand) {
  for (const auto& [key, amount] : demand) {
    if (!is_source(key.kind) && ledger.available(key) < amount) return key;
  }
  return std::nullopt;
}

}  // namespace timeshelf::commerce
