// POST /payments/stripe/webhook: what the provider tells us, signed.
#include "server/api/call.hpp"
#include "server/payment/signature.hpp"
#include "server/payment/stripe.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

http::Response heard() {
  return http::reply(200, "application/json", "{\"received\":true}");
}

Plan hear(Context& context, const http::Request& request, const Captures&) {
  const Call call(context, request);
  const std::string& secret = context.config.payment_webhook_secret;
  if (!payment::is_signed(request.headers.get("Stripe-Signature"), request.body, secret, call.now())) {
    return call.refuse(
        Problem::make("bad-signature",
                      "The Stripe-Signature does not sign these bytes, or is older than five minutes. Check "
                      "payment.webhook_secret and the clock.",
                      "Stripe-Signature"));
  }
  const auto event = payment::read_event(request.body);
  if (!event) return call.refuse(Problem::make("malformed-json", "This is no event."));
  // An event about nothing of ours is heard, too: otherwise it would come again for days.
  return WriteWork{[call, event = *event](store::Transaction& transaction) {
    call.context().services.payments.hear(transaction, event);
    return heard();
  }};
}

}  // namespace

void add_webhook_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/payments/stripe/webhook", hear);
}

}  // namespace timeshelf::server::api
