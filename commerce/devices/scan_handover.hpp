// A pickup of one line, brought into the books: what counts goes through fulfilment, what left beyond it is
// written off and flagged.
#pragma once
#include <string>
#include <vector>

#include "commerce/devices/scan_rows.hpp"
#include "commerce/devices/scans.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {

struct HandedOver {
  std::int64_t kept = 0;                            ///< units that count
  std::int64_t surplus = 0;                         ///< that do not
  ConflictKind kind = ConflictKind::double_pickup;  ///< why not
  std::string sentence{};                           ///< the same in words
};

class ScanHandover {
 public:
  ScanHandover(store::Transaction& transaction, const Id& shop, Fulfilment& fulfilment, Stock& stock,
               Instant now, Random& random)
      : transaction_(transaction),
        shop_(shop),
        fulfilment_(fulfilment),
        stock_(stock),
        now_(now),
        random_(random) {}

  /// The record itself is kept already. Records that counted until now, and do so no longer because this one
  /// was earlier, become conflicts.
  HandedOver hand_over(const LineToScan& line, const Venue& venue, const Device& device,
                       const Handover& handover);

 private:
  void advance(const LineToScan&, const Device&, const Handover&, std::int64_t units);
  std::int64_t write_off(const LineToScan&, const Venue&, const Device&, const Handover&, ConflictKind,
                         std::int64_t units);
  void flag_surplus(const LineToScan&, const Handover&, const HandedOver&);
  void demote(const LineToScan&, const LineScan& before, std::int64_t kept);

  store::Transaction& transaction_;
  const Id& shop_;
  Fulfilment& fulfilment_;
  Stock& stock_;
  Instant now_;
  Random& random_;
};

/// Names what a record wrote off of a line: the id of the statement about stock, or the subject of the
/// transfer.
std::string write_off_id(const Id& device, std::int64_t seq, std::int64_t position);

}  // namespace timeshelf::commerce
