// A hold on its way to a booking: name and e-mail address, while the clock runs.
#include <fmt/format.h>

#include "base/text.hpp"
#include "commerce/bookings/tokens.hpp"
#include "commerce/checkout/extending.hpp"
#include "server/api/write_customer.hpp"
#include "server/experiments/seeing.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
#include "server/pages/problem_words.hpp"
#include "server/shop/language.hpp"
#include "server/shop/till.hpp"
#include "server/storefront/checkout_page.hpp"
#include "server/storefront/embedded.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using caldav::Deferred;

http::Response gone_page(const Visit& visit) {
  return problem_page(visit,
                      Problem::make("hold-expired",
                                    "The hold has run out, so nothing is reserved any more. "
                                    "Nothing was booked and nothing is owed."),
                      visit.shop_path(), "chooseAgain");
}

// 200, or 422 beside a mistake. A browser without script asks again once the hold has run out.
http::Response checkout_page(store::Transaction& transaction, const Visit& visit, const store::Shop& shop,
                             const commerce::Hold& hold, const Typed& typed) {
  const auto left = hold.expires_at - visit.now();
  auto booked = booked_slots(transaction, visit, shop.id, hold.lines);
  const auto presentation = experiments::of_hold(transaction, shop.id, hold.id);
  std::vector<commerce::Slot> slots;
  for (Booked& one : booked) {
    if (!one.slot) continue;
    presentation.apply(*one.slot);
    slots.push_back(*one.slot);
  }
  const PageWords words = visit.words();
  const WallClock clock(shop.time_zone, visit.now(), words);
  const Config& config = visit.context->config;
  const bool is_free = hold.total.minor == 0;
  const auto hold_for = visit.engine().options().hold_for;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count() + 1;
  json::object values{{"title", words("checkOut") + " · " + shop.name},
                      {"shop_name", shop.name},
                      {"shop_path", visit.shop_path()},
                      {"hold_path", fmt::format("{}/holds/{}", visit.shop_path(), hold.id.text())},
                      {"booked", booked_values(booked, visit)},
                      {"fees", fee_values(hold.fees, words)},
                      {"address", address_text(hold.address)},
                      {"total", price_text(hold.total, words)},
                      {"held_until", clock.time(hold.expires_at)},
                      {"left", duration_text(left, words)},
                      {"extendable", commerce::extendable_until(hold, hold_for) > hold.expires_at},
                      {"name", typed.name.empty() && hold.address ? hold.address->name : typed.name},
                      {"email", typed.email},
                      {"mistake", typed.problem ? problem_text(*typed.problem, words) : std::string()},
                      {"pay_later", pay_later_text(hold.lines, words)},
                      {"online", config.sells_online() && !is_free},
                      {"at_pickup", config.sells_at_pickup() || is_free},
                      {"refresh", std::to_string(seconds)}};
  embed(values, visit, shop, "checkout",
        {{"hold", api::own_hold_json(hold, hold_for, {visit.origin, shop.slug})},
         {"slots", slots_json(slots, visit, shop)},
         {"name", typed.name},
         {"email", typed.email},
         {"mistake", typed.problem ? mistake_json(*typed.problem) : json::value(nullptr)}});
  return page(visit, typed.problem ? 422 : 200, "checkout", std::move(values));
}

// Calls `act` with the hold of the address while it lives.
http::Response with_hold(
    store::Transaction& transaction, const Visit& visit, const std::string& id,
    const std::function<http::Response(const store::Shop&, const Visit&, const commerce::Hold&)>& act) {
  return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
    const auto parsed = Id::parse(id);
    const auto hold = parsed ? here.engine().find_hold(transaction, shop.id, *parsed) : std::nullopt;
    return hold && hold->expires_at > here.now() ? act(shop, here, *hold) : gone_page(here);
  });
}

ReadWork mistake_page(const Visit& visit, std::string id, Typed typed) {
  return {[visit, id = std::move(id), typed = std::move(typed)](store::Transaction& transaction) {
    return checkout_again(transaction, visit, id, typed);
  }};
}

