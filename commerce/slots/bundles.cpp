#include "commerce/slots/bundles.hpp"

#include <algorithm>

#include "base/characters.hpp"
#include "base/text.hpp"
#include "commerce/audit.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::size_t kLongestTitle = 200;

bool is_slug(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Bundle read_bundle(const store::Row& row) {
  Bundle bundle{row.string(0), row.string(1)};
  const auto currency = Currency::parse(row.text(3));
  if (!row.is_null(2) && currency) bundle.price = Money{row.integer(2), *currency};
  bundle.active = row.boolean(4);
  return bundle;
}

}  // namespace

Decided<Bundle> Bundles::put(store::Transaction& transaction, const Id& shop, Bundle bundle,
                             std::string_view actor) {
  using Code = Refusal::Code;
  bundle.name = to_lower(trim(bundle.name));
  bundle.title = trim(bundle.title);
  if (!is_slug(bundle.name))
    return refuse(Code::terms_invalid, "A bundle's name is letters, digits and hyphens.", "bundle");
  if (characters_of(bundle.title) > kLongestTitle || !is_utf8(bundle.title))
    return refuse(Code::terms_invalid, "A title has at most 200 characters.", "title");
  const auto minor = bundle.price ? std::optional(bundle.price->minor) : std::nullopt;
  transaction.execute(
      "INSERT INTO bundles (shop, name, title, price, currency, active, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (shop, name) DO UPDATE "
      "SET title = excluded.title, price = excluded.price, currency = excluded.currency, active = "
      "excluded.active",
      {shop, bundle.name, bundle.title, minor,
       bundle.price ? bundle.price->currency.code() : std::string_view(), bundle.active, clock_.now()});
  boost::json::object facts{{"title", bundle.title}, {"active", bundle.active}};
  if (bundle.price) facts["price"] = bundle.price->text();
  record(transaction, shop, actor, "bundle.put", bundle.name, facts, clock_.now(), random_);
  return bundle;
}

std::optional<Bundle> Bundles::find(store::Transaction& transaction, const Id& shop, std::string_view name) {
  return transaction.first(
      "SELECT name, title, price, currency, active FROM bundles WHERE shop = $1 AND name = $2", {shop, name},
      read_bundle);
}

std::vector<Bundle> Bundles::list(store::Transaction& transaction, const Id& shop) {
  std::vector<Bundle> bundles;
  transaction.query("SELECT name, title, price, currency, active FROM bundles WHERE shop = $1", {shop},
                    [&](const store::Row& row) { bundles.push_back(read_bundle(row)); });
  transaction.query(
      "SELECT DISTINCT bundle FROM slots WHERE shop = $1 AND bundle <> '' AND ends_at > $2 AND cancelled = 0 "
      "AND NOT EXISTS "
      "(SELECT 1 FROM bundles b WHERE b.shop = slots.shop AND b.name = slots.bundle)",
      {shop, clock_.now()}, [&](const store::Row& row) { bundles.push_back({row.string(0)}); });
  std::sort(bundles.begin(), bundles.end(), [](const Bundle& a, const Bundle& b) { return a.name < b.name; });
  return bundles;
}

}  // namespace timeshelf::commerce
