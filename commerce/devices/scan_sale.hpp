// A sale that a device made from its leases, brought into the books: a booking that is handed over and paid.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "commerce/devices/lease_rows.hpp"
#include "commerce/devices/scans.hpp"

namespace timeshelf::commerce {

struct SoldByDevice {
  Id booking;
  std::int64_t too_many = 0;  ///< units that were never lent, or had gone back and that nobody had any more
  std::vector<ConflictKind> flags{};
  std::string sentence{};
};

class ScanSale {
 public:
  ScanSale(store::Transaction& transaction, const Id& shop, const Clock& clock, Random& random)
      : transaction_(transaction), shop_(shop), clock_(clock), now_(clock.now()), random_(random) {}

  /// What the lines of a sale name, in their order; says why it cannot be a sale of this device.
  Result<std::vector<Lease>, ScanError> leases_of(const Device&, const Scan&);
  /// The record itself is kept already. It has happened: what the lease lacks because it went back comes from
  /// what the slot has free, and what that lacks is written off and told; so is what was never lent.
  SoldByDevice sell(const Device&, const KeptScan&, const Scan&, const std::vector<Lease>&);

  struct TakenBack {
    Id booking;  ///< empty: the sale has not come yet
    std::string sentence;
  };
  /// The units go back to their lease, or to the slot where it is closed; the money goes back as it came. A
  /// sale that comes in later is undone at once.
  Result<TakenBack, ScanError> take_back(const Device&, const KeptScan&, std::int64_t sale);

 private:
  struct Sold;
  void post(Sold&, const std::vector<Lease>&);
  void post_places(Sold&, const std::vector<Lease>&, Ledger&);
  void write(Sold&, const std::vector<Lease>&);
  void charge(const Sold&);
  void follow(const Sold&);
  std::vector<ConflictKind> flag_lines(const Sold&, const std::vector<Lease>&);
  void heed_count(const Device&, const Lease&, const DeviceSaleLine&, std::int64_t units, const KeptScan&);
  void undo(const Device&, const DeviceSale&, const KeptScan& taken_back);
  void give_back_units(const Device&, const DeviceSale&);
  void refund(const Device&, const Id& booking, const std::string& reason);
  AccountKey source_of(const Device&, const std::string& sku);

  store::Transaction& transaction_;
  const Id& shop_;
  const Clock& clock_;
  Instant now_;
  Random& random_;
};

}  // namespace timeshelf::commerce
