#include "commerce/fulfilment/fulfilment_rows.hpp"

#include <fmt/format.h>

#include "commerce/core/delivery.hpp"
#include "commerce/core/pricing.hpp"
#include "commerce/outbox.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kSelect =
    "SELECT l.hold, b.id, b.code, b.name, b.email, l.slot, l.sku, l.quantity, l.minor, l.currency, l.tier, "
    "l.fulfilment, l.discount, l.tax_rate, l.tax, s.summary, s.location, s.starts_at, s.ends_at, "
    "s.time_zone, "
    "l.position, l.window_begins, COALESCE(w.ends, l.window_begins), l.zone, l.state, l.handed_over, "
    "l.returned, a.name, a.street, a.postal_code, a.city, a.country, a.latitude, a.longitude, "
    "l.quantity - l.gone, h.rounding, COALESCE(r.partstat, '') "
    "FROM slots s JOIN lines l ON l.shop = s.shop AND l.slot = s.id AND l.quantity > l.gone "
    "JOIN bookings b ON b.shop = l.shop AND b.hold = l.hold "
    "JOIN holds h ON h.shop = l.shop AND h.id = l.hold "
    "LEFT JOIN pickup_windows w ON w.shop = l.shop AND w.slot = l.slot AND w.begins = l.window_begins "
    "LEFT JOIN addresses a ON a.shop = l.shop AND a.hold = l.hold "
    "LEFT JOIN rsvps r ON r.shop = b.shop AND r.booking = b.id AND r.slot = l.slot "
    "WHERE s.shop = $1 AND b.state = 'confirmed' ";

std::optional<FulfilmentLine> read_line(const store::Row& row) {
  const auto currency = Currency::parse(row.text(9));
  if (!currency) return std::nullopt;
  Line line{row.id(5),       row.string(6),  row.integer(7),  Money{row.integer(8), *currency},
            row.string(10),  row.string(11), row.integer(12), row.integer(13),
            row.integer(14), row.string(15), row.string(16),  row.instant(17),
            row.instant(18), row.string(19), row.integer(20)};
  read_way(row, 21, line);
  line = part_of(line, row.integer(34), parse_rounding(row.text(35)).value_or(Rounding::half_up));
  FulfilmentLine result{row.id(0),       row.id(1), row.string(2), row.string(3), row.string(4),
                        std::move(line), {},        row.string(36)};
  if (!row.is_null(27) && is_delivered(result.line.fulfilment)) {
    result.address = Address{row.string(27), row.string(28),        row.string(29),       row.string(30),
                             row.string(31), row.maybe_integer(32), row.maybe_integer(33)};
  }
  return result;
}

std::vector<FulfilmentLine> load(store::Transaction& transaction, const std::string& condition,
                                 store::Params params) {
  std::vector<FulfilmentLine> lines;
  transaction.query(std::string(kSelect) + condition, params, [&](const store::Row& row) {
    if (auto line = read_line(row)) lines.push_back(std::move(*line));
  });
  return lines;
}

}  // namespace

std::vector<FulfilmentLine> list_lines(store::Transaction& transaction, const Id& shop,
                                       const FulfilmentQuery& query) {
  const std::string_view slot = query.slot ? query.slot->text() : "";
  const std::string state(query.state ? name_of(*query.state) : "");
  const FulfilmentCursor after = query.after.value_or(FulfilmentCursor{Instant::min(), {}, -2, {}, 0});
  return load(transaction,
              "AND s.starts_at < $2 AND s.ends_at > $3 AND ($4 = '' OR s.id = $4) AND ($5 = 0 OR s.starts_at "
              "+ l.window_begins * 1000 = $5) AND ($6 = '' OR l.zone = $6) AND ($7 = '' OR l.fulfilment = "
              "$7) AND ($8 = '' OR l.state = $8) AND (s.starts_at, s.id, COALESCE(l.window_begins, -1), "
              "l.hold, l.position) > ($9, $10, $11, $12, $13) ORDER BY s.starts_at, s.id, "
              "COALESCE(l.window_begins, -1), l.hold, l.position LIMIT $14",
              {shop, query.to, query.from, slot, query.window ? to_millis(*query.window) : 0, query.zone,
               query.kind, state, after.starts_at, after.slot, after.window, after.hold, after.position,
               static_cast<std::int64_t>(query.limit)});
}

std::optional<FulfilmentLine> find_line(store::Transaction& transaction, const Id& shop,
                                        std::string_view booking_code, std::int64_t position) {
  auto lines = load(transaction, "AND b.code = $2 AND l.position = $3", {shop, booking_code, position});
  return lines.empty() ? std::nullopt : std::optional(std::move(lines.front()));
}

std::vector<FulfilmentLine> list_waiting(store::Transaction& transaction, const Id& shop, const Id& slot,
                                         std::size_t at_most) {
  return load(transaction,
              "AND s.id = $2 AND l.fulfilment = 'PICKUP' AND l.state IN ('due', 'ready') "
              "ORDER BY COALESCE(w.ends, 1000000000), l.hold, l.position LIMIT $3",
              {shop, slot, static_cast<std::int64_t>(at_most)});
}

void read_way(const store::Row& row, int first, Line& line) {
  if (!row.is_null(first)) {
    line.window = PickupWindow{
        std::chrono::seconds(row.integer(first)), std::chrono::seconds(row.integer(first + 1)), {}};
  }
  line.zone = row.string(first + 2);
  line.state = parse_line_state(row.text(first + 3)).value_or(LineState::due);
  line.handed_over = row.integer(first + 4);
  line.returned = row.integer(first + 5);
}

std::optional<std::int64_t> window_begins(const Line& line) {
  return line.window ? std::optional<std::int64_t>(line.window->begins.count()) : std::nullopt;
}

Progress progress_of(const Line& line) {
  return {line.state, line.quantity, line.handed_over, line.returned};
}

void store_progress(store::Transaction& transaction, const Id& shop, const FulfilmentLine& of,
                    const Progress& progress) {
  transaction.execute(
      "UPDATE lines SET state = $4, handed_over = $5, returned = $6 WHERE shop = $1 AND hold = $2 "
      "AND position = $3",
      {shop, of.hold, of.line.position, name_of(progress.state), progress.handed_over, progress.returned});
}

Instant due_until(const Line& line) {
  return line.window ? line.starts_at + line.window->ends : line.ends_at;
}

std::map<Id, Instant> soonest_pickups(const std::vector<Line>& lines) {
  std::map<Id, Instant> slots;
  for (const Line& line : lines) {
    if (line.fulfilment != "PICKUP") continue;
    const auto at = slots.try_emplace(line.slot, due_until(line)).first;
    at->second = std::min(at->second, due_until(line));
  }
  return slots;
}

void owe_missed(store::Transaction& transaction, const Id& shop, const std::map<Id, Instant>& slots) {
  for (const auto& [slot, at] : slots) owe(transaction, shop, "missed", slot.text(), at);
}

}  // namespace timeshelf::commerce
