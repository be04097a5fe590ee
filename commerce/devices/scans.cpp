#include "commerce/devices/scans.hpp"

#include <array>

#include "commerce/devices/device_rows.hpp"
#include "commerce/devices/scan_handover.hpp"
#include "commerce/devices/scan_intake.hpp"
#include "commerce/devices/scan_payment.hpp"
#include "commerce/devices/scan_rows.hpp"
#include "commerce/devices/scan_sale.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::array<std::pair<ScanOutcome, std::string_view>, 4> kOutcomes{{
    {ScanOutcome::applied, "applied"},
    {ScanOutcome::duplicate_same, "duplicate-same"},
    {ScanOutcome::conflict, "conflict"},
    {ScanOutcome::rejected, "rejected"},
}};

}  // namespace

std::string_view name_of(ScanOutcome outcome) {
  for (const auto& [value, name] : kOutcomes) {
    if (value == outcome) return name;
  }
  return "";
}

std::optional<ScanOutcome> parse_scan_outcome(std::string_view wanted) {
  for (const auto& [value, name] : kOutcomes) {
    if (name == wanted) return value;
  }
  return std::nullopt;
}

std::string scan_text(std::string_view record) {
  return "timeshelf-record:" + std::string(record);
}

std::vector<ScanAnswer> Scans::take(store::Transaction& transaction, const store::Shop& shop,
                                    const Device& device, const ScanUpload& upload) {
  const Instant now = clock_.now();
  ScanHandover handover(transaction, shop.id, fulfilment_, stock_, now, random_);
  ScanPayment payment(transaction, shop.id, clock_, random_);
  ScanSale sale(transaction, shop.id, clock_, random_);
  auto answers = ScanIntake(transaction, shop, device, handover, payment, sale, now, random_).take(upload);
  note_heard(transaction, shop.id, device.id, now);
  close_gaps(transaction, shop.id, device.id, now, random_);
  return answers;
}

std::vector<KeptScan> Scans::list(store::Transaction& transaction, const Id& shop, const Id& device,
                                  std::int64_t after, std::size_t limit) {
  return list_scans(transaction, shop, device, after, limit);
}

}  // namespace timeshelf::commerce
