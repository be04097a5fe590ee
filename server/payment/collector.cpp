#include "server/payment/collector.hpp"

#include <spdlog/spdlog.h>

#include "server/log.hpp"

namespace timeshelf::server::payment {
namespace {

using commerce::Asked;
using commerce::PaymentSession;

constexpr std::chrono::milliseconds kLongest{5'000};  // other nodes owe refunds, too
// After a commit: what a rush owes is looked up together, not after each booking.
constexpr std::chrono::milliseconds kGathered{50};

Asked<PaymentSession> ask(commerce::PaymentProvider& provider, const commerce::PaymentTask& task) {
  if (const auto* create = std::get_if<commerce::ToCreate>(&task.ask)) return provider.create(create->order);
  if (const auto* look = std::get_if<commerce::ToLookUp>(&task.ask)) return provider.look_up(look->session);
  return provider.expire(std::get<commerce::ToExpire>(task.ask).session);
}

}  // namespace

Collector::Collector(store::Database& database, store::Writer& writer, commerce::Payments& payments,
                     std::unique_ptr<commerce::PaymentProvider> provider, const Clock& clock)
    : database_(database),
      writer_(writer),
      payments_(payments),
      provider_(std::move(provider)),
      clock_(clock) {
  if (!provider_) return;
  const auto collect = [this](const Timer& timer) {
    while (!timer.is_stopping() && ask_next()) {
    }
    return true;
  };
  timer_.emplace(Timer::Work{"payment", [this] { return next(); }, collect, kLongest, kGathered}, clock_);
}

Collector::~Collector() {
  if (!timer_) return;
  timer_->stop();
  provider_->interrupt();
}

void Collector::wake() {
  if (timer_) timer_->wake();
}

void Collector::note(const std::function<void(store::Transaction&)>& work) {
  const auto noted = writer_.run([&](store::Transaction& transaction) {
    work(transaction);
    return true;
  });
  if (noted.failure) throw *noted.failure;
}

// Answers whether there was anything.
bool Collector::ask_next() {
  std::optional<commerce::PaymentTask> task;
  note([&](store::Transaction& transaction) { task = payments_.take(transaction); });
  if (!task) return false;
  const auto complain = [&](const commerce::PaymentTrouble& trouble) {
    spdlog::warn("payment {}: {}", task->subject.text(), one_line(trouble.message, 300));
    note([&](store::Transaction& transaction) { payments_.note_trouble(transaction, *task, trouble); });
  };
  if (const auto* refund = std::get_if<commerce::ToRefund>(&task->ask)) {
    const auto& order = refund->refund;
    const auto reference = provider_->refund(order.payment, order.amount, order.id);
    if (!reference) {
      complain(reference.error());
    } else {
      note([&](store::Transaction& transaction) { payments_.note_refunded(transaction, order, *reference); });
    }
    return true;
  }
  const auto session = ask(*provider_, *task);
  if (!session) {
    complain(session.error());
  } else {
    note([&](store::Transaction& transaction) { payments_.note(transaction, *task, *session); });
  }
  return true;
}

std::optional<Instant> Collector::next() {
  std::optional<Instant> next;
  database_.read([&](store::Transaction& transaction) { next = payments_.next(transaction); });
  return next;
}

}  // namespace timeshelf::server::payment
