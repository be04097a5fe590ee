#include "commerce/devices/scan_conflicts.hpp"

#include <array>

#include "base/characters.hpp"
#include "base/text.hpp"
#include "commerce/audit.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::size_t kLongestResolution = 500;
constexpr std::array<std::pair<ConflictKind, std::string_view>, 15> kKinds{{
    {ConflictKind::double_pickup, "double-pickup"},
    {ConflictKind::cancelled, "cancelled"},
    {ConflictKind::gone, "gone"},
    {ConflictKind::too_many, "too-many"},
    {ConflictKind::other_venue, "other-venue"},
    {ConflictKind::revoked_device, "revoked-device"},
    {ConflictKind::missing_records, "missing-records"},
    {ConflictKind::altered_chain, "altered-chain"},
    {ConflictKind::forked_chain, "forked-chain"},
    {ConflictKind::bad_signature, "bad-signature"},
    {ConflictKind::unreadable, "unreadable"},
    {ConflictKind::oversold, "oversold"},
    {ConflictKind::other_price, "other-price"},
    {ConflictKind::passed_on, "passed-on"},
    {ConflictKind::overpaid, "overpaid"},
}};

constexpr std::string_view kSelect =
    "SELECT c.id, c.device, c.seq, c.kind, c.position, c.booking, c.units, c.sentence, c.record, "
    "c.created_at, c.resolved_at, c.resolved_by, c.resolution, d.name, COALESCE(b.code, ''), p.beyond, "
    "COALESCE(m.currency, '') FROM scan_conflicts c JOIN devices d ON d.shop = c.shop AND d.id = c.device "
    "LEFT JOIN bookings b ON b.shop = c.shop AND b.id = c.booking LEFT JOIN scan_payments p ON p.shop = "
    "c.shop AND p.device = c.device AND p.seq = c.seq AND c.kind = 'overpaid' LEFT JOIN money m ON m.shop = "
    "p.shop AND m.id = p.payment WHERE c.shop = $1 ";

ScanConflict read_conflict(const store::Row& row) {
  ScanConflict conflict;
  conflict.id = row.id(0);
  conflict.device = row.id(1);
  conflict.seq = row.integer(2);
  conflict.kind = parse_conflict_kind(row.text(3)).value_or(ConflictKind::unreadable);
  if (row.integer(4) >= 0) conflict.line = row.integer(4);
  conflict.booking = row.id(5);
  conflict.units = row.integer(6);
  conflict.sentence = row.string(7);
  conflict.record = row.string(8);
  conflict.created_at = row.instant(9);
  conflict.resolved_at = row.maybe_instant(10);
  conflict.resolved_by = row.string(11);
  conflict.resolution = row.string(12);
  conflict.device_name = row.string(13);
  conflict.booking_code = row.string(14);
  if (const auto currency = Currency::parse(row.text(16)))
    conflict.beyond = Money{row.integer(15), *currency};
  return conflict;
}

std::optional<ScanConflict> find(store::Transaction& transaction, const Id& shop, const Id& id) {
  return transaction.first(std::string(kSelect) + "AND c.id = $2", {shop, id}, read_conflict);
}

// The one of the same record and line, or kind where there is no line: what left has one reason.
std::optional<ScanConflict> find_same(store::Transaction& transaction, const Id& shop,
                                      const ScanConflict& like) {
  return transaction.first(std::string(kSelect) +
                               "AND c.device = $2 AND c.seq = $3 AND c.position = $5 AND (c.position >= 0 OR "
                               "c.kind = $4)",
                           {shop, like.device, like.seq, name_of(like.kind), like.line.value_or(-1)},
                           read_conflict);
}

void store_resolution(store::Transaction& transaction, const Id& shop, const ScanConflict& conflict) {
  transaction.execute(
      "UPDATE scan_conflicts SET resolved_at = $3, resolved_by = $4, resolution = $5 WHERE shop = $1 AND id "
      "= $2",
      {shop, conflict.id, conflict.resolved_at, conflict.resolved_by, conflict.resolution});
}

std::string_view subject_of(const ScanConflict& conflict) {
  return conflict.booking.empty() ? conflict.device.text() : conflict.booking.text();
}

void record_resolution(store::Transaction& transaction, const Id& shop, const ScanConflict& conflict,
                       Random& random) {
  record(transaction, shop, conflict.resolved_by, "scan.resolved", subject_of(conflict),
         {{"conflict", conflict.id.text()},
          {"kind", name_of(conflict.kind)},
          {"resolution", conflict.resolution}},
         *conflict.resolved_at, random);
}

}  // namespace

