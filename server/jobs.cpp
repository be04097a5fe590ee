#include "server/jobs.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace timeshelf::server {
namespace {

constexpr std::chrono::milliseconds kLongest{60'000};  // other nodes and command lines write too
// After a commit: what a rush owes is looked up together, not after each booking.
constexpr std::chrono::milliseconds kGathered{50};
constexpr std::size_t kAtOnce = 100;

}  // namespace

Jobs::Jobs(store::Database& database, store::Writer& writer, const commerce::Due& due, const Clock& clock,
           std::function<void()> after_work)
    : database_(database),
      writer_(writer),
      due_(due),
      after_work_(std::move(after_work)),
      timer_({"jobs", [this] { return next(); }, [this](const Timer&) { return run_due(); }, kLongest,
              kGathered},
             clock) {}

std::optional<Instant> Jobs::next() {
  std::optional<Instant> next;
  database_.read([&](store::Transaction& transaction) { next = due_.next(transaction); });
  return next;
}

store::Outcome Jobs::attempt(const commerce::DueWork& work, std::size_t at_most, std::size_t& done) {
  done = 0;
  return writer_.run([&](store::Transaction& transaction) {
    done = work.run(transaction, at_most);
    return true;
  });
}

// Many at once; if that fails, one by one, and the one that fails is put off.
bool Jobs::run(const commerce::DueWork& work) {
  std::size_t done = 1;
  std::size_t at_most = kAtOnce;
  while (done > 0) {
    const auto outcome = attempt(work, at_most, done);
    if (!outcome.failure) continue;
    spdlog::error("jobs: {}: {}", work.name, outcome.failure->what());
    if (!work.put_off) return false;
    done = 1;
    if (std::exchange(at_most, 1) > 1) continue;
    const auto put_off = writer_.run([&](store::Transaction& transaction) {
      work.put_off(transaction);
      return true;
    });
    if (put_off.failure) return false;
  }
  return true;
}

bool Jobs::run_due() {
  bool good = true;
  for (const commerce::DueWork& work : due_.works()) good = run(work) && good;
  after_work_();
  return good;
}

}  // namespace timeshelf::server
