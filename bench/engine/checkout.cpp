#include "bench/engine/checkout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "bench/interrupt.hpp"

namespace timeshelf::bench {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::size_t kFillers = 1024;
constexpr std::size_t kFilledAtOnce = 15'000;  // of which one customer at a time

// Customers who come again as soon as they were served. What it counts is changed by the till's thread alone.
class Crowd {
 public:
  Crowd(commerce::Till& till, std::function<Wish(std::size_t)> wish) : till_(till), wish_(std::move(wish)) {}
  ~Crowd() { close(); }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  void come(std::size_t customers) {
    inside_ = customers;
    for (std::size_t i = 0; i < customers; ++i) hold();
  }
  /// Nobody comes again after that; returns when the last one has left.
  void close() {
    std::unique_lock lock(mutex_);
    closing_ = true;
    left_.wait(lock, [&] { return inside_ == 0; });
  }
  /// Whether so many have booked, or nobody is left who could.
  bool is_done(std::uint64_t bookings) const {
    const std::lock_guard lock(mutex_);
    return tally_.worked >= bookings || inside_ == 0;
  }
  const Tally& tally() const { return tally_; }

 private:
  void hold() {
    const auto begin = steady_clock::now();
    const Wish wish = wish_(next_++);
    till_.submit("bench", {commerce::HoldCommand{{}, {{wish.slot, wish.sku}}}, {}},
                 [this, begin](const auto& failure, const commerce::Till::Answer& answer) {
                   if (failure || !answer.sale) return leave(failure, answer);
                   confirm(std::get<commerce::Hold>(*answer.sale).id, begin);
                 });
  }
  void confirm(const Id& hold, steady_clock::time_point begin) {
    // Addresses come in no order, and ids do: their ends are random.
    const std::string email =
        fmt::format("{}@example.com", std::string(hold.text().rbegin(), hold.text().rend()));
    till_.submit("bench", {commerce::ConfirmCommand{{}, hold, "Customer", email}, {}},
                 [this, begin](const auto& failure, const commerce::Till::Answer& answer) {
                   if (failure || !answer.sale) return leave(failure, answer);
                   come_again(begin);
                 });
  }
  void come_again(steady_clock::time_point begin) {
    {
      const std::lock_guard lock(mutex_);
      tally_.latencies.record(steady_clock::now() - begin);
      ++tally_.worked;
      if (closing_) return leave();
    }
    hold();
  }
  void leave(const std::optional<store::Failure>& failure, const commerce::Till::Answer& answer) {
    const std::lock_guard lock(mutex_);
    if (tally_.failed++ == 0) tally_.first_failure = failure ? failure->what() : answer.sale.error().message;
    leave();
  }
  void leave() {
    if (--inside_ == 0) left_.notify_one();
  }

  commerce::Till& till_;
  const std::function<Wish(std::size_t)> wish_;
  std::atomic<std::size_t> next_ = 0;  // the first ones come while those before them are served
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::size_t inside_ = 0;
  bool closing_ = false;
  Tally tally_;
};

std::function<Wish(std::size_t)> mugs_of(const std::vector<std::string>& slots) {
  return [&slots](std::size_t customer) { return Wish{Id::trusted(slots[customer % slots.size()]), "MUG"}; };
}

}  // namespace

Checkout::Checkout(const std::string& database, std::vector<std::string> slots)
    : database_(store::open(database)),
      slots_(std::move(slots)),
      writer_(*database_),
      till_(writer_, {10min, false}, now_, random_) {}

Checkout::Checkout(const std::string& database, const Clock& clock)
    : database_(store::open(database)), writer_(*database_), till_(writer_, {72h, false}, clock, random_) {}

Tally Checkout::run(std::size_t customers, std::chrono::milliseconds duration) {
  Crowd crowd(till_, mugs_of(slots_));
  const auto begin = steady_clock::now();
  crowd.come(customers);
  std::this_thread::sleep_for(duration);
  crowd.close();
  Tally tally = crowd.tally();
  tally.elapsed = steady_clock::now() - begin;
  return tally;
}

void Checkout::book(std::uint64_t bookings) {
  book(bookings, mugs_of(slots_));
}

void Checkout::book(std::uint64_t bookings, std::function<Wish(std::size_t)> wish) {
  Crowd crowd(till_, std::move(wish));
  // Where the clock is moved by who comes, the others must not wait for long by it.
  const std::size_t at_once =
      slots_.empty() ? std::clamp<std::size_t>(bookings / kFilledAtOnce, 1, 64) : kFillers;
  crowd.come(std::min<std::size_t>(at_once, bookings));
  while (!crowd.is_done(bookings)) {
    throw_if_interrupted();
    std::this_thread::sleep_for(1ms);
  }
  crowd.close();
  if (crowd.tally().failed > 0)
    throw std::runtime_error("The shop could not be filled: " + crowd.tally().first_failure);
}

}  // namespace timeshelf::bench
