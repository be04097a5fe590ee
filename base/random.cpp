#include "base/random.hpp"

#include <sodium.h>

#include <algorithm>

namespace timeshelf {

SystemRandom::SystemRandom() {
  // A system call for each id is what a small answer costs most of.
  [[maybe_unused]] static const bool chosen = [] {
    randombytes_set_implementation(&randombytes_internal_implementation);
    randombytes_stir();  // now, while one thread is here
    return true;
  }();
}

// An id takes 16 bytes and a call about as long as 500 of them, so they are drawn ahead.
void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  thread_local std::array<std::uint8_t, 512> drawn;
  thread_local std::size_t left = 0;
  if (bytes.size() > drawn.size() / 8) return randombytes_buf(bytes.data(), bytes.size());
  if (left < bytes.size()) {
    randombytes_buf(drawn.data(), drawn.size());
    left = drawn.size();
  }
  std::uint8_t* next = drawn.data() + drawn.size() - left;
  std::copy_n(next, bytes.size(), bytes.begin());
  sodium_memzero(next, bytes.size());  // nobody may read from memory what was handed out
  left -= bytes.size();
}

}  // namespace timeshelf
