#include "commerce/waiting/waiting.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "commerce/audit.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/checkout/sales.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/signed_claim.hpp"
#include "commerce/slots/offer_rows.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/waiting/waiting_letter.hpp"
#include "commerce/waiting/waiting_rows.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::string_view kPurpose = "timeshelf-waiting";
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kMostExpired = 1'000;
constexpr std::size_t kMostOffers = 100;  // at a time; showing the slot owes the rest

// What became of an offer: the hold knows.
WaitingState state_by(const HoldRecord& record, Instant now) {
  switch (record.state) {
    case HoldState::open:
      return record.hold.expires_at > now ? WaitingState::offered : WaitingState::lapsed;
    case HoldState::confirmed:
      return WaitingState::taken;
    case HoldState::released:
      return WaitingState::declined;
    case HoldState::expired:
      break;
  }
  return WaitingState::lapsed;
}

WaitingClosed why_over(const std::optional<Slot>& slot) {
  if (!slot) return WaitingClosed::off_sale;
  if (slot->state == SlotState::cancelled) return WaitingClosed::called_off;
  const bool was_on_sale = slot->state != SlotState::off && slot->state != SlotState::problem;
  return was_on_sale ? WaitingClosed::sales_over : WaitingClosed::off_sale;
}

// As it stands by now, whether or not the list has been settled since.
void bring_up_to_date(store::Transaction& transaction, std::vector<WaitingEntry>& entries, Instant now) {
  if (entries.empty()) return;
  std::set<Id> holds;
  for (const WaitingEntry& entry : entries) {
    if (entry.state == WaitingState::offered) holds.insert(*entry.hold);
  }
  auto records = load_holds(transaction, entries.front().shop, holds);
  for (WaitingEntry& entry : entries) {
    if (entry.state != WaitingState::offered) continue;
    HoldRecord& record = records.at(*entry.hold);
    entry.state = state_by(record, now);
    if (entry.state == WaitingState::offered) entry.offer = std::move(record.hold);
  }
}

}  // namespace

std::string waiting_token(const store::Shop& shop, const Id& entry) {
  return make_claim(shop, kPurpose, entry.bytes());
}

std::optional<WaitingEntry> Waiting::find(store::Transaction& transaction, std::string_view token) {
  const auto named = shop_of_claim(token);
  const auto shop = named ? store::find_shop(transaction, *named) : std::nullopt;
  const auto payload = shop ? open_claim(*shop, kPurpose, token) : std::nullopt;
  if (!payload || payload->size() != kIdBytes) return std::nullopt;
  auto entry = load_waiting(transaction, shop->id, Id::of_bytes(*payload));
  if (!entry) return std::nullopt;
  std::vector<WaitingEntry> one{std::move(*entry)};
  bring_up_to_date(transaction, one, clock_.now());
  return std::move(one.front());
}

WaitingEntry Waiting::leave(store::Transaction& transaction, const WaitingEntry& found) {
  WaitingEntry entry = found;
  if (entry.state == WaitingState::offered) {
    engine_.release(transaction, entry.shop, *entry.hold).value();
    entry.offer.reset();
    end(transaction, entry, WaitingState::declined, "customer", "");
  } else if (entry.state == WaitingState::waiting) {
    end(transaction, entry, WaitingState::left, "customer", "");
    show_slot(transaction, entry.shop, entry.slot, clock_.now());  // what was kept for them may be free now
  }
  return entry;
}

std::vector<WaitingEntry> Waiting::list(store::Transaction& transaction, const Id& shop,
                                        const std::optional<Id>& slot) {
  auto entries = slot ? load_line(transaction, shop, *slot) : load_lines(transaction, shop);
  bring_up_to_date(transaction, entries, clock_.now());
  return entries;
}

void Waiting::settle(store::Transaction& transaction, const Id& shop, const Id& slot) {
  expire_holds(transaction, shop, kMostExpired, clock_.now(), random_);
  std::vector<WaitingEntry> line = load_line(transaction, shop, slot);
  if (line.empty()) return;
  bool changed = note_answers(transaction, line);
  const auto view = engine_.find_slot(transaction, shop, slot);
  const Instant end = view ? view->closes_at.value_or(view->starts_at) : Instant::min();
  if (clock_.now() >= end || view->state == SlotState::cancelled) {
    for (const WaitingEntry& entry : line)
      close(transaction, entry, why_over(view), view ? view->reason : "It was taken off sale.");
    return;
  }
  if (view->state == SlotState::off || view->state == SlotState::problem ||
      view->state == SlotState::upcoming)  // it may be sold again; people are told at the latest then
    return owe(transaction, shop, kWaitingTopic, slot.text(), end);
  std::erase_if(line, [](const WaitingEntry& entry) { return entry.state != WaitingState::waiting; });
  changed = make_offers(transaction, shop, slot, line) || changed;
  if (changed) show_slot(transaction, shop, slot, clock_.now());
}

