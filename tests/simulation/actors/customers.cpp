// Customers hold, confirm and release, many at once, again and in any order.
#include <algorithm>

#include "base/text.hpp"
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::ConfirmCommand;
using commerce::HoldCommand;
using commerce::ReleaseCommand;
using commerce::SaleAnswer;
using commerce::SaleRequest;
using Why = Refusal::Code;

constexpr std::size_t kRemembered = 24;

const char* const kPeople[] = {"ada@example.com", "ben@example.com", " Ada@Example.com", "cy@example.com",
                               "dora@example.com"};

std::string email(Run& run) {
  return run.dice.chance(3) ? "nobody" : run.dice.one_of(kPeople);
}

std::optional<commerce::RequestKey> key(Run& run, const char* scope, std::string digest) {
  if (run.dice.chance(30)) return std::nullopt;
  // Few enough that some are used again, by mistake, for something else.
  return commerce::RequestKey{scope, fmt::format("key-{}", run.dice.between(1, 400)), std::move(digest)};
}

std::string digest_of(const HoldCommand& command) {
  std::string text = command.bundle + "|" + command.code + "|" + command.email;
  for (const auto& line : command.lines)
    text += fmt::format("|{} {} {} {}", line.slot.text(), line.sku, line.quantity, line.fulfilment);
  if (command.address) text += "|" + command.address->postal_code;
  text += "|" + command.currency;
  return text + fmt::format("|{}", command.quantity);
}

// Mostly one that they can see is on sale.
const SoldSlot& any_slot(Run& run, const ShopModel& shop) {
  std::vector<const SoldSlot*> open;
  for (const auto& [id, slot] : shop.slots) {
    if (shop.window(slot, run.world.now()) == "open") open.push_back(&slot);
  }
  return open.empty() || run.dice.chance(15) ? run.dice.one_of(shop.slots).second : *run.dice.one_of(open);
}

SaleRequest ask_to_hold(Run& run, const ShopModel& shop) {
  HoldCommand command{shop.shop.id};
  if (!shop.bundles.empty() && run.dice.chance(10)) {
    command.bundle = run.dice.one_of(shop.bundles).first;
    command.quantity = run.dice.between(1, 2);
  } else if (!shop.slots.empty()) {
    for (auto lines = run.dice.between(1, run.dice.chance(70) ? 1 : 3); lines > 0; --lines) {
      const SoldSlot& slot = any_slot(run, shop);
      std::string sku = slot.given.empty() || run.dice.chance(3) ? "MUG" : run.dice.one_of(slot.given).first;
      std::int64_t quantity = run.dice.chance(2) ? run.dice.between(-1, 0) : run.dice.between(1, 4);
      const std::int64_t all = slot.sells(sku) ? shop.for_all(slot, sku, run.world.now()) : 0;
      if (all > 0 && run.dice.chance(35)) quantity = all;  // so that others have to wait
      if (slot.limit && run.dice.chance(80)) quantity = std::min(quantity, *slot.limit);
      command.lines.push_back({slot.id, sku == "SEAT" && run.dice.chance(50) ? "" : sku, quantity, ""});
      if (run.dice.chance(8)) command.lines.back().fulfilment = run.dice.chance(50) ? "DELIVERY" : "PICKUP";
      if (!slot.windows.empty() && run.dice.chance(25))
        command.lines.back().window = slot.starts_at + run.dice.one_of(slot.windows).begins;
    }
  }
  if (run.dice.chance(70)) {
    static const char* const kPostalCodes[] = {"10115", "10999", "20095", "1010"};
    command.address =
        commerce::Address{"Ada", "Kiln Street 1", run.dice.one_of(kPostalCodes), "Berlin", "DE", {}, {}};
  }
  if (run.dice.chance(8)) command.currency = run.dice.chance(70) ? "JPY" : "EUR";
  if (run.dice.chance(40)) command.email = email(run);
  if (run.dice.chance(25)) command.code = run.dice.chance(10) ? "NOPE" : run.dice.one_of(shop.codes).first;
  const std::string digest = digest_of(command);
  return {std::move(command), key(run, "holds", digest)};
}

const Promise* any_promise(Run& run, const ShopModel& shop) {
  std::vector<const Promise*> open;
  for (const auto& [id, promise] : shop.promises) {
    if (promise.state == Promise::State::open) open.push_back(&promise);
  }
  if (!open.empty() && run.dice.chance(85)) return run.dice.one_of(open);
  return shop.promises.empty() ? nullptr : &run.dice.one_of(shop.promises).second;
}

SaleRequest any_request(Run& run, const ShopModel& shop) {
  const Promise* promise = run.dice.chance(45) ? any_promise(run, shop) : nullptr;
  if (!promise) return ask_to_hold(run, shop);
  if (run.dice.chance(15)) return {ReleaseCommand{shop.shop.id, promise->id}, {}};
  ConfirmCommand command{shop.shop.id, promise->id, "Ada", email(run)};
  const std::string digest = command.hold.string() + command.email;
  return {std::move(command), key(run, "confirm", digest)};
}

std::string told(const SaleRequest& request) {
  const std::string named = request.key ? " [" + request.key->key + "]" : "";
  if (const auto* hold = std::get_if<HoldCommand>(&request.command))
    return "hold " + digest_of(*hold) + named;
  if (const auto* confirm = std::get_if<ConfirmCommand>(&request.command))
    return "confirm " + confirm->hold.string() + " " + confirm->email + named;
  return "release " + std::get<ReleaseCommand>(request.command).hold.string();
}

