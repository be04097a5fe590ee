// Bookings are cancelled: at the desk, or by the answer of a customer's calendar.
#include "commerce/invitations/reply_address.hpp"
#include "ical/component.hpp"
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {

Promise* any_booking(Run& run, ShopModel& shop) {
  std::vector<Promise*> booked;
  for (auto& [id, promise] : shop.promises) {
    if (promise.booking && (!promise.cancelled || run.dice.chance(20))) booked.push_back(&promise);
  }
  return booked.empty() ? nullptr : run.dice.one_of(booked);
}

void customer_cancels(Run& run) {
  ShopModel& shop = run.any_shop();
  Promise* promise = any_booking(run, shop);
  if (!promise) return;
  std::optional<commerce::Decided<commerce::Booking>> answer;
  const commerce::CancelCommand command{shop.shop.id, *promise->booking};
  const auto change = shop.change(command, run.world.now());
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer = run.world.services().engine.cancel(transaction, shop.shop.id, *promise->booking);
    return answer->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      {} -> {}", promise->booking->text(), *answer ? "cancelled" : answer->error().message);
  agree_on(change.reasons, *answer);
  if (ending.happened) shop.keep(change);
}

// RFC 5546 3.2.3: a REPLY, which may come twice, late, or after the booking is gone.
void customers_calendar_answers(Run& run) {
  using Heard = commerce::Invitations::Heard;
  static const char* const kAnswers[] = {"DECLINED", "ACCEPTED", "DECLINED", "TENTATIVE"};
  ShopModel& shop = run.any_shop();
  Promise* promise = any_booking(run, shop);
  if (!promise) return;
  const std::set<Id> slots = promise->slots();
  const Id slot = run.dice.one_of(slots);
  const std::string partstat = run.dice.one_of(kAnswers);
  const std::string reply =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:" + shop.slots.at(slot).uid() +
      "\r\nORGANIZER:mailto:" +
      commerce::reply_address(shop.shop, promise->booking_code, "bookings@shop.example") +
      "\r\nATTENDEE;PARTSTAT=" + partstat + ":mailto:" + promise->booked_by +
      "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
  const bool news = partstat != promise->answers[slot];
  const bool whole = slots.size() == 1;
  const auto change = shop.change(commerce::CancelCommand{shop.shop.id, *promise->booking}, run.world.now());
  const bool cancels = partstat == "DECLINED" && news && whole && change.reasons.empty();
  std::optional<timeshelf::Result<Heard, commerce::Invitations::Unheard>> heard;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    heard = run.world.services().invitations.hear(transaction, ical::parse(reply)->calendars.front());
    return heard->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      {} says {}", promise->booking->text(), partstat);
  require(heard->has_value(), "The answer was not heard: {}", *heard ? "" : heard->error().message);
  require((**heard == Heard::cancelled) == cancels, "Declining {} the booking.",
          cancels ? "should have cancelled" : "should not have cancelled");
  promise->answers[slot] = partstat;
  if (!cancels) return;
  auto after = change;
  after.after.answers = promise->answers;
  shop.keep(after);
}

}  // namespace timeshelf::simulation
