// What every handler of the API has at hand: where its links lead, and how it answers and refuses.
#pragma once
#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>

#include "server/api/write_json.hpp"
#include "server/context.hpp"
#include "server/router.hpp"
#include "server/shop/idempotency.hpp"
#include "server/shop/problem.hpp"

namespace timeshelf::server::api {

/// Copied into the work of a plan, so it owns what it needs of the request.
class Call {
 public:
  /// `shop`: the slug of the address, "" where it has none.
  Call(Context& context, const http::Request& request, std::string shop = {});

  Context& context() const { return *context_; }
  commerce::Engine& engine() const;
  Instant now() const;
  const Links& links() const { return links_; }
  /// Links of an address that names no shop.
  Links links_of(store::Transaction& transaction, const Id& shop) const;

  http::Response answer(int status, const boost::json::object& body, std::string location = {}) const;
  /// 200 with an ETag of its bytes, or 304 if the client has them.
  http::Response answer_if_changed(const boost::json::object& body) const;
  http::Response refuse(const Problem& problem) const;
  /// With the alternatives that the engine found.
  http::Response refuse(const commerce::Refusal& refusal, bool named_by_address) const;

  /// What the till refused: an unknown shop is the address's fault, the rest as said.
  http::Response refuse(const commerce::Till::Answer& answer, bool named_by_address) const;

  /// Calls `act` with the shop of the address, or answers that there is none.
  http::Response in_shop(store::Transaction& transaction,
                         const std::function<http::Response(const store::Shop&)>& act) const;
  /// Runs `act` once for each Idempotency-Key of the shop.
  http::Response once(store::Transaction& transaction, const Id& shop,
                      const std::optional<IdempotencyKey>& key,
                      const std::function<http::Response()>& act) const;

 private:
  Context* context_;
  Links links_;
  std::string if_none_match_;
};

/// The routes of one kind of thing.
void add_slot_routes(Router& router, Context& context);
void add_live_routes(Router& router, Context& context);
void add_hold_routes(Router& router, Context& context);
void add_booking_routes(Router& router, Context& context);
void add_offer_routes(Router& router, Context& context);
void add_stock_routes(Router& router, Context& context);
void add_fulfilment_routes(Router& router, Context& context);
void add_device_routes(Router& router, Context& context);
void add_scan_routes(Router& router, Context& context);
void add_image_routes(Router& router, Context& context);
void add_lease_routes(Router& router, Context& context);
void add_transfer_routes(Router& router, Context& context);
void add_zone_routes(Router& router, Context& context);
void add_named_feed_routes(Router& router, Context& context);
void add_shift_routes(Router& router, Context& context);
void add_staff_booking_routes(Router& router, Context& context);
void add_experiment_routes(Router& router, Context& context);
void add_figure_routes(Router& router, Context& context);
void add_forecast_routes(Router& router, Context& context);
void add_people_routes(Router& router, Context& context);
void add_change_routes(Router& router, Context& context);
void add_webhook_routes(Router& router, Context& context);
void add_checkout_routes(Router& router, Context& context);
void add_drop_routes(Router& router, Context& context);
void add_drop_report_routes(Router& router, Context& context);
void add_next_drop_routes(Router& router, Context& context);
void add_audit_routes(Router& router, Context& context);
void add_voice_routes(Router& router, Context& context);
void add_outgoing_webhook_routes(Router& router, Context& context);
void add_till_routes(Router& router, Context& context);
void add_stock_book_routes(Router& router, Context& context);
void add_waiting_routes(Router& router, Context& context);
void add_shelf_routes(Router& router, Context& context);
void add_today_routes(Router& router, Context& context);
void add_product_routes(Router& router, Context& context);
void add_description_routes(Router& router);

}  // namespace timeshelf::server::api
