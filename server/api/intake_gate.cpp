#include "server/api/intake_gate.hpp"

#include <algorithm>
#include <cmath>

namespace timeshelf::server::api {

std::optional<std::chrono::seconds> IntakeGate::admit(const Id& shop, std::size_t messages, Instant now) {
  const std::lock_guard lock(mutex_);
  Room& room = rooms_.try_emplace(shop, Room{kBurst, now}).first->second;
  const double passed = std::chrono::duration<double>(now - room.as_of).count();
  room.messages = std::min(kBurst, room.messages + std::max(0.0, passed) * kEachSecond);
  room.as_of = now;
  const double wanted = static_cast<double>(messages);
  if (room.messages < wanted)
    return std::chrono::seconds(static_cast<std::int64_t>(std::ceil((wanted - room.messages) / kEachSecond)));
  room.messages -= wanted;
  return std::nullopt;
}

}  // namespace timeshelf::server::api
