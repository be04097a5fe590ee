// What a manifest is made of.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "commerce/fulfilment/fulfilment.hpp"
#include "commerce/views.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// A slot as a device has to know it.
struct ManifestSlot {
  Id id;
  std::string summary;
  Instant starts_at;
  Instant ends_at;
  std::string time_zone;
  bool cancelled = false;
  std::vector<PickupWindow> windows{};
};

struct RevokedBooking {
  Id booking;
  bool cancelled = false;  ///< else it was moved away, or cancelled in part
};

/// Of [from, to) at the venue, soonest first.
std::vector<ManifestSlot> load_manifest_slots(store::Transaction&, const Id& shop, const Id& venue,
                                              Instant from, Instant to);
/// Lines that people come for in person, by booking.
std::map<Id, std::vector<FulfilmentLine>> load_manifest_lines(store::Transaction&, const Id& shop,
                                                              const Id& venue, Instant from, Instant to);
/// Bookings that had something there and have less or nothing of it by now, by id.
std::vector<RevokedBooking> load_revoked(store::Transaction&, const Id& shop, const Id& venue, Instant from,
                                         Instant to);

}  // namespace timeshelf::commerce
