// The system under test: the engine as one process runs it, on a database that outlives the process.
#pragma once
#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "commerce/services.hpp"
#include "tests/simulation/digest.hpp"
#include "tests/simulation/disk.hpp"
#include "tests/simulation/faults.hpp"
#include "tests/world.hpp"

namespace timeshelf::simulation {

/// How a command ended, seen from outside.
struct Ending {
  bool happened = false;      ///< its effects are in the database
  bool acknowledged = false;  ///< whoever asked got the answer
};

class World {
 public:
  World(const std::string& disk, std::uint64_t seed);

  /// Runs a command as the writer does: false undoes it.
  Ending write(FunctionRef<bool(store::Transaction&)> command);
  void read(FunctionRef<void(store::Transaction&)> work) { database_->read(work); }

  /// What becomes of the next write, once.
  void plan(Fault fault, std::int64_t statement) {
    planned_ = fault;
    dies_before_ = statement;
  }
  std::int64_t rows_changed() const { return database_->rows_changed(); }
  /// Of everything that is stored.
  std::uint64_t digest();
  /// kill -9, and a new process.
  void die();
  /// The randomness of a step.
  void shuffle(std::uint64_t seed) { random_.emplace(seed); }

  Instant now() const { return clock_.now(); }
  /// Forwards, or a little back.
  void pass(std::chrono::milliseconds time) {
    clock_.advance(time);
    latest_ = std::max(latest_, now());
  }
  /// The latest time that was ever told.
  Instant latest() const { return latest_; }
  Random& random() { return random_; }
  commerce::Services& services() { return *services_; }

 private:
  /// Stays where it is while its seed changes, because the services keep its address.
  class Reseeded final : public Random {
   public:
    void emplace(std::uint64_t seed) { random_.emplace(seed); }
    void fill(std::span<std::uint8_t> bytes) override { random_->fill(bytes); }

   private:
    std::optional<tests::SeededRandom> random_;
  };
  void start();
  void bury();

  std::unique_ptr<Disk> disk_;
  Digest digest_;
  tests::ManualClock clock_;
  Instant latest_ = clock_.now();
  Reseeded random_;
  std::unique_ptr<FaultyDatabase> database_;
  std::unique_ptr<commerce::Services> services_;
  Fault planned_ = Fault::none;
  std::int64_t dies_before_ = 0;
};

}  // namespace timeshelf::simulation
