#include "commerce/devices/devices.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/characters.hpp"
#include "base/digest.hpp"
#include "base/p256.hpp"
#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/devices/device_rows.hpp"
#include "commerce/devices/leases.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";  // 32, no l or o
constexpr std::size_t kCodeLetters = 12;                                   // 60 bits for at most an hour
constexpr std::size_t kLongestName = 100;
constexpr std::int64_t kMostMinutes = 60;
constexpr std::chrono::hours kCodeKept{24};  // so that a late one is told why

std::string draw_code(Random& random) {
  std::array<std::uint8_t, kCodeLetters> bytes{};
  random.fill(bytes);
  std::string code;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0 && i % 4 == 0) code += '-';
    code += kLetters[bytes[i] % kLetters.size()];
  }
  return code;
}

// However somebody typed it.
std::string digest_of(std::string_view code) {
  std::string plain = to_lower(code);
  std::erase_if(plain, [](char c) { return c == '-' || c == ' '; });
  return base64url_encode(sha256(plain));
}

Decided<void> check_key(std::string_view point, std::string_view code, std::string_view proof) {
  if (verify_es256(point, enrolment_text(code), proof)) return {};
  return refuse(Code::invalid_device, "The proof is no signature of the code by this key.", "proof");
}

}  // namespace

std::string enrolment_text(std::string_view code) {
  return "timeshelf-enrolment:" + std::string(code);
}

Decided<Enrolment> Devices::make_code(store::Transaction& transaction, const EnrolmentCommand& command) {
  const Instant now = clock_.now();
  if (trim(command.name).empty() || characters_of(command.name) > kLongestName || !is_printable(command.name))
    return refuse(Code::invalid_device,
                  fmt::format("A device's name has 1 to {} characters, on one line.", kLongestName), "name");
  if (command.minutes < 1 || command.minutes > kMostMinutes)
    return refuse(Code::invalid_device, fmt::format("A code works for 1 to {} minutes.", kMostMinutes),
                  "minutes");
  if (!load_venue(transaction, command.shop, command.venue))
    return refuse(Code::unknown_venue, "The shop has no such venue.", "venue");
  forget_enrolments(transaction, command.shop, now - kCodeKept);
  const Enrolment made{draw_code(random_), command.name, command.venue,
                       now + std::chrono::minutes(command.minutes)};
  insert_enrolment(transaction, command.shop, digest_of(made.code),
                   {command.name,
                    command.venue,
                    command.hands_over,
                    command.wants_signature,
                    command.actor,
                    made.expires_at,
                    {},
                    command.sells},
                   now);
  record(transaction, command.shop, command.actor, "device.code_made", command.venue.text(),
         {{"name", command.name}, {"expires_at", to_rfc3339(made.expires_at)}}, now, random_);
  return made;
}

Decided<Enrolled> Devices::enrol(store::Transaction& transaction, const Id& shop, std::string_view code,
                                 std::string_view spki, std::string_view proof) {
  const Instant now = clock_.now();
  const auto point = p256_point_of_spki(spki);
  if (!point)
    return refuse(Code::invalid_device, "The public key is an ECDSA key on P-256 in SPKI form, in base64url.",
                  "public_key");
  if (auto checked = check_key(*point, code, proof); !checked) return checked.error();
  const std::string digest = digest_of(code);
  const auto known = find_enrolment(transaction, shop, digest);
  if (!known || now >= known->expires_at)
    return refuse(Code::unknown_enrolment,
                  known ? "The code has run out. Ask for a new one." : "There is no such code. Check it.",
                  "code");
  if (!known->device.empty()) {
    auto device = load_device(transaction, shop, known->device);
    if (device && device->public_key == *point) return Enrolled{std::move(*device), true};
    return refuse(Code::unknown_enrolment, "The code was used already. Ask for a new one.", "code");
  }
  if (knows_key(transaction, shop, *point))
    return refuse(Code::invalid_device, "The key belongs to another device. Make a new one.", "public_key");
  Device device{Id::make(now, random_), known->name, known->venue,   known->hands_over,
                known->wants_signature, *point,      known->made_by, now};
  device.sells = known->sells;
  insert_device(transaction, shop, device);
  use_enrolment(transaction, shop, digest, device.id);
  record(transaction, shop, known->made_by, "device.enrolled", device.id.text(),
         {{"name", device.name}, {"venue", device.venue.text()}}, now, random_);
  return Enrolled{std::move(device), false};
}

std::vector<Device> Devices::list(store::Transaction& transaction, const Id& shop) {
  return load_devices(transaction, shop);
}

std::optional<Device> Devices::find(store::Transaction& transaction, const Id& shop, const Id& device) {
  return load_device(transaction, shop, device);
}

Decided<Device> Devices::revoke(store::Transaction& transaction, const Id& shop, const Id& id,
                                const std::string& actor) {
  const Instant now = clock_.now();
  auto device = load_device(transaction, shop, id);
  if (!device) return refuse(Code::unknown_device, "The shop has no such device.", "device");
  if (device->revoked_at) return std::move(*device);
  device->revoked_at = now;
  device->revoked_by = actor;
  store_revocation(transaction, shop, *device);
  return_leases_of(transaction, shop, *device, now, random_);
  record(transaction, shop, actor, "device.revoked", id.text(),
         {{"name", device->name}, {"last_seq", device->last_seq}}, now, random_);
  return std::move(*device);
}

void Devices::note_manifest(store::Transaction& transaction, const Id& shop, const Id& device,
                            Instant asked_at) {
  store_manifest_time(transaction, shop, device, asked_at);
}

}  // namespace timeshelf::commerce
