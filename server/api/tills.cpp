// Tills of other makers: set up by who runs the shop, heard by whoever has their key.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <memory>

#include "base/text.hpp"
#include "commerce/pos/pos.hpp"
#include "commerce/pos/pos_changes.hpp"
#include "commerce/pos/pos_messages.hpp"
#include "server/api/parameters.hpp"
#include "server/api/read_json.hpp"
#include "server/api/staff.hpp"
#include "server/pos/door.hpp"
#include "server/pos/maker.hpp"
#include "server/public_address.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::PointOfSale;
using commerce::PointsOfSale;
using commerce::TillChanges;
using commerce::TillMessages;

constexpr std::size_t kLargestMessage = 256 << 10;
constexpr std::size_t kLargestItems = 1 << 20;
constexpr std::size_t kShown = 100;

PointsOfSale tills_of(const Call& call) {
  return {call.context().clock, call.context().random};
}

TillMessages messages_of(const Call& call) {
  return {call.context().services.stock, call.context().clock};
}

json::value instant_json(const std::optional<Instant>& at) {
  return at ? json::value(to_rfc3339(*at)) : json::value(nullptr);
}

std::string address_of(const Links& links, const Id& till) {
  return fmt::format("{}/tills/{}/messages", links.shop_api(), till.text());
}

json::object till_json(const PointOfSale& till, const Links& links) {
  return {{"id", till.id.text()},
          {"maker", commerce::name_of(till.maker)},
          {"name", till.name},
          {"venue", till.venue.text()},
          {"location", till.location},
          {"api", till.api},
          {"active", till.active},
          {"problem", till.problem},
          {"resting_until", instant_json(till.resting_until)},
          {"heard_at", instant_json(till.heard_at)},
          {"created_at", to_rfc3339(till.created_at)},
          {"messages", address_of(links, till.id)}};
}

json::object message_json(const commerce::TillMessage& message) {
  return {{"id", message.said.id},
          {"kind", commerce::name_of(message.said.kind)},
          {"item", message.said.item},
          {"units", message.said.units},
          {"occurred_at", to_rfc3339(message.said.occurred_at)},
          {"received_at", to_rfc3339(message.received_at)},
          {"state", message.state},
          {"sentence", message.sentence}};
}

json::object change_json(const commerce::TillChange& change) {
  return {{"id", change.id.text()},
          {"sku", change.sku},
          {"kind", change.change.sets ? "set" : "adjust"},
          {"units", change.change.units},
          {"state", change.state},
          {"tries", change.tries},
          {"reason", change.reason},
          {"created_at", to_rfc3339(change.created_at)}};
}

json::object item_json(const commerce::TillItem& item) {
  return {{"sku", item.sku},
          {"item", item.item},
          {"known", item.known.units ? json::value(*item.known.units) : json::value(nullptr)}};
}

