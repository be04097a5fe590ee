// Customers pay at the provider's page, or do not; what the provider says arrives, and what is lost is asked
// for.
#include "base/text.hpp"
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::CheckoutState;
using commerce::PaymentSession;
using Why = Refusal::Code;

const char* const kPeople[] = {"ada@example.com", "ben@example.com", "cy@example.com", "nobody"};

Reasons why_not_begin(const Promise& promise, const commerce::ConfirmCommand& command, Instant now) {
  if (promise.online) return {};  // the same again
  Reasons reasons;
  if (!promise.is_live(now)) reasons.insert(Why::hold_expired);
  if (command.email.find('@') == std::string::npos) reasons.insert(Why::invalid_customer);
  if (promise.total() == 0) reasons.insert(Why::invalid_payment);
  return reasons;
}

void begin(Run& run, ShopModel& shop, Promise& promise) {
  using namespace std::chrono_literals;
  const commerce::ConfirmCommand command{shop.shop.id, promise.id, "Ada", run.dice.one_of(kPeople)};
  const Instant now = run.world.now();
  std::optional<commerce::Decided<commerce::Checkout>> answer;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer = run.world.services().payments.begin(transaction, command);
    return answer->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      {} to be paid online -> {}", promise.id.text(),
                *answer ? (*answer)->total.text() : answer->error().message);
  agree_on(why_not_begin(promise, command, now), *answer);
  if (!ending.happened || promise.online) return;
  const Instant page_ends = std::max(now + 40min, std::min(promise.expires_at, now + 23h));
  promise.online = PaidOnline{CheckoutState::wanted, promise.total(), command.name, command.email, page_ends};
  require((*answer)->total.minor == promise.online->total, "The page asks for {}, the hold for {}.",
          (*answer)->total.minor, promise.online->total);
  promise.expires_at = page_ends + 2min;
}

// Codes and ids are the engine's.
void learn_booking(Run& run, ShopModel& shop, Promise& promise) {
  run.world.read([&](store::Transaction& transaction) {
    transaction.query("SELECT id, code FROM bookings WHERE shop = $1 AND hold = $2",
                      {shop.shop.id, promise.id}, [&](const store::Row& row) {
                        promise.booking = row.id(0);
                        promise.booking_code = row.string(1);
                      });
  });
  require(promise.booking.has_value(), "{} was paid, and nothing is booked.", promise.id.text());
}

// A hold that was taken again and could not be booked is let go; one that was not is as it was.
void learn_what_was_retaken(Run& run, ShopModel& shop, Promise& promise) {
  run.world.read([&](store::Transaction& transaction) {
    transaction.query("SELECT state, expires_at FROM holds WHERE shop = $1 AND id = $2",
                      {shop.shop.id, promise.id}, [&](const store::Row& row) {
                        if (row.text(0) != "released") return;
                        promise.state = Promise::State::released;
                        promise.expires_at = row.instant(1);
                      });
  });
}

void settle(Run& run, ShopModel& shop, const Id& hold, const PaymentSession& session) {
  read_given(run, shop);
  Promise& promise = shop.promises.at(hold);
  const auto settled = shop.settle(hold, session, run.world.now());
  if (settled.is_booked && !promise.booking) learn_booking(run, shop, promise);
  if (settled.may_be_retaken) learn_what_was_retaken(run, shop, promise);
  if (settled.is_news) run.trace.say("      {} is {}", hold.text(), commerce::name_of(promise.online->state));
}

ShopModel* shop_of(Run& run, const Id& hold) {
  for (ShopModel& shop : run.shops) {
    if (shop.promises.contains(hold)) return &shop;
  }
  return nullptr;
}

// What the provider answered to a task.
bool note(Run& run, const commerce::PaymentTask& task, const std::optional<PaymentSession>& session,
          const std::string& refunded, const std::optional<commerce::PaymentTrouble>& trouble) {
  auto& payments = run.world.services().payments;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    if (trouble)
      payments.note_trouble(transaction, task, *trouble);
    else if (session)
      payments.note(transaction, task, *session);
    else
      payments.note_refunded(transaction, std::get<commerce::ToRefund>(task.ask).refund, refunded);
    return true;
  });
  return ending.happened;
}

