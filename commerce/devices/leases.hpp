// Leases: stock that is lent to a device (core/leasing.hpp says by which rules).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/core/leasing.hpp"
#include "commerce/devices/devices.hpp"
#include "commerce/refusal.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The topic of the outbox behind which Leases::settle stands; its subject is a lease.
inline constexpr std::string_view kLeaseTopic = "lease";

struct Lease {
  Id id;
  Id device;
  std::string nonce;
  Id slot;
  std::string sku;
  std::int64_t units = 0;
  std::int64_t sold = 0;      ///< as far as records have come
  std::int64_t returned = 0;  ///< to the slot
  Currency currency;
  std::int64_t tax_rate = 0;
  Instant taken_at;
  Instant expires_at;
  std::string called_by{};  ///< who called it back, or ""
  std::optional<Instant> closed_at{};
  std::vector<LeasePrice> prices{};
  bool places = false;      ///< a place of the slot is lent with each unit
  bool from_venue = false;  ///< of what the venue had in no slot, and back to there

  // What lists show beside it.
  std::string name{};  ///< of what is sold
  std::string slot_summary{};
  Instant slot_ends_at{};
  std::string device_name{};

  /// Neither sold nor returned.
  std::int64_t left() const { return units - sold - returned; }
};

struct LeaseTaken {
  Lease lease;
  bool repeated = false;  ///< it was asked for before under this nonce
};

/// Thread-safe: all state is in the database.
class Leases {
 public:
  Leases(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  Decided<LeaseTaken> take(store::Transaction&, const Device&, const LeaseCommand&);
  std::optional<Lease> find(store::Transaction&, const Id& shop, const Id& lease);
  /// Those that are open, by device and when they were taken; of one device, or of all.
  std::vector<Lease> list(store::Transaction&, const Id& shop, const std::optional<Id>& device);
  /// It lasts so long from now, if that is longer than it would. Refused once it was called back or is
  /// closed.
  Decided<Lease> renew(store::Transaction&, const Id& shop, const Lease&, std::chrono::minutes lasts);
  /// So many unsold units go back, by default all: then it is closed. The device has brought all of its
  /// records, or they are lost to it (see ScanSale).
  Decided<Lease> give_back(store::Transaction&, const Id& shop, const Lease&,
                           std::optional<std::int64_t> units, const std::string& actor);
  /// It ends now. What is unsold goes back when the device has said so, or with the time that records have;
  /// at once where somebody knows that none will come.
  Lease call_back(store::Transaction&, const Id& shop, const Lease&, bool at_once, const std::string& actor);
  /// What is unsold of a lease that ran out goes back, if its records had their time (topic kLeaseTopic).
  void settle(store::Transaction&, const Id& shop, const Id& lease);

 private:
  const Clock& clock_;
  Random& random_;
};

/// All that a device has on lease goes back, because it was revoked.
void return_leases_of(store::Transaction&, const Id& shop, const Device&, Instant now, Random&);

}  // namespace timeshelf::commerce
