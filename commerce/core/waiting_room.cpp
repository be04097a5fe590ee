#include "commerce/core/waiting_room.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::int64_t kPlace = 60'000;  // of WaitingRoom::let_in
constexpr int kRounds = 6;

// SplitMix64: every bit of the seed reaches every bit of the result.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31U);
}

// One step of a permutation of all numbers of 2 * `half` bits (a Feistel network).
std::uint64_t shuffle_once(std::uint64_t value, unsigned half, std::uint64_t seed) {
  const std::uint64_t mask = (1ULL << half) - 1;
  std::uint64_t left = value >> half;
  std::uint64_t right = value & mask;
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t next = left ^ (mix(seed ^ mix(right ^ (std::uint64_t(round) << 56U))) & mask);
    left = right;
    right = next;
  }
  return (left << half) | right;
}

// The place's turn in an order of 0 … count-1 that the seed decides. Walks on until it is below `count`, so
// it is a permutation of these, too.
std::int64_t drawn(std::int64_t place, std::int64_t count, std::uint64_t seed) {
  const auto bits = static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(count)));
  const unsigned half = std::max(1U, (bits + 1) / 2);
  auto value = static_cast<std::uint64_t>(place);
  do {
    value = shuffle_once(value, half, seed);
  } while (value >= static_cast<std::uint64_t>(count));
  return static_cast<std::int64_t>(value);
}

Refusal refuse_place(Code code, std::string sentence, const WaitingRoom& room) {
  Refusal refusal = refuse(code, std::move(sentence), "place");
  refusal.drop = room.drop;
  return refusal;
}

}  // namespace

void open_room(WaitingRoom& room, Instant now) {
  if (room.opened_at) return;
  room.opened_at = now;
  room.stepped_at = now;
  room.early = room.places;
}

void step_room(WaitingRoom& room, std::int64_t per_minute, std::int64_t waiting_at_till, Instant now) {
  if (!room.opened_at || now <= room.stepped_at) return;
  const std::int64_t rate = std::max<std::int64_t>(
      per_minute * kBusyTill / std::max(kBusyTill, waiting_at_till), per_minute > 0 ? 1 : 0);
  const auto passed =
      std::min<std::chrono::milliseconds>(now - room.stepped_at, std::chrono::hours(1)).count();
  const std::int64_t saved = std::max(rate * 1'000, kPlace);
  room.let_in = std::max(room.let_in, std::min(room.let_in + rate * passed, room.places * kPlace + saved));
  room.stepped_at = now;
}

std::int64_t take_place(WaitingRoom& room) {
  return room.places++;
}

std::optional<std::int64_t> turn_of(const WaitingRoom& room, std::int64_t place) {
  if (!room.opened_at || place < 0 || place >= room.places) return std::nullopt;
  return place < room.early ? drawn(place, room.early, room.seed) : place;
}

bool is_in(const WaitingRoom& room, std::int64_t place) {
  const auto turn = turn_of(room, place);
  return turn && *turn < room.people_in();
}

std::optional<std::int64_t> people_ahead(const WaitingRoom& room, std::int64_t place) {
  const auto turn = turn_of(room, place);
  if (!turn) return std::nullopt;
  return std::max<std::int64_t>(*turn - room.people_in(), 0);
}

std::optional<std::chrono::seconds> expected_wait(const WaitingRoom& room, std::int64_t place,
                                                  std::int64_t per_minute) {
  const auto ahead = people_ahead(room, place);
  if (!ahead || per_minute < 1) return std::nullopt;
  return is_in(room, place) ? std::chrono::seconds(0)
                            : std::chrono::seconds((*ahead + 1) * 60 / per_minute + 1);
}

std::optional<Refusal> refuse_hold(const WaitingRoom& room, const std::optional<PlaceUse>& use,
                                   const std::string& email, Instant now) {
  if (!use) {
    return refuse_place(
        Code::place_needed,
        "More people want this than can be served at once. Take a place in the line, and come "
        "back with it when it is your turn.",
        room);
  }
  if (!is_in(room, use->place)) {
    const auto ahead = people_ahead(room, use->place);
    return refuse_place(Code::not_your_turn,
                        ahead ? fmt::format("It is not your turn yet: {} people are before you.", *ahead)
                              : std::string("It has not opened yet; the order is drawn when it does."),
                        room);
  }
  if (is_used_up(*use, now)) {
    return refuse_place(Code::place_used_up,
                        fmt::format("This place was good for {} holds within {} minutes. Take another one.",
                                    kMostHoldsOfPlace, kPlaceLasts.count()),
                        room);
  }
  auto other = email.empty() ? std::nullopt : refuse_customer(*use, email);
  if (other) other->drop = room.drop;
  return other;
}

std::optional<Refusal> refuse_customer(const PlaceUse& use, const std::string& email) {
  if (use.email.empty() || use.email == email) return std::nullopt;
  return refuse(Code::place_used_up,
                "This place belongs to another e-mail address: one place serves one customer.", "email");
}

bool is_used_up(const PlaceUse& use, Instant now) {
  return use.holds >= kMostHoldsOfPlace || (use.first_hold_at && now >= *use.first_hold_at + kPlaceLasts);
}

void use_place(PlaceUse& use, const std::string& email, Instant now) {
  ++use.holds;
  if (!use.first_hold_at) use.first_hold_at = now;
  if (use.email.empty()) use.email = email;
}

}  // namespace timeshelf::commerce
