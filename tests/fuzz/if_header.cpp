// An If header is read or refused, and submits the tokens that it names.
#include "caldav/if_header.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace timeshelf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto header = caldav::parse_if_header(fuzz::text_of(data, size));
  if (!header) {
    fuzz::require(!header.error().message.empty(), "a refusal says why");
    return 0;
  }
  fuzz::require(!header->lists.empty(), "a header has a list");
  for (const auto& list : header->lists) {
    fuzz::require(!list.conditions.empty(), "a list has a condition");
    for (const auto& condition : list.conditions)
      fuzz::require(condition.is_etag || header->submits(condition.value),
                    "a token that is named is submitted");
  }
  return 0;
}
