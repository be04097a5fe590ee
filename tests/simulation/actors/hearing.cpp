// A device takes along what the shop knows of the day: who had a booking, and has it no more, gets nothing
// from it from then on (docs/devices.md, "The manifest").
#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/devices/manifest.hpp"
#include "tests/simulation/actors/stall.hpp"

namespace timeshelf::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kIndexBytes = 16;
constexpr std::chrono::hours kAhead{168};  // as much as there is

struct Manifest {
  std::set<std::string> cards;    ///< by index
  std::set<std::string> refused;  ///< the same
};

std::set<std::string> indices_in(const boost::json::array& listed) {
  std::set<std::string> found;
  for (const auto& each : listed) found.emplace(each.at("index").as_string());
  return found;
}

// It is picked up there within those days. What is near the edge is there or not: the engine goes by quarters
// of an hour.
bool is_due_at(const Run& run, const ShopModel& shop, const Phone& phone, const commerce::Line& line) {
  const SoldSlot& slot = shop.slots.at(line.slot);
  const auto* venue = shop.venue_of(slot.location);
  const Instant now = run.world.now();
  return venue && venue->id == phone.venue && line.fulfilment == "PICKUP" &&
         slot.starts_at < now + kAhead - 1h && slot.ends_at > now - 11h;
}

void check_booking(const Promise& promise, const std::string& token, const Manifest& manifest) {
  const auto says = [&](const std::string& of, bool card, const char* whose) {
    const std::string index = card_index_of(of);
    require(manifest.cards.contains(index) == card && manifest.refused.contains(index) == !card,
            "The manifest {} who {} {}.", card ? "refuses" : "lets in", whose, promise.booking_code);
  };
  says(token, !promise.cancelled, promise.cancelled ? "cancelled" : "holds");
  for (const PassedOn& before : promise.passed_on) says(before.token, false, "passed on");
}

}  // namespace

std::string card_index_of(const std::string& token) {
  return base64url_encode(sha256("timeshelf-card-index:" + token).substr(0, kIndexBytes));
}

void hear_of_the_day(Run& run, ShopModel& shop, Phone& phone) {
  if (phone.revoked_at) return;  // it is told nothing any more
  Manifest manifest;
  run.world.read([&](store::Transaction& transaction) {
    auto& services = run.world.services();
    const auto device = services.devices.find(transaction, shop.shop.id, phone.id);
    const auto contents =
        commerce::manifest_contents(transaction, shop.shop, *device, run.world.now(), kAhead);
    manifest = {indices_in(contents.at("cards").as_array()), indices_in(contents.at("revoked").as_array())};
    for (const auto& [id, promise] : shop.promises) {
      if (!promise.booking) continue;
      bool is_due = false;
      for (std::size_t i = 0; i < promise.lines.size(); ++i)
        is_due = is_due || (promise.left[i] > 0 && is_due_at(run, shop, phone, promise.lines[i]));
      if (!is_due) continue;
      const auto booking = services.engine.booking(transaction, shop.shop.id, *promise.booking);
      check_booking(promise, booking->token, manifest);
    }
  });
  phone.knows = {run.world.now(), std::move(manifest.refused)};
  phone.last_at = run.world.latest();
  run.trace.say("      {} hears of {} who get nothing", phone.id.text(), phone.knows->refused.size());
}

}  // namespace timeshelf::simulation
