#include "commerce/webhooks/webhook_rows.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::size_t kTriesShown = 12;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  if (text.empty()) return words;
  for (const std::string_view word : split(text, ' ')) words.emplace_back(word);
  return words;
}

std::string text_of(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

constexpr std::string_view kSelect =
    "SELECT w.id, w.url, w.kinds, w.active, w.stopped, w.previous_until, w.made_by, w.created_at, "
    "(SELECT COUNT(*) FROM webhook_deliveries d WHERE d.shop = w.shop AND d.webhook = w.id AND d.state = "
    "'waiting'), (SELECT COUNT(*) FROM webhook_deliveries d WHERE d.shop = w.shop AND d.webhook = w.id AND "
    "d.state = 'given-up') FROM webhooks w WHERE w.shop = $1";

Webhook webhook_of(const Id& shop, const store::Row& row) {
  return {shop,           row.id(0),      row.string(1),        words_of(row.text(2)),
          row.boolean(3), row.string(4),  row.maybe_instant(5), row.string(6),
          row.instant(7), row.integer(8), row.integer(9)};
}

void load_tries(store::Transaction& transaction, const Webhook& webhook, WebhookDelivery& delivery) {
  transaction.query(
      "SELECT at, status, ms, answer, reason FROM webhook_tries WHERE shop = $1 AND webhook = $2 AND event = "
      "$3 ORDER BY id DESC LIMIT $4",
      {webhook.shop, webhook.id, delivery.event, static_cast<std::int64_t>(kTriesShown)},
      [&](const store::Row& row) {
        delivery.tries.push_back(
            {row.instant(0), row.integer(1), row.integer(2), row.string(3), row.string(4)});
      });
}

}  // namespace

std::vector<Webhook> load_webhooks(store::Transaction& transaction, const Id& shop) {
  std::vector<Webhook> all;
  transaction.query(std::string(kSelect) + " ORDER BY w.id", {shop},
                    [&](const store::Row& row) { all.push_back(webhook_of(shop, row)); });
  return all;
}

std::optional<Webhook> load_webhook(store::Transaction& transaction, const Id& shop, const Id& id) {
  return transaction.first(std::string(kSelect) + " AND w.id = $2", {shop, id},
                           [&](const store::Row& row) { return webhook_of(shop, row); });
}

void insert_webhook(store::Transaction& transaction, const Webhook& webhook, const std::string& secret) {
  transaction.execute(
      "INSERT INTO webhooks (shop, id, url, kinds, secret, previous_secret, active, stopped, made_by, "
      "created_at) VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, $9)",
      {webhook.shop, webhook.id, webhook.url, text_of(webhook.kinds), secret, webhook.active, webhook.stopped,
       webhook.made_by, webhook.created_at});
}

void store_webhook(store::Transaction& transaction, const Webhook& webhook) {
  transaction.execute(
      "UPDATE webhooks SET url = $3, kinds = $4, active = $5, stopped = $6 WHERE shop = $1 AND id = $2",
      {webhook.shop, webhook.id, webhook.url, text_of(webhook.kinds), webhook.active, webhook.stopped});
}

void store_secrets(store::Transaction& transaction, const Webhook& webhook, const Secrets& secrets) {
  transaction.execute(
      "UPDATE webhooks SET secret = $3, previous_secret = $4, previous_until = $5 WHERE shop = $1 AND id = "
      "$2",
      {webhook.shop, webhook.id, secrets.present, secrets.previous, webhook.previous_until});
}

std::vector<std::string> signing_secrets(store::Transaction& transaction, const Webhook& webhook,
                                         Instant now) {
  std::vector<std::string> secrets;
  transaction.query("SELECT secret, previous_secret FROM webhooks WHERE shop = $1 AND id = $2",
                    {webhook.shop, webhook.id}, [&](const store::Row& row) {
                      secrets.push_back(row.string(0));
                      const bool both = webhook.previous_until && *webhook.previous_until > now;
                      if (both && !row.text(1).empty()) secrets.push_back(row.string(1));
                    });
  return secrets;
}

void delete_webhook(store::Transaction& transaction, const Webhook& webhook) {
  for (const char* table : {"webhook_tries", "webhook_deliveries"})
    transaction.execute(fmt::format("DELETE FROM {} WHERE shop = $1 AND webhook = $2", table),
                        {webhook.shop, webhook.id});
  transaction.execute("DELETE FROM webhooks WHERE shop = $1 AND id = $2", {webhook.shop, webhook.id});
}

std::vector<WebhookDelivery> load_deliveries(store::Transaction& transaction, const Webhook& webhook,
                                             const DeliveryQuery& query) {
  std::vector<WebhookDelivery> all;
  const std::string state(query.state ? name_of(*query.state) : "");
  transaction.query(
      "SELECT d.event, e.kind, e.subject, d.state, d.due_at, e.created_at, e.body FROM webhook_deliveries d "
      "JOIN events e ON e.shop = d.shop AND e.id = d.event WHERE d.shop = $1 AND d.webhook = $2 AND d.event "
      "< $3 AND ($4 = '' OR d.state = $4) ORDER BY d.event DESC LIMIT $5",
      {webhook.shop, webhook.id, query.before.value_or(Id::trusted("~")), state,
       static_cast<std::int64_t>(query.limit)},
      [&](const store::Row& row) {
        all.push_back({row.id(0),
                       row.string(1),
                       row.string(2),
                       parse_delivery_state(row.text(3)).value_or(DeliveryState::waiting),
                       row.maybe_instant(4),
                       row.instant(5),
                       {},
                       row.string(6)});
      });
  for (WebhookDelivery& delivery : all) load_tries(transaction, webhook, delivery);
  return all;
}

void insert_try(store::Transaction& transaction, const DeliveryOutcome& outcome, const Id& id) {
  const DeliveryTry& sent = outcome.sent;
  transaction.execute(
      "INSERT INTO webhook_tries (shop, webhook, event, id, status, ms, answer, reason, at) VALUES ($1, $2, "
      "$3, $4, $5, $6, $7, $8, $9)",
      {outcome.shop, outcome.webhook, outcome.event, id, sent.status, sent.ms, sent.answer, sent.reason,
       sent.at});
}

std::size_t delete_events(store::Transaction& transaction, Instant until, std::size_t at_most) {
  std::vector<std::pair<Id, Id>> old;
  transaction.query("SELECT shop, id FROM events WHERE created_at < $1 ORDER BY created_at LIMIT $2",
                    {until, static_cast<std::int64_t>(at_most)},
                    [&](const store::Row& row) { old.emplace_back(row.id(0), row.id(1)); });
  for (const auto& [shop, event] : old) {
    transaction.execute(
        "DELETE FROM webhook_tries WHERE shop = $1 AND event = $2 AND webhook IN (SELECT webhook FROM "
        "webhook_deliveries WHERE shop = $1 AND event = $2)",
        {shop, event});
    transaction.execute("DELETE FROM webhook_deliveries WHERE shop = $1 AND event = $2", {shop, event});
    transaction.execute("DELETE FROM events WHERE shop = $1 AND id = $2", {shop, event});
  }
  return old.size();
}

}  // namespace timeshelf::commerce
