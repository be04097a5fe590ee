#include "commerce/devices/scan_payment.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "commerce/audit.hpp"

namespace timeshelf::commerce {
namespace {

void insert_scan_payment(store::Transaction& transaction, const Id& shop, const KeptScan& kept,
                         const Id& payment, std::int64_t beyond) {
  transaction.execute(
      "INSERT INTO scan_payments (shop, device, seq, payment, beyond) VALUES ($1, $2, $3, $4, $5)",
      {shop, kept.device, kept.seq, payment, beyond});
}

bool is_cancelled(store::Transaction& transaction, const Id& shop, const Id& booking) {
  return transaction.exists("SELECT 1 FROM bookings WHERE shop = $1 AND id = $2 AND state = 'cancelled'",
                            {shop, booking});
}

}  // namespace

std::string ScanPayment::take(const Device& device, const KeptScan& kept, const Scan& scan,
                              const std::string& code) {
  if (scan.paid.empty()) return {};
  const auto before = balance_of(transaction_, shop_, kept.booking);
  if (!before) return {};
  const Money said{scan.minor, before->worth.currency};
  if (scan.paid == "no") {
    note_unpaid(device, kept, said);
    return {};
  }
  ReceiptCommand command;
  command.shop = shop_;
  command.booking = kept.booking;
  command.tender = scan.paid;
  command.minor = scan.minor;
  command.actor = "device " + device.name;
  command.reason = fmt::format("record {} of {}", kept.seq, to_rfc3339(kept.happened_at));
  command.happened_at = kept.happened_at;
  const Receipt receipt = receipts_.write_down(transaction_, command).value();
  const std::int64_t owed = std::max<std::int64_t>(before->owed().minor, 0);
  const Money beyond{std::max<std::int64_t>(said.minor - owed, 0), said.currency};
  insert_scan_payment(transaction_, shop_, kept, receipt.id, beyond.minor);
  if (beyond.minor == 0) return {};
  return flag_beyond(kept, code, beyond, is_cancelled(transaction_, shop_, kept.booking));
}

std::string ScanPayment::left_out(const KeptScan& kept, const Scan& scan) {
  const auto balance = balance_of(transaction_, shop_, kept.booking);
  if (!scan.took_money() || !balance) return {};
  return fmt::format(" It says that {} was taken, which is not in the books: write it down at the counter.",
                     Money{scan.minor, balance->worth.currency}.text());
}

// The goods left, and whoever has them was asked for money and gave none.
void ScanPayment::note_unpaid(const Device& device, const KeptScan& kept, const Money& asked) {
  record(transaction_, shop_, "device " + device.name, "scan.unpaid", kept.booking.text(),
         {{"device", device.id.text()}, {"seq", kept.seq}, {"amount", asked.text()}}, now_, random_);
}

std::string ScanPayment::flag_beyond(const KeptScan& kept, const std::string& code, const Money& beyond,
                                     bool cancelled) {
  ScanConflict conflict;
  conflict.device = kept.device;
  conflict.seq = kept.seq;
  conflict.kind = ConflictKind::overpaid;
  conflict.booking = kept.booking;
  conflict.sentence =
      cancelled
          ? fmt::format(
                "{} was taken for booking {}, which had been cancelled. Give it back, unless the goods "
                "are kept.",
                beyond.text(), code)
          : fmt::format("{} was taken for booking {} that it did not owe: it had been paid. Give {} back.",
                        beyond.text(), code, beyond.text());
  std::string sentence = conflict.sentence;
  flag(transaction_, shop_, std::move(conflict), now_, random_);
  return sentence;
}

std::string told_of_money(store::Transaction& transaction, const Id& shop, const Id& device,
                          std::int64_t seq) {
  return transaction
      .first("SELECT sentence FROM scan_conflicts WHERE shop = $1 AND device = $2 AND seq = $3 AND kind = $4",
             {shop, device, seq, name_of(ConflictKind::overpaid)},
             [](const store::Row& row) { return row.string(0); })
      .value_or("");
}

std::map<std::pair<Id, std::int64_t>, ScanReceipt> load_scan_receipts(store::Transaction& transaction,
                                                                      const Id& shop) {
  std::map<std::pair<Id, std::int64_t>, ScanReceipt> receipts;
  transaction.query(
      "SELECT p.device, p.seq, m.booking, m.tender, m.minor, p.beyond FROM scan_payments p JOIN money m ON "
      "m.shop = p.shop AND m.id = p.payment WHERE p.shop = $1 AND m.kind = 'charge'",
      {shop}, [&](const store::Row& row) {
        receipts[{row.id(0), row.integer(1)}] = {row.id(2), row.string(3), row.integer(4), row.integer(5)};
      });
  return receipts;
}

}  // namespace timeshelf::commerce
