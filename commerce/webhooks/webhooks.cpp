#include "commerce/webhooks/webhooks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/base64.hpp"
#include "commerce/audit.hpp"
#include "commerce/core/retrying.hpp"
#include "commerce/webhooks/events.hpp"
#include "commerce/webhooks/webhook_rows.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::size_t kMostWebhooks = 20;
constexpr std::size_t kLongestUrl = 2'000;
constexpr std::chrono::hours kBothSecrets{24};
constexpr std::chrono::minutes kTaken{1};  // until another node may think that this one died
constexpr std::chrono::days kKept{30};

constexpr std::array<std::pair<DeliveryState, std::string_view>, 3> kStates{{
    {DeliveryState::waiting, "waiting"},
    {DeliveryState::delivered, "delivered"},
    {DeliveryState::given_up, "given-up"},
}};

std::string make_secret(Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  return "whsec_" + base64_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

double spread_of(Random& random) {
  std::array<std::uint8_t, 1> byte{};
  random.fill(byte);
  return byte[0] / 255.0;
}

std::optional<Refusal> check_terms(const WebhookTerms& terms) {
  if (terms.url.empty() || terms.url.size() > kLongestUrl)
    return refuse(Code::invalid_webhook, fmt::format("An address has 1 to {} bytes.", kLongestUrl), "url");
  for (const std::string& kind : terms.kinds) {
    if (!is_event_kind(kind))
      return refuse(Code::invalid_webhook,
                    fmt::format("There is no event \"{}\"; the list of webhooks says which there are.", kind),
                    "events");
  }
  return std::nullopt;
}

Refusal no_such_webhook() {
  return refuse(Code::unknown_webhook, "The shop has no such webhook.", "webhook");
}

}  // namespace

std::string_view name_of(DeliveryState state) {
  for (const auto& [value, name] : kStates) {
    if (value == state) return name;
  }
  return "";
}

std::optional<DeliveryState> parse_delivery_state(std::string_view wanted) {
  for (const auto& [value, name] : kStates) {
    if (name == wanted) return value;
  }
  return std::nullopt;
}

Decided<WebhookMade> Webhooks::add(store::Transaction& transaction, const Id& shop, const WebhookTerms& terms,
                                   const std::string& actor) {
  if (auto refused = check_terms(terms)) return *refused;
  if (load_webhooks(transaction, shop).size() >= kMostWebhooks)
    return refuse(Code::invalid_webhook,
                  fmt::format("A shop has at most {} webhooks. Remove one first.", kMostWebhooks));
  const Instant now = clock_.now();
  WebhookMade made;
  made.webhook = {shop, Id::make(now, random_), terms.url, terms.kinds, terms.active, "", {}, actor, now};
  made.secret = make_secret(random_);
  insert_webhook(transaction, made.webhook, made.secret);
  record(transaction, shop, actor, "webhook.made", made.webhook.id.text(), {{"url", terms.url}}, now,
         random_);
  return made;
}

std::vector<Webhook> Webhooks::list(store::Transaction& transaction, const Id& shop) {
  return load_webhooks(transaction, shop);
}

Decided<Webhook> Webhooks::find(store::Transaction& transaction, const Id& shop, const Id& id) {
  if (auto webhook = load_webhook(transaction, shop, id)) return std::move(*webhook);
  return no_such_webhook();
}

Decided<Webhook> Webhooks::change(store::Transaction& transaction, const Id& shop, const Id& id,
                                  const WebhookTerms& terms, const std::string& actor) {
  if (auto refused = check_terms(terms)) return *refused;
  auto webhook = load_webhook(transaction, shop, id);
  if (!webhook) return no_such_webhook();
  webhook->url = terms.url;
  webhook->kinds = terms.kinds;
  webhook->active = terms.active;
  webhook->stopped.clear();
  store_webhook(transaction, *webhook);
  record(transaction, shop, actor, "webhook.changed", id.text(),
         {{"url", terms.url}, {"active", terms.active}}, clock_.now(), random_);
  return std::move(*webhook);
}

Decided<WebhookMade> Webhooks::renew_secret(store::Transaction& transaction, const Id& shop, const Id& id,
                                            const std::string& actor) {
  const Instant now = clock_.now();
  auto webhook = load_webhook(transaction, shop, id);
  if (!webhook) return no_such_webhook();
  const auto before = signing_secrets(transaction, *webhook, now);
  WebhookMade made{std::move(*webhook), make_secret(random_)};
  made.webhook.previous_until = now + kBothSecrets;
  store_secrets(transaction, made.webhook, {made.secret, before.front()});
  record(transaction, shop, actor, "webhook.secret_renewed", id.text(), {}, now, random_);
  return made;
}