// {"maker", "name", "venue", "location"?, "api"?, "access"?, "secret"?, "active"?}
Read<commerce::TillTerms> read_terms(const http::Request& request, bool any_address) {
  const auto body = read_body(request);
  if (!body) return body.error();
  MemberReader members(*body, "");
  commerce::TillTerms terms;
  terms.maker = members.text("maker", 20);
  terms.name = members.text("name", 100);
  terms.venue = members.text("venue", 64);
  terms.location = members.text("location", 200, "");
  terms.api = members.text("api", 2'000, "");
  terms.access = members.text("access", 1'000, "");
  terms.secret = members.text("secret", 500, "");
  terms.active = members.flag("active", true);
  if (auto problem = members.problem()) return *problem;
  while (terms.api.ends_with('/')) terms.api.pop_back();
  if (terms.api.empty()) return terms;
  const std::string wrong = problem_with_address(terms.api, any_address);
  if (!wrong.empty()) return Problem::make("invalid-till", wrong, "api");
  return terms;
}

Plan list_tills(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(call, request, store::Role::manager,
                 [call](store::Transaction& transaction, const Member& member) {
                   json::array all;
                   for (const auto& till : tills_of(call).list(transaction, member.shop.id))
                     all.push_back(till_json(till, call.links()));
                   return call.answer(200, {{"tills", std::move(all)}});
                 });
}

// Not remembered for an Idempotency-Key: the secret would be kept where nobody looks for it.
Plan add_till(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto terms = read_terms(request, context.config.webhooks_any_address);
  if (!terms) return call.refuse(terms.error());
  return write_as(call, request, store::Role::manager,
                  [call, terms = *terms](store::Transaction& transaction, const Member& member) {
                    const auto made =
                        tills_of(call).add(transaction, member.shop.id, terms, member.user.name);
                    if (!made) return call.refuse(made.error(), false);
                    json::object answer = till_json(made->till, call.links());
                    answer["secret"] = made->secret;
                    return call.answer(201, answer);
                  });
}

Plan change_till(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto terms = read_terms(request, context.config.webhooks_any_address);
  if (!terms) return call.refuse(terms.error());
  return write_as(call, request, store::Role::manager,
                  [call, terms = *terms, id = Id::parse(captures["till"]).value_or(Id{})](
                      store::Transaction& transaction, const Member& member) {
                    const auto till =
                        tills_of(call).change(transaction, member.shop.id, id, terms, member.user.name);
                    if (!till) return call.refuse(till.error(), till.error().field == "till");
                    return call.answer(200, till_json(*till, call.links()));
                  });
}

Plan remove_till(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_as(call, request, store::Role::manager,
                  [call, id = Id::parse(captures["till"]).value_or(Id{})](store::Transaction& transaction,
                                                                          const Member& member) {
                    const auto removed =
                        tills_of(call).remove(transaction, member.shop.id, id, member.user.name);
                    if (!removed) return call.refuse(removed.error(), true);
                    return http::reply(204, "", "");
                  });
}

http::Response log_answer(const Call& call, store::Transaction& transaction, const Id& shop, const Id& id) {
  PointsOfSale tills = tills_of(call);
  const auto till = tills.find(transaction, shop, id);
  if (!till) return call.refuse(till.error(), true);
  json::array items;
  json::array messages;
  json::array refusals;
  json::array changes;
  for (const auto& item : tills.items(transaction, shop, id)) items.push_back(item_json(item));
  TillMessages told = messages_of(call);
  for (const auto& message : told.list(transaction, shop, id, kShown))
    messages.push_back(message_json(message));
  for (const auto& refusal : told.refusals(transaction, shop, id))
    refusals.push_back(json::object{
        {"reason", refusal.reason}, {"times", refusal.times}, {"last_at", to_rfc3339(refusal.last_at)}});
  TillChanges changes_of(call.context().clock, call.context().random);
  for (const auto& change : changes_of.list(transaction, shop, id, kShown))
    changes.push_back(change_json(change));
  return call.answer(200, {{"till", till_json(*till, call.links())},
                           {"items", std::move(items)},
                           {"messages", std::move(messages)},
                           {"refusals", std::move(refusals)},
                           {"changes", std::move(changes)}});
}

// What it told and was told, newest first.
Plan read_till(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(call, request, store::Role::manager,
                 [call, id = Id::parse(captures["till"]).value_or(Id{})](store::Transaction& transaction,
                                                                         const Member& member) {
                   return log_answer(call, transaction, member.shop.id, id);
                 });
}

// {"items": [{"sku", "item"}]}
Plan put_items(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request, false, kLargestItems);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  std::vector<commerce::TillItem> items;
  std::size_t place = 0;
  for (const json::object* each : members.objects("items", 0, 5'000)) {
    MemberReader one(*each, fmt::format("items[{}]", place++));
    items.push_back({to_upper(one.text("sku", 64)), one.text("item", 200), {}});
    if (auto problem = one.problem()) return call.refuse(*problem);
  }
  if (auto problem = members.problem()) return call.refuse(*problem);
  return write_as(call, request, store::Role::manager,
                  [call, items, id = Id::parse(captures["till"]).value_or(Id{})](
                      store::Transaction& transaction, const Member& member) {
                    const auto done =
                        tills_of(call).set_items(transaction, member.shop.id, id, items, member.user.name);
                    if (!done) return call.refuse(done.error(), done.error().field == "till");
                    return log_answer(call, transaction, member.shop.id, id);
                  });
}

// What tills send. The answer says that it is written down; what comes of it is in the till's log.
class Hearing {
 public:
  Hearing(Context& context, pos::Door& door, const http::Request& request, const Captures& captures)
      : call_(context, request, captures["shop"]),
        door_(&door),
        request_(request),
        id_(Id::parse(captures["till"]).value_or(Id{})) {}

  Plan plan() const {
    if (!door_->lets_in(id_, request_.remote)) {
      note_unheard("More messages a second than are heard");
      return turned_away("more messages a second than are heard", 1);
    }
    if (request_.body.size() > kLargestMessage) {
      note_unheard("A message that is too large");
      return call_.refuse(
          Problem::make("too-large", fmt::format("A message has at most {} bytes.", kLargestMessage)));
    }
    return WriteWork{[self = *this](store::Transaction& transaction) -> caldav::Written {
      return self.call_.in_shop(transaction,
                                [&](const store::Shop& shop) { return self.hear(transaction, shop); });
    }};
  }

 private:
  http::Response hear(store::Transaction& transaction, const store::Shop& shop) const {
    PointsOfSale tills = tills_of(call_);
    const auto till = tills.find(transaction, shop.id, id_);
    if (!till) {
      door_->part_from(id_);
      return call_.refuse(till.error(), true);
    }
    door_->meet(id_);
    const pos::Maker& maker = pos::maker_of(till->maker);
    const std::string url = address_of(call_.links(), till->id);
    if (!maker.is_signed(request_, url, tills.secrets(transaction, *till), call_.now())) {
      note(*till, "A signature that is not the till's");
      return call_.refuse(
          Problem::make("bad-signature",
                        "The signature does not sign these bytes with the till's key. Check the key, the "
                        "address that the till's maker sends to, and the clock."));
    }
    if (!till->active) {
      note(*till, "The till is switched off");
      return call_.refuse(
          Problem::make("wrong-state", "The till is switched off here. Switch it on, then send again."));
    }
    const auto told = maker.read(request_, *till);
    if (!told) {
      note(*till, "What cannot be read: " + told.error().message);
      return call_.refuse(Problem::make("invalid-statement", told.error().message));
    }
    if (!messages_of(call_).take_in(transaction, *till, *told)) {
      note(*till, "More messages wait than are kept");
      return turned_away("more messages wait than are kept", 10);
    }
    return call_.answer(202, {{"taken", told->size()}});
  }

  http::Response turned_away(std::string_view why, int seconds) const {
    http::Response wait = call_.refuse(Problem::make(
        "too-many-messages", fmt::format("There are {}. Send this one again in a while.", why)));
    wait.headers.add("Retry-After", std::to_string(seconds));
    return wait;
  }

  // Nobody has looked whether there is such a till still: only the write that keeps the count does, once a
  // second. Of a till that was never met there is nothing to keep, and an id is quickly made up.
  void note_unheard(const std::string& reason) const {
    if (!door_->has_met(id_)) return;
    const std::int64_t times = door_->refused(id_, reason);
    if (times == 0) return;
    const auto write = [call = call_, id = id_, reason, times](store::Transaction& transaction) {
      const auto keep = [&](const store::Shop& shop) {
        const auto till = tills_of(call).find(transaction, shop.id, id);
        if (till) messages_of(call).note_refusal(transaction, *till, reason, times);
        return http::Response{};
      };
      call.in_shop(transaction, keep);
      return true;
    };
    call_.context().writer.submit({write, [](const store::Outcome&) {}});
  }

  // A refusal undoes what its transaction wrote, so this is a write of its own.
  void note(const PointOfSale& till, const std::string& reason) const {
    const std::int64_t times = door_->refused(till.id, reason);
    if (times == 0) return;
    const auto write = [call = call_, till, reason, times](store::Transaction& transaction) {
      messages_of(call).note_refusal(transaction, till, reason, times);
      return true;
    };
    call_.context().writer.submit({write, [](const store::Outcome&) {}});
  }

  Call call_;
  pos::Door* door_;
  http::Request request_;
  Id id_;
};

}  // namespace

void add_till_routes(Router& router, Context& context) {
  const auto door = std::make_shared<pos::Door>(context.clock);
  const auto hear = [door](Context& here, const http::Request& request, const Captures& captures) {
    return Hearing(here, *door, request, captures).plan();
  };
  add_route(router, context, "GET", "/api/v1/shops/{shop}/tills", list_tills);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/tills", add_till);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/tills/{till}", read_till);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/tills/{till}", change_till);
  add_route(router, context, "DELETE", "/api/v1/shops/{shop}/tills/{till}", remove_till);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/tills/{till}/items", put_items);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/tills/{till}/messages", hear);
}

}  // namespace timeshelf::server::api
