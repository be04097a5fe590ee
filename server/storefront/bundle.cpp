// The dates of a bundle, which are booked together or not at all.
#include <algorithm>

#include "base/digest.hpp"
#include "server/api/write_json.hpp"
#include "server/live/standing.hpp"
#include "server/pages/page_routes.hpp"
#include "server/storefront/bundle_offer.hpp"
#include "server/storefront/embedded.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;

http::Response bundle_page(store::Transaction& transaction, const store::Shop& shop, const Visit& visit,
                           const BundleOffer& offer) {
  json::array quantities;
  for (std::int64_t i = 1; i <= offer.most; ++i) quantities.push_back(i);
  json::object values{{"title", offer.title + " · " + shop.name},
                      {"shop_name", shop.name},
                      {"shop_path", visit.shop_path()},
                      {"bundle", offer.name},
                      {"bundle_title", offer.title},
                      {"dates", slot_cards(offer.slots, visit)},
                      {"bundle_price", offer.price ? price_text(*offer.price, visit.words()) : std::string{}},
                      {"quantities", std::move(quantities)},
                      {"bundle_bookable", offer.most > 0},
                      {"key", random_token(visit.context->random, 16)}};
  embed(values, visit, shop, "bundle",
        {{"bundle", offer.name},
         {"bundle_title", offer.title},
         {"price", offer.price ? json::value(api::money_json(*offer.price)) : json::value(nullptr)},
         {"most", offer.most},
         {"mark", live::mark_of(live::standing_of(transaction, shop.id))},
         {"slots", slots_json(offer.slots, visit, shop)}});
  return page(visit, 200, "bundle", std::move(values));
}

Plan show(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  return ReadWork{[visit, name = captures["bundle"]](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
      const BundleOffer offer = bundle_offer(transaction, shop, here, name);
      if (std::any_of(offer.slots.begin(), offer.slots.end(), is_shown))
        return bundle_page(transaction, shop, here, offer);
      return problem_page(
          here, Problem::make("not-found", "There is no such bundle; the shop's page shows what there is."),
          here.shop_path(), "backToShop");
    });
  }};
}

}  // namespace

void add_bundle_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/s/{shop}/bundles/{bundle}", show);
}

}  // namespace timeshelf::server::pages