Decided<void> Webhooks::remove(store::Transaction& transaction, const Id& shop, const Id& id,
                               const std::string& actor) {
  const auto webhook = load_webhook(transaction, shop, id);
  if (!webhook) return no_such_webhook();
  delete_webhook(transaction, *webhook);
  record(transaction, shop, actor, "webhook.removed", id.text(), {{"url", webhook->url}}, clock_.now(),
         random_);
  return {};
}

Id Webhooks::queue(store::Transaction& transaction, const Webhook& webhook, std::string_view kind,
                   const std::string& actor, Instant now) {
  const Id event = Id::make(now, random_);
  const boost::json::object body{{"id", event.text()},
                                 {"type", kind},
                                 {"timestamp", to_rfc3339(now)},
                                 {"data", {{"webhook", webhook.id.text()}, {"asked_by", actor}}}};
  transaction.execute(
      "INSERT INTO events (shop, id, kind, subject, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
      {webhook.shop, event, kind, webhook.id, boost::json::serialize(body), now});
  transaction.execute(
      "INSERT INTO webhook_deliveries (shop, webhook, event, state, tries, since, due_at) VALUES ($1, $2, "
      "$3, 'waiting', 0, $4, $4)",
      {webhook.shop, webhook.id, event, now});
  return event;
}

Decided<Id> Webhooks::ping(store::Transaction& transaction, const Id& shop, const Id& id,
                           const std::string& actor) {
  const auto webhook = load_webhook(transaction, shop, id);
  if (!webhook) return no_such_webhook();
  if (!webhook->active)
    return refuse(Code::invalid_webhook, "The webhook is switched off. Switch it on first.", "active");
  return queue(transaction, *webhook, "webhook.ping", actor, clock_.now());
}

std::vector<WebhookDelivery> Webhooks::deliveries(store::Transaction& transaction, const Id& shop,
                                                  const Id& id, const DeliveryQuery& query) {
  const auto webhook = load_webhook(transaction, shop, id);
  return webhook ? load_deliveries(transaction, *webhook, query) : std::vector<WebhookDelivery>{};
}

Decided<void> Webhooks::replay(store::Transaction& transaction, const Id& shop, const Id& id, const Id& event,
                               const std::string& actor) {
  if (!load_webhook(transaction, shop, id)) return no_such_webhook();
  const Instant now = clock_.now();
  const auto again = transaction.execute(
      "UPDATE webhook_deliveries SET state = 'waiting', tries = 0, since = $4, due_at = $4 WHERE shop = $1 "
      "AND webhook = $2 AND event = $3",
      {shop, id, event, now});
  if (again == 0)
    return refuse(Code::unknown_delivery,
                  "The webhook was told of no such event, or it is more than a month ago.", "event");
  record(transaction, shop, actor, "webhook.replayed", id.text(), {{"event", event.text()}}, now, random_);
  return {};
}

Decided<std::int64_t> Webhooks::replay_given_up(store::Transaction& transaction, const Id& shop, const Id& id,
                                                const std::string& actor) {
  if (!load_webhook(transaction, shop, id)) return no_such_webhook();
  const Instant now = clock_.now();
  const auto again = transaction.execute(
      "UPDATE webhook_deliveries SET state = 'waiting', tries = 0, since = $3, due_at = $3 WHERE shop = $1 "
      "AND webhook = $2 AND state = 'given-up'",
      {shop, id, now});
  record(transaction, shop, actor, "webhook.replayed", id.text(), {{"events", again}}, now, random_);
  return again;
}

void Webhooks::take_of(store::Transaction& transaction, const Webhook& webhook, std::size_t room,
                       std::vector<DueDelivery>& taken) {
  const Instant now = clock_.now();
  const auto secrets = signing_secrets(transaction, webhook, now);
  const auto first = taken.size();
  transaction.query(
      "SELECT d.event, e.body FROM webhook_deliveries d JOIN events e ON e.shop = d.shop AND e.id = d.event "
      "WHERE d.shop = $1 AND d.webhook = $2 AND d.due_at <= $3 ORDER BY d.due_at, d.event LIMIT $4",
      {webhook.shop, webhook.id, now, static_cast<std::int64_t>(room)}, [&](const store::Row& row) {
        taken.push_back({webhook.shop, webhook.id, row.id(0), webhook.url, row.string(1), secrets});
      });
  for (auto each = taken.begin() + static_cast<std::ptrdiff_t>(first); each != taken.end(); ++each) {
    transaction.execute(
        "UPDATE webhook_deliveries SET due_at = $4 WHERE shop = $1 AND webhook = $2 AND event = $3",
        {each->shop, each->webhook, each->event, now + kTaken});
  }
}

