// A shop and what is booked in it: for tests of what customers are written.
#pragma once
#include "commerce/invitations/reply_address.hpp"
#include "commerce/letters/booking_letter.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {

inline constexpr auto kFrom = "bookings@shop.example";
inline const Instant kNow = from_millis(1'772'366'400'000);

/// So many cents.
inline Money euro(std::int64_t minor) {
  return {minor, *Currency::parse("EUR")};
}

inline store::Shop studio() {
  SeededRandom random(3);
  store::Shop shop;
  shop.id = Id::make(kNow, random);
  shop.name = "Studio";
  shop.signing_secret = "the studio's secret";
  return shop;
}

/// 20 March 2026, 10:00 UTC, for two hours.
inline commerce::LetterSlot slot(int number) {
  SeededRandom random(static_cast<std::uint64_t>(number));
  commerce::LetterSlot of;
  of.slot.id = Id::make(kNow, random);
  of.slot.uid = "glaze-" + std::to_string(number);
  of.slot.summary = "Glaze evening";
  of.slot.location = "Kiln Street 4";
  of.slot.starts_at = from_millis(1'774'000'800'000);
  of.slot.ends_at = of.slot.starts_at + std::chrono::hours(2);
  of.slot.time_zone = "Europe/Berlin";
  of.slot.state = commerce::SlotState::open;
  commerce::Offer mug;
  mug.sku = "MUG";
  mug.name = "Mug, blue";
  of.slot.offers.push_back(mug);
  of.sequence = 4;
  return of;
}

/// Two mugs in each of so many slots.
inline commerce::BookingFacts booked(int slots = 1) {
  const store::Shop shop = studio();
  std::vector<commerce::LetterSlot> all;
  std::vector<commerce::Line> lines;
  for (int i = 0; i < slots; ++i) {
    all.push_back(slot(i));
    lines.push_back({all.back().slot.id, "MUG", 2, euro(1800), "", "PICKUP"});
  }
  const commerce::Booking booking{shop.id,
                                  shop.id,
                                  "abcd2345",
                                  "token",
                                  commerce::BookingState::confirmed,
                                  "Zoë Ünal",
                                  "zoe@example.com",
                                  lines,
                                  euro(3600 * slots),
                                  kNow,
                                  {}};
  return {shop,
          booking,
          all,
          commerce::Occasion::booked,
          commerce::reply_address(shop, booking.code, kFrom),
          "https://shop.example/b/token",
          "",
          commerce::Balance{euro(3600 * slots), euro(0), euro(0)}};
}

}  // namespace timeshelf::tests