std::string_view name_of(ConflictKind kind) {
  for (const auto& [value, name] : kKinds) {
    if (value == kind) return name;
  }
  return "";
}

std::optional<ConflictKind> parse_conflict_kind(std::string_view wanted) {
  for (const auto& [value, name] : kKinds) {
    if (name == wanted) return value;
  }
  return std::nullopt;
}

std::vector<ScanConflict> ScanConflicts::list(store::Transaction& transaction, const Id& shop,
                                              const ConflictQuery& query) {
  const std::string which = !query.open   ? ""
                            : *query.open ? "AND c.resolved_at IS NULL "
                                          : "AND c.resolved_at IS NOT NULL ";
  std::vector<ScanConflict> conflicts;
  transaction.query(std::string(kSelect) + which + "AND c.id < $2 ORDER BY c.id DESC LIMIT $3",
                    {shop, query.before ? query.before->text() : "~", static_cast<std::int64_t>(query.limit)},
                    [&](const store::Row& row) { conflicts.push_back(read_conflict(row)); });
  return conflicts;
}

Decided<ScanConflict> ScanConflicts::resolve(store::Transaction& transaction, const Id& shop, const Id& id,
                                             const std::string& actor, const std::string& resolution) {
  if (trim(resolution).empty() || characters_of(resolution) > kLongestResolution || !is_utf8(resolution))
    return refuse(Code::invalid_device, "Say in 1 to 500 characters what came of it.", "resolution");
  auto conflict = find(transaction, shop, id);
  if (!conflict) return refuse(Code::unknown_conflict, "The shop has no such conflict.", "conflict");
  if (conflict->resolved_at)
    return refuse(Code::conflict_resolved, "Somebody resolved it already: " + conflict->resolution);
  conflict->resolved_at = clock_.now();
  conflict->resolved_by = actor;
  conflict->resolution = resolution;
  store_resolution(transaction, shop, *conflict);
  record_resolution(transaction, shop, *conflict, random_);
  return std::move(*conflict);
}

void flag(store::Transaction& transaction, const Id& shop, ScanConflict conflict, Instant now,
          Random& random) {
  if (const auto same = find_same(transaction, shop, conflict)) {
    if (same->units >= conflict.units) return;
    transaction.execute(
        "UPDATE scan_conflicts SET kind = $5, units = $3, sentence = $4, resolved_at = NULL, resolved_by = "
        "'', resolution "
        "= '' WHERE shop = $1 AND id = $2",
        {shop, same->id, conflict.units, conflict.sentence, name_of(conflict.kind)});
    conflict.id = same->id;
  } else {
    conflict.id = Id::make(now, random);
    transaction.execute(
        "INSERT INTO scan_conflicts (shop, id, device, seq, kind, position, booking, units, sentence, "
        "record, created_at, resolved_by, resolution) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
        "'', '')",
        {shop, conflict.id, conflict.device, conflict.seq, name_of(conflict.kind), conflict.line.value_or(-1),
         conflict.booking, conflict.units, conflict.sentence, conflict.record, now});
  }
  record(transaction, shop, "timeshelf", "scan.conflict", subject_of(conflict),
         {{"conflict", conflict.id.text()},
          {"kind", name_of(conflict.kind)},
          {"device", conflict.device.text()},
          {"seq", conflict.seq},
          {"units", conflict.units},
          {"sentence", conflict.sentence}},
         now, random);
}

void close_gaps(store::Transaction& transaction, const Id& shop, const Id& device, Instant now,
                Random& random) {
  // A gap stands with the record behind it: it is closed once all numbers up to there are kept.
  std::vector<ScanConflict> closed;
  transaction.query(
      std::string(kSelect) +
          "AND c.device = $2 AND c.kind = 'missing-records' AND c.resolved_at IS NULL AND "
          "(SELECT COUNT(*) FROM scans s WHERE s.shop = c.shop AND s.device = c.device AND s.seq "
          "<= c.seq) = c.seq",
      {shop, device}, [&](const store::Row& row) { closed.push_back(read_conflict(row)); });
  for (ScanConflict& conflict : closed) {
    conflict.resolved_at = now;
    conflict.resolved_by = "timeshelf";
    conflict.resolution = "The records came later.";
    store_resolution(transaction, shop, conflict);
    record_resolution(transaction, shop, conflict, random);
  }
}

}  // namespace timeshelf::commerce
