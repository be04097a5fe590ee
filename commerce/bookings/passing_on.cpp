#include "commerce/bookings/passing_on.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/bookings/customer_rows.hpp"
#include "commerce/bookings/passage_rows.hpp"
#include "commerce/bookings/tokens.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/core/selling.hpp"
#include "commerce/outbox.hpp"
#include "commerce/slots/slot_rows.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kSecretBytes = 16;
constexpr std::int64_t kMostDays = 30;

std::string draw_secret(const Id& shop, Random& random) {
  std::array<std::uint8_t, kSecretBytes> bytes{};
  random.fill(bytes);
  return base64url_encode(shop.bytes() + std::string(bytes.begin(), bytes.end()));
}

std::optional<Id> shop_of_secret(std::string_view secret) {
  const auto bytes = base64url_decode(secret);
  if (!bytes || bytes->size() != kIdBytes + kSecretBytes) return std::nullopt;
  return Id::of_bytes(std::string_view(*bytes).substr(0, kIdBytes));
}

std::optional<Refusal> refuse_passing(const Booking& booking, Instant now) {
  const auto& lines = booking.lines;
  if (booking.state == BookingState::cancelled)
    return refuse(Code::booking_cancelled, "The booking is cancelled; there is nothing to pass on.");
  if (std::all_of(lines.begin(), lines.end(),
                  [](const Line& line) { return line.handed_over >= line.quantity; }))
    return refuse(Code::handed_over, "All of it is handed over already; pass the goods on themselves.");
  if (std::all_of(lines.begin(), lines.end(), [&](const Line& line) { return line.ends_at <= now; }))
    return refuse(Code::too_late, "It is over; there is nothing to pass on.");
  if (std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.fulfilment == "DIGITAL"; }))
    return refuse(Code::wrong_state,
                  "Digital goods belong to who booked them; what their link opens cannot be passed on.");
  return std::nullopt;
}

// Nobody gets more than a customer may have by having it passed on.
std::optional<Refusal> refuse_limit(store::Transaction& transaction, const Booking& booking,
                                    const std::string& email) {
  std::set<Id> limited;
  std::map<Id, std::int64_t> limits, units;
  for (const SlotRow& row : load_slots(transaction, booking.shop, slots_of(booking.lines))) {
    if (!row.slot.limit) continue;
    limited.insert(row.slot.id);
    limits[row.slot.id] = *row.slot.limit;
  }
  if (limited.empty() || email == booking.customer_email) return std::nullopt;
  SalesState state;
  load_customers(transaction, booking.shop, limited, {email}, state);
  for (const Line& line : booking.lines) units[line.slot] += line.quantity;
  for (const auto& [slot, limit] : limits) {
    const auto booked = state.booked.find({email, slot});
    const std::int64_t had = booked == state.booked.end() ? 0 : booked->second;
    if (had + units[slot] > limit)
      return refuse(Code::over_limit,
                    fmt::format("At most {} for each customer; you have {} already.", limit, had), "email");
  }
  return std::nullopt;
}

void note_holder(store::Transaction& transaction, const Booking& booking, const std::string& email) {
  const Id hold = hold_of(transaction, booking.shop, booking.id);
  std::vector<CustomerRow> rows;
  for (const SlotRow& row : load_slots(transaction, booking.shop, slots_of(booking.lines)))
    rows.push_back({row.slot.id, row.slot.booked, email, hold});
  insert_customers(transaction, booking.shop, rows);
}

}  // namespace

Decided<PassageMade> PassingOn::offer(store::Transaction& transaction, const Booking& booking,
                                      std::int64_t days, const std::string& actor) {
  const Instant now = clock_.now();
  if (days < 1 || days > kMostDays)
    return refuse(Code::invalid_quantity, fmt::format("A link works for 1 to {} days.", kMostDays), "days");
  if (auto refused = refuse_passing(booking, now)) return *refused;
  take_back(transaction, booking, actor);
  PassageMade made;
  made.secret = draw_secret(booking.shop, random_);
  made.passage = {
      Id::make(now, random_), booking.id, now, now + std::chrono::hours(24 * days), booking.customer_name,
      booking.customer_email};
  made.passage.from_language = booking.language;
  insert_passage(transaction, booking.shop, made.passage, base64url_encode(sha256(made.secret)));
  record(transaction, booking.shop, actor, "booking.passing_on", booking.id.text(),
         {{"passage", made.passage.id.text()}, {"expires_at", to_rfc3339(made.passage.expires_at)}}, now,
         random_);
  return made;
}

