// timeshelf webhook
#include "commerce/webhooks/webhooks.hpp"

#include <fmt/format.h>

#include "server/cli/session.hpp"
#include "server/public_address.hpp"

namespace timeshelf::server::cli {
namespace {

struct WebhookOptions {
  std::string shop, url, webhook, event;
  std::vector<std::string> events;
  bool failed = false;
};

constexpr const char* kActor = "command line";

template <class T>
T must(commerce::Decided<T> decided) {
  if (!decided) throw Stop{kRefused, decided.error().message};
  if constexpr (!std::is_void_v<T>) return std::move(*decided);
}

// Runs `act` with the shop and the webhook that the options name.
int with_webhook(
    const Config& config, const WebhookOptions& options,
    const std::function<void(store::Transaction&, commerce::Webhooks&, const Id& shop, const Id& id)>& act) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      act(transaction, session.parts.services.webhooks, shop.id, Id::parse(options.webhook).value_or(Id{}));
    });
    return kDone;
  });
}

int add_webhook(const Config& config, const WebhookOptions& options) {
  return with_database(config, [&](Session& session) {
    const std::string wrong = problem_with_address(options.url, config.webhooks_any_address);
    if (!wrong.empty()) throw Stop{kRefused, wrong};
    std::optional<commerce::WebhookMade> made;
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      made = must(session.parts.services.webhooks.add(transaction, shop.id,
                                                      {options.url, options.events, true}, kActor));
    });
    fmt::print("Webhook {}\nSecret: {}\nIt signs every message, and is shown nowhere else.\n",
               made->webhook.id.text(), made->secret);
    return kDone;
  });
}

int list_webhooks(const Config& config, const WebhookOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      for (const auto& webhook : session.parts.services.webhooks.list(transaction, shop.id)) {
        const std::string state = webhook.active            ? "active"
                                  : webhook.stopped.empty() ? "switched off"
                                                            : "stopped: " + webhook.stopped;
        fmt::print("{}\t{}\t{}\t{}\t{} waiting\t{} given up\n", webhook.id.text(), webhook.url,
                   webhook.kinds.empty() ? "all events" : fmt::format("{}", fmt::join(webhook.kinds, " ")),
                   state, webhook.waiting, webhook.given_up);
      }
    });
    return kDone;
  });
}

int list_deliveries(const Config& config, const WebhookOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      auto& webhooks = session.parts.services.webhooks;
      const Id id = must(webhooks.find(transaction, shop.id, Id::parse(options.webhook).value_or(Id{}))).id;
      commerce::DeliveryQuery query;
      if (options.failed) query.state = commerce::DeliveryState::given_up;
      query.limit = 200;
      for (const auto& delivery : webhooks.deliveries(transaction, shop.id, id, query)) {
        const std::string last =
            delivery.tries.empty() ? "not sent yet"
            : delivery.tries.front().reason.empty()
                ? fmt::format("{} in {} ms", delivery.tries.front().status, delivery.tries.front().ms)
                : delivery.tries.front().reason;
        fmt::print("{}\t{}\t{}\t{}\t{}\n", to_rfc3339(delivery.created_at), delivery.event.text(),
                   delivery.kind, commerce::name_of(delivery.state), last);
      }
    });
    return kDone;
  });
}

int ping_webhook(const Config& config, const WebhookOptions& options) {
  return with_webhook(
      config, options,
      [](store::Transaction& transaction, commerce::Webhooks& webhooks, const Id& shop, const Id& id) {
        const Id event = must(webhooks.ping(transaction, shop, id, kActor));
        fmt::print(
            "Event {} is sent by the running server; 'timeshelf webhook log' says how it "
            "went.\n",
            event.text());
      });
}

int replay_webhook(const Config& config, const WebhookOptions& options) {
  return with_webhook(
      config, options,
      [&](store::Transaction& transaction, commerce::Webhooks& webhooks, const Id& shop, const Id& id) {
        if (options.event.empty()) {
          fmt::print("{} events are sent again.\n",
                     must(webhooks.replay_given_up(transaction, shop, id, kActor)));
          return;
        }
        must(webhooks.replay(transaction, shop, id, Id::parse(options.event).value_or(Id{}), kActor));
        fmt::print("Event {} is sent again.\n", options.event);
      });
}

int renew_webhook_secret(const Config& config, const WebhookOptions& options) {
  return with_webhook(
      config, options,
      [](store::Transaction& transaction, commerce::Webhooks& webhooks, const Id& shop, const Id& id) {
        const auto made = must(webhooks.renew_secret(transaction, shop, id, kActor));
        fmt::print("Secret: {}\nUntil {} the one before signs beside it.\n", made.secret,
                   to_rfc3339(*made.webhook.previous_until));
      });
}

int remove_webhook(const Config& config, const WebhookOptions& options) {
  return with_webhook(
      config, options,
      [](store::Transaction& transaction, commerce::Webhooks& webhooks, const Id& shop, const Id& id) {
        must(webhooks.remove(transaction, shop, id, kActor));
        fmt::print("The webhook is removed.\n");
      });
}

}  // namespace

void declare_webhooks(CommandLine& line) {
  CLI::App& webhook = line.group("webhook", "Addresses that are told what happens in a shop");
  auto& options = line.options<WebhookOptions>();
  CLI::App& made = line.add_of_shop(webhook, "add", "Add one; prints its secret, once", options, add_webhook);
  made.add_option("url", options.url, "Where events are POSTed to")->required();
  made.add_option("--event", options.events, "Only these, like booking.made; by default all");
  line.add_of_shop(webhook, "list", "List them", options, list_webhooks);
  const auto add = [&](const char* name, const char* text, auto* command) -> CLI::App& {
    CLI::App& added = line.add_of_shop(webhook, name, text, options, command);
    added.add_option("webhook", options.webhook, "Its id, as 'webhook list' prints it")->required();
    return added;
  };
  add("ping", "Send one a message that says nothing", ping_webhook);
  add("log", "What was sent, newest first, and how that went", list_deliveries)
      .add_flag("--given-up", options.failed, "Only what nobody tries any more");
  add("replay", "Send again, under the same id", replay_webhook)
      .add_option("--event", options.event, "The event's id; by default all that was given up");
  add("secret", "Print a new secret; the one before is good for a day", renew_webhook_secret);
  add("remove", "Remove one, with its log", remove_webhook);
}

}  // namespace timeshelf::server::cli
