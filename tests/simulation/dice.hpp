// What a run decides by chance. The same seed throws the same numbers on every machine.
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>

namespace timeshelf::simulation {

/// SplitMix64: small, and each seed is a sequence of its own, so that a step can have its own dice.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  /// Dice of one step: what other steps throw does not change them.
  Dice(std::uint64_t seed, std::uint64_t step) : state_(seed * 0x9E3779B97F4A7C15U + step) {
    state_ = next();
  }

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  /// From `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(int percent) { return between(1, 100) <= percent; }
  template <class Container>
  decltype(auto) one_of(Container&& things) {
    auto at = std::begin(things);
    std::advance(at, between(0, static_cast<std::int64_t>(std::size(things)) - 1));
    return *at;
  }

 private:
  std::uint64_t state_;
};

}  // namespace timeshelf::simulation
