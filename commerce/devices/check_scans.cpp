// What devices wrote down, compared with itself and with the books.
#include <fmt/format.h>

#include <map>
#include <numeric>
#include <tuple>

#include "base/p256.hpp"
#include "base/text.hpp"
#include "commerce/devices/device_rows.hpp"
#include "commerce/devices/scan_handover.hpp"
#include "commerce/devices/scan_payment.hpp"
#include "commerce/devices/scan_rows.hpp"
#include "commerce/devices/scans.hpp"
#include "commerce/stock/stock_rows.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::size_t kAtOnce = 1000;

class ScanAudit {
 public:
  ScanAudit(store::Transaction& transaction, const Id& shop, std::vector<std::string>& differences)
      : transaction_(transaction),
        shop_(shop),
        differences_(differences),
        receipts_(load_scan_receipts(transaction, shop)) {}

  void compare_chains() {
    for (const Device& device : load_devices(transaction_, shop_)) {
      std::optional<KeptScan> before;
      std::int64_t after = 0;
      for (std::vector<KeptScan> scans;
           !(scans = list_scans(transaction_, shop_, device.id, after, kAtOnce)).empty();) {
        for (KeptScan& scan : scans) {
          compare_link(device, before, scan);
          compare_money(scan);
          after = scan.seq;
          before = std::move(scan);
        }
      }
    }
  }

  void compare_lines() {
    std::map<std::pair<Id, std::int64_t>, std::int64_t> handed_over;  // by hold and position
    transaction_.query(
        "SELECT DISTINCT s.hold, s.position, l.handed_over FROM scan_lines s JOIN lines l ON l.shop = s.shop "
        "AND l.hold = s.hold AND l.position = s.position WHERE s.shop = $1",
        {shop_}, [&](const store::Row& row) {
          handed_over[{row.id(0), row.integer(1)}] = row.integer(2);
        });
    for (const auto& [line, units] : handed_over) compare_line(line.first, line.second, units);
  }

  // What left beyond what counts was written off, and is in the books.
  void compare_write_offs() {
    transaction_.query(
        "SELECT hold, position, CAST(SUM(units - kept) AS BIGINT), CAST(SUM(written_off) AS BIGINT) "
        "FROM scan_lines WHERE shop = $1 AND EXISTS (SELECT 1 FROM lines l WHERE l.shop = scan_lines.shop "
        "AND l.hold = scan_lines.hold AND l.position = scan_lines.position AND l.sku <> $2) "
        "GROUP BY hold, position ORDER BY hold, position",
        {shop_, ical::kSeatSku}, [&](const store::Row& row) {
          if (row.integer(2) != row.integer(3))
            differ("of line {} of hold {}, {} units left twice and {} were written off.", row.integer(1),
                   row.string(0), row.integer(2), row.integer(3));
        });
    std::map<std::string, std::int64_t> said;
    transaction_.query(
        "SELECT device, seq, position, written_off FROM scan_lines WHERE shop = $1 AND written_off > 0",
        {shop_}, [&](const store::Row& row) {
          said[write_off_id(row.id(0), row.integer(1), row.integer(2))] = row.integer(3);
        });
    for (const auto& [id, units] : said) {
      const std::int64_t booked = booked_under(id);
      if (booked != units) differ("{} wrote off {} units, and {} are in the books.", id, units, booked);
    }
  }

  // Every record that gave away or took too much is a conflict, and somebody was told how much. Of a sale
  // also what was never lent is told, which may have come from what the slot had free.
  void compare_conflicts() {
    transaction_.query(
        "SELECT s.device, s.seq, s.outcome, CAST(COALESCE((SELECT SUM(l.units - l.kept) FROM scan_lines l "
        "WHERE l.shop = s.shop AND l.device = s.device AND l.seq = s.seq), 0) + COALESCE((SELECT "
        "SUM(n.beyond) FROM device_sale_lines n WHERE n.shop = s.shop AND n.device = s.device "
        "AND n.seq = s.seq), 0) AS BIGINT), CAST(COALESCE((SELECT SUM(c.units) FROM scan_conflicts c "
        "WHERE c.shop = s.shop AND c.device = s.device AND c.seq = s.seq), 0) AS BIGINT), "
        "CAST(COALESCE((SELECT SUM(n.free) FROM device_sale_lines n WHERE n.shop = s.shop "
        "AND n.device = s.device AND n.seq = s.seq), 0) AS BIGINT), CAST(COALESCE((SELECT p.beyond "
        "FROM scan_payments p WHERE p.shop = s.shop AND p.device = s.device "
        "AND p.seq = s.seq), 0) AS BIGINT) FROM scans s WHERE s.shop = $1 ORDER BY s.device, s.seq",
        {shop_}, [&](const store::Row& row) {
          const bool conflict = row.text(2) == name_of(ScanOutcome::conflict);
          const std::int64_t beyond = row.integer(3);
          const std::int64_t told = row.integer(4);
          if (conflict != (told > 0 || row.integer(6) > 0) || told < beyond || told > beyond + row.integer(5))
            differ("record {} of device {} is {}, gave away {} units too many, and {} were told.",
                   row.integer(1), row.string(0), row.string(2), row.integer(3), row.integer(4));
        });
  }

