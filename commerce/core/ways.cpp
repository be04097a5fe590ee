#include "commerce/core/ways.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "commerce/core/windows.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

const ical::Zone& zone_called(std::string_view name) {
  const ical::Zone* zone = ical::find_zone(name);
  return zone ? *zone : ical::utc_zone();
}

// "10:00-10:30", by the wall clock of the slot
std::string text_of(const Slot& slot, const PickupWindow& window) {
  const ical::Zone& zone = zone_called(slot.time_zone);
  const auto clock = [&](std::chrono::seconds at) {
    const auto local = zone.to_local(std::chrono::floor<std::chrono::seconds>(slot.starts_at + at));
    const std::chrono::hh_mm_ss time(local - std::chrono::floor<std::chrono::days>(local));
    return fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
  };
  return clock(window.begins) + "-" + clock(window.ends);
}

class Choice {
 public:
  Choice(const WayRequest& request, const DeliveryTerms& delivery, const Ledger& ledger, Instant now)
      : asked_(request), slot_(request.slot), delivery_(delivery), ledger_(ledger), now_(now) {}

  Decided<Way> of(const FulfilmentChoice& choice) const {
    if (choice.cut_off && now_ >= *choice.cut_off) return too_late(choice.kind, "");
    Way way{choice.kind};
    if (choice.kind == "PICKUP") {
      auto window = window_of_line();
      if (!window) return window.error();
      way.window = *window;
    } else if (asked_.line.window) {
      return refuse(Code::unknown_window, "Only what is picked up has a window; leave it out.",
                    asked_.field("window"));
    }
    std::optional<Money> fee = choice.fee;
    std::optional<std::int64_t> tax_rate;
    if (is_delivered(choice.kind)) {
      const auto zone = zone_of_address(choice.kind);
      if (!zone) return zone.error();
      if (*zone) {
        way.zone = (*zone)->name;
        if (!fee) fee = (*zone)->fee;
        tax_rate = (*zone)->tax_rate;
      }
    }
    if (fee && fee->minor > 0) way.fee = FeeTerms{slot_.id, way.kind, way.zone, *fee, tax_rate};
    return way;
  }

 private:
  Refusal too_late(const std::string& kind, const std::string& zone) const {
    return refuse(Code::invalid_fulfilment,
                  zone.empty() ? fmt::format("It is too late for {}.", kind)
                               : fmt::format("It is too late for {} to the zone {}.", kind, zone),
                  asked_.field("fulfilment"));
  }

  bool is_over(const PickupWindow& window) const { return slot_.starts_at + window.ends <= now_; }
  bool has_room(const PickupWindow& window) const {
    return ledger_.available(window_room(slot_.id, window)) >= 1;
  }

  Decided<std::optional<PickupWindow>> window_of_line() const {
    if (asked_.line.window) return named_window(*asked_.line.window);
    const bool is_seat = asked_.line.sku.empty() || asked_.line.sku == ical::kSeatSku;
    if (slot_.windows.empty() || is_seat) return std::optional<PickupWindow>{};
    if (asked_.chosen_before) return asked_.chosen_before;
    for (const PickupWindow& window : slot_.windows) {
      if (!is_over(window) && has_room(window)) return std::optional(window);
    }
    Refusal full = refuse(Code::sold_out, "Every pickup window is full.", asked_.field("window"));
    full.remaining = 0;
    return full;
  }

  Decided<std::optional<PickupWindow>> named_window(Instant begins) const {
    const auto found =
        std::find_if(slot_.windows.begin(), slot_.windows.end(),
                     [&](const PickupWindow& window) { return slot_.starts_at + window.begins == begins; });
    if (found == slot_.windows.end())
      return refuse(Code::unknown_window,
                    fmt::format("\"{}\" has no pickup window that begins then.", slot_.summary),
                    asked_.field("window"));
    if (is_over(*found))
      return refuse(Code::unknown_window,
                    fmt::format("The pickup window {} is over.", text_of(slot_, *found)),
                    asked_.field("window"));
    if (has_room(*found)) return std::optional(*found);
    Refusal full = refuse(
        Code::sold_out, fmt::format("The pickup window {} is full; choose another.", text_of(slot_, *found)),
        asked_.field("window"));
    full.remaining = 0;
    return full;
  }

  // Null where the shop has no zones: it delivers everywhere.
  Decided<const DeliveryZone*> zone_of_address(const std::string& kind) const {
    if (!asked_.address)
      return refuse(Code::invalid_address,
                    fmt::format("{} needs an address: name, street, postal code, town and country.", kind),
                    "address");
    if (delivery_.zones.empty()) return nullptr;
    const auto at = delivery_.places.find(slot_.id);
    const DeliveryTerms::Place place =
        at == delivery_.places.end() ? DeliveryTerms::Place{"", slot_.time_zone} : at->second;
    const DeliveryZone* zone = zone_for(delivery_.zones, *asked_.address, place.venue);
    if (!zone)
      return refuse(Code::outside_zones,
                    fmt::format("The shop does not deliver to {} {}. Choose another address, or another way.",
                                asked_.address->postal_code, asked_.address->city),
                    "address.postal_code");
    const auto cut_off = cut_off_of(*zone, kind, slot_.starts_at, zone_called(place.time_zone));
    if (cut_off && now_ >= *cut_off) return too_late(kind, zone->name);
    return zone;
  }

  const WayRequest& asked_;
  const Slot& slot_;
  const DeliveryTerms& delivery_;
  const Ledger& ledger_;
  Instant now_;
};

}  // namespace

Decided<Way> choose_way(const WayRequest& request, const DeliveryTerms& delivery, const Ledger& ledger,
                        Instant now) {
  const Choice choice(request, delivery, ledger, now);
  const std::string& wanted = request.line.fulfilment;
  // A slot that names no way is one where things are picked up.
  static const std::vector<FulfilmentChoice> kPickup{{"PICKUP", {}, {}}};
  const auto& offered = request.slot.fulfilment.empty() ? kPickup : request.slot.fulfilment;
  std::optional<Refusal> why_not;
  for (const FulfilmentChoice& each : offered) {
    if (!wanted.empty() && each.kind != wanted) continue;
    auto way = choice.of(each);
    if (way) return way;
    if (!why_not) why_not = way.error();
  }
  if (why_not) return *why_not;
  return refuse(Code::invalid_fulfilment,
                fmt::format("\"{}\" does not offer {}.", request.slot.summary, wanted),
                request.field("fulfilment"));
}

}  // namespace timeshelf::commerce
