#include "commerce/devices/scan_rows.hpp"

#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kSelect =
    "SELECT device, seq, nonce, hash, prev_hash, record, signature, booking, outcome, sentence, online, "
    "happened_at, recorded_at FROM scans WHERE shop = $1 AND device = $2 ";

KeptScan read_scan_row(const store::Row& row) {
  return {row.id(0),
          row.integer(1),
          row.string(2),
          row.string(3),
          row.string(4),
          row.string(5),
          base64url_decode(row.text(6)).value_or(""),
          row.id(7),
          parse_scan_outcome(row.text(8)).value_or(ScanOutcome::rejected),
          row.string(9),
          row.boolean(10),
          row.instant(11),
          row.instant(12)};
}

}  // namespace

ChainPlace load_chain_place(store::Transaction& transaction, const Id& shop, const Id& device,
                            std::int64_t seq) {
  ChainPlace place;
  transaction.query(
      "SELECT seq, hash, prev_hash FROM scans WHERE shop = $1 AND device = $2 AND seq BETWEEN $3 AND $4",
      {shop, device, seq - 1, seq + 1}, [&](const store::Row& row) {
        if (row.integer(0) == seq - 1) place.before = row.string(1);
        if (row.integer(0) == seq) place.here = row.string(1);
        if (row.integer(0) == seq + 1) place.named = row.string(2);
      });
  place.last = transaction
                   .first("SELECT COALESCE(MAX(seq), 0) FROM scans WHERE shop = $1 AND device = $2",
                          {shop, device}, [](const store::Row& row) { return row.integer(0); })
                   .value_or(0);
  return place;
}

bool has_all_records(store::Transaction& transaction, const Id& shop, const Id& device, std::int64_t seq) {
  return transaction
      .first("SELECT COUNT(*) FROM scans WHERE shop = $1 AND device = $2 AND seq <= $3", {shop, device, seq},
             [&](const store::Row& row) { return row.integer(0) >= seq; })
      .value_or(false);
}

std::optional<KeptScan> find_scan(store::Transaction& transaction, const Id& shop, const Id& device,
                                  std::int64_t seq) {
  return transaction.first(std::string(kSelect) + "AND seq = $3", {shop, device, seq}, read_scan_row);
}

std::optional<KeptScan> find_nonce(store::Transaction& transaction, const Id& shop, const Id& device,
                                   const std::string& nonce) {
  return transaction.first(std::string(kSelect) + "AND nonce = $3 ORDER BY recorded_at, seq",
                           {shop, device, nonce}, read_scan_row);
}

std::vector<KeptScan> list_scans(store::Transaction& transaction, const Id& shop, const Id& device,
                                 std::int64_t after, std::size_t limit) {
  std::vector<KeptScan> scans;
  transaction.query(std::string(kSelect) + "AND seq > $3 ORDER BY seq LIMIT $4",
                    {shop, device, after, static_cast<std::int64_t>(limit)},
                    [&](const store::Row& row) { scans.push_back(read_scan_row(row)); });
  return scans;
}

void insert_scan(store::Transaction& transaction, const Id& shop, const KeptScan& scan) {
  transaction.execute(
      "INSERT INTO scans (shop, device, seq, nonce, hash, prev_hash, record, signature, booking, outcome, "
      "sentence, online, happened_at, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
      "$12, $13, $14)",
      {shop, scan.device, scan.seq, scan.nonce, scan.hash, scan.prev_hash, scan.record,
       base64url_encode(scan.signature), scan.booking, name_of(scan.outcome), scan.sentence, scan.online,
       scan.happened_at, scan.recorded_at});
}

void store_outcome(store::Transaction& transaction, const Id& shop, const KeptScan& scan) {
  transaction.execute(
      "UPDATE scans SET outcome = $4, sentence = $5 WHERE shop = $1 AND device = $2 AND seq = $3",
      {shop, scan.device, scan.seq, name_of(scan.outcome), scan.sentence});
}

void store_sale_outcome(store::Transaction& transaction, const Id& shop, const KeptScan& scan) {
  transaction.execute("UPDATE scans SET booking = $4 WHERE shop = $1 AND device = $2 AND seq = $3",
                      {shop, scan.device, scan.seq, scan.booking});
  store_outcome(transaction, shop, scan);
}

std::vector<LineScan> load_line_scans(store::Transaction& transaction, const Id& shop, const Id& hold,
                                      std::int64_t position) {
  std::vector<LineScan> scans;
  transaction.query(
      "SELECT l.device, l.seq, s.happened_at, s.online, l.units, l.kept FROM scan_lines l JOIN scans s ON "
      "s.shop = l.shop AND s.device = l.device AND s.seq = l.seq WHERE l.shop = $1 AND l.hold = $2 AND "
      "l.position = $3 ORDER BY l.device, l.seq",
      {shop, hold, position}, [&](const store::Row& row) {
        scans.push_back(
            {{row.id(0), row.integer(1), row.instant(2), row.boolean(3), row.integer(4)}, row.integer(5)});
      });
  return scans;
}

void insert_line_scan(store::Transaction& transaction, const Id& shop, const Id& hold, std::int64_t position,
                      const LineScan& scan, std::int64_t written_off) {
  transaction.execute(
      "INSERT INTO scan_lines (shop, hold, position, device, seq, units, kept, written_off) VALUES ($1, $2, "
      "$3, $4, $5, $6, $7, $8)",
      {shop, hold, position, scan.handover.device, scan.handover.seq, scan.handover.units, scan.kept,
       written_off});
}

void store_kept(store::Transaction& transaction, const Id& shop, const Id& hold, std::int64_t position,
                const LineScan& scan) {
  transaction.execute(
      "UPDATE scan_lines SET kept = $6 WHERE shop = $1 AND hold = $2 AND position = $3 AND device = $4 AND "
      "seq = $5",
      {shop, hold, position, scan.handover.device, scan.handover.seq, scan.kept});
}

std::vector<LineToScan> load_lines_to_scan(store::Transaction& transaction, const Id& shop,
                                           const Id& booking) {
  std::vector<LineToScan> lines;
  transaction.query(
      "SELECT l.hold, b.id, b.code, b.state, l.position, l.sku, l.fulfilment, s.location, l.quantity, "
      "l.quantity - l.gone, l.handed_over FROM bookings b JOIN lines l ON l.shop = b.shop "
      "AND l.hold = b.hold JOIN slots s ON s.shop = l.shop AND s.id = l.slot WHERE b.shop = $1 AND b.id = $2 "
      "ORDER BY l.position",
      {shop, booking}, [&](const store::Row& row) {
        lines.push_back({row.id(0), row.id(1), row.string(2), row.text(3) == "cancelled", row.integer(4),
                         row.string(5), row.string(6), row.string(7), row.integer(8), row.integer(9),
                         row.integer(10)});
      });
  return lines;
}

}  // namespace timeshelf::commerce