 private:
  // What a pickup says that it took is in the books once, and nothing else of it.
  void compare_money(const KeptScan& scan) {
    const bool counts = scan.outcome == ScanOutcome::applied || scan.outcome == ScanOutcome::conflict;
    const auto said = read_scan(scan.record);
    const bool took = counts && said && said->took_money();
    const auto found = receipts_.find({scan.device, scan.seq});
    if (took != (found != receipts_.end()))
      return differ("record {} of device {} says that money {} taken, and the books say otherwise.", scan.seq,
                    scan.device.string(), took ? "was" : "was not");
    if (!took) return;
    const ScanReceipt& receipt = found->second;
    if (receipt.booking != scan.booking || receipt.tender != said->paid || receipt.minor != said->minor)
      differ("record {} of device {} took {} minor units, and {} are in the books.", scan.seq,
             scan.device.string(), said->minor, receipt.minor);
    if (receipt.beyond > 0 && !is_flagged(scan, ConflictKind::overpaid))
      differ("record {} of device {} took {} minor units too much, and nobody was told.", scan.seq,
             scan.device.string(), receipt.beyond);
  }

  void compare_link(const Device& device, const std::optional<KeptScan>& before, const KeptScan& scan) {
    if (scan_hash(scan.record) != scan.hash ||
        !verify_es256(device.public_key, scan_text(scan.record), scan.signature))
      differ("record {} of device {} is not what the device signed.", scan.seq, device.name);
    const bool behind = before && before->seq + 1 == scan.seq;
    const bool fits = behind ? before->hash == scan.prev_hash : scan.seq > 1 || scan.prev_hash.empty();
    const bool whole = behind || (!before && scan.seq == 1);
    // A late record that does not fit is flagged itself, and not the one behind it.
    if (!fits && !is_flagged(scan, ConflictKind::altered_chain) &&
        !(behind && is_flagged(*before, ConflictKind::altered_chain)))
      differ("record {} of device {} does not name the one before it, and nobody was told.", scan.seq,
             device.name);
    if (!whole && !is_flagged(scan, ConflictKind::missing_records) && !was_gap(scan))
      differ("records before {} of device {} are missing, and nobody was told.", scan.seq, device.name);
  }

  bool is_flagged(const KeptScan& scan, ConflictKind kind) {
    return transaction_.exists(
        "SELECT 1 FROM scan_conflicts WHERE shop = $1 AND device = $2 AND seq = $3 AND kind = $4",
        {shop_, scan.device, scan.seq, name_of(kind)});
  }

  // A record that came late into a gap, and did not close it: the gap stands with one behind.
  bool was_gap(const KeptScan& scan) {
    return transaction_.exists(
        "SELECT 1 FROM scan_conflicts WHERE shop = $1 AND device = $2 AND seq > $3 AND kind = "
        "'missing-records' AND resolved_at IS NULL",
        {shop_, scan.device, scan.seq});
  }

  void compare_line(const Id& hold, std::int64_t position, std::int64_t handed_over) {
    const auto scans = load_line_scans(transaction_, shop_, hold, position);
    std::vector<Handover> handovers;
    std::vector<std::int64_t> kept;
    for (const LineScan& scan : scans) {
      handovers.push_back(scan.handover);
      kept.push_back(scan.kept);
    }
    const std::int64_t counted = std::accumulate(kept.begin(), kept.end(), std::int64_t{0});
    if (counted > handed_over)
      differ("devices handed over {} units of line {} of hold {}, and the line says {}.", counted, position,
             hold.string(), handed_over);
    if (share_room(handovers, counted) != kept)
      differ("of line {} of hold {}, not the earliest handovers count.", position, hold.string());
  }

  std::int64_t booked_under(const std::string& id) {
    std::int64_t units = 0;
    for (const StockMovement& movement : load_movements(transaction_, shop_, id)) units -= movement.units;
    transaction_.query("SELECT amount FROM transfers WHERE shop = $1 AND subject = $2", {shop_, id},
                       [&](const store::Row& row) { units += row.integer(0); });
    return units;
  }

  template <class... Facts>
  void differ(fmt::format_string<const Facts&...> sentence, const Facts&... facts) {
    differences_.push_back(fmt::format(sentence, facts...));
  }

  store::Transaction& transaction_;
  const Id& shop_;
  std::vector<std::string>& differences_;
  std::map<std::pair<Id, std::int64_t>, ScanReceipt> receipts_;
};

}  // namespace

std::vector<std::string> check_scans(store::Transaction& transaction, const store::Shop& shop) {
  std::vector<std::string> differences;
  ScanAudit audit(transaction, shop.id, differences);
  audit.compare_chains();
  audit.compare_lines();
  audit.compare_write_offs();
  audit.compare_conflicts();
  return differences;
}

}  // namespace timeshelf::commerce
