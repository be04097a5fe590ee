// Devices of a shop: phones and tablets that check tokens and hand goods over, also where no network is.
//
// A device has a key pair of its own (ECDSA on P-256; in a browser it cannot be copied out of it) and is
// enrolled for one venue by a code that somebody who runs the shop makes. The code is shown once, works once,
// and soon no more. What a device signed is its own, whoever brings it; revoking a device ends it with the
// next request.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/refusal.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct Device {
  Id id;
  std::string name;
  Id venue;
  bool hands_over = true;        ///< else it looks, and turns away
  bool wants_signature = false;  ///< customers sign on its screen
  std::string public_key;        ///< the point, 65 bytes
  std::string enrolled_by;       ///< who made its code
  Instant enrolled_at;
  std::string revoked_by{};
  std::optional<Instant> revoked_at{};
  std::optional<Instant> heard_at{};     ///< its last upload
  std::int64_t last_seq = 0;             ///< the highest number of its records
  bool sells = false;                    ///< what it has on lease (leases.hpp)
  std::optional<Instant> manifest_at{};  ///< when it last asked what there is to know
};

struct EnrolmentCommand {
  Id shop;
  std::string name;  ///< of the device: 1 to 100 bytes of text
  Id venue;
  bool hands_over = true;
  bool wants_signature = false;
  bool sells = false;         ///< takes leases of stock, and sells from them
  std::int64_t minutes = 10;  ///< that the code works: 1 to 60
  std::string actor;
};
struct Enrolment {
  std::string code;  ///< three groups of four; kept nowhere
  std::string name;
  Id venue;
  Instant expires_at;
};

/// What a device is told when it is enrolled.
struct Enrolled {
  Device device;
  bool repeated = false;  ///< the same key came with the same code before: an answer was lost
};

/// Thread-safe: all state is in the database.
class Devices {
 public:
  Devices(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  Decided<Enrolment> make_code(store::Transaction&, const EnrolmentCommand&);
  /// `spki` is the device's public key, `proof` its signature (64 bytes) of enrolment_text(code).
  Decided<Enrolled> enrol(store::Transaction&, const Id& shop, std::string_view code, std::string_view spki,
                          std::string_view proof);
  /// By name.
  std::vector<Device> list(store::Transaction&, const Id& shop);
  std::optional<Device> find(store::Transaction&, const Id& shop, const Id& device);
  /// It asked for its manifest, so this is how old its knowledge is.
  void note_manifest(store::Transaction&, const Id& shop, const Id& device, Instant asked_at);
  /// At once and for good; again, it changes nothing.
  Decided<Device> revoke(store::Transaction&, const Id& shop, const Id& device, const std::string& actor);

 private:
  const Clock& clock_;
  Random& random_;
};

/// What a device signs to be enrolled.
std::string enrolment_text(std::string_view code);

// Sessions. The device signs a challenge, because that needs no clock: its own may be wrong by a day.
/// Good for two minutes.
std::string make_challenge(const store::Shop&, const Id& device, Instant now, Random&);
/// What a device signs to open a session.
std::string session_text(std::string_view challenge);
struct DeviceSession {
  std::string token;
  Instant expires_at;
};
/// Refuses a challenge that is not ours, is old, or was signed by another key; and a device that was revoked
/// more than 30 days ago. One that was revoked since may bring what it had written down before.
Decided<DeviceSession> open_session(const store::Shop&, const Device&, std::string_view challenge,
                                    std::string_view signature, Instant now);
/// Whose session a token is; nothing if it is none (any more).
std::optional<Id> device_of_session(const store::Shop&, std::string_view token, Instant now);

}  // namespace timeshelf::commerce
