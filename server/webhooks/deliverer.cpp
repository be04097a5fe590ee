#include "server/webhooks/deliverer.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "server/log.hpp"
#include "server/public_address.hpp"
#include "server/webhooks/signature.hpp"

namespace timeshelf::server::webhooks {
namespace {

constexpr std::chrono::milliseconds kLongest{5'000};  // other nodes and command lines write, too
constexpr std::chrono::milliseconds kGathered{20};
constexpr std::chrono::milliseconds kLookAgain{200};  // for what became due while others are under way
constexpr std::size_t kToOne = 4;                     // messages that one receiver gets at the same time
constexpr std::size_t kInAll = 256;

commerce::DeliveryOutcome outcome_of(const commerce::DueDelivery& due, const CallAnswer& answer, Instant at) {
  commerce::DeliveryOutcome outcome;
  outcome.shop = due.shop;
  outcome.webhook = due.webhook;
  outcome.event = due.event;
  outcome.sent = {at, answer.status, answer.took.count(), first_kilobyte(answer.body), answer.problem};
  outcome.retry_after = answer.retry_after;
  outcome.gone = answer.status == 410;
  const bool arrived = answer.status >= 200 && answer.status < 300;
  if (arrived || !outcome.sent.reason.empty()) return outcome;
  const bool leads_on = answer.status >= 300 && answer.status < 400;
  outcome.sent.reason = leads_on ? fmt::format("It answered {}: redirects are not followed.", answer.status)
                                 : fmt::format("It answered {}.", answer.status);
  return outcome;
}

}  // namespace

Deliverer::Deliverer(store::Database& database, store::Writer& writer, commerce::Webhooks& webhooks,
                     bool any_address, const Clock& clock)
    : database_(database), writer_(writer), webhooks_(webhooks), clock_(clock), calls_(any_address) {
  timer_.emplace(Timer::Work{"webhooks", [this] { return next(); },
                             [this](const Timer& timer) { return deliver(timer); }, kLongest, kGathered},
                 clock_);
}

Deliverer::~Deliverer() {
  timer_->stop();
  calls_.interrupt();
  timer_.reset();
}

void Deliverer::wake() {
  timer_->wake();
}

// Goes on while anything is under way; what becomes due meanwhile is begun beside it. What is under way when
// the server stops is taken anew in a minute.
bool Deliverer::deliver(const Timer& timer) {
  do {
    if (calls_.under_way() < kInAll) begin_due();
    if (calls_.under_way() > 0) calls_.wait(kLookAgain);
    note_ended();
  } while (!timer.is_stopping() && calls_.under_way() > 0);
  return true;
}

void Deliverer::begin_due() {
  const auto due_at = next();
  if (!due_at || *due_at > clock_.now()) return;
  std::vector<commerce::DueDelivery> taken;
  const auto done = writer_.run([&](store::Transaction& transaction) {
    taken = webhooks_.take(transaction, under_way_, kToOne);
    return true;
  });
  if (done.failure) throw *done.failure;
  for (const commerce::DueDelivery& due : taken) begin(due);
}

void Deliverer::begin(const commerce::DueDelivery& due) {
  const Instant at = clock_.now();
  const std::vector<std::string> headers{
      "Content-Type: application/json",
      "User-Agent: Timeshelf-Webhooks/1",
      fmt::format("webhook-id: {}", due.event.text()),
      fmt::format("webhook-timestamp: {}", to_millis(at) / 1'000),
      "webhook-signature: " + signature_of(due.event.text(), at, due.body, due.secrets),
  };
  ++under_way_[{due.shop, due.webhook}];
  calls_.begin(due.url, headers, due.body, [this, due, at](const CallAnswer& answer) {
    const auto count = under_way_.find({due.shop, due.webhook});
    if (--count->second == 0) under_way_.erase(count);
    ended_.push_back(outcome_of(due, answer, at));
    // Its origin alone: the rest of an address may be a secret.
    if (!ended_.back().sent.reason.empty())
      spdlog::info("webhook {} at {}: {}", due.webhook.text(), one_line(origin_of(due.url), 200),
                   ended_.back().sent.reason);
  });
}

void Deliverer::note_ended() {
  if (ended_.empty()) return;
  const auto noted = writer_.run([&](store::Transaction& transaction) {
    for (const auto& outcome : ended_) webhooks_.note(transaction, outcome);
    return true;
  });
  ended_.clear();  // what could not be noted is sent again
  if (noted.failure) throw *noted.failure;
}

std::optional<Instant> Deliverer::next() {
  std::optional<Instant> next;
  database_.read([&](store::Transaction& transaction) { next = webhooks_.next(transaction); });
  return next;
}

}  // namespace timeshelf::server::webhooks