// Each webhook is looked at by itself: one with a long queue keeps no other waiting.
std::vector<DueDelivery> Webhooks::take(store::Transaction& transaction, const UnderWay& under_way,
                                        std::size_t at_most) {
  std::vector<Webhook> ready;
  transaction.query(
      "SELECT w.shop, w.id, w.url, w.previous_until FROM webhooks w WHERE w.active = 1 AND EXISTS (SELECT 1 "
      "FROM webhook_deliveries d WHERE d.shop = w.shop AND d.webhook = w.id AND d.due_at <= $1)",
      {clock_.now()}, [&](const store::Row& row) {
        Webhook webhook;
        webhook.shop = row.id(0);
        webhook.id = row.id(1);
        webhook.url = row.string(2);
        webhook.previous_until = row.maybe_instant(3);
        ready.push_back(std::move(webhook));
      });
  std::vector<DueDelivery> taken;
  for (const Webhook& webhook : ready) {
    const auto busy = under_way.find({webhook.shop, webhook.id});
    const std::size_t room = at_most - std::min(at_most, busy == under_way.end() ? 0 : busy->second);
    if (room > 0) take_of(transaction, webhook, room, taken);
  }
  return taken;
}

void Webhooks::note(store::Transaction& transaction, const DeliveryOutcome& outcome) {
  const auto webhook = load_webhook(transaction, outcome.shop, outcome.webhook);
  const auto standing = transaction.first(
      "SELECT tries, since FROM webhook_deliveries WHERE shop = $1 AND webhook = $2 AND event = $3",
      {outcome.shop, outcome.webhook, outcome.event},
      [](const store::Row& row) { return std::pair(row.integer(0), row.instant(1)); });
  if (!webhook || !standing) return;  // removed meanwhile
  const Instant now = clock_.now();
  insert_try(transaction, outcome, Id::make(now, random_));
  const std::int64_t tries = standing->first + 1;
  std::optional<Instant> again;
  if (!outcome.sent.reason.empty() && !outcome.gone)
    again = next_try(standing->second, tries, now, outcome.retry_after, spread_of(random_));
  const DeliveryState state = outcome.sent.reason.empty() ? DeliveryState::delivered
                              : again                     ? DeliveryState::waiting
                                                          : DeliveryState::given_up;
  transaction.execute(
      "UPDATE webhook_deliveries SET state = $4, tries = $5, due_at = $6 WHERE shop = $1 AND webhook = $2 "
      "AND event = $3",
      {outcome.shop, outcome.webhook, outcome.event, name_of(state), tries, again});
  if (!outcome.gone || !webhook->active) return;
  Webhook stopped = *webhook;
  stopped.active = false;
  stopped.stopped = "It answered 410 (Gone): it wants nothing any more.";
  store_webhook(transaction, stopped);
  record(transaction, outcome.shop, "timeshelf", "webhook.stopped", outcome.webhook.text(),
         {{"cause", "it answered 410"}}, now, random_);
}

std::optional<Instant> Webhooks::next(store::Transaction& transaction) {
  return transaction
      .first(
          "SELECT MIN(d.due_at) FROM webhook_deliveries d JOIN webhooks w ON w.shop = d.shop AND w.id = "
          "d.webhook WHERE d.due_at IS NOT NULL AND w.active = 1",
          {}, [](const store::Row& row) { return row.maybe_instant(0); })
      .value_or(std::nullopt);
}

DueWork Webhooks::forgetting() {
  const auto oldest = [](store::Transaction& transaction) {
    return transaction
        .first("SELECT MIN(created_at) FROM events", {},
               [](const store::Row& row) { return row.maybe_instant(0); })
        .value_or(std::nullopt);
  };
  return {.name = "forgetting events",
          .next = [oldest](store::Transaction& transaction) -> std::optional<Instant> {
            const auto first = oldest(transaction);
            // A whole hour at once: a busy shop is not to be looked through after each event.
            return first ? std::optional(*first + kKept + std::chrono::hours(1)) : std::nullopt;
          },
          .run = [this, oldest](store::Transaction& transaction, std::size_t at_most) -> std::size_t {
            const auto first = oldest(transaction);
            const Instant until = clock_.now() - kKept;
            if (!first || *first > until) return 0;
            return delete_events(transaction, until, at_most);
          }};
}

}  // namespace timeshelf::commerce
