// Joining a waiting list.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/core/delivery.hpp"
#include "commerce/outbox.hpp"
#include "commerce/shop_language.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/waiting/waiting.hpp"
#include "commerce/waiting/waiting_rows.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::int64_t kMostWished = 20;

// The seat, or the only thing that the slot sells, where nothing is named.
Decided<const Offer*> offer_named(const Slot& slot, const std::string& sku) {
  const std::string named = sku.empty() ? std::string(ical::kSeatSku) : sku;
  for (const Offer& offer : slot.offers) {
    if (offer.sku == named) return &offer;
  }
  if (sku.empty() && slot.offers.size() == 1) return &slot.offers.front();
  return refuse(Code::unknown_sku,
                sku.empty()
                    ? fmt::format("\"{}\" sells several things: say which one by its SKU.", slot.summary)
                    : fmt::format("\"{}\" does not sell {}.", slot.summary, sku),
                "sku");
}

Decided<const Offer*> sold_out_offer(const Slot& slot, const JoinCommand& command) {
  const bool open =
      slot.state == SlotState::open || slot.state == SlotState::low || slot.state == SlotState::sold_out;
  if (!open)
    return refuse(Code::not_on_sale,
                  fmt::format("\"{}\" has no waiting list now: {}", slot.summary, slot.reason));
  // What becomes free is offered by letter, before anybody can ask where to bring it.
  const bool is_brought =
      std::all_of(slot.fulfilment.begin(), slot.fulfilment.end(),
                  [](const FulfilmentChoice& choice) { return is_delivered(choice.kind); });
  if (is_brought)
    return refuse(
        Code::not_on_sale,
        fmt::format("\"{}\" is only delivered, and has no waiting list. Look again later.", slot.summary));
  auto offer = offer_named(slot, command.sku);
  if (!offer) return offer.error();
  if (!(*offer)->price)
    return refuse(Code::not_on_sale, fmt::format("{} has no price at the moment.", (*offer)->name), "sku");
  if ((*offer)->remaining > 0) {
    Refusal refusal = refuse(Code::still_free,
                             fmt::format("{} can be had at once: {} left. Hold it instead of waiting.",
                                         (*offer)->name, (*offer)->remaining),
                             "sku");
    refusal.remaining = (*offer)->remaining;
    return refusal;
  }
  return offer;
}

std::optional<Refusal> invalid_wish(const Slot& slot, const Offer& offer, const JoinCommand& command) {
  const std::int64_t most =
      std::max<std::int64_t>(std::min({slot.limit.value_or(kMostWished), kMostWished, offer.allotted}), 1);
  if (command.quantity < 1 || command.quantity > most)
    return refuse(Code::invalid_quantity, fmt::format("Wait for 1 to {} of {}.", most, offer.name),
                  "quantity");
  return refuse_customer(trim(command.name), normalise_email(command.email));
}

std::optional<Refusal> over_limit(store::Transaction& transaction, const Slot& slot, const std::string& email,
                                  std::int64_t quantity) {
  if (!slot.limit) return std::nullopt;
  SalesState has;
  load_customers(transaction, slot.shop, {slot.id}, {email}, has);
  const CustomerIn customer{email, slot.id};
  const std::int64_t had = has.booked[customer] + has.holding[customer];
  if (had + quantity <= *slot.limit) return std::nullopt;
  return refuse(Code::over_limit,
                fmt::format("At most {} for each customer; you have {} already.", *slot.limit, had),
                "quantity");
}

}  // namespace

Decided<WaitingEntry> Waiting::join(store::Transaction& transaction, const JoinCommand& command) {
  const Instant now = clock_.now();
  const auto slot = engine_.find_slot(transaction, command.shop, command.slot);
  if (!slot) return refuse(Code::unknown_slot, "There is no such slot in this shop.", "slot");
  const auto offer = sold_out_offer(*slot, command);
  if (!offer) return offer.error();
  if (auto refused = invalid_wish(*slot, **offer, command)) return *refused;
  const std::string email = normalise_email(command.email);
  if (const auto known = find_waiting(transaction, command.shop, slot->id, (*offer)->sku, email)) {
    // Who knows an address is not yet its owner: the link goes there, and nowhere else.
    return refuse(Code::waits_already,
                  "This address waits for it already. The link that was sent there shows how it stands.",
                  "email");
  }
  if (auto refused = over_limit(transaction, *slot, email, command.quantity)) return *refused;

  WaitingEntry entry;
  entry.shop = command.shop;
  entry.id = Id::make(now, random_);
  entry.slot = slot->id;
  entry.sku = (*offer)->sku;
  entry.name = trim(command.name);
  entry.email = email;
  entry.quantity = command.quantity;
  entry.language = command.language.empty() ? language_of(transaction, command.shop) : command.language;
  entry.joined_at = now;
  const bool first = load_line(transaction, entry.shop, entry.slot).empty();
  insert_waiting(transaction, entry);
  record(transaction, entry.shop, "customer", "waiting.joined", entry.id.text(),
         {{"slot", entry.slot.text()}, {"sku", entry.sku}, {"quantity", entry.quantity}}, now, random_);
  if (first) show_slot(transaction, entry.shop, entry.slot, now);  // the last call changes what is left
  // What is free and kept for those before, who want more than that, may be what this one wants.
  owe(transaction, entry.shop, kWaitingTopic, entry.slot.text(), now);
  entry.ahead = load_waiting(transaction, entry.shop, entry.id)->ahead;
  write(transaction, entry, WaitingOccasion::joined);
  return entry;
}

}  // namespace timeshelf::commerce
