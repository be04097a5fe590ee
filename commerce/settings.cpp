#include "commerce/settings.hpp"

#include "commerce/audit.hpp"
#include "commerce/bookings/change_rows.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/shop_language.hpp"

namespace timeshelf::commerce {

Settings load_settings(store::Transaction& transaction, const store::Shop& shop) {
  return {shop.name, shop.language, load_tax_rules(transaction, shop.id),
          std::chrono::floor<std::chrono::hours>(load_cancel_rule(transaction, shop.id))};
}

void change_settings(store::Transaction& transaction, Engine& engine, const store::Shop& shop,
                     const Settings& wanted, std::string_view actor, Instant now, Random& random) {
  const Settings before = load_settings(transaction, shop);
  boost::json::object facts;
  if (wanted.name != before.name) {
    facts["name"] = wanted.name;
    store::Shop renamed = shop;
    renamed.name = wanted.name;
    store::update_shop(transaction, renamed);
  }
  if (wanted.language != before.language) {
    facts["language"] = wanted.language;
    change_language(transaction, *store::find_shop(transaction, shop.id), wanted.language, now);
  }
  if (wanted.tax.included != before.tax.included || wanted.tax.rounding != before.tax.rounding) {
    facts["tax_included"] = wanted.tax.included;
    facts["tax_rounding"] = name_of(wanted.tax.rounding);
    engine.put_tax_rules(transaction, shop.id, wanted.tax);
  }
  if (wanted.cancel_before != before.cancel_before) {
    facts["cancel_before_hours"] = wanted.cancel_before.count();
    store_cancel_rule(transaction, shop.id, wanted.cancel_before);
  }
  if (!facts.empty()) record(transaction, shop.id, actor, "shop.changed", shop.id.text(), facts, now, random);
}

}  // namespace timeshelf::commerce
