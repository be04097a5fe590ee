#include "server/pos/teller.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "server/log.hpp"
#include "server/pos/applying.hpp"
#include "server/pos/maker.hpp"

namespace timeshelf::server::pos {
namespace {

constexpr std::chrono::milliseconds kLongest{5'000};  // other nodes and command lines write, too
// A rush is one change, not hundreds: makers count calls.
constexpr std::chrono::milliseconds kGathered{500};
constexpr std::chrono::milliseconds kLookAgain{200};

}  // namespace

Teller::Teller(store::Database& database, store::Writer& writer, commerce::TillChanges& changes,
               commerce::TillMessages& messages, bool any_address, const Clock& clock)
    : database_(database),
      writer_(writer),
      changes_(changes),
      messages_(messages),
      clock_(clock),
      calls_(any_address) {
  timer_.emplace(Timer::Work{"tills", [this] { return next(); },
                             [this](const Timer& timer) { return run(timer); }, kLongest, kGathered},
                 clock_);
}

Teller::~Teller() {
  timer_->stop();
  calls_.interrupt();
  timer_.reset();
}

void Teller::wake() {
  timer_->wake();
}

bool Teller::run(const Timer& timer) {
  if (disagreeing_since_ && clock_.now() - *disagreeing_since_ >= kGathered) put_down();
  do {
    begin_due();
    if (calls_.under_way() > 0) calls_.wait(kLookAgain);
    note_ended();
  } while (!timer.is_stopping() && calls_.under_way() > 0);
  return true;
}

void Teller::put_down() {
  const auto done = writer_.run([&](store::Transaction& transaction) {
    changes_.put_down(transaction);
    return true;
  });
  if (done.failure) throw *done.failure;
  disagreeing_since_.reset();
}

void Teller::begin_due() {
  const auto due_at = next_change();
  if (!due_at || *due_at > clock_.now()) return;
  std::vector<commerce::DueChange> taken;
  const auto done = writer_.run([&](store::Transaction& transaction) {
    taken = changes_.take(transaction, busy_);
    return true;
  });
  if (done.failure) throw *done.failure;
  for (const commerce::DueChange& due : taken) begin(due);
}

void Teller::begin(const commerce::DueChange& due) {
  const Maker& maker = maker_of(due.till.maker);
  Telling telling = maker.tell(due, clock_.now());
  busy_.insert(due.till.id);
  calls_.begin(telling.url, telling.headers, std::move(telling.body),
               [this, due, &maker](const webhooks::CallAnswer& answer) {
                 busy_.erase(due.till.id);
                 ended_.emplace_back(due, maker.outcome(answer));
                 const std::string& reason = ended_.back().second.reason;
                 if (!reason.empty()) spdlog::info("till {}: {}", due.till.id.text(), one_line(reason, 200));
               });
}

void Teller::note_ended() {
  if (ended_.empty()) return;
  const auto noted = writer_.run([&](store::Transaction& transaction) {
    for (const auto& [due, outcome] : ended_) changes_.note(transaction, due, outcome);
    return true;
  });
  ended_.clear();  // what could not be noted is sent again, under the same key
  if (noted.failure) throw *noted.failure;
  apply_waiting(writer_, messages_);  // figures that came while a change was on its way
}

std::optional<Instant> Teller::next_change() {
  std::optional<Instant> next;
  database_.read([&](store::Transaction& transaction) { next = changes_.next(transaction); });
  return next;
}

std::optional<Instant> Teller::next() {
  bool disagree = false;
  database_.read([&](store::Transaction& transaction) { disagree = changes_.disagree(transaction); });
  if (!disagree) disagreeing_since_.reset();
  if (disagree && !disagreeing_since_) disagreeing_since_ = clock_.now();
  auto next = next_change();
  if (disagreeing_since_) next = std::min(next.value_or(Instant::max()), *disagreeing_since_ + kGathered);
  return next;
}

}  // namespace timeshelf::server::pos
