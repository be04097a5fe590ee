// What a device writes down about a token that it scanned, as the device signed it.
//
// A record is JSON *text*: its digest and its signature are of these bytes, so that nobody has to agree on
// how JSON is written. Members that are not known are kept with the text and not read: goods that were handed
// over were handed over, whatever a newer app adds to its records. What a member means depends on the version
// that a record says it is of, so that one which has waited since before an update is read as it was meant.
// docs/devices.md describes the members.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace timeshelf::commerce {

inline constexpr std::size_t kLongestScan = 24 << 10;  ///< bytes of a record, a drawn signature included

/// Where a record stands among those of its device, and when that was by the device's clocks.
struct ScanLink {
  Id device;
  std::int64_t seq = 0;      ///< from 1, without gaps
  std::string prev_hash;     ///< scan_hash() of the record before; "" of the first
  std::string nonce;         ///< names the scan: written down again under another number it is the same one
  Instant t_device;          ///< by the device's wall clock, which may be wrong
  std::int64_t mono_ms = 0;  ///< by a clock that nobody sets and that starts with the app
  std::int64_t manifest_seq = 0;  ///< of the manifest that it was decided by; 0: of none
};

enum class ScanAction {
  pickup,     ///< goods were handed over
  deny,       ///< somebody was turned away
  sale,       ///< what the device has on lease was sold to somebody who walked up
  take_back,  ///< a sale of the device was undone: "void"
};
std::string_view name_of(ScanAction action);

struct ScannedLine {
  std::int64_t position = 0;  ///< of the booking's line
  std::int64_t units = 0;     ///< 1 to 1,000
};

/// A line of a sale.
struct SoldUnits {
  Id lease;
  std::int64_t units = 0;  ///< 1 to 1,000
  std::int64_t minor = 0;  ///< that each cost, tax included, in the lease's currency
};

struct Scan {
  ScanAction action = ScanAction::deny;
  std::string token;               ///< what the QR code said; of a deny it may be anything
  std::vector<ScannedLine> lines;  ///< of a pickup at least one, each line once
  std::string reason;              ///< of a deny why, or ""
  std::vector<SoldUnits> sold;     ///< of a sale at least one, each lease once
  std::string paid;  ///< of a sale how: "cash", "card" or "other"; of a pickup also "no", or "": not asked
  std::int64_t minor = 0;  ///< of a pickup what was paid, or with "no" asked for, in the booking's currency
  std::int64_t takes_back = 0;   ///< of a void: the number of the sale
  bool online = false;           ///< the device reached the server when it was made
  std::int64_t duration_ms = 0;  ///< from the scan to the end
  bool drawn = false;            ///< the customer signed on the screen: the record holds the drawing

  /// It is a pickup at which money changed hands.
  bool took_money() const { return action == ScanAction::pickup && !paid.empty() && paid != "no"; }
};

struct ScanError : ErrorBase {};

/// Digest of a record's text (SHA-256, base64url): what the next one names.
std::string scan_hash(std::string_view text);

/// The record's place. Without one it can be neither kept nor told twice.
Result<ScanLink, ScanError> read_scan_link(std::string_view text);
/// The rest.
Result<Scan, ScanError> read_scan(std::string_view text);

/// Whether two records tell of the same scan.
bool same_scan(const Scan& a, const Scan& b);

}  // namespace timeshelf::commerce
