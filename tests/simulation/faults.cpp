#include "tests/simulation/faults.hpp"

#include <utility>

namespace timeshelf::simulation {

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::none:
      return "";
    case Fault::fails:
      return "the commit fails";
    case Fault::lost:
      return "lost during COMMIT, nothing happened";
    case Fault::done_and_lost:
      return "lost during COMMIT, it happened";
    case Fault::conflicts:
      return "conflict, run again";
    case Fault::killed_within:
      return "killed between two statements";
    case Fault::killed_after:
      break;
  }
  return "killed after the commit";
}

// Stands between the engine and the transaction.
class FaultyDatabase::Watched final : public store::Transaction {
 public:
  Watched(store::Transaction& inner, FaultyDatabase& owner) : inner_(inner), owner_(owner) {}

  void query(std::string_view sql, store::Params params, FunctionRef<void(const store::Row&)> each) override {
    die_in_time();
    inner_.query(sql, params, each);
  }
  std::int64_t execute(std::string_view sql, store::Params params) override {
    die_in_time();
    const std::int64_t rows = inner_.execute(sql, params);
    owner_.rows_changed_ += rows;
    return rows;
  }
  void send(std::string_view sql, store::Params params) override {
    die_in_time();
    inner_.send(sql, params);
    ++owner_.rows_changed_;  // at least
  }
  store::Transaction& inner() { return inner_; }

 private:
  void die_in_time() {
    if (owner_.fault_ != Fault::killed_within || --owner_.dies_before_ > 0) return;
    owner_.at_death_();
    throw Killed();
  }

  store::Transaction& inner_;
  FaultyDatabase& owner_;
};

void FaultyDatabase::plan(Fault fault, std::int64_t statement) {
  fault_ = fault;
  dies_before_ = statement;
}

void FaultyDatabase::run(store::Transaction& transaction, FunctionRef<void(store::Transaction&)> work) {
  rows_changed_ = 0;
  Watched watched(transaction, *this);
  work(watched);
}

void FaultyDatabase::write(FunctionRef<void(store::Transaction&)> work) {
  struct Undo {};
  if (fault_ == Fault::conflicts) {
    try {
      database_->write([&](store::Transaction& transaction) {
        run(transaction, work);
        throw Undo();
      });
    } catch (const Undo&) {
    }
  }
  const Fault fault = fault_;
  database_->write([&](store::Transaction& transaction) {
    run(transaction, work);
    if (fault == Fault::fails) throw store::Failure(store::Failure::Code::unavailable, "The disk is gone.");
    if (fault == Fault::lost) throw store::Failure(store::Failure::Code::unknown, "The connection is lost.");
    if (fault == Fault::killed_within) {  // it had fewer statements than that
      at_death_();
      throw Killed();
    }
  });
  if (fault == Fault::done_and_lost)
    throw store::Failure(store::Failure::Code::unknown, "The connection is lost.");
  if (fault == Fault::killed_after) {
    at_death_();
    throw Killed();
  }
}

bool FaultyDatabase::within_savepoint(store::Transaction& transaction, FunctionRef<bool()> part) {
  return database_->within_savepoint(static_cast<Watched&>(transaction).inner(), part);
}

}  // namespace timeshelf::simulation
