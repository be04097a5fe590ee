// Webhooks, for who runs the shop: which addresses are told what, and how that went.
#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "commerce/webhooks/events.hpp"
#include "commerce/webhooks/webhooks.hpp"
#include "server/api/parameters.hpp"
#include "server/api/read_json.hpp"
#include "server/api/staff.hpp"
#include "server/public_address.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostKinds = 50;
constexpr std::size_t kUsualDeliveries = 50;
constexpr std::size_t kMostDeliveries = 200;

json::value instant_json(const std::optional<Instant>& at) {
  return at ? json::value(to_rfc3339(*at)) : json::value(nullptr);
}

json::object webhook_json(const commerce::Webhook& webhook) {
  json::array kinds;
  for (const std::string& kind : webhook.kinds) kinds.emplace_back(kind);
  return {{"id", webhook.id.text()},    {"url", webhook.url},
          {"events", std::move(kinds)}, {"active", webhook.active},
          {"stopped", webhook.stopped}, {"previous_secret_until", instant_json(webhook.previous_until)},
          {"made_by", webhook.made_by}, {"created_at", to_rfc3339(webhook.created_at)},
          {"waiting", webhook.waiting}, {"given_up", webhook.given_up}};
}

json::object delivery_json(const commerce::WebhookDelivery& delivery) {
  json::array tries;
  for (const commerce::DeliveryTry& sent : delivery.tries) {
    tries.push_back(json::object{{"at", to_rfc3339(sent.at)},
                                 {"status", sent.status},
                                 {"ms", sent.ms},
                                 {"answer", sent.answer},
                                 {"reason", sent.reason}});
  }
  return {{"event", delivery.event.text()},
          {"type", delivery.kind},
          {"subject", delivery.subject},
          {"state", commerce::name_of(delivery.state)},
          {"next_try_at", instant_json(delivery.due_at)},
          {"created_at", to_rfc3339(delivery.created_at)},
          {"tries", std::move(tries)},
          {"body", delivery.body}};
}

json::array known_events() {
  json::array known;
  for (const commerce::EventKind& kind : commerce::event_kinds()) known.emplace_back(kind.name);
  return known;
}

