#include "store/writer.hpp"

#include <algorithm>
#include <iterator>

namespace timeshelf::store {
namespace {

/// Failures of the whole transaction: no other command of the batch can be written either.
bool fails_the_batch(Failure::Code code) {
  return code != Failure::Code::constraint && code != Failure::Code::broken;
}

Outcome outcome_of(const Failure& failure) {
  const bool unknown = failure.code() == Failure::Code::unknown;
  return {unknown ? Outcome::Code::unknown : Outcome::Code::failed, failure};
}

/// Ends a transaction whose only command said no.
struct Refused {};

/// Runs one command behind a savepoint. What it throws is its own failure, unless the transaction is lost
/// with it.
Outcome attempt(Database& database, Transaction& transaction, const Writer::Command& command) {
  try {
    const bool kept = database.within_savepoint(transaction, [&] { return command.run(transaction); });
    return {kept ? Outcome::Code::committed : Outcome::Code::refused, std::nullopt};
  } catch (const Failure& failure) {
    if (fails_the_batch(failure.code())) throw;
    return outcome_of(failure);
  } catch (const std::exception& bug) {
    return outcome_of({Failure::Code::broken, bug.what()});
  }
}

}  // namespace

Writer::Writer(Database& database, std::size_t largest_batch)
    : database_(database),
      largest_batch_(std::max<std::size_t>(largest_batch, 1)),
      thread_([this] { loop(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Writer::submit(Command command) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(command));
  }
  wake_.notify_one();
}

Outcome Writer::run(std::function<bool(Transaction&)> command) {
  // Shared: the writer's thread may still be inside set_value() when get() returns here.
  auto promise = std::make_shared<std::promise<Outcome>>();
  auto outcome = promise->get_future();
  submit({std::move(command), [promise](const Outcome& result) { promise->set_value(result); }});
  return outcome.get();
}

void Writer::loop() {
  std::vector<Command> batch;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const auto count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), largest_batch_));
      batch.assign(std::move_iterator(waiting_.begin()), std::move_iterator(waiting_.begin() + count));
      waiting_.erase(waiting_.begin(), waiting_.begin() + count);
    }
    run_batch(batch);
    batch.clear();
  }
}

void Writer::run_batch(std::vector<Command>& batch) {
  std::vector<Outcome> outcomes(batch.size());
  // One command alone is its own transaction: a savepoint would only copy every page that it changes.
  const auto run_alone = [&](Transaction& transaction) {
    if (!batch.front().run(transaction)) throw Refused();
  };
  const auto fail_all = [&](const Failure& failure) { outcomes.assign(batch.size(), outcome_of(failure)); };
  try {
    if (batch.size() == 1) {
      database_.write(run_alone);
    } else {
      database_.write([&](Transaction& transaction) {
        std::transform(batch.begin(), batch.end(), outcomes.begin(),
                       [&](const Command& command) { return attempt(database_, transaction, command); });
      });
    }
  } catch (const Refused&) {
    outcomes.front().code = Outcome::Code::refused;
  } catch (const Failure& failure) {
    fail_all(failure);
  } catch (const std::exception& bug) {
    fail_all({Failure::Code::broken, bug.what()});
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (batch[i].done) batch[i].done(outcomes[i]);
  }
}

}  // namespace timeshelf::store
