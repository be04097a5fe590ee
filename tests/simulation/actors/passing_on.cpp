// Bookings pass from one holder to the next by links: used late, twice, by several, or taken back.
#include <algorithm>

#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

const char* const kPeople[] = {"ada@example.com", "ben@example.com", "cy@example.com", "dora@example.com",
                               "eve@example.com"};

commerce::Booking booking_of(Run& run, const ShopModel& shop, const Promise& promise) {
  std::optional<commerce::Booking> booking;
  run.world.read([&](store::Transaction& transaction) {
    booking = run.world.services().engine.booking(transaction, shop.shop.id, *promise.booking);
  });
  return *booking;
}

// A link that was open works no more.
void close_link_of(ShopModel& shop, const Promise& promise, Instant now) {
  for (PassingLink& link : shop.links) {
    if (link.hold == promise.id && link.is_open(now)) link.state = PassingLink::State::taken_back;
  }
}

void offer(Run& run, ShopModel& shop, const Promise& promise) {
  const auto booking = booking_of(run, shop, promise);
  const std::int64_t days = run.dice.between(1, 7);
  const Instant now = run.world.now();
  const Reasons reasons = shop.why_not_passed_on(promise, {}, now);
  std::optional<commerce::Decided<commerce::PassageMade>> answer;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer = run.world.services().passing_on.offer(transaction, booking, days);
    return answer->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      {} is to be passed on -> {}", promise.booking_code,
                *answer ? "a link" : answer->error().message);
  agree_on(reasons, *answer);
  if (!ending.happened) return;
  close_link_of(shop, promise, now);
  shop.links.push_back({promise.id, (*answer)->secret, now + std::chrono::hours(24 * days)});
}

void take_back(Run& run, ShopModel& shop, const Promise& promise) {
  const auto booking = booking_of(run, shop, promise);
  const Ending ending = run.write([&](store::Transaction& transaction) {
    run.world.services().passing_on.take_back(transaction, booking);
    return true;
  });
  run.trace.say("      the link of {} is taken back", promise.booking_code);
  if (ending.happened) close_link_of(shop, promise, run.world.now());
}

Reasons why_not(const ShopModel& shop, const PassingLink& link, const std::string& to, Instant now) {
  const Promise& promise = shop.promises.at(link.hold);
  if (link.state == PassingLink::State::used) {
    const bool repeated = link.used_by == to && promise.booked_by == to;
    return repeated ? Reasons{} : Reasons{Refusal::Code::already_claimed};
  }
  if (!link.is_open(now)) return {Refusal::Code::wrong_state};
  return shop.why_not_passed_on(promise, to, now);
}

// Mostly one that works.
PassingLink& any_link(Run& run, ShopModel& shop) {
  std::vector<PassingLink*> open;
  for (PassingLink& link : shop.links) {
    if (link.is_open(run.world.now()) || run.dice.chance(10)) open.push_back(&link);
  }
  return open.empty() ? run.dice.one_of(shop.links) : *run.dice.one_of(open);
}

void accept(Run& run, ShopModel& shop) {
  PassingLink& link = any_link(run, shop);
  Promise& promise = shop.promises.at(link.hold);
  const std::string to = run.dice.one_of(kPeople);
  const std::string token = booking_of(run, shop, promise).token;
  const Instant now = run.world.now();
  const Reasons reasons = why_not(shop, link, to, now);
  std::optional<commerce::Decided<commerce::Booking>> answer;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer = run.world.services().passing_on.accept(transaction, link.secret, "Somebody", to);
    return answer->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      {} takes {} over -> {}", to, promise.booking_code,
                *answer ? "theirs" : answer->error().message);
  agree_on(reasons, *answer);
  if (!ending.happened || link.state == PassingLink::State::used) return;
  require((*answer)->token != token, "The token of {} is the same for who has it now.", promise.booking_code);
  promise.passed_on.push_back({now, promise.booked_by, to, token});
  promise.booked_by = to;
  promise.answers.clear();
  link.state = PassingLink::State::used;
  link.used_by = to;
}

}  // namespace

void booking_is_passed_on(Run& run) {
  ShopModel& shop = run.any_shop();
  const Promise* promise = any_booking(run, shop);
  if (promise && promise->booked_by.empty()) promise = nullptr;  // who walked up has no booking to show
  const auto way = run.dice.between(1, 100);
  if (promise && way <= 60) offer(run, shop, *promise);
  if (promise && way > 60 && way <= 70) take_back(run, shop, *promise);
  if (!shop.links.empty() && (way <= 40 || way > 70)) accept(run, shop);
}

}  // namespace timeshelf::simulation
