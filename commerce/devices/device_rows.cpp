#include "commerce/devices/device_rows.hpp"

#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kSelect =
    "SELECT d.id, d.name, d.venue, d.hands_over, d.wants_signature, d.public_key, d.enrolled_by, "
    "d.enrolled_at, d.revoked_by, d.revoked_at, d.heard_at, COALESCE((SELECT MAX(s.seq) FROM scans s WHERE "
    "s.shop = d.shop AND s.device = d.id), 0), d.sells, d.manifest_at FROM devices d WHERE d.shop = $1 ";

Device read_device(const store::Row& row) {
  return {row.id(0),
          row.string(1),
          row.id(2),
          row.boolean(3),
          row.boolean(4),
          base64url_decode(row.text(5)).value_or(""),
          row.string(6),
          row.instant(7),
          row.string(8),
          row.maybe_instant(9),
          row.maybe_instant(10),
          row.integer(11),
          row.boolean(12),
          row.maybe_instant(13)};
}

}  // namespace

void insert_enrolment(store::Transaction& transaction, const Id& shop, const std::string& digest,
                      const StoredEnrolment& enrolment, Instant now) {
  transaction.execute(
      "INSERT INTO enrolments (shop, digest, name, venue, hands_over, wants_signature, made_by, created_at, "
      "expires_at, device, sells) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10)",
      {shop, digest, enrolment.name, enrolment.venue, enrolment.hands_over, enrolment.wants_signature,
       enrolment.made_by, now, enrolment.expires_at, enrolment.sells});
}

std::optional<StoredEnrolment> find_enrolment(store::Transaction& transaction, const Id& shop,
                                              const std::string& digest) {
  return transaction.first(
      "SELECT name, venue, hands_over, wants_signature, made_by, expires_at, device, sells FROM enrolments "
      "WHERE shop = $1 AND digest = $2",
      {shop, digest}, [](const store::Row& row) {
        return StoredEnrolment{row.string(0), row.id(1),      row.boolean(2), row.boolean(3),
                               row.string(4), row.instant(5), row.id(6),      row.boolean(7)};
      });
}

void use_enrolment(store::Transaction& transaction, const Id& shop, const std::string& digest,
                   const Id& device) {
  transaction.execute("UPDATE enrolments SET device = $3 WHERE shop = $1 AND digest = $2",
                      {shop, digest, device});
}

void forget_enrolments(store::Transaction& transaction, const Id& shop, Instant before) {
  transaction.execute("DELETE FROM enrolments WHERE shop = $1 AND expires_at < $2", {shop, before});
}

void insert_device(store::Transaction& transaction, const Id& shop, const Device& device) {
  transaction.execute(
      "INSERT INTO devices (shop, id, name, venue, hands_over, wants_signature, public_key, enrolled_by, "
      "enrolled_at, revoked_by, sells) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10)",
      {shop, device.id, device.name, device.venue, device.hands_over, device.wants_signature,
       base64url_encode(device.public_key), device.enrolled_by, device.enrolled_at, device.sells});
}

std::vector<Device> load_devices(store::Transaction& transaction, const Id& shop) {
  std::vector<Device> devices;
  transaction.query(std::string(kSelect) + "ORDER BY d.name, d.id", {shop},
                    [&](const store::Row& row) { devices.push_back(read_device(row)); });
  return devices;
}

std::optional<Device> load_device(store::Transaction& transaction, const Id& shop, const Id& device) {
  return transaction.first(std::string(kSelect) + "AND d.id = $2", {shop, device}, read_device);
}

bool knows_key(store::Transaction& transaction, const Id& shop, const std::string& public_key) {
  return transaction.exists("SELECT 1 FROM devices WHERE shop = $1 AND public_key = $2",
                            {shop, base64url_encode(public_key)});
}

void store_revocation(store::Transaction& transaction, const Id& shop, const Device& device) {
  transaction.execute("UPDATE devices SET revoked_by = $3, revoked_at = $4 WHERE shop = $1 AND id = $2",
                      {shop, device.id, device.revoked_by, device.revoked_at});
}

void note_heard(store::Transaction& transaction, const Id& shop, const Id& device, Instant now) {
  transaction.execute("UPDATE devices SET heard_at = $3 WHERE shop = $1 AND id = $2", {shop, device, now});
}

void store_manifest_time(store::Transaction& transaction, const Id& shop, const Id& device, Instant at) {
  transaction.execute("UPDATE devices SET manifest_at = $3 WHERE shop = $1 AND id = $2", {shop, device, at});
}

}  // namespace timeshelf::commerce
