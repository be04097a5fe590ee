#include "server/shop/bundle.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ical/shelf_terms.hpp"

namespace timeshelf::server {

using commerce::LineRequest;
using commerce::Refusal;
using commerce::Slot;

std::vector<Slot> bundle_slots(store::Transaction& transaction, commerce::Engine& engine, const Id& shop,
                               std::string_view bundle, Instant now) {
  constexpr std::chrono::days kBehind{14};
  constexpr std::chrono::days kAhead{400};
  std::vector<Slot> slots = engine.list_slots(transaction, shop, now - kBehind, now + kAhead);
  std::erase_if(slots, [&](const Slot& slot) { return slot.bundle != bundle; });
  return slots;
}

Result<std::vector<LineRequest>, Refusal> bundle_lines(const std::vector<Slot>& slots,
                                                       std::int64_t quantity) {
  std::vector<LineRequest> lines;
  for (const Slot& slot : slots) {
    const bool sells_seats = std::any_of(slot.offers.begin(), slot.offers.end(),
                                         [](const auto& offer) { return offer.sku == ical::kSeatSku; });
    if (!sells_seats && slot.offers.size() != 1) {
      Refusal refusal;
      refusal.code = Refusal::Code::unknown_sku;
      refusal.message = fmt::format(
          "\"{}\" sells {} different things: send lines that name slot and SKU instead of the bundle.",
          slot.summary, slot.offers.size());
      refusal.field = "bundle";
      return refusal;
    }
    lines.push_back({slot.id, sells_seats ? std::string(ical::kSeatSku) : slot.offers.front().sku, quantity,
                     default_fulfilment(slot)});
  }
  return lines;
}

std::string default_fulfilment(const Slot& slot) {
  return slot.fulfilment.empty() ? "PICKUP" : slot.fulfilment.front().kind;
}

}  // namespace timeshelf::server
