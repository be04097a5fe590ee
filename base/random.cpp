#include "base/random.hpp"

#include <sodium.h>

namespace timeshelf {

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  randombytes_buf(bytes.data(), bytes.size());
}

}  // namespace timeshelf