void do_task(Run& run, const commerce::PaymentTask& task, bool with_trouble) {
  std::optional<PaymentSession> session;
  std::optional<commerce::PaymentTrouble> trouble;
  std::string refunded;
  const auto* create = std::get_if<commerce::ToCreate>(&task.ask);
  if (with_trouble && run.dice.chance(12)) {
    trouble.emplace();
    trouble->message = "The provider does not answer.";
    trouble->final = create && run.dice.chance(15);
  }
  // Trouble that is not final may come after the deed.
  if (!trouble || (!trouble->final && run.dice.chance(50))) {
    if (create) session = run.bank.create(create->order);
    if (const auto* ask = std::get_if<commerce::ToLookUp>(&task.ask))
      session = run.bank.look_up(ask->session);
    if (const auto* ask = std::get_if<commerce::ToExpire>(&task.ask)) session = run.bank.expire(ask->session);
    if (const auto* ask = std::get_if<commerce::ToRefund>(&task.ask))
      refunded = run.bank.refund(ask->refund.payment, ask->refund.amount, ask->refund.id);
  }
  if (!note(run, task, session, refunded, trouble)) return;
  if (std::holds_alternative<commerce::ToRefund>(task.ask)) return;
  ShopModel& shop = *shop_of(run, task.subject);
  PaidOnline& online = *shop.promises.at(task.subject).online;
  if (trouble) {
    if (trouble->final && online.state == CheckoutState::wanted)
      settle(run, shop, task.subject, {"", PaymentSession::State::over, "", ""});
    return;
  }
  if (create && online.state == CheckoutState::wanted) {
    online.state = CheckoutState::open;
    online.page = session->id;
  }
  settle(run, shop, task.subject, *session);
}

}  // namespace

void customer_pays_online(Run& run) {
  run.bank.pass_to(run.world.latest(), run.dice);
  ShopModel& shop = run.any_shop();
  std::vector<Promise*> holds, pages;
  for (auto& [id, promise] : shop.promises) {
    const bool is_new = promise.state == Promise::State::open && !promise.online;
    if (is_new || run.dice.chance(5)) holds.push_back(&promise);
    if (promise.online && !promise.online->page.empty()) pages.push_back(&promise);
  }
  if (!pages.empty() && run.dice.chance(50))
    run.bank.pay(run.dice.one_of(pages)->online->page, run.dice);
  else if (!holds.empty())
    begin(run, shop, *run.dice.one_of(holds));
  if (run.dice.chance(60)) ask_the_bank(run, 2, true);  // somebody looks at a page that will lead them on
}

void provider_tells(Run& run) {
  run.bank.pass_to(run.world.latest(), run.dice);
  for (auto events = run.dice.between(1, 3); events > 0; --events) {
    const auto event = run.bank.arrive(run.dice);
    if (!event) return;
    const Ending ending = run.write([&](store::Transaction& transaction) {
      run.world.services().payments.hear(transaction, *event);
      return true;
    });
    if (!ending.happened) continue;
    run.trace.say("      {} {}", event->id, event->kind);
    const Id hold = Id::trusted(event->session->id.substr(3));
    ShopModel* shop = shop_of(run, hold);
    if (!shop || shop->promises.at(hold).online->page.empty()) continue;
    if (shop->heard.insert(event->id).second) settle(run, *shop, hold, *event->session);
  }
}

std::size_t ask_the_bank(Run& run, std::size_t at_most, bool with_trouble) {
  run.bank.pass_to(run.world.latest(), run.dice);
  std::size_t done = 0;
  for (; done < at_most; ++done) {
    std::optional<commerce::PaymentTask> task;
    const auto take = [&](store::Transaction& transaction) {
      task = run.world.services().payments.take(transaction);
      return true;
    };
    const Ending ending = with_trouble ? run.write(take) : run.world.write(take);
    if (!ending.acknowledged || !task) break;
    do_task(run, *task, with_trouble);
  }
  return done;
}

void payments_are_looked_after(Run& run) {
  const auto tasks = static_cast<std::size_t>(run.dice.between(1, 5));
  run.trace.say("      {} asked", ask_the_bank(run, tasks, true));
}

}  // namespace timeshelf::simulation
