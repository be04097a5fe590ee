// What the shop gives out beside its slots: codes, and the titles and prices of bundles.
#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "server/api/parameters.hpp"
#include "server/api/read_json.hpp"
#include "server/api/short_list.hpp"
#include "server/api/staff.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

template <class T, class Write>
json::value or_null(const std::optional<T>& value, Write&& write) {
  return value ? json::value(write(*value)) : json::value(nullptr);
}
json::value or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object code_json(const commerce::CodeInUse& code) {
  const commerce::CodeTerms& terms = code.terms;
  const auto sum = terms.discount ? terms.discount->sum : std::nullopt;
  return {{"code", terms.code},
          {"rate", terms.discount && !sum ? json::value(terms.discount->rate) : json::value(nullptr)},
          {"sum", or_null(sum, money_json)},
          {"audience", or_null(terms.audience)},
          {"slot", or_null(terms.slot)},
          {"sku", or_null(terms.sku)},
          {"limit", or_null(terms.limit, [](std::int64_t limit) { return limit; })},
          {"used", code.used},
          {"held", code.held},
          {"valid_from", or_null(terms.valid_from, to_rfc3339)},
          {"valid_until", or_null(terms.valid_until, to_rfc3339)},
          {"active", terms.active}};
}

json::object bundle_json(const commerce::Bundle& bundle) {
  return {{"bundle", bundle.name},
          {"title", or_null(bundle.title)},
          {"price", or_null(bundle.price, money_json)},
          {"active", bundle.active}};
}

// An amount and its currency, as text: the shop's own where none is named.
struct Amount {
  std::string amount;
  std::string currency;

  Read<std::optional<Money>> read(const store::Shop& shop, const char* field) const {
    if (amount.empty()) return std::optional<Money>();
    const auto named = Currency::parse(currency.empty() ? shop.currency : to_upper(currency));
    if (!named) return Problem::make("invalid-member", "This is not an ISO 4217 currency.", "currency");
    const auto money = Money::parse(amount, *named);
    if (!money)
      return Problem::make("invalid-member",
                           "This is not an amount like \"18.50\" in " + std::string(named->code()) + ".",
                           field);
    return std::optional(*money);
  }
};

struct CodeBody {
  commerce::CodeTerms terms;
  Amount sum;
};

// {"rate"?, "sum"?, "currency"?, "audience"?, "slot"?, "sku"?, "limit"?, "valid_from"?, "valid_until"?,
// "active"?}
Read<CodeBody> read_code(const json::object& object) {
  MemberReader members(object, "");
  CodeBody body;
  if (members.has("rate")) body.terms.discount = commerce::Discount{members.whole("rate"), std::nullopt};
  body.sum = {members.text("sum", 20, ""), members.text("currency", 3, "")};
  body.terms.audience = members.text("audience", 64, "");
  body.terms.slot = members.text("slot", 64, "");
  body.terms.sku = members.text("sku", 64, "");
  if (members.has("limit")) body.terms.limit = members.whole("limit");
  const std::string from = members.text("valid_from", 40, "");
  const std::string until = members.text("valid_until", 40, "");
  body.terms.active = members.flag("active", true);
  if (auto problem = members.problem()) return *problem;
  if (body.terms.discount && !body.sum.amount.empty())
    return Problem::make("invalid-member", "A code takes off a part or a sum, not both.", "sum");
  if (!from.empty() && !(body.terms.valid_from = parse_rfc3339(from)))
    return Problem::make("invalid-member", "This is not a time like 2026-03-01T17:00:00Z.", "valid_from");
  if (!until.empty() && !(body.terms.valid_until = parse_rfc3339(until)))
    return Problem::make("invalid-member", "This is not a time like 2026-03-01T17:00:00Z.", "valid_until");
  return body;
}

Plan list_codes(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"cursor", "limit"});
  if (!parameters) return call.refuse(parameters.error());
  const auto page = read_page(*parameters);
  if (!page) return call.refuse(page.error());
  return read_as(call, request, store::Role::staff,
                 [call, page = *page](store::Transaction& transaction, const Member& member) {
                   json::array codes;
                   for (const auto& code : call.context().services.codes.list(transaction, member.shop.id))
                     codes.push_back(code_json(code));
                   const auto listed = page_of("codes", std::move(codes), "code", page);
                   return listed ? call.answer(200, *listed) : call.refuse(listed.error());
                 });
}

