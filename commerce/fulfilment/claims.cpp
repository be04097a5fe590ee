#include "commerce/fulfilment/claims.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/bookings/tokens.hpp"
#include "commerce/fulfilment/fulfilment.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::chrono::hours kOpenFor{24};
constexpr std::string_view kDomain = "timeshelf-claim-v1";
constexpr char kVersion = 1;
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kSigned = 1 + 2 * kIdBytes + 1;
constexpr std::size_t kSignature = 64;

std::string in_domain(std::string_view signed_part) {
  return std::string(kDomain) + '\0' + std::string(signed_part);
}

// The line that a link of ours names.
struct Named {
  store::Shop shop;
  Id booking;
  std::int64_t line = 0;
};

std::optional<Named> read_link(store::Transaction& transaction, std::string_view token) {
  const auto bytes = base64url_decode(token);
  if (!bytes || bytes->size() != kSigned + kSignature || bytes->front() != kVersion) return std::nullopt;
  const std::string_view all = *bytes;
  auto shop = store::find_shop(transaction, Id::of_bytes(all.substr(1, kIdBytes)));
  if (!shop || !verify(shop->signing_public, in_domain(all.substr(0, kSigned)), all.substr(kSigned)))
    return std::nullopt;
  return Named{std::move(*shop), Id::of_bytes(all.substr(1 + kIdBytes, kIdBytes)),
               static_cast<unsigned char>(all[kSigned - 1])};
}

// What is stored of the line and of its claim.
struct Found {
  DigitalGoods goods;
  Id hold;
  std::string content;
  std::string claimer;
  std::string state;
  bool cancelled = false;
  bool digital = false;
};

std::optional<Found> find(store::Transaction& transaction, const Named& named) {
  return transaction.first(
      "SELECT b.code, b.hold, b.state, COALESCE(p.name, l.sku), COALESCE(p.digital, ''), c.claimed_at, "
      "COALESCE(c.claimer, ''), l.state, l.fulfilment FROM bookings b "
      "JOIN lines l ON l.shop = b.shop AND l.hold = b.hold AND l.position = $3 AND l.quantity > l.gone "
      "LEFT JOIN products p ON p.shop = l.shop AND p.sku = l.sku "
      "LEFT JOIN claims c ON c.shop = l.shop AND c.hold = l.hold AND c.position = l.position "
      "WHERE b.shop = $1 AND b.id = $2",
      {named.shop.id, named.booking, named.line}, [&](const store::Row& row) {
        Found found{{named.shop, row.string(0), row.string(3)},
                    row.id(1),
                    row.string(4),
                    row.string(6),
                    row.string(7),
                    row.text(2) == "cancelled",
                    row.text(8) == "DIGITAL"};
        found.goods.there = !found.content.empty();
        found.goods.claimed_at = row.maybe_instant(5);
        return found;
      });
}

Decided<Found> look_up(store::Transaction& transaction, const std::optional<Named>& named) {
  auto found = named ? find(transaction, *named) : std::nullopt;
  if (!found || !found->digital)
    return refuse(Code::unknown_fulfilment,
                  "This link opens nothing. Use the whole link of the confirmation.");
  if (found->cancelled)
    return refuse(Code::booking_cancelled, "The booking is cancelled, so there is nothing to open.");
  return *found;
}

// Opens what was claimed to who claimed it.
void open_to(Found& found, std::string_view claimer, Instant now) {
  if (!found.goods.claimed_at || claimer.empty()) return;
  const Instant until = *found.goods.claimed_at + kOpenFor;
  if (now >= until || !equal_in_constant_time(hex_encode(sha256(claimer)), found.claimer)) return;
  found.goods.content = found.content;
  found.goods.open_until = until;
}

}  // namespace

std::string make_claim_token(const store::Shop& shop, const Id& booking, std::int64_t line) {
  const std::string claim = std::string(1, kVersion) + shop.id.bytes() + booking.bytes() +
                            static_cast<char>(static_cast<unsigned char>(line));
  return base64url_encode(claim + sign({shop.signing_secret, shop.signing_public}, in_domain(claim)));
}

void sign_booking(const store::Shop& shop, Booking& booking, std::int64_t serial) {
  booking.token = make_token(shop, booking.id, serial);
  for (Line& line : booking.lines) {
    if (line.fulfilment == "DIGITAL" && line.sku != ical::kSeatSku)
      line.claim = make_claim_token(shop, booking.id, line.position);
  }
}

Decided<DigitalGoods> Claims::look(store::Transaction& transaction, std::string_view token,
                                   std::string_view claimer) {
  auto found = look_up(transaction, read_link(transaction, token));
  if (!found) return found.error();
  open_to(*found, claimer, clock_.now());
  return std::move(found->goods);
}

Decided<DigitalGoods> Claims::claim(store::Transaction& transaction, std::string_view token,
                                    std::string_view claimer) {
  const Instant now = clock_.now();
  const auto named = read_link(transaction, token);
  auto found = look_up(transaction, named);
  if (!found) return found.error();
  open_to(*found, claimer, now);
  if (found->goods.open_until) return std::move(found->goods);
  if (found->goods.claimed_at)
    return refuse(Code::already_claimed, "This link was used before, and it works once. Ask the shop.");
  if (!found->goods.there)
    return refuse(Code::nothing_to_claim, "The shop has not put it there yet. Try again later.");
  FulfilmentStep step{
      named->shop.id, found->goods.booking, named->line, LineState::handed_over, {}, {}, "customer",
      "claimed"};
  Fulfilment fulfilment(clock_, random_);
  if (const auto done = fulfilment.advance(transaction, step); !done) {
    if (done.error().code != Code::wrong_state) return done.error();
    return refuse(Code::already_claimed, "The shop has handed it over already. Ask the shop.");
  }
  const std::string digest = hex_encode(sha256(claimer));
  transaction.execute(
      "INSERT INTO claims (shop, hold, position, claimer, claimed_at) VALUES ($1, $2, $3, $4, $5)",
      {named->shop.id, found->hold, named->line, digest, now});
  found->goods.claimed_at = now;
  found->claimer = digest;
  open_to(*found, claimer, now);
  return std::move(found->goods);
}

}  // namespace timeshelf::commerce
