// The upload of one device, record by record: what each is, where it belongs, and what it does.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/core/scan_chain.hpp"
#include "commerce/devices/scan_handover.hpp"
#include "commerce/devices/scan_payment.hpp"
#include "commerce/devices/scan_rows.hpp"
#include "commerce/devices/scan_sale.hpp"
#include "commerce/devices/scans.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {

class ScanIntake {
 public:
  /// All of it outlives the intake.
  ScanIntake(store::Transaction& transaction, const store::Shop& shop, const Device& device,
             ScanHandover& handover, ScanPayment& payment, ScanSale& sale, Instant now, Random& random)
      : transaction_(transaction),
        shop_(shop),
        device_(device),
        handover_(handover),
        payment_(payment),
        sale_(sale),
        venues_(load_venues(transaction, shop.id)),
        now_(now),
        random_(random) {}

  /// In the order of the upload; taken in that of the numbers.
  std::vector<ScanAnswer> take(const ScanUpload& upload);

 private:
  /// A record that has a place, and when it was made by our clock.
  struct Placed {
    std::size_t index = 0;  ///< in the upload
    ScanLink link;
    Instant at;
  };

  std::optional<ScanLink> place(const SignedScan& scan, ScanAnswer& answer);
  void set_times(std::vector<Placed>& placed, const DeviceClocks& sent) const;
  ScanAnswer take_one(const Placed& placed, const SignedScan& sent);
  void flag_chain(const ChainVerdict& verdict, std::int64_t seq);
  void keep(KeptScan& kept);
  void keep_repeated(KeptScan& kept, const Scan& scan, const KeptScan& before);
  void reject(KeptScan& kept, std::string sentence);
  void deny(KeptScan& kept, const Scan& scan);
  void pick_up(KeptScan& kept, const Scan& scan);
  std::string hand_over(const KeptScan& kept, const Scan& scan, const std::vector<LineToScan>& lines,
                        const Venue& venue);
  std::string take_money(const KeptScan& kept, const Scan& scan, const std::string& code);
  void flag_old_token(const KeptScan& kept, const Scan& scan);
  void sell(KeptScan& kept, const Scan& scan);
  void take_back(KeptScan& kept, const Scan& scan);
  Id booking_of(const Scan& scan) const;
  void tell(ConflictKind kind, std::int64_t seq, std::string sentence, std::string text = {},
            const Id& booking = {});

  store::Transaction& transaction_;
  const store::Shop& shop_;
  const Device& device_;
  ScanHandover& handover_;
  ScanPayment& payment_;
  ScanSale& sale_;
  const std::vector<Venue> venues_;
  Instant now_;
  Random& random_;
  std::vector<ConflictKind> flags_;  ///< of the record that is being taken
};

}  // namespace timeshelf::commerce
