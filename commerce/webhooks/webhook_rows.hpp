// Rows of webhooks and of what they are told.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/webhooks/webhooks.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct Secrets {
  std::string present;
  std::string previous;  ///< or ""
};

std::vector<Webhook> load_webhooks(store::Transaction&, const Id& shop);
std::optional<Webhook> load_webhook(store::Transaction&, const Id& shop, const Id& id);
void insert_webhook(store::Transaction&, const Webhook&, const std::string& secret);
void store_webhook(store::Transaction&, const Webhook&);
void store_secrets(store::Transaction&, const Webhook&, const Secrets&);
/// Those that sign at `now`, the present one first.
std::vector<std::string> signing_secrets(store::Transaction&, const Webhook&, Instant now);
/// With all that it was told.
void delete_webhook(store::Transaction&, const Webhook&);

std::vector<WebhookDelivery> load_deliveries(store::Transaction&, const Webhook&, const DeliveryQuery&);
void insert_try(store::Transaction&, const DeliveryOutcome&, const Id& id);

/// Events made before `until`, with what is known of their deliveries; answers how many went.
std::size_t delete_events(store::Transaction&, Instant until, std::size_t at_most);

}  // namespace timeshelf::commerce
