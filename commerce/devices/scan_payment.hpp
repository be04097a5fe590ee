// Money that a device took as it handed over, brought into the books. It has changed hands, so nothing of it
// is refused: what nobody owed (any more) is written down as well, and somebody of the shop is told what to
// give back.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "commerce/devices/scans.hpp"
#include "commerce/payments/receipts.hpp"

namespace timeshelf::commerce {

class ScanPayment {
 public:
  ScanPayment(store::Transaction& transaction, const Id& shop, const Clock& clock, Random& random)
      : transaction_(transaction),
        shop_(shop),
        now_(clock.now()),
        random_(random),
        receipts_(clock, random) {}

  /// What a pickup says of money. The record itself is kept already, and so is what it handed over. Answers
  /// what somebody of the shop is told; "" where there is nothing to be told.
  std::string take(const Device&, const KeptScan&, const Scan&, const std::string& code);
  /// Of a record that cannot be in the books: what is said of the money that it took, behind other sentences.
  std::string left_out(const KeptScan&, const Scan&);

 private:
  void note_unpaid(const Device&, const KeptScan&, const Money& asked);
  std::string flag_beyond(const KeptScan&, const std::string& code, const Money& beyond, bool cancelled);

  store::Transaction& transaction_;
  const Id& shop_;
  Instant now_;
  Random& random_;
  Receipts receipts_;
};

/// What somebody of the shop was told of the money that the record took; "" for nothing.
std::string told_of_money(store::Transaction&, const Id& shop, const Id& device, std::int64_t seq);

/// What of a record's money is in the books.
struct ScanReceipt {
  Id booking;
  std::string tender;
  std::int64_t minor = 0;
  std::int64_t beyond = 0;  ///< of it, what nobody owed when it came
};
/// By device and number of the record.
std::map<std::pair<Id, std::int64_t>, ScanReceipt> load_scan_receipts(store::Transaction&, const Id& shop);

}  // namespace timeshelf::commerce