std::optional<Passage> PassingOn::open_of(store::Transaction& transaction, const Id& shop,
                                          const Id& booking) {
  for (Passage& passage : load_passages(transaction, shop, booking)) {
    if (passage.is_open(clock_.now())) return std::move(passage);
  }
  return std::nullopt;
}

void PassingOn::take_back(store::Transaction& transaction, const Booking& booking, const std::string& actor) {
  const Instant now = clock_.now();
  auto passage = open_of(transaction, booking.shop, booking.id);
  if (!passage) return;
  passage->taken_back_at = now;
  store_passage(transaction, booking.shop, *passage);
  record(transaction, booking.shop, actor, "booking.not_passed_on", booking.id.text(),
         {{"passage", passage->id.text()}}, now, random_);
}

std::optional<PassingOn::Offered> PassingOn::find(store::Transaction& transaction, std::string_view secret) {
  const auto id = shop_of_secret(secret);
  const auto shop = id ? store::find_shop(transaction, *id) : std::nullopt;
  if (!shop) return std::nullopt;
  auto passage = find_passage(transaction, shop->id, base64url_encode(sha256(secret)));
  if (!passage) return std::nullopt;
  auto booking = engine_.booking(transaction, shop->id, passage->booking);
  return Offered{*shop, std::move(*passage), std::move(*booking)};
}

Decided<Booking> PassingOn::accept(store::Transaction& transaction, std::string_view secret,
                                   const std::string& asked_name, const std::string& asked_email,
                                   const std::string& language) {
  const Instant now = clock_.now();
  const std::string name(trim(asked_name));
  const std::string email = normalise_email(asked_email);
  if (auto refused = refuse_customer(name, email)) return *refused;
  auto offered = find(transaction, secret);
  if (!offered) return refuse(Code::unknown_booking, "The link passes nothing on.");
  auto& [shop, passage, booking] = *offered;
  if (passage.accepted_at) {
    const bool repeated = passage.to_name == name && passage.to_email == email &&
                          booking.customer_name == name && booking.customer_email == email;
    if (repeated) return std::move(booking);
    return refuse(Code::already_claimed, "Somebody used the link already; it works once.");
  }
  if (!passage.is_open(now))
    return refuse(Code::wrong_state,
                  "The link was taken back or has run out. Ask who gave it to you for a new one.");
  if (auto refused = refuse_passing(booking, now)) return *refused;
  if (auto refused = refuse_limit(transaction, booking, email)) return *refused;

  passage.to_name = name;
  passage.to_email = email;
  passage.accepted_at = now;
  store_passage(transaction, shop.id, passage);
  store_holder(transaction, shop.id, booking.id, name, email, language.empty() ? shop.language : language);
  note_holder(transaction, booking, email);
  record(transaction, shop.id, "customer", "booking.passed_on", booking.id.text(),
         {{"from", passage.from_name}, {"from_email", passage.from_email}, {"to", name}, {"to_email", email}},
         now, random_);
  const bool letters = !engine_.options().mail_from.empty();
  if (letters || store::find_user_by_email(transaction, passage.from_email))
    owe(transaction, shop.id, kPassedOnTopic, passage.id.text(), now);
  if (letters || store::find_user_by_email(transaction, email))
    owe(transaction, shop.id, "letter", booking.id.text(), now + std::chrono::milliseconds(1));
  return *engine_.booking(transaction, shop.id, booking.id);
}

std::vector<Passage> PassingOn::chain_of(store::Transaction& transaction, const Id& shop, const Id& booking) {
  auto chain = load_passages(transaction, shop, booking);
  std::erase_if(chain, [](const Passage& passage) { return !passage.accepted_at; });
  return chain;
}

std::optional<Instant> passed_on_at(store::Transaction& transaction, std::string_view token) {
  const auto claim = read_token(token);
  const auto shop = claim ? store::find_shop(transaction, claim->shop) : std::nullopt;
  if (!shop || !is_signed_by(*shop, *claim)) return std::nullopt;
  return passed_on_at(transaction, shop->id, claim->booking, claim->serial);
}

}  // namespace timeshelf::commerce
