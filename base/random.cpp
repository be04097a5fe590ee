#include "base/random.hpp"

#include <sodium.h>

namespace timeshelf {

SystemRandom::SystemRandom() {
  // A system call for each id is what a small answer costs most of.
  [[maybe_unused]] static const bool chosen = [] {
    randombytes_set_implementation(&randombytes_internal_implementation);
    randombytes_stir();  // now, while one thread is here
    return true;
  }();
}

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  randombytes_buf(bytes.data(), bytes.size());
}

}  // namespace timeshelf
