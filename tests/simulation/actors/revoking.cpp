// A device is lost, and revoked: what it did after that is in no books.
#include "tests/simulation/actors/stall.hpp"

namespace timeshelf::simulation {

// It was lost, or stolen: what it has on lease comes back at once.
void device_is_revoked(Run& run) {
  std::vector<Phone*> able;
  for (Phone& each : run.phones) {
    if (!each.revoked_at) able.push_back(&each);
  }
  if (able.empty()) return;
  Phone& phone = *run.dice.one_of(able);
  ShopModel& shop = run.shops[phone.shop];
  Instant at{};
  const Ending ending = run.write([&](store::Transaction& transaction) {
    const auto device = run.world.services().devices.revoke(transaction, shop.shop.id, phone.id, "clara");
    if (device) at = *device->revoked_at;
    return device.has_value();
  });
  if (!ending.happened) return;
  run.trace.say("      {} is revoked", phone.id.text());
  phone.revoked_at = at;
  for (auto& [id, left] : phone.left) {
    if (Lent& lent = shop.lent.at(id); !lent.is_closed) shop.close(lent);
  }
}

bool came_too_late(Run& run, const ShopModel& shop, const Phone& phone, const Scanned& record) {
  return phone.revoked_at && happened_at_of(run, shop, phone, record.seq) >= *phone.revoked_at;
}

}  // namespace timeshelf::simulation
