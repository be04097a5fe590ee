// Shops, products, venues, pictures.
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/calendar_words.hpp"
#include "commerce/engine.hpp"
#include "commerce/outbox.hpp"
#include "commerce/shop_language.hpp"
#include "commerce/slots/obstacles.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/stock/headcount.hpp"
#include "commerce/stock/supply.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {
namespace {

Id make_staff_collection(store::Transaction& transaction, const store::Shop& shop, std::string components,
                         std::string_view name, Instant now, Random& random) {
  store::Collection collection;
  collection.shop = shop.id;
  collection.id = Id::make(now, random);
  collection.kind = store::CollectionKind::calendar;
  collection.components = std::move(components);
  collection.created_at = collection.modified_at = now;
  store::insert_collection(transaction, collection);
  store::set_property(transaction, collection, "", display_name(name));
  return collection.id;
}

}  // namespace

Engine::Engine(EngineOptions options, const Clock& clock, Random& random)
    : options_(std::move(options)), clock_(clock), random_(random) {}

store::Shop Engine::create_shop(store::Transaction& transaction, std::string slug, std::string name,
                                std::string currency, std::string time_zone, std::string language) {
  const SigningKey key = SigningKey::make(random_);
  store::Shop shop;
  shop.id = Id::make(clock_.now(), random_);
  shop.slug = std::move(slug);
  shop.name = std::move(name);
  shop.currency = std::move(currency);
  shop.time_zone = std::move(time_zone);
  shop.language = std::move(language);
  shop.signing_secret = key.secret;
  shop.signing_public = key.public_key;
  shop.created_at = clock_.now();
  store::insert_shop(transaction, shop);
  const StaffWords& words = calendar_words(shop.language).staff;
  shop.staff_calendar =
      make_staff_collection(transaction, shop, "VEVENT", words.shifts, clock_.now(), random_);
  shop.staff_tasks = make_staff_collection(transaction, shop, "VTODO", words.tasks, clock_.now(), random_);
  store::update_shop(transaction, shop);
  return shop;
}

void Engine::put_product(store::Transaction& transaction, const Product& product) {
  transaction.execute(
      "INSERT INTO products (shop, sku, name, description, image, price, currency, tax_rate, digital) VALUES "
      "($1, $2, $3, $4, $5, $6, $7, $8, $9) "
      "ON CONFLICT (shop, sku) DO UPDATE SET name = $3, description = $4, image = $5, price = $6, currency = "
      "$7, tax_rate = $8, digital = $9",
      {product.shop, product.sku, product.name, product.description, product.image, product.base_price.minor,
       product.base_price.currency.code(), product.tax_rate, product.digital});
  // What is on show says its name and price.
  std::set<Id> slots;
  transaction.query(
      "SELECT a.place FROM accounts a JOIN slots s ON s.shop = a.shop AND s.id = a.place "
      "WHERE a.shop = $1 AND a.sku = $2 AND a.kind = 'allotted' AND s.ends_at > $3",
      {product.shop, product.sku, clock_.now()}, [&](const store::Row& row) { slots.insert(row.id(0)); });
  for (SlotRow& row : load_slots(transaction, product.shop, slots)) show(transaction, row, clock_.now());
}

std::vector<Product> Engine::list_products(store::Transaction& transaction, const Id& shop) {
  std::vector<Product> products;
  transaction.query(
      "SELECT sku, name, description, image, price, currency, tax_rate, digital FROM products "
      "WHERE shop = $1 ORDER BY sku",
      {shop}, [&](const store::Row& row) {
        const auto currency = Currency::parse(row.text(5));
        if (!currency) return;
        products.push_back({shop, row.string(0), row.string(1), row.string(2), row.string(3),
                            Money{row.integer(4), *currency}, row.integer(6), row.string(7)});
      });
  return products;
}

void Engine::put_tax_rules(store::Transaction& transaction, const Id& shop, const TaxRules& rules) {
  transaction.execute(
      "INSERT INTO tax_rules (shop, included, rounding) VALUES ($1, $2, $3) "
      "ON CONFLICT (shop) DO UPDATE SET included = $2, rounding = $3",
      {shop, rules.included, name_of(rules.rounding)});
}

void Engine::put_venue(store::Transaction& transaction, const Venue& venue) {
  transaction.execute(
      "INSERT INTO venues (shop, id, name, address, time_zone, headcount, latitude, longitude) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (shop, id) DO UPDATE "
      "SET name = $3, address = $4, time_zone = $5, headcount = $6, latitude = $7, longitude = $8",
      {venue.shop, venue.id, venue.name, venue.address, venue.time_zone, venue.headcount, venue.latitude,
       venue.longitude});
  owe(transaction, venue.shop, "venues", "", clock_.now());
}

void Engine::venues_changed(store::Transaction& transaction, const Id& shop) {
  const Instant now = clock_.now();
  std::set<Id> changed;
  for (const Pool& pool : resupply(transaction, shop, now, random_))
    changed.merge(redistribute(transaction, shop, pool, "the venues changed", now, random_));
  // A slot that names no venue any more is in nobody's way.
  for (SlotRow& row : load_slots_between(transaction, shop, now, Instant::max())) {
    if (!set_obstacle(transaction, row, Cause::headcount, "")) continue;
    update_slot(transaction, row);
    changed.insert(row.slot.id);
  }
  for (const Venue& venue : load_venues(transaction, shop))
    changed.merge(recheck_headcount(transaction, venue, now, Instant::max(), now));
  for (const Id& id : changed) {
    if (auto row = load_slot(transaction, shop, id)) show(transaction, *row, now);
  }
}

std::vector<Venue> Engine::list_venues(store::Transaction& transaction, const Id& shop) {
  return load_venues(transaction, shop);
}

std::string Engine::put_media(store::Transaction& transaction, const Id& shop, std::string_view content_type,
                              std::string_view bytes) {
  std::string id = base64url_encode(sha256(bytes).substr(0, 18));
  transaction.execute(
      "INSERT INTO media (shop, id, content_type, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT (shop, id) DO "
      "NOTHING",
      {shop, id, content_type, store::BlobView{bytes}});
  return id;
}

std::optional<Engine::Media> Engine::find_media(store::Transaction& transaction, const Id& shop,
                                                std::string_view id) {
  return transaction.first("SELECT content_type, bytes FROM media WHERE shop = $1 AND id = $2", {shop, id},
                           [](const store::Row& row) {
                             return Media{row.string(0), row.string(1)};
                           });
}

}  // namespace timeshelf::commerce
