// Rows of tills, of their items, and of what they told.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commerce/pos/pos.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

std::vector<PointOfSale> load_tills(store::Transaction&, const Id& shop);
std::optional<PointOfSale> load_till(store::Transaction&, const Id& shop, const Id& till);
void insert_till(store::Transaction&, const PointOfSale&, const std::string& secret);
void store_till(store::Transaction&, const PointOfSale&);
void store_till_secret(store::Transaction&, const PointOfSale&, const std::string& secret,
                       Instant both_until);
void delete_till(store::Transaction&, const PointOfSale&);

/// What it may sign with at `now`.
std::vector<std::string> load_till_secrets(store::Transaction&, const PointOfSale&, Instant now);

/// The item that the till calls so.
std::optional<TillItem> load_item(store::Transaction&, const PointOfSale&, const std::string& name);
std::vector<TillItem> load_items(store::Transaction&, const Id& shop, const Id& till);
void store_known(store::Transaction&, const PointOfSale&, const std::string& sku, const KnownFigure&);

void set_message_state(store::Transaction&, const PointOfSale&, const std::string& id, std::string_view state,
                       std::string_view sentence);

}  // namespace timeshelf::commerce
