#include "commerce/payments/payments.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/checkout/sales.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/letters/letter_text.hpp"
#include "commerce/outbox.hpp"
#include "commerce/payments/payment_rows.hpp"
#include "commerce/payments/return_letter.hpp"
#include "commerce/shop_language.hpp"
#include "commerce/slots/slot_rows.hpp"

namespace timeshelf::commerce {
namespace {

using namespace std::chrono_literals;
using Code = Refusal::Code;

// Stripe wants at least half an hour when it is asked, which may be some minutes later. Asked again, it must
// be the same time: another one would be another request under the same idempotency key.
constexpr auto kPageLives = 40min;
constexpr auto kLongestPage = 23h;  // a provider's page ends within a day
constexpr auto kGrace = 2min;       // for what is under way when the page ends
constexpr auto kInHand = 20s;       // longer than any call lasts; whoever took it may have died with it
constexpr auto kRetakenFor = 1min;
constexpr auto kLongestWait = 1h;
constexpr std::size_t kMostExpired = 10'000;

// Twice as long each time.
Instant after_trouble(Instant now, std::int64_t attempts, std::chrono::milliseconds first,
                      std::chrono::milliseconds longest) {
  return now +
         std::min<std::chrono::milliseconds>(longest, first * (1LL << std::min<std::int64_t>(attempts, 12)));
}
Instant after_trouble(Instant now, std::int64_t attempts) {
  return after_trouble(now, attempts, 5s, kLongestWait);
}

ReturnCause cause_of(const Refusal& refusal) {
  if (refusal.code == Code::not_on_sale) return ReturnCause::off_sale;
  return refusal.code == Code::over_limit ? ReturnCause::over_limit : ReturnCause::refused;
}

// "2 x Blue mug, Spring glaze": one for each line.
std::vector<std::string> wishes(store::Transaction& transaction, Engine& engine, const Hold& hold,
                                const LetterWords& words) {
  std::vector<std::string> all;
  for (const Line& line : hold.lines) {
    const auto slot = engine.find_slot(transaction, hold.shop, line.slot);
    const std::string name = slot ? offer_name(*slot, line.sku, words) : line.sku;
    all.push_back(fmt::format("{} x {}, {}", line.quantity, one_line(name), one_line(line.summary)));
  }
  return all;
}

std::optional<HoldRecord> load_hold(store::Transaction& transaction, const Id& shop, const Id& hold) {
  auto records = load_holds(transaction, shop, {hold});
  const auto found = records.find(hold);
  return found == records.end() ? std::nullopt : std::optional(std::move(found->second));
}

}  // namespace

Decided<Checkout> Payments::begin(store::Transaction& transaction, const ConfirmCommand& command) {
  const Instant now = clock_.now();
  if (auto known = load_checkout(transaction, command.shop, command.hold)) return std::move(*known);
  const auto record = load_hold(transaction, command.shop, command.hold);
  if (!record) return refuse(Code::unknown_hold, "There is no such hold.", "hold");
  if (record->state != HoldState::open || record->hold.expires_at <= now)
    return refuse(Code::hold_expired,
                  "The time to check out has run out. Choose again; it may still be free.", "hold");
  const std::string name(trim(command.name));
  const std::string email = normalise_email(command.email);
  if (auto refused = refuse_customer(name, email)) return *refused;
  if (record->hold.total.minor == 0)
    return refuse(Code::invalid_payment, "There is nothing to pay; confirm the hold.");
  Checkout checkout;
  checkout.shop = command.shop;
  checkout.hold = command.hold;
  checkout.total = record->hold.total;
  checkout.name = name;
  checkout.email = email;
  checkout.language = command.language.empty() ? language_of(transaction, command.shop) : command.language;
  checkout.created_at = now;
  // An offer to who waited was promised for longer: going to the page and coming back does not cut it short.
  checkout.expires_at = std::max(now + kPageLives, std::min(record->hold.expires_at, now + kLongestPage));
  insert_checkout(transaction, checkout, now);
  transaction.execute("UPDATE holds SET expires_at = $3 WHERE shop = $1 AND id = $2",
                      {command.shop, command.hold, checkout.expires_at + kGrace});
  return checkout;
}

std::optional<Checkout> Payments::find(store::Transaction& transaction, const Id& shop, const Id& hold) {
  return load_checkout(transaction, shop, hold);
}

void Payments::look_now(store::Transaction& transaction, const Id& shop, const Id& hold) {
  transaction.execute(
      "UPDATE checkouts SET next_at = $3 WHERE shop = $1 AND hold = $2 AND state = 'open' AND next_at > $3",
      {shop, hold, clock_.now()});
}

void Payments::settle(store::Transaction& transaction, const Id& shop, const Id& hold,
                      const PaymentSession& session) {
  const Instant now = clock_.now();
  expire_holds(transaction, shop, kMostExpired, now, random_);
  auto checkout = load_checkout(transaction, shop, hold);
  const auto record = load_hold(transaction, shop, hold);
  if (!checkout || !record) return;
  if (!session.payment.empty()) checkout->payment = session.payment;
  std::optional<std::int64_t> owed;
  if (record->booking) {
    if (const auto balance = balance_of(transaction, shop, record->booking->id)) owed = balance->owed().minor;
  }
  switch (next_step(checkout->state, session, *record, checkout->total, owed, now)) {
    case NextStep::nothing:
      return;
    case NextStep::ask_again:
      update(transaction, *checkout, checkout->state, std::nullopt, now + poll_every_);
      return;
    case NextStep::give_up: {
      const SaleRequest release{ReleaseCommand{shop, hold}, {}};
      sell(transaction, shop, {&release}, engine_.sale_options(), now, random_);  // gone already is as good
      update(transaction, *checkout, CheckoutState::unpaid, std::nullopt, std::nullopt);
      return;
    }
    case NextStep::attach:
      write_down(transaction, *checkout, session, record->booking->id);
      update(transaction, *checkout, CheckoutState::booked, record->booking->id, std::nullopt);
      return;
    case NextStep::retake:
      if (!retake(transaction, *checkout)) {
        give_back(transaction, *checkout, session, ReturnCause::taken);
        return;
      }
      [[fallthrough]];
    case NextStep::book: {
      const auto booking = book(transaction, *checkout);
      if (!booking) {
        give_back(transaction, *checkout, session, cause_of(booking.error()));
        return;
      }
      write_down(transaction, *checkout, session, booking->id);
      update(transaction, *checkout, CheckoutState::booked, booking->id, std::nullopt);
      return;
    }
    case NextStep::give_back:
      give_back(transaction, *checkout, session,
                *session.paid == checkout->total ? ReturnCause::not_owed : ReturnCause::differs);
      return;
  }
}

// What the shop refuses now (called off, over the limit) lets the hold go.
Decided<Booking> Payments::book(store::Transaction& transaction, const Checkout& checkout) {
  const Instant now = clock_.now();
  const SaleRequest confirm{
      ConfirmCommand{checkout.shop, checkout.hold, checkout.name, checkout.email, true, checkout.language},
      {}};
  auto answer = sell(transaction, checkout.shop, {&confirm}, engine_.sale_options(), now, random_).front();
  if (answer) return std::get<Booking>(std::move(*answer));
  const SaleRequest release{ReleaseCommand{checkout.shop, checkout.hold}, {}};
  sell(transaction, checkout.shop, {&release}, engine_.sale_options(), now, random_);
  return answer.error();
}

bool Payments::retake(store::Transaction& transaction, const Checkout& checkout) {
  const Instant now = clock_.now();
  const auto before = transfers_of(transaction, checkout.shop, checkout.hold.text());
  std::set<AccountKey> accounts;
  for (const Transfer& transfer : before) accounts.insert({transfer.debit, transfer.credit});
  Ledger ledger;
  load_accounts(transaction, checkout.shop, accounts, ledger);
  const auto make_id = [&] { return Id::make(now, random_); };
  const auto no_code = [] { return std::string(); };
  const auto again = decide_retake(ledger, before, {make_id, no_code}, now);
  if (!again) return false;
  ledger.apply(*again).value();
  store_written(transaction, checkout.shop, ledger);
  transaction.execute("UPDATE holds SET state = 'open', expires_at = $3 WHERE shop = $1 AND id = $2",
                      {checkout.shop, checkout.hold, now + kRetakenFor});
  return true;
}

void Payments::write_down(store::Transaction& transaction, const Checkout& checkout,
                          const PaymentSession& session, const std::optional<Id>& booking) {
  const Instant now = clock_.now();
  const Id id = Id::make(now, random_);
  transaction.execute(
      "INSERT INTO money (shop, id, booking, kind, method, tender, minor, currency, reference, actor, "
      "reason, created_at) VALUES ($1, $2, $3, 'charge', 'online', $4, $5, $6, $7, 'customer', '', $8)",
      {checkout.shop, id, booking, provider_, session.paid->minor, session.paid->currency.code(),
       session.payment, now});
  record(transaction, checkout.shop, "customer", "booking.paid", (booking ? *booking : checkout.hold).text(),
         {{"amount", session.paid->text()}, {"reference", session.payment}}, now, random_);
}

void Payments::give_back(store::Transaction& transaction, const Checkout& checkout,
                         const PaymentSession& session, ReturnCause cause) {
  const Instant now = clock_.now();
  write_down(transaction, checkout, session, std::nullopt);
  const Returned returned{*session.paid, cause};
  insert_refund(transaction, checkout, std::nullopt, returned.amount,
                return_reason(returned, checkout, letter_words("en")), Id::make(now, random_), now, cause);
  update(transaction, checkout, CheckoutState::returned, std::nullopt, std::nullopt);
  owe(transaction, checkout.shop, kReturnTopic, checkout.hold.text(), now);
}

std::optional<Returned> Payments::find_returned(store::Transaction& transaction, const Id& shop,
                                                const Id& hold) {
  return load_returned(transaction, shop, hold);
}

void Payments::write_of_return(store::Transaction& transaction, const Id& shop_id, const Id& hold) {
  const EngineOptions& options = engine_.options();
  const auto shop = store::find_shop(transaction, shop_id);
  const auto checkout = load_checkout(transaction, shop_id, hold);
  const auto record = load_hold(transaction, shop_id, hold);
  const auto returned = load_returned(transaction, shop_id, hold);
  if (options.mail_from.empty() || !shop || !checkout || !record || !returned) return;
  const Instant now = clock_.now();
  Letter letter = return_letter(
      {*shop, *checkout, wishes(transaction, engine_, record->hold, letter_words(checkout->language)),
       *returned, options.mail_from, fmt::format("{}/s/{}", options.base_url, shop->slug)});
  letter.id = Id::make(now, random_);
  post(transaction, letter, now);
}

void Payments::update(store::Transaction& transaction, const Checkout& checkout, CheckoutState state,
                      const std::optional<Id>& booking, std::optional<Instant> next) {
  transaction.execute(
      "UPDATE checkouts SET state = $3, payment = $4, booking = $5, next_at = $6, attempts = 0, last_error = "
      "'' WHERE shop = $1 AND hold = $2",
      {checkout.shop, checkout.hold, name_of(state), checkout.payment, booking, next});
}

void Payments::hear(store::Transaction& transaction, const ProviderEvent& event) {
  const Instant now = clock_.now();
  const auto checkout = event.session ? find_checkout_of_session(transaction, event.session->id)
                                      : find_checkout_of_payment(transaction, event.payment);
  if (!checkout || !note_event(transaction, checkout->shop, provider_, event, now)) return;
  if (event.session) {
    settle(transaction, checkout->shop, checkout->hold, *event.session);
    return;
  }
  // Refunds are written down when they are made; a dispute is for people to read.
  const Id& subject = checkout->booking ? *checkout->booking : checkout->hold;
  record(transaction, checkout->shop, provider_, "payment." + event.kind, subject.text(),
         {{"payment", event.payment}}, now, random_);
}

std::optional<PaymentTask> Payments::task_of(store::Transaction& transaction, const Checkout& checkout) {
  const Instant now = clock_.now();
  const auto record = load_hold(transaction, checkout.shop, checkout.hold);
  const auto shop = store::find_shop(transaction, checkout.shop);
  if (!record || !shop) return std::nullopt;
  const bool live = record->state == HoldState::open && record->hold.expires_at > now;
  if (checkout.state != CheckoutState::wanted) {
    if (live) return PaymentTask{checkout.shop, checkout.hold, ToLookUp{checkout.session}};
    return PaymentTask{checkout.shop, checkout.hold, ToExpire{checkout.session}};
  }
  // Even of a hold that is over the page is made: a call before a crash may have made it, and this one finds
  // it again to end it. Only after the page's own end there is none.
  if (now >= checkout.expires_at) {
    update(transaction, checkout, CheckoutState::unpaid, std::nullopt, std::nullopt);
    return std::nullopt;
  }
  const std::string what = fmt::format(
      "{}", fmt::join(wishes(transaction, engine_, record->hold, letter_words(checkout.language)), "; "));
  const std::string page =
      fmt::format("{}/s/{}/holds/{}", engine_.options().base_url, shop->slug, checkout.hold.text());
  return PaymentTask{checkout.shop, checkout.hold,
                     ToCreate{{checkout.shop, checkout.hold, checkout.total, what, checkout.email,
                               checkout.expires_at, page + "/payment?back=1", page}}};
}

std::optional<PaymentTask> Payments::take(store::Transaction& transaction) {
  const Instant now = clock_.now();
  if (const auto refund = next_refund(transaction, now)) {
    transaction.execute("UPDATE refunds SET next_at = $3 WHERE shop = $1 AND id = $2",
                        {refund->shop, refund->id, now + kInHand});
    return PaymentTask{refund->shop, refund->id, ToRefund{*refund}};
  }
  while (const auto checkout = next_checkout(transaction, now)) {
    transaction.execute("UPDATE checkouts SET next_at = $3 WHERE shop = $1 AND hold = $2",
                        {checkout->shop, checkout->hold, now + kInHand});
    if (auto task = task_of(transaction, *checkout)) return task;
  }
  return std::nullopt;
}

std::optional<Instant> Payments::next(store::Transaction& transaction) {
  std::optional<Instant> earliest;
  for (const auto* table : {"checkouts", "refunds"}) {
    const auto at = transaction
                        .first(fmt::format("SELECT MIN(next_at) FROM {} WHERE next_at IS NOT NULL", table),
                               {}, [](const store::Row& row) { return row.maybe_instant(0); })
                        .value_or(std::nullopt);
    if (at) earliest = std::min(earliest.value_or(*at), *at);
  }
  return earliest;
}

void Payments::note(store::Transaction& transaction, const PaymentTask& task, const PaymentSession& session) {
  if (std::holds_alternative<ToCreate>(task.ask)) {
    transaction.execute(
        "UPDATE checkouts SET state = 'open', session = $3, url = $4 WHERE shop = $1 AND hold = $2 "
        "AND state = 'wanted'",
        {task.shop, task.subject, session.id, session.url});
  }
  settle(transaction, task.shop, task.subject, session);
}

void Payments::note_refunded(store::Transaction& transaction, const RefundOrder& refund,
                             const std::string& reference) {
  const Instant now = clock_.now();
  const auto changed = transaction.execute(
      "UPDATE refunds SET state = 'done', next_at = NULL, last_error = '' WHERE shop = $1 AND id = $2 AND "
      "state <> 'done'",
      {refund.shop, refund.id});
  if (changed == 0) return;
  const auto owed = transaction.first(
      "SELECT booking, reason, hold FROM refunds WHERE shop = $1 AND id = $2", {refund.shop, refund.id},
      [](const store::Row& row) {
        return std::tuple(row.is_null(0) ? std::nullopt : std::optional(row.id(0)), row.string(1), row.id(2));
      });
  if (!owed) return;
  const auto& [booking, reason, hold] = *owed;
  const Id id = Id::make(now, random_);
  transaction.execute(
      "INSERT INTO money (shop, id, booking, kind, method, tender, minor, currency, reference, actor, "
      "reason, created_at) VALUES ($1, $2, $3, 'refund', 'online', $4, $5, $6, $7, 'timeshelf', $8, $9)",
      {refund.shop, id, booking, provider_, refund.amount.minor, refund.amount.currency.code(), reference,
       reason, now});
  record(transaction, refund.shop, "timeshelf", "booking.refunded", (booking ? *booking : hold).text(),
         {{"amount", refund.amount.text()}, {"cause", reason}, {"reference", reference}}, now, random_);
}

void Payments::note_trouble(store::Transaction& transaction, const PaymentTask& task,
                            const PaymentTrouble& trouble) {
  const Instant now = clock_.now();
  if (const auto* refund = std::get_if<ToRefund>(&task.ask)) {
    // Never given up: it is somebody's money. What is final waits for people, and `doctor` says so.
    const auto next =
        trouble.final ? std::nullopt : std::optional(after_trouble(now, refund->refund.attempts));
    transaction.execute(
        "UPDATE refunds SET state = $3, next_at = $4, attempts = attempts + 1, last_error = $5 "
        "WHERE shop = $1 AND id = $2 AND state <> 'done'",
        {task.shop, task.subject, trouble.final ? "failed" : "owed", next, trouble.message});
    return;
  }
  const auto checkout = load_checkout(transaction, task.shop, task.subject);
  if (!checkout) return;
  if (trouble.final && checkout->state == CheckoutState::wanted) {
    settle(transaction, task.shop, task.subject, {"", PaymentSession::State::over, "", ""});
    return;
  }
  // Somebody looks at a page that will lead them on.
  const bool awaited = checkout->state == CheckoutState::wanted;
  const Instant next =
      awaited ? after_trouble(now, checkout->attempts, 1s, 8s) : after_trouble(now, checkout->attempts);
  transaction.execute(
      "UPDATE checkouts SET next_at = $3, attempts = attempts + 1, last_error = $4 WHERE shop = $1 "
      "AND hold = $2 AND next_at IS NOT NULL",
      {task.shop, task.subject, next, trouble.message});
}

std::int64_t refunds_owed(store::Transaction& transaction, const Id& shop, const Id& booking) {
  return transaction
      .first(
          "SELECT CAST(COALESCE(SUM(minor), 0) AS BIGINT) FROM refunds WHERE shop = $1 AND booking = $2 AND "
          "state <> 'done'",
          {shop, booking}, [](const store::Row& row) { return row.integer(0); })
      .value_or(0);
}

RefundStatus refund_status(store::Transaction& transaction) {
  RefundStatus status;
  transaction.query(
      "SELECT state, last_error FROM refunds WHERE last_error <> '' AND state <> 'done' ORDER BY id", {},
      [&](const store::Row& row) {
        ++(row.text(0) == "failed" ? status.failed : status.waiting);
        status.last_error = row.string(1);
      });
  return status;
}

void owe_refund(store::Transaction& transaction, const Id& shop, const Id& booking, std::string_view reason,
                Instant now, Random& random) {
  const auto paid = transaction.first(
      "SELECT c.hold, CAST(COALESCE(SUM(CASE WHEN m.kind = 'charge' THEN m.minor ELSE -m.minor END), 0) AS "
      "BIGINT) FROM checkouts c JOIN money m ON m.shop = c.shop AND m.booking = c.booking AND m.method = "
      "'online' WHERE c.shop = $1 AND c.booking = $2 GROUP BY c.hold",
      {shop, booking}, [](const store::Row& row) { return std::pair(row.id(0), row.integer(1)); });
  if (!paid) return;
  const auto balance = balance_of(transaction, shop, booking);
  const auto checkout = load_checkout(transaction, shop, paid->first);
  if (!balance || !checkout) return;
  const std::int64_t back = std::min(-balance->owed().minor, paid->second - balance->returning.minor);
  if (back <= 0) return;
  insert_refund(transaction, *checkout, booking, {back, balance->worth.currency}, reason,
                Id::make(now, random), now);
}

}  // namespace timeshelf::commerce
