// What devices wrote down while they were cut off, brought into the books.
//
// A record that its device signed is kept whatever it says, and one bad record never stops those behind it. A
// pickup goes through the same fulfilment as one at the counter. Where several devices gave the same line
// away, the earliest counts (core/handovers.hpp); what the others gave away has left the building a second
// time: it is written off, and somebody of the shop is told. Nothing of that is refused, because it has
// happened.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/core/scan_record.hpp"
#include "commerce/core/scan_time.hpp"
#include "commerce/devices/devices.hpp"
#include "commerce/devices/scan_conflicts.hpp"
#include "commerce/fulfilment/fulfilment.hpp"
#include "commerce/stock/stock.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

enum class ScanOutcome {
  applied,         ///< it is in the books
  duplicate_same,  ///< it, or another record of the same scan, came before
  conflict,        ///< kept, and somebody of the shop looks at it
  rejected,        ///< it says nothing that could be true; sending it again is of no use
};
std::string_view name_of(ScanOutcome outcome);
std::optional<ScanOutcome> parse_scan_outcome(std::string_view name);

/// A record as it is sent.
struct SignedScan {
  std::string record;     ///< its text
  std::string signature;  ///< of scan_text(record), 64 bytes
};

struct ScanAnswer {
  std::optional<std::int64_t> seq;  ///< absent where the record could not be read
  ScanOutcome outcome = ScanOutcome::rejected;
  std::string sentence;
  std::vector<ConflictKind> flags{};  ///< what somebody of the shop is told of it
};

struct ScanUpload {
  DeviceClocks sent;  ///< what the device's clocks showed
  std::vector<SignedScan> scans;
};

/// A record that is kept.
struct KeptScan {
  Id device;
  std::int64_t seq = 0;
  std::string nonce;
  std::string hash;
  std::string prev_hash;
  std::string record;
  std::string signature;  ///< 64 bytes
  Id booking;             ///< whose token it was; empty: nobody's
  ScanOutcome outcome = ScanOutcome::rejected;
  std::string sentence;
  bool online = false;
  Instant happened_at;  ///< by our clock
  Instant recorded_at;
};

/// Thread-safe: all state is in the database.
class Scans {
 public:
  Scans(Fulfilment& fulfilment, Stock& stock, const Clock& clock, Random& random)
      : fulfilment_(fulfilment), stock_(stock), clock_(clock), random_(random) {}

  /// One answer for each record, in the order in which they were sent.
  std::vector<ScanAnswer> take(store::Transaction&, const store::Shop&, const Device&, const ScanUpload&);
  /// Behind `after`, in order.
  std::vector<KeptScan> list(store::Transaction&, const Id& shop, const Id& device, std::int64_t after,
                             std::size_t limit);

 private:
  Fulfilment& fulfilment_;
  Stock& stock_;
  const Clock& clock_;
  Random& random_;
};

/// What a device signs of a record.
std::string scan_text(std::string_view record);

/// What of the records does not agree with itself or with the books. One sentence each, without the shop's
/// name.
std::vector<std::string> check_scans(store::Transaction&, const store::Shop&);

}  // namespace timeshelf::commerce
