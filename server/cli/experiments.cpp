// timeshelf experiment
#include "commerce/experiments/experiments.hpp"

#include <fmt/format.h>

#include "commerce/experiments/experiment_results.hpp"
#include "commerce/experiments/experiment_rows.hpp"
#include "commerce/experiments/experiment_sentence.hpp"
#include "server/cli/session.hpp"
#include "server/shop/address.hpp"

namespace timeshelf::server::cli {
namespace {

struct ExperimentOptions {
  std::string shop, id, name, kind, variant = "B", title, story, image, ladder, order;
  std::vector<std::string> slots;  ///< one: any of the event; several: of ladders, those that take part
  std::int64_t share = 10'000, effect = 300, window_days = 7;
  bool csv = false;
};

using commerce::Experiment;

constexpr std::string_view kCommandLine = "command line";

commerce::ExperimentPlan plan_of(const Config& config, const ExperimentOptions& options) {
  commerce::ExperimentPlan plan;
  const auto kind = commerce::parse_experiment_kind(options.kind);
  if (!kind) throw Stop{kRefused, fmt::format("'{}' is not picture, words, ladder or order.", options.kind)};
  if (options.slots.empty() && *kind != commerce::ExperimentKind::order)
    throw Stop{kRefused, "Name a slot of the event with --slot."};
  std::vector<Id> slots;
  for (const std::string& text : options.slots) {
    const auto slot = Id::parse(text);
    if (!slot) throw Stop{kRefused, fmt::format("The shop has no slot '{}'.", text)};
    slots.push_back(*slot);
  }
  plan.name = options.name;
  plan.kind = *kind;
  if (slots.size() == 1) plan.slot = slots.front();
  if (slots.size() > 1) plan.slots = slots;
  plan.variants = {
      {"As it is"},
      {options.variant, 1, options.title, options.story,
       without_origin(options.image, config.effective_base_url()), options.ladder, options.order}};
  plan.share = options.share;
  plan.effect = options.effect;
  plan.window_days = options.window_days;
  return plan;
}

Experiment need_experiment(store::Transaction& transaction, const Id& shop, const std::string& text) {
  const auto id = Id::parse(text);
  auto found = id ? commerce::load_experiment(transaction, shop, *id) : std::nullopt;
  if (!found) throw Stop{kRefused, fmt::format("There is no experiment '{}'; list them.", text)};
  return std::move(*found);
}

// Runs `act` on the experiment that was named, in a write.
template <class Act>
int change(const Config& config, const ExperimentOptions& options, std::string_view done, Act act) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const auto experiment = need_experiment(transaction, shop.id, options.id);
      commerce::Experiments service(session.clock, session.random);
      const auto outcome = act(service, transaction, shop, experiment.id);
      if (!outcome) throw Stop{kRefused, outcome.error().message};
    });
    fmt::print("{}\n", done);
    return kDone;
  });
}

void print_visitors(const Experiment& experiment, const commerce::ExperimentResults& results, bool csv) {
  if (!csv) fmt::print("{}\n", commerce::sentence_of(experiment, results));
  const char* line = csv ? "{},{},{},{},{},{},{},{},{}\n" : "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n";
  fmt::print(fmt::runtime(line), "variant", "visitors", "held", "booked", "cancelled", "refunded", "missed",
             "low", "high");
  for (std::size_t i = 0; i < results.variants.size(); ++i) {
    const auto& figures = results.variants[i];
    const auto interval = figures.looks.empty() ? std::nullopt : figures.looks.back().interval;
    const auto share = [&](double of) { return interval ? fmt::format("{:.4f}", of) : std::string(); };
    fmt::print(fmt::runtime(line), i, figures.visitors, figures.held, figures.booked,
               figures.guards.cancelled, figures.guards.refunded, figures.guards.missed,
               share(interval ? interval->low : 0), share(interval ? interval->high : 0));
  }
}

void print_slots(const Experiment& experiment, const commerce::LadderResults& results, bool csv) {
  if (!csv) fmt::print("{}\n", commerce::sentence_of(experiment, results));
  const char* line = csv ? "{},{},{},{},{},{}\n" : "{}\t{}\t{}\t{}\t{}\t{}\n";
  fmt::print(fmt::runtime(line), "slot", "variant", "starts_at", "over", "units", "minor");
  for (const auto& slot : results.slots)
    fmt::print(fmt::runtime(line), slot.slot.text(), slot.variant, to_rfc3339(slot.starts_at),
               slot.over ? 1 : 0, slot.units, slot.minor);
}