// {"url", "events"?, "active"?}
Read<commerce::WebhookTerms> read_terms(const http::Request& request, bool any_address) {
  const auto body = read_body(request);
  if (!body) return body.error();
  MemberReader members(*body, "");
  commerce::WebhookTerms terms;
  terms.url = members.text("url", 2'000);
  terms.kinds = members.texts("events", kMostKinds, 64);
  terms.active = members.flag("active", true);
  if (auto problem = members.problem()) return *problem;
  const std::string wrong = problem_with_address(terms.url, any_address);
  if (!wrong.empty()) return Problem::make("invalid-webhook", wrong, "url");
  return terms;
}

Plan list_webhooks(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(
      call, request, store::Role::manager, [call](store::Transaction& transaction, const Member& member) {
        json::array all;
        for (const auto& webhook : call.context().services.webhooks.list(transaction, member.shop.id))
          all.push_back(webhook_json(webhook));
        return call.answer(200, {{"webhooks", std::move(all)}, {"events", known_events()}});
      });
}

http::Response made_answer(const Call& call, int status, const commerce::WebhookMade& made) {
  json::object answer = webhook_json(made.webhook);
  answer["secret"] = made.secret;
  return call.answer(status, answer);
}

// Not remembered for an Idempotency-Key: the secret would be kept where nobody looks for it.
Plan add_webhook(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto terms = read_terms(request, context.config.webhooks_any_address);
  if (!terms) return call.refuse(terms.error());
  return write_as(call, request, store::Role::manager,
                  [call, terms = *terms](store::Transaction& transaction, const Member& member) {
                    const auto made = call.context().services.webhooks.add(transaction, member.shop.id, terms,
                                                                           member.user.name);
                    if (!made) return call.refuse(made.error(), false);
                    return made_answer(call, 201, *made);
                  });
}

using WebhookWork = std::function<http::Response(store::Transaction&, const Member&, const Id&)>;

Plan write_one(Context& context, const http::Request& request, const Captures& captures, WebhookWork act) {
  const Call call(context, request, captures["shop"]);
  const Id id = Id::parse(captures["webhook"]).value_or(Id{});
  return write_as(call, request, store::Role::manager,
                  [id, act = std::move(act)](store::Transaction& transaction, const Member& member) {
                    return act(transaction, member, id);
                  });
}

Plan change_webhook(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto terms = read_terms(request, context.config.webhooks_any_address);
  if (!terms) return call.refuse(terms.error());
  return write_one(
      context, request, captures,
      [call, terms = *terms](store::Transaction& transaction, const Member& member, const Id& id) {
        const auto changed =
            call.context().services.webhooks.change(transaction, member.shop.id, id, terms, member.user.name);
        if (!changed) return call.refuse(changed.error(), true);
        return call.answer(200, webhook_json(*changed));
      });
}

Plan remove_webhook(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_one(context, request, captures,
                   [call](store::Transaction& transaction, const Member& member, const Id& id) {
                     const auto removed = call.context().services.webhooks.remove(transaction, member.shop.id,
                                                                                  id, member.user.name);
                     if (!removed) return call.refuse(removed.error(), true);
                     return http::reply(204, "", "");
                   });
}

Plan renew_secret(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_one(context, request, captures,
                   [call](store::Transaction& transaction, const Member& member, const Id& id) {
                     const auto made = call.context().services.webhooks.renew_secret(
                         transaction, member.shop.id, id, member.user.name);
                     if (!made) return call.refuse(made.error(), true);
                     return made_answer(call, 200, *made);
                   });
}

Plan ping(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_one(context, request, captures,
                   [call](store::Transaction& transaction, const Member& member, const Id& id) {
                     const auto event = call.context().services.webhooks.ping(transaction, member.shop.id, id,
                                                                              member.user.name);
                     if (!event) return call.refuse(event.error(), true);
                     return call.answer(202, {{"event", event->text()}});
                   });
}

Read<commerce::DeliveryQuery> read_query(const http::Request& request) {
  const auto parameters = read_parameters(request.query, {"state", "cursor", "limit"});
  if (!parameters) return parameters.error();
  commerce::DeliveryQuery query;
  const auto state = parameters->find("state");
  if (state != parameters->end()) {
    query.state = commerce::parse_delivery_state(state->second);
    if (!query.state)
      return Problem::make("invalid-parameter", "A state is waiting, delivered or given-up.", "state");
  }
  const auto cursor = read_cursor(*parameters);
  if (!cursor) return cursor.error();
  query.before = *cursor;
  const auto limit = read_limit(*parameters, kUsualDeliveries, kMostDeliveries);
  if (!limit) return limit.error();
  query.limit = *limit;
  return query;
}

Plan list_deliveries(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto query = read_query(request);
  if (!query) return call.refuse(query.error());
  return read_as(call, request, store::Role::manager,
                 [call, query = *query, id = Id::parse(captures["webhook"]).value_or(Id{})](
                     store::Transaction& transaction, const Member& member) {
                   auto& webhooks = call.context().services.webhooks;
                   const auto webhook = webhooks.find(transaction, member.shop.id, id);
                   if (!webhook) return call.refuse(webhook.error(), true);
                   commerce::DeliveryQuery one_more = query;
                   ++one_more.limit;
                   auto found = webhooks.deliveries(transaction, member.shop.id, id, one_more);
                   const bool more = found.size() > query.limit;
                   if (more) found.pop_back();
                   json::array all;
                   for (const auto& delivery : found) all.push_back(delivery_json(delivery));
                   return call.answer(
                       200, {{"deliveries", std::move(all)},
                             {"next", more ? json::value(found.back().event.text()) : json::value(nullptr)}});
                 });
}

Plan replay(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_one(context, request, captures,
                   [call, event = Id::parse(captures["event"]).value_or(Id{})](
                       store::Transaction& transaction, const Member& member, const Id& id) {
                     const auto again = call.context().services.webhooks.replay(transaction, member.shop.id,
                                                                                id, event, member.user.name);
                     if (!again) return call.refuse(again.error(), true);
                     return call.answer(202, {{"event", event.text()}});
                   });
}

Plan replay_given_up(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_one(context, request, captures,
                   [call](store::Transaction& transaction, const Member& member, const Id& id) {
                     const auto again = call.context().services.webhooks.replay_given_up(
                         transaction, member.shop.id, id, member.user.name);
                     if (!again) return call.refuse(again.error(), true);
                     return call.answer(202, {{"events", *again}});
                   });
}

}  // namespace

void add_outgoing_webhook_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/webhooks", list_webhooks);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/webhooks", add_webhook);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/webhooks/{webhook}", change_webhook);
  add_route(router, context, "DELETE", "/api/v1/shops/{shop}/webhooks/{webhook}", remove_webhook);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/webhooks/{webhook}/secret", renew_secret);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/webhooks/{webhook}/ping", ping);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/webhooks/{webhook}/replay", replay_given_up);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/webhooks/{webhook}/deliveries", list_deliveries);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/webhooks/{webhook}/deliveries/{event}/replay",
            replay);
}

}  // namespace timeshelf::server::api
