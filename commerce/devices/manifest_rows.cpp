#include "commerce/devices/manifest_rows.hpp"

#include "commerce/core/delivery.hpp"
#include "commerce/fulfilment/fulfilment_rows.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::size_t kMostLines = 20'000;

bool is_at(const std::vector<Venue>& venues, const Id& venue, std::string_view location) {
  const Venue* named = venue_named(venues, location);
  return named && named->id == venue;
}

}  // namespace

std::vector<ManifestSlot> load_manifest_slots(store::Transaction& transaction, const Id& shop,
                                              const Id& venue, Instant from, Instant to) {
  const auto venues = load_venues(transaction, shop);
  std::vector<ManifestSlot> slots;
  std::map<Id, std::size_t> places;
  transaction.query(
      "SELECT id, summary, starts_at, ends_at, time_zone, cancelled, location FROM slots WHERE shop = $1 AND "
      "starts_at < $2 AND ends_at > $3 ORDER BY starts_at, id",
      {shop, to, from}, [&](const store::Row& row) {
        if (!is_at(venues, venue, row.text(6))) return;
        places[row.id(0)] = slots.size();
        slots.push_back(
            {row.id(0), row.string(1), row.instant(2), row.instant(3), row.string(4), row.boolean(5)});
      });
  transaction.query(
      "SELECT w.slot, w.begins, w.ends FROM pickup_windows w JOIN slots s ON s.shop = w.shop "
      "AND s.id = w.slot WHERE w.shop = $1 AND s.starts_at < $2 AND s.ends_at > $3 ORDER BY w.slot, w.begins",
      {shop, to, from}, [&](const store::Row& row) {
        const auto place = places.find(row.id(0));
        if (place == places.end()) return;
        slots[place->second].windows.push_back(
            {std::chrono::seconds(row.integer(1)), std::chrono::seconds(row.integer(2)), {}});
      });
  return slots;
}

std::map<Id, std::vector<FulfilmentLine>> load_manifest_lines(store::Transaction& transaction, const Id& shop,
                                                              const Id& venue, Instant from, Instant to) {
  const auto venues = load_venues(transaction, shop);
  FulfilmentQuery query;
  query.from = from;
  query.to = to;
  query.limit = kMostLines;
  std::map<Id, std::vector<FulfilmentLine>> bookings;
  for (FulfilmentLine& of : list_lines(transaction, shop, query)) {
    if (of.line.fulfilment == "DIGITAL" || is_delivered(of.line.fulfilment)) continue;
    if (is_at(venues, venue, of.line.location)) bookings[of.booking].push_back(std::move(of));
  }
  return bookings;
}

std::vector<RevokedBooking> load_revoked(store::Transaction& transaction, const Id& shop, const Id& venue,
                                         Instant from, Instant to) {
  const auto venues = load_venues(transaction, shop);
  std::map<Id, bool> cancelled;
  transaction.query(
      "SELECT b.id, b.state, s.location FROM slots s JOIN lines l ON l.shop = s.shop AND "
      "l.slot = s.id JOIN bookings b ON b.shop = l.shop AND b.hold = l.hold WHERE s.shop = $1 AND "
      "s.starts_at < $2 "
      "AND s.ends_at > $3 AND (b.state = 'cancelled' OR l.gone > 0)",
      {shop, to, from}, [&](const store::Row& row) {
        if (!is_at(venues, venue, row.text(2))) return;
        cancelled[row.id(0)] = row.text(1) == "cancelled";
      });
  std::vector<RevokedBooking> revoked;
  revoked.reserve(cancelled.size());
  for (const auto& [booking, whole] : cancelled) revoked.push_back({booking, whole});
  return revoked;
}

}  // namespace timeshelf::commerce