Plan put_code(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto object = read_body(request);
  if (!object) return call.refuse(object.error());
  const auto body = read_code(*object);
  if (!body) return call.refuse(body.error());
  const auto put = [call, body = *body, code = captures["code"]](store::Transaction& transaction,
                                                                 const Member& member) {
    commerce::CodeTerms terms = body.terms;
    terms.code = code;
    const auto sum = body.sum.read(member.shop, "sum");
    if (!sum) return call.refuse(sum.error());
    if (*sum) terms.discount = commerce::Discount{0, **sum};
    const auto done =
        call.context().services.codes.put(transaction, member.shop.id, std::move(terms), member.user.name);
    return done ? call.answer(200, code_json(*done)) : call.refuse(done.error(), false);
  };
  return write_as(call, request, store::Role::manager, put);
}

// POST …/codes/{code}/tokens {"valid_until"?}. Each is the same but for its end, so nothing is remembered.
Plan make_token(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto object = read_body(request, true);
  if (!object) return call.refuse(object.error());
  MemberReader members(*object, "");
  const std::string text = members.text("valid_until", 40, "");
  if (const auto problem = members.problem()) return call.refuse(*problem);
  const auto until = text.empty() ? std::nullopt : parse_rfc3339(text);
  if (!text.empty() && !until)
    return call.refuse(
        Problem::make("invalid-member", "This is not a time like 2026-03-01T17:00:00Z.", "valid_until"));
  const auto make = [call, until, code = captures["code"]](store::Transaction& transaction,
                                                           const Member& member) {
    const auto made =
        call.context().services.codes.make_token(transaction, member.shop, code, until, member.user.name);
    if (!made) return call.refuse(made.error(), false);
    const std::string token = commerce::make_audience_token(member.shop, *made);
    return call.answer(201, {{"code", made->code},
                             {"audience", made->audience},
                             {"valid_until", to_rfc3339(made->valid_until)},
                             {"token", token},
                             {"link", call.links().origin + commerce::audience_link(member.shop, token)}});
  };
  return write_as(call, request, store::Role::manager, make);
}

Plan list_bundles(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"cursor", "limit"});
  if (!parameters) return call.refuse(parameters.error());
  const auto page = read_page(*parameters);
  if (!page) return call.refuse(page.error());
  return read_as(
      call, request, store::Role::staff,
      [call, page = *page](store::Transaction& transaction, const Member& member) {
        json::array bundles;
        for (const auto& bundle : call.context().services.bundles.list(transaction, member.shop.id))
          bundles.push_back(bundle_json(bundle));
        const auto listed = page_of("bundles", std::move(bundles), "bundle", page);
        return listed ? call.answer(200, *listed) : call.refuse(listed.error());
      });
}

// {"title"?, "price"?, "currency"?, "active"?}
Plan put_bundle(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto object = read_body(request);
  if (!object) return call.refuse(object.error());
  MemberReader members(*object, "");
  commerce::Bundle bundle{captures["bundle"], members.text("title", 200, "")};
  const Amount price{members.text("price", 20, ""), members.text("currency", 3, "")};
  bundle.active = members.flag("active", true);
  if (const auto problem = members.problem()) return call.refuse(*problem);
  const auto put = [call, bundle, price](store::Transaction& transaction, const Member& member) {
    commerce::Bundle wanted = bundle;
    const auto amount = price.read(member.shop, "price");
    if (!amount) return call.refuse(amount.error());
    wanted.price = *amount;
    const auto done =
        call.context().services.bundles.put(transaction, member.shop.id, std::move(wanted), member.user.name);
    return done ? call.answer(200, bundle_json(*done)) : call.refuse(done.error(), false);
  };
  return write_as(call, request, store::Role::manager, put);
}

}  // namespace

void add_offer_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/codes", list_codes);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/codes/{code}", put_code);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/codes/{code}/tokens", make_token);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/bundles", list_bundles);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/bundles/{bundle}", put_bundle);
}

}  // namespace timeshelf::server::api
