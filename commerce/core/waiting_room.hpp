// The waiting room of a drop that more people want than can be served at once: who comes in when, as pure
// functions.
//
// Each visitor has a numbered place. Those who came before the opening are drawn in random order when it
// opens, so nobody gains by being first at 09:59:59.9; those who come later follow in order of arrival. They
// are let in at the drop's rate, and slower while the till has more waiting than it clears at once. A place
// is good for a few holds, for some minutes, and for one customer.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "commerce/refusal.hpp"

namespace timeshelf::commerce {

inline constexpr std::int64_t kMostHoldsOfPlace = 3;
inline constexpr std::chrono::minutes kPlaceLasts{15};  ///< from its first hold on
inline constexpr std::int64_t kBusyTill = 512;  ///< requests that wait at the till before the line slows down

/// The line of one drop: only counters, however many people stand in it.
struct WaitingRoom {
  std::string drop;
  std::uint64_t seed = 0;            ///< what the draw comes from; nobody outside knows it
  std::optional<Instant> opened_at;  ///< absent: still drawing places
  std::int64_t early = 0;            ///< places given before the opening
  std::int64_t places = 0;           ///< given in all; they are numbered from 0
  std::int64_t let_in = 0;           ///< in 60,000ths of a place, so that a rate a minute has no fractions
  Instant stepped_at;                ///< when `let_in` was brought up last

  /// Everybody whose turn is below this is in.
  std::int64_t people_in() const { return let_in / 60'000; }
};

/// From now on the order of those who came early is drawn, and time lets people in.
void open_room(WaitingRoom&, Instant now);
/// Lets in whom the time since the last step allows: `per_minute` people, fewer while so many requests wait
/// at the till. Nothing is saved up beyond a second's worth while nobody stands in line.
void step_room(WaitingRoom&, std::int64_t per_minute, std::int64_t waiting_at_till, Instant now);
/// A place at the end of the line; answers its number.
std::int64_t take_place(WaitingRoom&);

/// The turn of a place, counted from 0; nothing before the draw.
std::optional<std::int64_t> turn_of(const WaitingRoom&, std::int64_t place);
/// Whether the turn has come.
bool is_in(const WaitingRoom&, std::int64_t place);
/// People who are let in before this place, those already in not counted; before the draw, nothing.
std::optional<std::int64_t> people_ahead(const WaitingRoom&, std::int64_t place);
/// How long that takes at the full rate.
std::optional<std::chrono::seconds> expected_wait(const WaitingRoom&, std::int64_t place,
                                                  std::int64_t per_minute);

/// What was done with a place.
struct PlaceUse {
  std::int64_t place = 0;
  std::int64_t holds = 0;
  std::optional<Instant> first_hold_at;
  std::string email;  ///< whose it is, once that is known; normalised
};

/// Why a hold is refused: no place, not its turn, or used up. `email` may be "".
std::optional<Refusal> refuse_hold(const WaitingRoom&, const std::optional<PlaceUse>&,
                                   const std::string& email, Instant now);
/// Of a booking by somebody else than the place is bound to.
std::optional<Refusal> refuse_customer(const PlaceUse&, const std::string& email);
/// Its holds or its minutes are over.
bool is_used_up(const PlaceUse&, Instant now);
void use_place(PlaceUse&, const std::string& email, Instant now);

}  // namespace timeshelf::commerce
