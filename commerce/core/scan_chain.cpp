#include "commerce/core/scan_chain.hpp"

namespace timeshelf::commerce {

ChainVerdict judge_link(const ChainPlace& place, std::int64_t seq, std::string_view hash,
                        std::string_view prev_hash) {
  ChainVerdict verdict;
  if (place.here) {
    verdict.repeated = *place.here == hash;
    verdict.forked = !verdict.repeated;
    return verdict;
  }
  const bool first = seq == 1;
  verdict.altered = (first && !prev_hash.empty()) || (place.before && *place.before != prev_hash) ||
                    (place.named && *place.named != hash);
  if (seq > place.last + 1) verdict.missing_from = place.last + 1;
  return verdict;
}

}  // namespace timeshelf::commerce