int draft_experiment(const Config& config, const ExperimentOptions& options) {
  return with_database(config, [&](Session& session) {
    std::string id;
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      commerce::Experiments service(session.clock, session.random);
      const auto made = service.draft(transaction, shop, plan_of(config, options), kCommandLine);
      if (!made) throw Stop{kRefused, made.error().message};
      id = made->id.string();
    });
    fmt::print("{}\n", id);
    return kDone;
  });
}

int list_experiments(const Config& config, const ExperimentOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      for (const auto& experiment : commerce::load_experiments(transaction, shop.id))
        fmt::print("{}\t{}\t{}\t{}\n", experiment.id.text(), commerce::name_of(experiment.state),
                   commerce::name_of(experiment.kind), experiment.name);
    });
    return kDone;
  });
}

int show_experiment(const Config& config, const ExperimentOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const auto experiment = need_experiment(transaction, shop.id, options.id);
      const Instant now = session.clock.now();
      if (!experiment.started_at) {
        fmt::print("It has not started yet.\n");
      } else if (experiment.is_of_visitors()) {
        print_visitors(experiment, commerce::results_of(transaction, experiment, now), options.csv);
      } else {
        print_slots(experiment, commerce::ladder_results_of(transaction, experiment, now), options.csv);
      }
    });
    return kDone;
  });
}

int start_experiment(const Config& config, const ExperimentOptions& options) {
  return change(config, options, "It is running.",
                [](commerce::Experiments& service, store::Transaction& transaction, const store::Shop& shop,
                   const Id& id) { return service.start(transaction, shop, id, kCommandLine); });
}

int end_experiment(const Config& config, const ExperimentOptions& options) {
  return change(config, options, "It has ended.",
                [](commerce::Experiments& service, store::Transaction& transaction, const store::Shop& shop,
                   const Id& id) { return service.end(transaction, shop, id, std::nullopt, kCommandLine); });
}

int remove_experiment(const Config& config, const ExperimentOptions& options) {
  return change(config, options, "It is removed.",
                [](commerce::Experiments& service, store::Transaction& transaction, const store::Shop& shop,
                   const Id& id) { return service.remove(transaction, shop, id, kCommandLine); });
}

}  // namespace

void declare_experiments(CommandLine& line) {
  CLI::App& experiment =
      line.group("experiment", "Show or price an event in several ways, and learn which sells better");
  auto& options = line.options<ExperimentOptions>();
  CLI::App& draft = line.add_of_shop(
      experiment, "draft", "Write a draft: the event as it is, and one variant", options, draft_experiment);
  draft.add_option("name", options.name, "What it is called")->required();
  draft
      .add_option("--slot", options.slots,
                  "Any slot of the event: its id; of an order none, of ladders over several events each that "
                  "takes part")
      ->allow_extra_args(false);
  draft.add_option("--kind", options.kind, "What differs: picture, words, ladder or order")->required();
  draft.add_option("--variant", options.variant, "Name of the variant")->capture_default_str();
  draft.add_option("--title", options.title, "Its title");
  draft.add_option("--story", options.story, "Its text");
  draft.add_option("--image", options.image, "Its picture: the address of one of the shop's own");
  draft.add_option("--ladder", options.ladder, "Its prices: \"price SEAT 18 EUR until 7 days before, 24\"");
  draft.add_option("--order", options.order, "Which slots of a day come first: early-bird or almost-gone");
  draft.add_option("--share", options.share, "Of 10,000 visitors, how many take part")->capture_default_str();
  draft.add_option("--effect", options.effect, "Of 10,000 visitors, how many more bookings are to be seen")
      ->capture_default_str();
  draft.add_option("--window-days", options.window_days, "Days after a visit in which a booking counts")
      ->capture_default_str();
  line.add_of_shop(experiment, "list", "List them, the newest first", options, list_experiments);
  const auto add = [&](const char* name, const char* text, auto* command) -> CLI::App& {
    CLI::App& added = line.add_of_shop(experiment, name, text, options, command);
    added.add_option("experiment", options.id, "Its id")->required();
    return added;
  };
  add("show", "What it says", show_experiment).add_flag("--csv", options.csv, "As CSV");
  add("start", "Start a draft; nothing of it changes from then on", start_experiment);
  add("end", "End it; the event stays as it is", end_experiment);
  add("remove", "Remove it with all that was learned; not while it runs", remove_experiment);
}

}  // namespace timeshelf::server::cli
