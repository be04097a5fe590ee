#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/p256.hpp"
#include "base/text.hpp"
#include "commerce/devices/devices.hpp"
#include "commerce/signed_claim.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kChallenge = "device-challenge";
constexpr std::string_view kSession = "device-session";
constexpr std::chrono::minutes kChallengeLasts{2};
constexpr std::chrono::minutes kSessionLasts{15};
constexpr std::chrono::days kMayStillUpload{30};

// "DEVICE MILLIS SALT": until when it is good.
std::string payload_of(const Id& device, Instant until, std::string_view salt) {
  return fmt::format("{} {} {}", device.text(), to_millis(until), salt);
}

std::optional<Id> device_of(const store::Shop& shop, std::string_view purpose, std::string_view claim,
                            Instant now) {
  const auto payload = open_claim(shop, purpose, claim);
  const auto parts = payload ? split(*payload, ' ') : std::vector<std::string_view>{};
  if (parts.size() != 3) return std::nullopt;
  const auto until = parse_whole(parts[1]);
  return until && now < from_millis(*until) ? Id::parse(parts[0]) : std::nullopt;
}

}  // namespace

std::string session_text(std::string_view challenge) {
  return "timeshelf-session:" + std::string(challenge);
}

std::string make_challenge(const store::Shop& shop, const Id& device, Instant now, Random& random) {
  return make_claim(shop, kChallenge, payload_of(device, now + kChallengeLasts, random_token(random, 16)));
}

Decided<DeviceSession> open_session(const store::Shop& shop, const Device& device, std::string_view challenge,
                                    std::string_view signature, Instant now) {
  using Code = Refusal::Code;
  if (device.revoked_at && now - *device.revoked_at > kMayStillUpload)
    return refuse(Code::device_revoked, "The device was revoked. Enrol it anew.");
  if (device_of(shop, kChallenge, challenge, now) != device.id)
    return refuse(Code::invalid_device, "The challenge is not ours or has run out. Ask for a new one.",
                  "challenge");
  if (!verify_es256(device.public_key, session_text(challenge), signature))
    return refuse(Code::invalid_device, "The signature of the challenge is not this device's.", "signature");
  const Instant until = now + kSessionLasts;
  return DeviceSession{make_claim(shop, kSession, payload_of(device.id, until, "")), until};
}

std::optional<Id> device_of_session(const store::Shop& shop, std::string_view token, Instant now) {
  return device_of(shop, kSession, token, now);
}

}  // namespace timeshelf::commerce
