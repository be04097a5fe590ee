// What the shop shows: slots, offers, holds and bookings as values.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

namespace timeshelf::commerce {

enum class SlotState { upcoming, open, low, sold_out, closed, cancelled, off, problem };
/// "upcoming", "open", "low", "sold-out", "closed", "cancelled", "off", "not-on-sale": the X-SHELF-STATE
/// values.
std::string_view name_of(SlotState state);

/// One thing that a slot sells.
struct Offer {
  std::string sku;             ///< ical::kSeatSku for a seat
  std::string name;            ///< of the product; "Seat"
  std::string image;           ///< path or URL, or ""
  std::int64_t remaining = 0;  ///< units that could be held now
  std::int64_t allotted = 0;
  std::optional<Money> price;  ///< now; absent if no step of the ladder applies (any more)
  std::string tier;
  std::optional<Instant> price_until;  ///< when the present step ends by time
  std::optional<Money> next_price;     ///< what it becomes then
};

struct FulfilmentChoice {
  std::string kind;  ///< PICKUP, DELIVERY, SAME-DAY, DIGITAL
  std::optional<Money> fee;
  std::optional<Instant> cut_off;
};

/// One bookable occurrence, as everybody may see it.
struct Slot {
  Id id;
  Id shop;
  Id shelf;         ///< the collection it was authored in
  std::string uid;  ///< stable for its life: also its UID in the live calendar
  std::string summary;
  std::string description;  ///< without the #shelf lines
  std::string location;
  std::string image;
  Instant starts_at;
  Instant ends_at;
  std::string time_zone;  ///< IANA name to show it in
  SlotState state = SlotState::problem;
  std::string reason;                 ///< why it is not on sale, in plain words; "" if it is
  std::optional<std::int64_t> seats;  ///< in all; absent: bounded by stock alone
  std::optional<std::int64_t> seats_remaining;
  std::vector<Offer> offers;
  std::vector<FulfilmentChoice> fulfilment;
  std::optional<std::int64_t> limit;  ///< units per customer
  std::optional<Instant> opens_at;
  std::optional<Instant> closes_at;
  std::string drop;
  std::string bundle;
  std::int64_t revision = 0;  ///< rises with everything that shows
  std::int64_t sequence = 0;  ///< rises with what matters to a calendar (time, place, state, price step)
  std::int64_t booked = 0;    ///< confirmed bookings; for staff only
  Instant modified_at;
  Instant created_at;
};

struct Line {
  Id slot;
  std::string sku;
  std::int64_t quantity = 0;
  Money unit_price;  ///< locked when the hold was made
  std::string tier;
  std::string fulfilment;  ///< PICKUP …
};

struct Hold {
  Id id;
  Id shop;
  Instant created_at;
  Instant expires_at;
  std::vector<Line> lines;
  Money total;
};

enum class BookingState { confirmed, cancelled };

struct Booking {
  Id id;
  Id shop;
  std::string code;   ///< eight characters that a person can read out, unique in the shop
  std::string token;  ///< signed; opens the booking page and is what the QR code says
  BookingState state = BookingState::confirmed;
  std::string customer_name;
  std::string customer_email;
  std::vector<Line> lines;
  Money total;
  Instant created_at;
  std::optional<Instant> cancelled_at;
};

struct Product {
  Id shop;
  std::string sku;  ///< upper-case letters, digits, hyphens
  std::string name;
  std::string description;
  std::string image;  ///< a media id, or ""
  Money base_price;   ///< asked where a slot names no price
};

struct Venue {
  Id shop;
  Id id;
  std::string name;  ///< an event's LOCATION that begins with it is held here
  std::string address;
  std::string time_zone;
  std::int64_t headcount = 0;  ///< 0: unknown
};

}  // namespace timeshelf::commerce