std::string told(const SaleAnswer& answer) {
  if (!answer) return answer.error().message;
  if (const auto* hold = std::get_if<commerce::Hold>(&*answer))
    return fmt::format("{} until {}, {}", hold->id.text(), to_rfc3339(hold->expires_at), hold->total.text());
  if (const auto* booking = std::get_if<commerce::Booking>(&*answer))
    return fmt::format("{} {}, {}", booking->id.text(), booking->code, booking->total.text());
  return "released";
}

bool agree(const Reasons& reasons, const SaleAnswer& answer) {
  agree_on(reasons, answer);
  return answer.has_value();
}

class Hearing {
 public:
  Hearing(ShopModel& shop, Instant now) : shop_(shop), now_(now) {}

  void hear(const SaleRequest& request, const SaleAnswer& answer) {
    if (request.key) {
      const auto given = shop_.answers.find({request.key->scope, request.key->key});
      if (given != shop_.answers.end()) {
        if (given->second.digest != request.key->digest) {
          agree({Why::key_reused}, answer);
          return;
        }
        if (std::holds_alternative<HoldCommand>(request.command))
          return same_again(given->second.hold, answer);
      }
    }
    std::visit([&](const auto& command) { decide(command, request.key, answer); }, request.command);
  }

 private:
  void same_again(const Id& hold, const SaleAnswer& answer) {
    require(answer.has_value(), "The same request got another answer: {}", told(answer));
    const auto& got = std::get<commerce::Hold>(*answer);
    const Promise& promise = shop_.promises.at(hold);
    require(got.id == hold && got.expires_at == promise.expires_at && got.total.minor == promise.total(),
            "The same request got another hold.");
    require_same_lines(promise.standing(), got.lines);
  }

  void decide(HoldCommand command, const std::optional<commerce::RequestKey>& key, const SaleAnswer& answer) {
    command.email = to_lower(trim(command.email));
    if (!agree(shop_.why_not(command, now_), answer)) return;
    const auto& hold = std::get<commerce::Hold>(*answer);
    Promise promise = shop_.promised(command, now_);
    require_same_lines(promise.lines, hold.lines);
    require(hold.expires_at == promise.expires_at, "A hold lasts ten minutes.");
    require(!shop_.promises.contains(hold.id), "A new hold has the id of another.");
    promise.id = hold.id;
    require(promise.total() == hold.total.minor, "The total is {} and should be {}.", hold.total.minor,
            promise.total());
    shop_.promises.emplace(hold.id, std::move(promise));
    remember(key, hold.id);
  }

  void decide(ConfirmCommand command, const std::optional<commerce::RequestKey>& key,
              const SaleAnswer& answer) {
    command.email = to_lower(trim(command.email));
    if (!agree(shop_.why_not(command, now_), answer)) return;
    const auto& booking = std::get<commerce::Booking>(*answer);
    Promise& promise = shop_.promises.at(command.hold);
    require_same_lines(promise.standing(), booking.lines);
    require(promise.total() == booking.total.minor, "The booking costs {}, the hold cost {}.",
            booking.total.minor, promise.total());
    if (promise.booking) {
      require(*promise.booking == booking.id && promise.booking_code == booking.code,
              "Confirming twice made another booking.");
    } else {
      promise.state = Promise::State::confirmed;
      promise.booking = booking.id;
      promise.booking_code = booking.code;
      promise.booked_by = command.email;
    }
    remember(key, command.hold);
  }

  void decide(const ReleaseCommand& command, const std::optional<commerce::RequestKey>&,
              const SaleAnswer& answer) {
    if (agree(shop_.why_not(command, now_), answer))
      shop_.promises.at(command.hold).state = Promise::State::released;
  }

  void remember(const std::optional<commerce::RequestKey>& key, const Id& hold) {
    if (key) shop_.answers.try_emplace({key->scope, key->key}, Answered{key->digest, hold});
  }

  ShopModel& shop_;
  Instant now_;
};

}  // namespace

void customers_check_out(Run& run) {
  const auto index =
      static_cast<std::size_t>(run.dice.between(0, static_cast<std::int64_t>(run.shops.size()) - 1));
  ShopModel& shop = run.shops[index];
  std::vector<SaleRequest> batch;
  for (auto size = run.dice.between(1, run.dice.chance(50) ? 2 : 8); size > 0; --size) {
    const bool again = !run.sent.empty() && run.dice.chance(20);
    const auto* old = again ? &run.dice.one_of(run.sent) : nullptr;
    batch.push_back(old && old->shop == index ? old->request : any_request(run, shop));
  }
  for (const SaleRequest& request : batch) {
    run.sent.push_back({index, request});
    if (run.sent.size() > kRemembered) run.sent.pop_front();
  }
  std::vector<const SaleRequest*> requests;
  for (const SaleRequest& request : batch) requests.push_back(&request);

  const Instant now = run.world.now();
  std::vector<SaleAnswer> answers;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answers = commerce::sell(transaction, shop.shop.id, requests, run.world.services().engine.sale_options(),
                             now, run.world.random());
    return true;
  });
  if (!ending.happened) return;
  const bool some_ran_out = std::any_of(shop.promises.begin(), shop.promises.end(), [&](const auto& entry) {
    return entry.second.state == Promise::State::open && !entry.second.is_live(now);
  });
  shop.sweep(now);
  Hearing hearing(shop, now);
  bool all_refused = true;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    run.trace.say("      {} -> {}", told(batch[i]), told(answers[i]));
    hearing.hear(batch[i], answers[i]);
    all_refused = all_refused && !answers[i];
  }
  if (!all_refused || some_ran_out) return;
  require(run.world.rows_changed() == 0, "A refusal changed {} rows.", run.world.rows_changed());
  require(!run.compared || run.unchanged, "A refusal changed something.");
}

}  // namespace timeshelf::simulation
