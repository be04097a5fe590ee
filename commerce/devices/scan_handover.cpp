#include "commerce/devices/scan_handover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "commerce/devices/scan_count.hpp"
#include "commerce/devices/scan_payment.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/stock/capacity.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

std::int64_t kept_of(const std::vector<LineScan>& scans) {
  return std::accumulate(scans.begin(), scans.end(), std::int64_t{0},
                         [](std::int64_t sum, const LineScan& scan) { return sum + scan.kept; });
}

// Why units do not count, where `others` have got units of the line.
ConflictKind kind_of(const LineToScan& line, std::int64_t others) {
  if (line.cancelled) return ConflictKind::cancelled;
  if (others > 0) return ConflictKind::double_pickup;
  return line.quantity < line.agreed ? ConflictKind::gone : ConflictKind::too_many;
}

std::string sentence_of(ConflictKind kind, const LineToScan& line, std::int64_t units, std::int64_t others) {
  if (kind == ConflictKind::cancelled)
    return fmt::format(
        "Booking {} had been cancelled, and {} x {} left all the same. If money went back, ask for it.",
        line.code, units, line.sku);
  if (kind == ConflictKind::gone)
    return fmt::format("{} x {} left that booking {} does not have: of {}, {} were moved or cancelled.",
                       units, line.sku, line.code, line.agreed, line.agreed - line.quantity);
  if (kind == ConflictKind::too_many)
    return fmt::format("{} x {} left that booking {} never had: it is of {}.", units, line.sku, line.code,
                       line.agreed);
  const std::int64_t twice = std::min(units, others);
  return fmt::format("{} x {} of booking {} were handed over before, so they left twice{}.", twice, line.sku,
                     line.code,
                     units > twice ? fmt::format("; {} more left than it has", units - twice) : "");
}

HandedOver outcome_of(const LineToScan& line, const Handover& handover, std::int64_t kept,
                      std::int64_t handed_over_in_all) {
  HandedOver outcome{kept, handover.units - kept};
  if (outcome.surplus == 0) return outcome;
  const std::int64_t others = handed_over_in_all - kept;
  outcome.kind = kind_of(line, others);
  outcome.sentence = sentence_of(outcome.kind, line, outcome.surplus, others);
  return outcome;
}

}  // namespace

std::string write_off_id(const Id& device, std::int64_t seq, std::int64_t position) {
  return fmt::format("scan:{}:{}:{}", device.text(), seq, position);
}

HandedOver ScanHandover::hand_over(const LineToScan& line, const Venue& venue, const Device& device,
                                   const Handover& handover) {
  auto scans = load_line_scans(transaction_, shop_, line.hold, line.position);
  const std::int64_t kept_before = kept_of(scans);
  // What staff handed over at the counter is no device's.
  const std::int64_t there = line.cancelled ? line.handed_over : line.quantity;
  const std::int64_t room = there - (line.handed_over - kept_before);
  std::vector<Handover> handovers;
  handovers.reserve(scans.size() + 1);
  for (const LineScan& scan : scans) handovers.push_back(scan.handover);
  handovers.push_back(handover);
  const auto kept = share_room(handovers, room);
  const std::int64_t moved = std::accumulate(kept.begin(), kept.end(), std::int64_t{0}) - kept_before;

  if (moved > 0) advance(line, device, handover, moved);
  LineToScan after = line;
  after.handed_over += moved;
  HandedOver outcome = outcome_of(after, handover, kept.back(), after.handed_over);
  const std::int64_t lost = handover.units - moved;
  const ConflictKind why = outcome.surplus > 0 ? outcome.kind : ConflictKind::double_pickup;
  const std::int64_t written_off = write_off(after, venue, device, handover, why, lost);
  insert_line_scan(transaction_, shop_, line.hold, line.position, {handover, kept.back()}, written_off);
  for (std::size_t i = 0; i < scans.size(); ++i) {
    if (kept[i] != scans[i].kept) demote(after, scans[i], kept[i]);
  }
  if (outcome.surplus > 0) flag_surplus(after, handover, outcome);
  return outcome;
}

void ScanHandover::advance(const LineToScan& line, const Device& device, const Handover& handover,
                           std::int64_t units) {
  const FulfilmentStep step{shop_,
                            line.code,
                            line.position,
                            LineState::handed_over,
                            units,
                            {},
                            "device " + device.name,
                            fmt::format("record {} of {}", handover.seq, to_rfc3339(handover.at)),
                            handover.at};
  const Id slot = fulfilment_.advance(transaction_, step).value().line.slot;  // there is room for them
  heed_later_count(transaction_, shop_, device,
                   {slot, line.sku, -units, handover.seq, line.position, handover.at}, now_, random_);
}

// Seats are nothing that leaves. What nobody counts at the venue comes from the supplier, as when it was
// sold.
std::int64_t ScanHandover::write_off(const LineToScan& line, const Venue& venue, const Device& device,
                                     const Handover& handover, ConflictKind why, std::int64_t units) {
  if (units == 0 || line.sku == ical::kSeatSku) return 0;
  const std::string id = write_off_id(handover.device, handover.seq, line.position);
  if (is_tracked(transaction_, shop_, {venue.id, line.sku})) {
    StockStatement statement;
    statement.shop = shop_;
    statement.kind = StockKind::waste;
    statement.id = id;
    statement.venue = venue.id;
    statement.sku = line.sku;
    statement.units = units;
    statement.occurred_at = handover.at;
    statement.actor = "timeshelf";
    statement.source = "device " + device.name;
    statement.reason = name_of(why);
    return stock_.tell(transaction_, statement) ? units : 0;
  }
  const AccountKey supplier{AccountKind::supplier, "", line.sku};
  const AccountKey wasted{AccountKind::wasted, venue.id.string(), line.sku};
  Ledger ledger;
  load_accounts(transaction_, shop_, {supplier, wasted}, ledger);
  const Transfer transfer{Id::make(now_, random_),
                          TransferKind::posted,
                          supplier,
                          wasted,
                          units,
                          id,
                          std::string(name_of(why)),
                          now_};
  ledger.apply({&transfer, 1}).value();
  store_written(transaction_, shop_, ledger);
  return units;
}

void ScanHandover::flag_surplus(const LineToScan& line, const Handover& handover, const HandedOver& outcome) {
  ScanConflict conflict;
  conflict.device = handover.device;
  conflict.seq = handover.seq;
  conflict.kind = outcome.kind;
  conflict.line = line.position;
  conflict.booking = line.booking;
  conflict.units = outcome.surplus;
  conflict.sentence = outcome.sentence;
  flag(transaction_, shop_, std::move(conflict), now_, random_);
}

void ScanHandover::demote(const LineToScan& line, const LineScan& before, std::int64_t kept) {
  store_kept(transaction_, shop_, line.hold, line.position, {before.handover, kept});
  const HandedOver outcome = outcome_of(line, before.handover, kept, line.handed_over);
  flag_surplus(line, before.handover, outcome);
  auto scan = find_scan(transaction_, shop_, before.handover.device, before.handover.seq);
  scan->outcome = ScanOutcome::conflict;
  const std::string money = told_of_money(transaction_, shop_, scan->device, scan->seq);
  scan->sentence = outcome.sentence + (money.empty() ? "" : " " + money);
  store_outcome(transaction_, shop_, *scan);
}

}  // namespace timeshelf::commerce
