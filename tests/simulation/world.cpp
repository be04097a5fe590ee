#include "tests/simulation/world.hpp"

#include <utility>

namespace timeshelf::simulation {

World::World(const std::string& disk, std::uint64_t seed) : disk_(make_disk(disk)), digest_(disk) {
  shuffle(seed);
  start();
}

void World::start() {
  database_ = std::make_unique<FaultyDatabase>(disk_->open(), [this] { disk_->die(); });
  services_ = std::make_unique<commerce::Services>(
      commerce::EngineOptions{std::chrono::minutes(10), std::chrono::hours(24 * 400), "https://shop.example",
                              "bookings@shop.example"},
      clock_, random_);
}

std::uint64_t World::digest() {
  std::uint64_t digest = 0;
  read([&](store::Transaction& transaction) { digest = digest_.of(transaction); });
  return digest;
}

void World::die() {
  disk_->die();
  bury();
}

void World::bury() {
  services_.reset();
  database_.reset();
  disk_->bury();
  start();
}

Ending World::write(FunctionRef<bool(store::Transaction&)> command) {
  struct Refused {};
  const Fault fault = std::exchange(planned_, Fault::none);
  database_->plan(fault, dies_before_);
  try {
    database_->write([&](store::Transaction& transaction) {
      if (!command(transaction)) throw Refused();
    });
  } catch (const Refused&) {
    return {false, true};
  } catch (const Killed&) {
    bury();
    return {fault == Fault::killed_after, false};
  } catch (const store::Failure&) {
    if (fault == Fault::none || fault == Fault::conflicts) throw;  // nobody planned that
    return {fault == Fault::done_and_lost, false};
  }
  return {true, true};
}

}  // namespace timeshelf::simulation
