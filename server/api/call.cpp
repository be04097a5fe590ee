#include "server/api/call.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/digest.hpp"
#include "server/api/routes.hpp"
#include "server/shop/address.hpp"
#include "server/shop/conditional.hpp"

namespace timeshelf::server {

void add_api_routes(Router& router, Context& context) {
  api::add_slot_routes(router, context);
  api::add_live_routes(router, context);
  api::add_hold_routes(router, context);
  api::add_booking_routes(router, context);
  api::add_offer_routes(router, context);
  api::add_stock_routes(router, context);
  api::add_fulfilment_routes(router, context);
  api::add_device_routes(router, context);
  api::add_scan_routes(router, context);
  api::add_image_routes(router, context);
  api::add_lease_routes(router, context);
  api::add_zone_routes(router, context);
  api::add_named_feed_routes(router, context);
  api::add_shift_routes(router, context);
  api::add_staff_booking_routes(router, context);
  api::add_experiment_routes(router, context);
  api::add_figure_routes(router, context);
  api::add_forecast_routes(router, context);
  api::add_people_routes(router, context);
  api::add_change_routes(router, context);
  api::add_transfer_routes(router, context);
  api::add_checkout_routes(router, context);
  api::add_webhook_routes(router, context);
  api::add_drop_routes(router, context);
  api::add_drop_report_routes(router, context);
  api::add_next_drop_routes(router, context);
  api::add_audit_routes(router, context);
  api::add_voice_routes(router, context);
  api::add_outgoing_webhook_routes(router, context);
  api::add_till_routes(router, context);
  api::add_stock_book_routes(router, context);
  api::add_waiting_routes(router, context);
  api::add_shelf_routes(router, context);
  api::add_today_routes(router, context);
  api::add_product_routes(router, context);
  api::add_description_routes(router);
}

namespace api {

namespace json = boost::json;

Call::Call(Context& context, const http::Request& request, std::string shop)
    : context_(&context),
      links_{origin_of(context, request), std::move(shop)},
      if_none_match_(request.headers.get("If-None-Match")) {}

commerce::Engine& Call::engine() const {
  return context_->engine;
}

Instant Call::now() const {
  return context_->clock.now();
}

Links Call::links_of(store::Transaction& transaction, const Id& shop) const {
  const auto found = store::find_shop(transaction, shop);
  return {links_.origin, found ? found->slug : std::string{}};
}

http::Response Call::answer(int status, const json::object& body, std::string location) const {
  http::Response response = http::reply(status, "application/json", json::serialize(body));
  if (!location.empty()) response.headers.add("Location", std::move(location));
  response.headers.add("Cache-Control", "no-store");
  return response;
}

http::Response Call::answer_if_changed(const json::object& body) const {
  http::Response response = http::reply(200, "application/json", json::serialize(body));
  std::string etag = strong_etag(response.body.view());
  if (lists_etag(if_none_match_, etag)) response = http::reply(304, "", "");
  response.headers.add("ETag", std::move(etag));
  response.headers.add("Cache-Control", "no-cache");
  return response;
}

http::Response Call::refuse(const Problem& problem) const {
  return problem_response(problem, links_.origin);
}

http::Response Call::refuse(const commerce::Refusal& refusal, bool named_by_address) const {
  Problem problem = problem_of(refusal, named_by_address);
  if (!refusal.alternatives.empty()) {
    json::array alternatives;
    for (const commerce::Slot& slot : refusal.alternatives) alternatives.push_back(slot_json(slot, links_));
    problem.facts["alternatives"] = std::move(alternatives);
  }
  if (!refusal.drop.empty()) problem.facts["queue"] = place_address(links_, refusal.drop);
  http::Response response = refuse(problem);
  if (refusal.code == commerce::Refusal::Code::not_your_turn) response.headers.add("Retry-After", "5");
  return response;
}

http::Response Call::refuse(const commerce::Till::Answer& answer, bool named_by_address) const {
  const commerce::Refusal& refusal = answer.sale.error();
  if (refusal.code != commerce::Refusal::Code::unknown_shop) return refuse(refusal, named_by_address);
  return refuse(Problem::make("unknown-shop",
                              fmt::format("There is no shop \"{}\" here; check the address.", links_.shop)));
}

http::Response Call::in_shop(store::Transaction& transaction,
                             const std::function<http::Response(const store::Shop&)>& act) const {
  if (const auto shop = store::find_shop_by_slug(transaction, links_.shop)) return act(*shop);
  return refuse(Problem::make("unknown-shop",
                              fmt::format("There is no shop \"{}\" here; check the address.", links_.shop)));
}

http::Response Call::once(store::Transaction& transaction, const Id& shop,
                          const std::optional<IdempotencyKey>& key,
                          const std::function<http::Response()>& act) const {
  const auto mismatch = [&] {
    return refuse(Problem::make("idempotency-key-reused",
                                "This Idempotency-Key came before with another request; use a new key.",
                                "Idempotency-Key"));
  };
  return answer_once(transaction, shop, key, now(), mismatch, act);
}

}  // namespace api
}  // namespace timeshelf::server
