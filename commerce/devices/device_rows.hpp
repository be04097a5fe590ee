// Rows of devices and of the codes that enrol them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/devices/devices.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// A code as it is kept.
struct StoredEnrolment {
  std::string name;
  Id venue;
  bool hands_over = true;
  bool wants_signature = false;
  std::string made_by;
  Instant expires_at;
  Id device;  ///< which used it; empty: none yet
  bool sells = false;
};

void insert_enrolment(store::Transaction&, const Id& shop, const std::string& digest, const StoredEnrolment&,
                      Instant now);
std::optional<StoredEnrolment> find_enrolment(store::Transaction&, const Id& shop, const std::string& digest);
void use_enrolment(store::Transaction&, const Id& shop, const std::string& digest, const Id& device);
/// Codes that ended before then are forgotten.
void forget_enrolments(store::Transaction&, const Id& shop, Instant before);

void insert_device(store::Transaction&, const Id& shop, const Device&);
std::vector<Device> load_devices(store::Transaction&, const Id& shop);
std::optional<Device> load_device(store::Transaction&, const Id& shop, const Id& device);
/// Whether a device of the shop, revoked or not, has this key.
bool knows_key(store::Transaction&, const Id& shop, const std::string& public_key);
void store_revocation(store::Transaction&, const Id& shop, const Device&);
void note_heard(store::Transaction&, const Id& shop, const Id& device, Instant now);
void store_manifest_time(store::Transaction&, const Id& shop, const Id& device, Instant at);

}  // namespace timeshelf::commerce
