// What a shop sells, for who runs it: names, prices, taxes and pictures of its SKUs.
#include <fmt/format.h>

#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "ical/shelf_grammar.hpp"
#include "server/api/read_json.hpp"
#include "server/api/staff.hpp"
#include "server/shop/edition.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

struct WrittenProduct {
  std::string sku, name, description, image, amount, currency;
  std::int64_t tax_rate = 0;
};

// The picture as it is kept: a media id of this shop, or an address.
std::string kept_image(std::string image, const Links& links) {
  const std::string own = "/media/" + links.shop + "/";
  if (image.starts_with(links.origin)) image.erase(0, links.origin.size());
  return image.starts_with(own) ? image.substr(own.size()) : image;
}

Read<WrittenProduct> read_product(const json::object& body, const std::string& sku, const Links& links) {
  WrittenProduct written;
  written.sku = to_upper(sku);
  json::object given = body;
  for (const char* name : {"description", "image"}) {
    const json::value* value = given.if_contains(name);
    if (value && (value->is_null() || (value->is_string() && value->get_string().empty()))) given.erase(name);
  }
  MemberReader members(given, "");
  written.name = trim(members.text("name", 200));
  written.description = members.text("description", 5'000, "");
  written.image = kept_image(members.text("image", 2'000, ""), links);
  written.amount = members.text("amount", 20);
  written.currency = to_upper(members.text("currency", 3, ""));
  written.tax_rate = members.whole("tax_rate", 0);
  if (auto problem = members.problem()) return *problem;
  if (!ical::grammar::is_sku(written.sku) || written.sku == ical::kSeatSku)
    return Problem::make(
        "invalid-member",
        "A SKU is up to 64 letters, digits, hyphens, underscores and full stops; SEAT is a seat.", "sku");
  if (written.name.empty() || !is_printable(written.name))
    return Problem::make("invalid-member", "Give it a name that customers see.", "name");
  if (written.tax_rate < 0 || written.tax_rate > 10'000)
    return Problem::make("invalid-member", "The tax rate is from 0 to 10000 hundredths of a percent.",
                         "tax_rate");
  if (!written.image.empty() && !is_printable(written.image))
    return Problem::make("invalid-member", "A picture is an address, or one of this shop's.", "image");
  return written;
}

json::object product_json(const commerce::Product& product, const store::Shop& shop, const Links& links) {
  return shop_json(shop, {product}, links).at("products").as_array().front().as_object();
}

std::optional<commerce::Product> find_product(const Call& call, store::Transaction& transaction,
                                              const Id& shop, const std::string& sku) {
  for (auto& product : call.engine().list_products(transaction, shop)) {
    if (product.sku == sku) return std::move(product);
  }
  return std::nullopt;
}

// Who says what they looked at overwrites nothing else: an edition, or that there was none ("*").
std::optional<Problem> check_known(const Call& call, const store::Shop& shop,
                                   const std::optional<commerce::Product>& known, const std::string& if_match,
                                   const std::string& if_none_match) {
  if (known && if_none_match == "*")
    return Problem::make("product-exists",
                         fmt::format("There is a product {} already: {}. Change that, or take another SKU.",
                                     known->sku, known->name),
                         "sku");
  const json::object said = known ? product_json(*known, shop, call.links()) : json::object{{"etag", ""}};
  return check_if_asked(if_match, std::string_view(said.at("etag").as_string()),
                        "Somebody changed this product after you had looked. Load it again, then change it.");
}

// PUT …/products/{sku}: If-Match, or If-None-Match: * of a new one
Plan put_product(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto written = read_product(*body, captures["sku"], call.links());
  if (!written) return call.refuse(written.error());
  return write_as(
      call, request, store::Role::manager,
      [call, written = *written, if_match = std::string(request.headers.get("If-Match")),
       if_none_match = std::string(request.headers.get("If-None-Match"))](store::Transaction& transaction,
                                                                          const Member& member) {
        const auto known = find_product(call, transaction, member.shop.id, written.sku);
        if (auto problem = check_known(call, member.shop, known, if_match, if_none_match))
          return call.refuse(*problem);
        const auto currency =
            Currency::parse(written.currency.empty() ? member.shop.currency : written.currency);
        if (!currency)
          return call.refuse(
              Problem::make("invalid-member", "This is not an ISO 4217 currency.", "currency"));
        const auto price = Money::parse(written.amount, *currency);
        if (!price)
          return call.refuse(Problem::make("invalid-member",
                                           fmt::format("\"{}\" is not an amount in {}; write it like 18.50.",
                                                       written.amount, currency->code()),
                                           "amount"));
        commerce::Product product{member.shop.id, written.sku, written.name,    written.description,
                                  written.image,  *price,      written.tax_rate};
        if (known) product.digital = known->digital;
        call.engine().put_product(transaction, product);
        commerce::record(transaction, member.shop.id, member.user.name, "product.changed", product.sku,
                         {{"name", product.name}, {"price", price->text()}}, call.now(),
                         call.context().random);
        return call.answer(200, product_json(product, member.shop, call.links()));
      });
}

}  // namespace

void add_product_routes(Router& router, Context& context) {
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/products/{sku}", put_product);
}

}  // namespace timeshelf::server::api
