// A sync-token is one or none; what it says is written so that it says the same.
#include "caldav/reports/sync_token.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace timeshelf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  store::Collection collection;
  collection.id = *Id::parse("01kjmma2g0fhga5q2xm8xzp32v");
  collection.revision = 100;
  const auto state = caldav::state_of(collection, fuzz::text_of(data, size));
  if (!state) return 0;
  caldav::remembers(collection, state->self);
  const auto again = caldav::state_of(collection, caldav::token_of(*state));
  fuzz::require(
      again && again->self.revision == state->self.revision && again->below.size() == state->below.size(),
      "the same state");
  return 0;
}