Plan show_checkout(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  return ReadWork{[visit, id = captures["hold"]](store::Transaction& transaction) {
    return with_hold(transaction, visit, id,
                     [&](const store::Shop& shop, const Visit& here, const commerce::Hold& hold) {
                       // Who comes back from the provider's page without having paid has said who they are.
                       const auto begun = here.context->services.payments.find(transaction, shop.id, hold.id);
                       const Typed typed = begun ? Typed{begun->name, begun->email} : Typed{};
                       return checkout_page(transaction, here, shop, hold, typed);
                     });
  }};
}

Plan confirm(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit, visit.shop_path());
  const auto form = Form::read(request);
  if (!form) return problem_page(visit, form.error(), visit.shop_path(), "backToShop");

  const auto hold = Id::parse(captures["hold"]);
  if (!hold) return gone_page(visit);
  const Typed typed{form->text("name"), form->text("email")};
  // A hold that was confirmed before answers its booking: sending the form twice books once.
  return at_till(
      context.till, visit.shop,
      {commerce::ConfirmCommand{{}, *hold, typed.name, typed.email, false, preferred_language(request)}, {}},
      [visit, typed, id = captures["hold"]](const commerce::Till::Answer& answer) -> Deferred::Next {
        if (answer.sale) {
          const auto& booking = std::get<commerce::Booking>(*answer.sale);
          return see_other("/b/" + percent_encode(commerce::make_token(answer.shop, booking.id)));
        }
        const auto& refusal = answer.sale.error();
        const Visit here = visit.at(answer.shop);
        if (refusal.code != commerce::Refusal::Code::invalid_customer)
          return refusal.code == commerce::Refusal::Code::payment_needed
                     ? problem_page(here, problem_of(refusal, true), visit.shop_path() + "/holds/" + id,
                                    "backToCheckout")
                     : problem_page(here, problem_of(refusal, true), visit.shop_path(), "chooseAgain");
        return mistake_page(visit, id, {typed.name, typed.email, problem_of(refusal, true)});
      });
}

// Without script more time is one more form; there is nothing to choose.
Plan extend(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit, visit.shop_path());
  const auto hold = Id::parse(captures["hold"]);
  if (!hold) return gone_page(visit);
  return WriteWork{[visit, hold = *hold](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
      const auto extended =
          commerce::extend_hold(transaction, shop.id, hold, here.engine().options().hold_for, here.now());
      // At its limit the checkout shows how long there is; it offers no more.
      if (extended || extended.error().code == commerce::NotExtended::Code::at_limit)
        return see_other(fmt::format("{}/holds/{}", here.shop_path(), hold.text()));
      return gone_page(here);
    });
  }};
}

Plan release(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit, visit.shop_path());
  const auto hold = Id::parse(captures["hold"]);
  if (!hold) return see_other(visit.shop_path());
  return at_till(context.till, visit.shop, {commerce::ReleaseCommand{{}, *hold}, {}},
                 [visit](const commerce::Till::Answer&) {
                   return see_other(visit.shop_path());  // gone already is as good as released
                 });
}

}  // namespace

http::Response checkout_again(store::Transaction& transaction, const Visit& visit, const std::string& hold,
                              const Typed& typed) {
  return with_hold(transaction, visit, hold,
                   [&](const store::Shop& shop, const Visit& here, const commerce::Hold& held) {
                     return checkout_page(transaction, here, shop, held, typed);
                   });
}

void add_checkout_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/s/{shop}/holds/{hold}", show_checkout);
  add_route(router, context, "POST", "/s/{shop}/holds/{hold}/confirm", confirm);
  add_route(router, context, "POST", "/s/{shop}/holds/{hold}/extend", extend);
  add_route(router, context, "POST", "/s/{shop}/holds/{hold}/release", release);
}

}  // namespace timeshelf::server::pages
