// What the shop shows: slots, offers, holds and bookings as values.
#pragma once
#include <chrono>
#include <cstdint>
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
  std::vector<Money> other_prices;     ///< now, in the other currencies that it is sold in
  std::int64_t tax_rate = 0;           ///< hundredths of a percent
  bool preorder = false;               ///< sold before it exists: `remaining` is what was promised
};

/// An earlier opening for some.
struct Opening {
  std::string audience;  ///< "MEMBERS": who has an access code for it
  Instant opens_at;
};

/// When goods are picked up, inside a slot and counted from its start: a slot that moves takes them along.
struct PickupWindow {
  std::chrono::seconds begins{0};
  std::chrono::seconds ends{0};
  std::optional<std::int64_t> capacity;  ///< bookings; absent: no bound
  std::int64_t left = 0;                 ///< of the capacity
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
  std::vector<PickupWindow> windows;  ///< of pickup, in order; none: any time of the slot
  std::optional<std::int64_t> limit;  ///< units per customer
  std::optional<Instant> opens_at;
  std::vector<Opening> early;  ///< who may book before `opens_at`
  std::optional<Instant> closes_at;
  std::string drop;
  std::string bundle;
  std::int64_t queue_rate = 0;  ///< people let in a minute while its drop has a line; 0: it has none
  std::int64_t revision = 0;    ///< rises with everything that shows
  std::int64_t sequence = 0;    ///< rises with what matters to a calendar (time, place, state, price step)
  std::int64_t booked = 0;      ///< confirmed bookings; for staff only
  Instant modified_at;
  Instant created_at;
};

/// Units that could be held now, in all. Each booking takes a place where places are counted, so it is no
/// more than those who still fit may have.
std::int64_t units_left(const Slot& slot);

/// Whether prices hold their tax, and how a fraction of the smallest unit is rounded.
enum class Rounding { half_up, half_even, down };
std::string_view name_of(Rounding rounding);
std::optional<Rounding> parse_rounding(std::string_view name);
struct TaxRules {
  bool included = true;  ///< prices hold their tax; otherwise it comes on top
  Rounding rounding = Rounding::half_up;
};

/// How far a line of a booking has come on its way to the customer (core/fulfilment.hpp).
enum class LineState { due, ready, handed_over, missed, returned };
std::string_view name_of(LineState state);
std::optional<LineState> parse_line_state(std::string_view name);

/// Where goods are delivered to.
struct Address {
  std::string name;
  std::string street;
  std::string postal_code;
  std::string city;
  std::string country;                    ///< ISO 3166 alpha-2, upper case
  std::optional<std::int64_t> latitude;   ///< millionths of a degree
  std::optional<std::int64_t> longitude;  ///< both or none
};

/// What it costs to bring the goods of one slot in one way (and to one zone): once for each booking.
struct Fee {
  Id slot;
  std::string kind;  ///< DELIVERY …
  std::string zone;  ///< or ""
  Money amount;
  std::int64_t tax_rate = 0;  ///< hundredths of a percent
  std::int64_t tax = 0;       ///< minor units, within the amount or on top (TaxRules)
};

struct Line {
  Id slot;
  std::string sku;
  std::int64_t quantity = 0;
  Money unit_price;  ///< locked when the hold was made
  std::string tier;
  std::string fulfilment;     ///< PICKUP …
  std::int64_t discount = 0;  ///< minor units off the whole line
  std::int64_t tax_rate = 0;  ///< hundredths of a percent, as it was then
  std::int64_t tax = 0;       ///< minor units, within the amount or on top (TaxRules)

  // What the slot says now, for whoever shows the line.
  std::string summary{};
  std::string location{};
  Instant starts_at{};
  Instant ends_at{};
  std::string time_zone{};
  std::int64_t position = 0;  ///< its number in the booking, which never changes
  bool preorder = false;      ///< sold before it existed, and it is not in stock yet

  // How it reaches the customer.
  std::optional<PickupWindow> window{};  ///< of pickup
  std::string zone{};                    ///< of delivery, or ""
  LineState state = LineState::due;
  std::int64_t handed_over = 0;  ///< units that the customer got
  std::int64_t returned = 0;     ///< units of those that came back
  std::string claim{};           ///< of a digital line: the token of its one-time link

  /// Units at their price, less the discount.
  Money amount() const { return {unit_price.minor * quantity - discount, unit_price.currency}; }
};

struct Hold {
  Id id;
  Id shop;
  Instant created_at;
  Instant expires_at;
  std::vector<Line> lines;
  Money total;  ///< what is paid: tax included
  TaxRules tax{};
  std::string email{};   ///< normalised; "" where it is not known yet
  std::string code{};    ///< the code that was used, or ""
  std::string bundle{};  ///< or ""
  std::vector<Fee> fees{};
  std::optional<Address> address{};  ///< where any line is delivered
};
/// What lines and fees cost together. They have one currency; there is at least one line.
Money total_of(const std::vector<Line>& lines, const std::vector<Fee>& fees, const TaxRules& tax);

enum class BookingState { confirmed, cancelled };

struct Booking {
  Id id;
  Id shop;
  std::string code;   ///< what a person reads out, unique in the shop (core/booking_codes.hpp)
  std::string token;  ///< signed; opens the booking page and is what the QR code says
  BookingState state = BookingState::confirmed;
  std::string customer_name;
  std::string customer_email;
  std::vector<Line> lines;  ///< what it has by now; of a cancelled one, what it had at the end
  Money total;
  Instant created_at;
  std::optional<Instant> cancelled_at;
  TaxRules tax{};
  std::vector<Fee> fees{};
  std::optional<Address> address{};
  std::string language = "en";  ///< to write to the customer in
};

struct Product {
  Id shop;
  std::string sku;  ///< upper-case letters, digits, hyphens
  std::string name;
  std::string description;
  std::string image;          ///< a media id, or ""
  Money base_price;           ///< asked where a slot names no price
  std::int64_t tax_rate = 0;  ///< hundredths of a percent: 1900 is 19 %
  std::string digital{};      ///< what a line fulfilled DIGITAL opens: an https address, a media id, or ""
};

struct Venue {
  Id shop;
  Id id;
  std::string name;  ///< an event's LOCATION that begins with it is held here
  std::string address;
  std::string time_zone;
  std::int64_t headcount = 0;              ///< 0: unknown
  std::optional<std::int64_t> latitude{};  ///< millionths of a degree
  std::optional<std::int64_t> longitude{};
};

}  // namespace timeshelf::commerce
