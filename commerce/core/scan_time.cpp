#include "commerce/core/scan_time.hpp"

#include <algorithm>

namespace timeshelf::commerce {
namespace {

std::chrono::milliseconds elapsed(const DeviceClocks& from, const DeviceClocks& to) {
  const auto wall = to.t_device - from.t_device;
  const auto mono = std::chrono::milliseconds(to.mono_ms - from.mono_ms);
  return std::max({wall, mono, std::chrono::milliseconds(0)});
}

}  // namespace

std::vector<Instant> correct_times(std::span<const ScanMoment> moments, const DeviceClocks& sent,
                                   Instant arrived) {
  std::vector<Instant> times(moments.size());
  DeviceClocks later = sent;
  Instant at = arrived;
  for (std::size_t i = moments.size(); i-- > 0;) {
    const ScanMoment& moment = moments[i];
    at = std::min(at, std::max(at - elapsed(moment.clocks, later), moment.not_before));
    later = moment.clocks;
    times[i] = at;
  }
  return times;
}

}  // namespace timeshelf::commerce
