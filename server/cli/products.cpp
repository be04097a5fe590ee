// timeshelf product
#include <fmt/format.h>

#include "base/text.hpp"
#include "ical/shelf_grammar.hpp"
#include "server/cli/image.hpp"
#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

struct ProductOptions {
  std::string shop, sku, name, description, price, currency, tax_rate, image, digital;
};

std::string digital_type(const std::string& path) {
  if (path.ends_with(".pdf")) return "application/pdf";
  return path.ends_with(".zip") ? "application/zip" : "application/octet-stream";
}

int add_product(const Config& config, const ProductOptions& options) {
  return with_database(config, [&](Session& session) {
    const std::string sku = to_upper(options.sku);
    if (!ical::grammar::is_sku(sku))
      throw Stop{kRefused, fmt::format("'{}' is not a SKU: 1 to 64 letters, digits and - _ . like MUG-BLUE.",
                                       options.sku)};
    const auto print =
        options.image.empty() ? std::nullopt : std::optional(read_image(session, options.image));
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const std::string code = to_upper(options.currency.empty() ? shop.currency : options.currency);
      const auto currency = Currency::parse(code);
      if (!currency) throw Stop{kRefused, fmt::format("'{}' is not an ISO 4217 currency, like EUR.", code)};
      const auto price = Money::parse(options.price, *currency);
      if (!price)
        throw Stop{kRefused, fmt::format("'{}' is not a price in {}, like 18.50.", options.price, code)};
      const std::int64_t tax_rate = options.tax_rate.empty() ? 0 : need_percent(options.tax_rate);
      auto& engine = session.parts.services.engine;
      const std::string image = print ? keep_image(session, transaction, shop.id, *print) : std::string{};
      std::string digital = options.digital;
      if (!digital.empty() && !digital.starts_with("https://"))
        digital = engine.put_media(transaction, shop.id, digital_type(digital), bytes_of(digital));
      engine.put_product(transaction,
                         {shop.id, sku, options.name, options.description, image, *price, tax_rate, digital});
    });
    fmt::print("Product {} is there.\n", sku);
    return kDone;
  });
}

int list_products(const Config& config, const ProductOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      for (const auto& product : session.parts.services.engine.list_products(transaction, shop.id)) {
        fmt::print("{}\t{}\t{}\n", product.sku, product.base_price.text(), product.name);
      }
    });
    return kDone;
  });
}

}  // namespace

void declare_products(CommandLine& line) {
  auto& options = line.options<ProductOptions>();
  CLI::App& product = line.group("product", "What the shop sells");
  CLI::App& product_add = line.add_of_shop(product, "add", "Add or change a product", options, add_product);
  product_add.add_option("sku", options.sku, "Stock keeping unit")->required();
  product_add.add_option("--name", options.name, "Its name")->required();
  product_add.add_option("--price", options.price, "Like 18.50")->required();
  product_add.add_option("--currency", options.currency, "ISO 4217 code; the shop's if left out");
  product_add.add_option("--tax-rate", options.tax_rate, "Percent, like 19 or 7.5; none if left out");
  product_add.add_option("--description", options.description, "A sentence about it");
  product_add.add_option("--image", options.image, "A picture: JPEG, PNG, WebP, AVIF, HEIC or SVG");
  product_add.add_option("--digital", options.digital,
                         "What who buys it digitally gets: a file, or an https:// address");
  line.add_of_shop(product, "list", "List the products", options, list_products);
}

}  // namespace timeshelf::server::cli