bool Waiting::note_answers(store::Transaction& transaction, std::vector<WaitingEntry>& line) {
  bring_up_to_date(transaction, line, clock_.now());
  const auto answered = std::stable_partition(line.begin(), line.end(), [](const WaitingEntry& entry) {
    return entry.state == WaitingState::waiting || entry.state == WaitingState::offered;
  });
  const bool any = answered != line.end();
  for (auto entry = answered; entry != line.end(); ++entry) {
    const bool lapsed = entry->state == WaitingState::lapsed;
    end(transaction, *entry, entry->state, lapsed ? "timeshelf" : "customer",
        lapsed ? "the offer was not taken in time" : "");
    if (lapsed) write(transaction, *entry, WaitingOccasion::lapsed);
  }
  line.erase(answered, line.end());
  return any;
}

bool Waiting::make_offers(store::Transaction& transaction, const Id& shop, const Id& slot,
                          const std::vector<WaitingEntry>& line) {
  const Instant now = clock_.now();
  auto row = load_slot(transaction, shop, slot);
  Ledger ledger;
  load_place(transaction, shop, slot, ledger);
  load_offers(transaction, shop, {&*row}, ledger);
  std::vector<Wish> wishes;
  wishes.reserve(line.size());
  for (const WaitingEntry& entry : line) wishes.push_back({entry.id, entry.sku, entry.quantity});
  std::vector<Id> turn = whose_turn(wishes, *row, ledger);
  if (turn.empty()) return false;
  if (turn.size() > kMostOffers) turn.resize(kMostOffers);

  std::vector<WaitingEntry> asked;
  std::vector<SaleRequest> requests;
  for (const Id& id : turn) {
    asked.push_back(
        *std::find_if(line.begin(), line.end(), [&](const auto& entry) { return entry.id == id; }));
    HoldCommand offer{shop, {{slot, asked.back().sku, asked.back().quantity}}};
    offer.email = asked.back().email;
    offer.offered_until = offer_deadline(*row, engine_.options().offer_for, now);
    requests.push_back({std::move(offer), {}});
  }
  std::vector<const SaleRequest*> pointers;
  pointers.reserve(requests.size());
  for (const SaleRequest& request : requests) pointers.push_back(&request);
  const auto answers = sell(transaction, shop, pointers, engine_.sale_options(), now, random_);
  bool changed = false;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    WaitingEntry& entry = asked[i];
    // They got theirs elsewhere meanwhile; whatever else is wrong now may be mended.
    const bool had_enough = !answers[i] && answers[i].error().code == Code::over_limit;
    changed = changed || answers[i] || had_enough;
    if (had_enough) close(transaction, entry, WaitingClosed::has_enough, answers[i].error().message);
    if (!answers[i]) continue;
    entry.offer = std::get<Hold>(*answers[i]);
    entry.hold = entry.offer->id;
    entry.state = WaitingState::offered;
    set_waiting_state(transaction, entry, now);
    record(transaction, shop, "timeshelf", "waiting.offered", entry.id.text(),
           {{"slot", slot.text()},
            {"hold", entry.hold->text()},
            {"until", to_rfc3339(entry.offer->expires_at)},
            {"cause", "units became free"}},
           now, random_);
    write(transaction, entry, WaitingOccasion::offered);
  }
  return changed;
}

void Waiting::close(store::Transaction& transaction, WaitingEntry entry, WaitingClosed why,
                    const std::string& cause) {
  if (entry.state == WaitingState::offered) engine_.release(transaction, entry.shop, *entry.hold).value();
  entry.hold.reset();
  entry.offer.reset();
  end(transaction, entry, WaitingState::closed, "timeshelf", cause);
  write(transaction, entry, WaitingOccasion::closed, why);
}

void Waiting::end(store::Transaction& transaction, WaitingEntry& entry, WaitingState state,
                  std::string_view actor, const std::string& cause) {
  const Instant now = clock_.now();
  entry.state = state;
  set_waiting_state(transaction, entry, now);
  boost::json::object facts{{"slot", entry.slot.text()}};
  if (entry.hold) facts["hold"] = entry.hold->text();
  if (!cause.empty()) facts["cause"] = cause;
  record(transaction, entry.shop, actor, fmt::format("waiting.{}", name_of(state)), entry.id.text(), facts,
         now, random_);
}

void Waiting::write(store::Transaction& transaction, const WaitingEntry& entry, WaitingOccasion occasion,
                    std::optional<WaitingClosed> why) {
  const EngineOptions& options = engine_.options();
  const auto shop = store::find_shop(transaction, entry.shop);
  const auto slot = engine_.find_slot(transaction, entry.shop, entry.slot);
  if (options.mail_from.empty() || !shop || !slot) return;
  const Instant now = clock_.now();
  Letter letter = waiting_letter({*shop, *slot, entry, occasion, why, options.mail_from,
                                  fmt::format("{}/w/{}", options.base_url, waiting_token(*shop, entry.id))});
  letter.id = Id::make(now, random_);
  post(transaction, letter, now);
}

}  // namespace timeshelf::commerce
