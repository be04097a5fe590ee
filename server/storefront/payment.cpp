// On the way to the provider's page, and back from it: a page that looks again by itself.
#include "base/text.hpp"

#include <fmt/format.h>
#include "commerce/bookings/tokens.hpp"
#include "commerce/payments/return_letter.hpp"
#include "server/api/write_customer.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
#include "server/pages/words.hpp"
#include "server/shop/language.hpp"
#include "server/storefront/checkout_page.hpp"
#include "server/storefront/embedded.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Checkout;
using commerce::CheckoutState;

http::Response gone_page(const Visit& visit) {
  return problem_page(visit,
                      Problem::make("hold-expired", "Nothing was paid, and nothing is reserved any more."),
                      visit.shop_path(), "chooseAgain");
}

http::Response waiting_page(const Visit& visit, const store::Shop& shop, const Checkout& checkout,
                            bool back) {
  json::object values{
      {"title", visit.words()("payment") + " · " + shop.name},
      {"shop_name", shop.name},
      {"shop_path", visit.shop_path()},
      {"total", price_text(checkout.total, visit.words())},
      {"back", back},
      {"url", checkout.url},
      // Not by a redirect: browsers hold the one that follows a form to the page's form-action.
      {"refresh", back || checkout.url.empty() ? "2" : "0; url=" + checkout.url}};
  embed(values, visit, shop, "payment",
        {{"checkout", api::checkout_json(checkout, shop, {visit.origin, shop.slug})}, {"back", back}});
  http::Response response = page(visit, 200, "payment", std::move(values));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

// Honest about money that came and cannot be booked for.
http::Response returned_page(store::Transaction& transaction, const Visit& visit, const store::Shop& shop,
                             const Checkout& checkout) {
  const auto returned =
      visit.context->services.payments.find_returned(transaction, checkout.shop, checkout.hold);
  const Money amount = returned ? returned->amount : checkout.total;
  const auto reason = [&](std::string_view language) {
    return returned ? commerce::return_reason(*returned, checkout, commerce::letter_words(language)) : "";
  };
  json::object values{{"title", visit.words()("goesBack")},
                      {"shop_name", shop.name},
                      {"shop_path", visit.shop_path()},
                      {"amount", price_text(amount, visit.words())},
                      {"reason", reason(visit.words().language())}};
  embed(values, visit, shop, "returned",
        {{"amount", api::money_json(amount)},
         {"reason", reason(checkout.language)},
         {"language", checkout.language}});
  return page(visit, 409, "returned", std::move(values));
}

http::Response show(store::Transaction& transaction, const Visit& visit, const store::Shop& shop,
                    const Checkout& checkout, bool back) {
  switch (checkout.state) {
    case CheckoutState::booked:
      return see_other("/b/" + percent_encode(commerce::make_token(shop, *checkout.booking)));
    case CheckoutState::returned:
      return returned_page(transaction, visit, shop, checkout);
    case CheckoutState::unpaid:
      return gone_page(visit);
    case CheckoutState::wanted:
    case CheckoutState::open:
      break;
  }
  return waiting_page(visit, shop, checkout, back);
}

// POST …/holds/{hold}/payment: name and address as at the checkout.
Plan begin(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit, visit.shop_path());
  const auto form = Form::read(request);
  if (!form) return problem_page(visit, form.error(), visit.shop_path(), "backToShop");
  const auto hold = Id::parse(captures["hold"]);
  if (!hold || !context.config.sells_online()) return gone_page(visit);
  const commerce::ConfirmCommand command{
      {}, *hold, form->text("name"), form->text("email"), false, preferred_language(request)};
  return WriteWork{[visit, command](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
      commerce::ConfirmCommand wanted = command;
      wanted.shop = shop.id;
      const std::string path = fmt::format("{}/holds/{}", here.shop_path(), command.hold.text());
      const auto checkout = here.context->services.payments.begin(transaction, wanted);
      if (!checkout && checkout.error().code == commerce::Refusal::Code::invalid_customer)
        return checkout_again(transaction, here, command.hold.string(),
                              {command.name, command.email, problem_of(checkout.error(), true)});
      if (!checkout) return problem_page(here, problem_of(checkout.error(), true), path, "backToList");
      return see_other(path + "/payment");
    });
  }};
}

// GET …/holds/{hold}/payment: on to the provider; with ?back=1 from there.
Plan look(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  const auto hold = Id::parse(captures["hold"]);
  if (!hold) return gone_page(visit);
  const bool back = request.query == "back=1";
  const auto answer = [visit, hold = *hold, back](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
      auto& payments = here.context->services.payments;
      const auto checkout = payments.find(transaction, shop.id, hold);
      if (!checkout) return gone_page(here);
      if (back && checkout->state == CheckoutState::open) payments.look_now(transaction, shop.id, hold);
      return show(transaction, here, shop, *checkout, back);
    });
  };
  if (back) return WriteWork{answer};
  return ReadWork{answer};
}

}  // namespace

void add_payment_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/s/{shop}/holds/{hold}/payment", look);
  add_route(router, context, "POST", "/s/{shop}/holds/{hold}/payment", begin);
}

}  // namespace timeshelf::server::pages
