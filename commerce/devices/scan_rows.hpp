// Rows of what devices wrote down.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/core/handovers.hpp"
#include "commerce/core/scan_chain.hpp"
#include "commerce/devices/scans.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

ChainPlace load_chain_place(store::Transaction&, const Id& shop, const Id& device, std::int64_t seq);
/// Whether every record of the device up to that number has come.
bool has_all_records(store::Transaction&, const Id& shop, const Id& device, std::int64_t seq);
std::optional<KeptScan> find_scan(store::Transaction&, const Id& shop, const Id& device, std::int64_t seq);
/// The first of the device that has the nonce.
std::optional<KeptScan> find_nonce(store::Transaction&, const Id& shop, const Id& device,
                                   const std::string& nonce);
std::vector<KeptScan> list_scans(store::Transaction&, const Id& shop, const Id& device, std::int64_t after,
                                 std::size_t limit);
void insert_scan(store::Transaction&, const Id& shop, const KeptScan&);
/// Of a sale, with the booking that it made.
void store_sale_outcome(store::Transaction&, const Id& shop, const KeptScan&);
void store_outcome(store::Transaction&, const Id& shop, const KeptScan&);

/// What records say of one line of a booking, and how much of it counts.
struct LineScan {
  Handover handover;
  std::int64_t kept = 0;
};
std::vector<LineScan> load_line_scans(store::Transaction&, const Id& shop, const Id& hold,
                                      std::int64_t position);
void insert_line_scan(store::Transaction&, const Id& shop, const Id& hold, std::int64_t position,
                      const LineScan&, std::int64_t written_off);
void store_kept(store::Transaction&, const Id& shop, const Id& hold, std::int64_t position, const LineScan&);

/// A line of a booking as a record finds it, also where it was cancelled or moved since.
struct LineToScan {
  Id hold;
  Id booking;
  std::string code;
  bool cancelled = false;  ///< the booking is
  std::int64_t position = 0;
  std::string sku;
  std::string fulfilment;
  std::string location;       ///< of its slot
  std::int64_t agreed = 0;    ///< that were booked
  std::int64_t quantity = 0;  ///< that the booking still has
  std::int64_t handed_over = 0;
};
std::vector<LineToScan> load_lines_to_scan(store::Transaction&, const Id& shop, const Id& booking);

}  // namespace timeshelf::commerce
