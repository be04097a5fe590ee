// A hold on its way to a booking: name and e-mail address, while the clock runs.
#include <fmt/format.h>

#include "base/text.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

// What the customer typed, and what was wrong with it.
struct Typed {
  std::string name;
  std::string email;
  std::string mistake;
};

http::Response gone_page(const Visit& visit) {
  return problem_page(Problem::make("hold-expired",
                                    "The hold has run out, so nothing is reserved any more. "
                                    "Nothing was booked and nothing is owed."),
                      visit.shop_path(), "Choose again");
}

// 200, or 422 beside a mistake. The browser asks again once the hold has run out.
http::Response checkout_page(store::Transaction& transaction, const Visit& visit, const store::Shop& shop,
                             const commerce::Hold& hold, const Typed& typed) {
  const auto left = hold.expires_at - visit.now();
  const auto booked = booked_slots(transaction, visit, shop.id, hold.lines);
  const WallClock clock(shop.time_zone, visit.now());
  http::Response response = page(typed.mistake.empty() ? 200 : 422, "checkout",
                                 {{"title", "Check out · " + shop.name},
                                  {"shop_name", shop.name},
                                  {"shop_path", visit.shop_path()},
                                  {"hold_path", visit.shop_path() + "/holds/" + hold.id.text()},
                                  {"booked", booked_values(booked, visit)},
                                  {"total", price_text(hold.total)},
                                  {"held_until", clock.time(hold.expires_at)},
                                  {"left", duration_text(left)},
                                  {"name", typed.name},
                                  {"email", typed.email},
                                  {"mistake", typed.mistake}});
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count() + 1;
  response.headers.add("Refresh", std::to_string(seconds));
  return response;
}

// Calls `act` with the hold of the address while it lives.
http::Response with_hold(
    store::Transaction& transaction, const Visit& visit, const std::string& id,
    const std::function<http::Response(const store::Shop&, const commerce::Hold&)>& act) {
  return in_shop(transaction, visit, [&](const store::Shop& shop) {
    const auto parsed = Id::parse(id);
    const auto hold = parsed ? visit.engine().find_hold(transaction, shop.id, *parsed) : std::nullopt;
    return hold && hold->expires_at > visit.now() ? act(shop, *hold) : gone_page(visit);
  });
}

Plan show_checkout(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  return ReadWork{[visit, id = captures["hold"]](store::Transaction& transaction) {
    return with_hold(transaction, visit, id, [&](const store::Shop& shop, const commerce::Hold& hold) {
      return checkout_page(transaction, visit, shop, hold, {});
    });
  }};
}

Plan confirm(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit.shop_path());
  const auto form = Form::read(request);
  if (!form) return problem_page(form.error(), visit.shop_path(), "Back to the shop");

  return WriteWork{[visit, form = *form, id = captures["hold"]](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop) -> http::Response {
      const auto hold = Id::parse(id);
      if (!hold) return gone_page(visit);
      const Typed typed{form.text("name"), form.text("email"), {}};
      // The engine knows a hold that was confirmed before: sending the form twice books once.
      const auto booking = visit.engine().confirm(transaction, {shop.id, *hold, typed.name, typed.email});
      if (booking) return see_other("/b/" + percent_encode(booking->token));
      const auto& refusal = booking.error();
      if (refusal.code == commerce::Refusal::Code::invalid_customer) {
        return with_hold(transaction, visit, id, [&](const store::Shop&, const commerce::Hold& held) {
          return checkout_page(transaction, visit, shop, held, {typed.name, typed.email, refusal.message});
        });
      }
      return problem_page(problem_of(refusal, true), visit.shop_path(), "Choose again");
    });
  }};
}

Plan release(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit.shop_path());
  return WriteWork{[visit, id = captures["hold"]](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop) {
      // Gone already is as good as released.
      if (const auto hold = Id::parse(id)) (void)visit.engine().release(transaction, shop.id, *hold);
      return see_other(visit.shop_path());
    });
  }};
}

}  // namespace

void add_checkout_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/s/{shop}/holds/{hold}", show_checkout);
  add_route(router, context, "POST", "/s/{shop}/holds/{hold}/confirm", confirm);
  add_route(router, context, "POST", "/s/{shop}/holds/{hold}/release", release);
}

}  // namespace timeshelf::server::pages
