// Where randomness comes from. Passed in, like the clock.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace timeshelf {

class Random {
 public:
  virtual ~Random() = default;
  /// Fills `bytes` with unpredictable bytes. Safe to call from several threads.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

/// libsodium's ChaCha20 generator, one for each thread, seeded by the kernel.
class SystemRandom final : public Random {
 public:
  SystemRandom();
  void fill(std::span<std::uint8_t> bytes) override;
};

}  // namespace timeshelf
