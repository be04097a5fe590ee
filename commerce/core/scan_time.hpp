// When things happened on a device whose clock is wrong.
//
// Nobody trusts the device's wall clock, only how far it went: from the last record to the moment of the
// upload, which is known by our clock, and from each record to the one before. The clock that nobody sets
// covers for a wall clock that was set back in between; it restarts with the app and may stand still while
// the device sleeps, so that of the two the one that went further is right. A clock that was set forward in
// between leaves records that seem too early; they are never before the manifest that they were decided by,
// which bears our time.
#pragma once
#include <span>
#include <vector>

#include "base/time.hpp"

namespace timeshelf::commerce {

/// Both clocks of the device at one moment.
struct DeviceClocks {
  Instant t_device;
  std::int64_t mono_ms = 0;
};

struct ScanMoment {
  DeviceClocks clocks;
  Instant not_before;  ///< by our clock: when device and manifest came into being
};

/// By our clock, for moments in the order in which they were. `sent` is what the device's clocks showed at
/// the upload, which arrived at `arrived`. None is later than the one behind it, or than `arrived`.
std::vector<Instant> correct_times(std::span<const ScanMoment> moments, const DeviceClocks& sent,
                                   Instant arrived);

}  // namespace timeshelf::commerce
