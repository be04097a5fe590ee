#include "commerce/experiments/experiments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "base/characters.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/experiments/experiment_rows.hpp"
#include "commerce/experiments/slot_ladders.hpp"
#include "commerce/slots/slot_choice.hpp"
#include "commerce/slots/slot_rows.hpp"

namespace timeshelf::commerce {
namespace {

using Code = ExperimentRefusal::Code;

constexpr std::size_t kFewestVariants = 2;
constexpr std::size_t kLongestName = 120;
constexpr std::size_t kLongestTitle = 200;
constexpr std::size_t kLongestStory = 20'000;
constexpr std::size_t kLongestAddress = 2'000;
constexpr std::int64_t kHeaviest = 100;
constexpr std::int64_t kSmallestEffect = 10;  // of 10,000; what is smaller takes a million visitors
constexpr std::size_t kSaltBytes = 16;
constexpr std::int64_t kFewestSlots = 2;
constexpr std::size_t kMostSlots = 500;

ExperimentRefusal refuse_with(Code code, std::string sentence, std::string field = {}) {
  return {{std::move(sentence)}, code, std::move(field)};
}
ExperimentRefusal invalid(std::string sentence, std::string field) {
  return refuse_with(Code::invalid, std::move(sentence), std::move(field));
}

Currency currency_of(const store::Shop& shop) {
  return Currency::parse(shop.currency).value_or(*Currency::parse("EUR"));
}

std::optional<ExperimentRefusal> check_numbers(const ExperimentPlan& plan) {
  if (plan.name.empty() || characters_of(plan.name) > kLongestName || !is_printable(plan.name))
    return invalid("Give the experiment a name of at most 120 characters, in one line.", "name");
  if (plan.share < 1 || plan.share > 10'000)
    return invalid("Let between 1 and 10,000 of 10,000 visitors take part.", "share");
  if (plan.effect < kSmallestEffect || plan.effect > 5'000)
    return invalid("The effect to be seen is between 10 and 5,000 of 10,000 visitors.", "effect");
  if (plan.window_days < 1 || plan.window_days > 30)
    return invalid("A booking counts for 1 to 30 days after the visit.", "window_days");
  if (plan.variants.size() < kFewestVariants || plan.variants.size() > kMostVariants)
    return invalid("Compare two to five variants; the first is the event as it is.", "variants");
  return std::nullopt;
}

bool is_own_picture(store::Transaction& transaction, const store::Shop& shop, const std::string& image) {
  const std::string folder = "/media/" + shop.slug + "/";
  if (!image.starts_with(folder) || image.size() > kLongestAddress) return false;
  return transaction.exists("SELECT 1 FROM media WHERE shop = $1 AND id = $2",
                            {shop.id, image.substr(folder.size())});
}

// Only what the kind is about may differ, and something must.
std::optional<ExperimentRefusal> check_variant(store::Transaction& transaction, const store::Shop& shop,
                                               ExperimentKind kind, const Variant& variant, bool is_control,
                                               const std::string& where) {
  if (variant.name.empty() || characters_of(variant.name) > kLongestName || !is_printable(variant.name))
    return invalid("Give each variant a name of at most 120 characters, in one line.", where + ".name");
  if (variant.weight < 1 || variant.weight > kHeaviest)
    return invalid("A weight is a whole number from 1 to 100.", where + ".weight");
  const bool words = !variant.title.empty() || !variant.story.empty();
  const bool any = words || !variant.image.empty() || !variant.ladder.empty() || !variant.ordering.empty();
  if (is_control && any)
    return invalid("The first variant is the event as it is; put what differs into the others.", where);
  if (is_control) return std::nullopt;
  const bool fits = (!words || kind == ExperimentKind::words) &&
                    (variant.image.empty() || kind == ExperimentKind::picture) &&
                    (variant.ladder.empty() || kind == ExperimentKind::ladder) &&
                    (variant.ordering.empty() || kind == ExperimentKind::order);
  if (!fits || !any) {
    static constexpr std::string_view kWanted[] = {"\"image\"", "\"title\" or \"story\"", "\"ladder\"",
                                                   "\"order\""};
    return invalid(
        fmt::format("A variant of this kind says {} and nothing else, so that a difference has one "
                    "reason.",
                    kWanted[static_cast<int>(kind)]),
        where);
  }
  if (characters_of(variant.title) > kLongestTitle || !is_printable(variant.title))
    return invalid("A title has at most 200 characters, in one line.", where + ".title");
  if (characters_of(variant.story) > kLongestStory)
    return invalid("A text has at most 20,000 characters.", where + ".story");
  if (!variant.image.empty() && !is_own_picture(transaction, shop, variant.image))
    return invalid("Visitors are shown the shop's own pictures alone: upload it first, and name its address.",
                   where + ".image");
  if (kind == ExperimentKind::order && variant.ordering != kEarlyBird && variant.ordering != kAlmostGone)
    return invalid("An order is \"early-bird\" or \"almost-gone\"; as it is, slots stand by their time.",
                   where + ".order");
  if (kind == ExperimentKind::ladder) {
    const auto ladder = read_ladder(variant.ladder, currency_of(shop));
    if (!ladder) return invalid(ladder.error().message, where + ".ladder");
  }
  return std::nullopt;
}

Experimented<Experiment> need(store::Transaction& transaction, const store::Shop& shop, const Id& id,
                              ExperimentState wanted) {
  auto found = load_experiment(transaction, shop.id, id);
  if (!found) return refuse_with(Code::unknown, "There is no such experiment; list them again.");
  if (found->state == wanted) return std::move(*found);
  switch (found->state) {
    case ExperimentState::running:
      return refuse_with(
          Code::running,
          "It is running, and stays as it started: end it, and begin another one for what is to "
          "be different.");
    case ExperimentState::ended:
      return refuse_with(Code::ended, "It has ended. Begin another one.");
    case ExperimentState::draft:
      break;
  }
  return refuse_with(Code::draft, "It has not started yet.");
}

// What is kept changes the event; what it was beside the variants stays to be read.
void remember_control(store::Transaction& transaction, Experiment& experiment) {
  const auto shelf = store::find_collection(transaction, experiment.shop, experiment.shelf);
  if (!shelf) return;
  const auto rows = load_slots_of_event(transaction, *shelf, experiment.uid);
  if (rows.empty()) return;
  const Slot& slot = rows.back().slot;
  Variant& control = experiment.variants.front();
  if (experiment.kind == ExperimentKind::picture) control.image = slot.image;
  if (experiment.kind != ExperimentKind::words) return;
  control.title = slot.summary;
  control.story = slot.description;
}

std::optional<ExperimentRefusal> check_alone(store::Transaction& transaction, const Experiment& experiment) {
  if (experiment.kind == ExperimentKind::ladder) return std::nullopt;  // asked slot by slot
  for (const Experiment& other : load_running(transaction, experiment.shop)) {
    if (other.kind == experiment.kind && other.shelf == experiment.shelf && other.uid == experiment.uid)
      return refuse_with(Code::conflict,
                         fmt::format("\"{}\" runs and varies the same thing; end it first.", other.name));
  }
  return std::nullopt;
}

// Every slot has to sell what the ladders say a price of: of what is not sold, a price is no ladder.
std::optional<ExperimentRefusal> check_slots(store::Transaction& transaction, const store::Shop& shop,
                                             const ExperimentPlan& plan) {
  const std::set<Id> chosen(plan.slots.begin(), plan.slots.end());
  if (plan.kind != ExperimentKind::ladder)
    return invalid("Only ladders are compared over the slots of several events.", "slots");
  if (chosen.size() < plan.slots.size())
    return invalid("A slot takes part once; name each only once.", "slots");
  if (chosen.size() < plan.variants.size() || chosen.size() > kMostSlots)
    return invalid(
        fmt::format("Choose at least one slot for each ladder, and at most {} in all.", kMostSlots), "slots");
  const auto rows = load_slots(transaction, shop.id, chosen);
  if (rows.size() < chosen.size())
    return invalid("The shop has no such slots; choose them from its calendar.", "slots");
  for (const Variant& variant : plan.variants) {
    if (variant.ladder.empty()) continue;
    const auto prices = read_ladder(variant.ladder, currency_of(shop));
    for (const auto& price : *prices) {
      SlotChoice sells;
      sells.sku = price.sku;
      const auto selling = chosen_slots(transaction, shop.id, sells, std::nullopt, std::nullopt);
      const auto without = std::find_if(rows.begin(), rows.end(),
                                        [&](const SlotRow& row) { return !selling.contains(row.slot.id); });
      if (without != rows.end())
        return invalid(
            fmt::format("\"{}\" does not sell {}, which \"{}\" says a price of. Leave it out, or leave the "
                        "price out.",
                        without->slot.summary, price.sku, variant.name),
            "slots");
    }
  }
  return std::nullopt;
}

std::optional<ExperimentRefusal> check_free(store::Transaction& transaction, const Experiment& experiment,
                                            const std::vector<SlotRow>& slots) {
  for (const SlotRow& row : slots) {
    if (const auto other = dealt_elsewhere(transaction, experiment, row.slot.id))
      return refuse_with(Code::conflict, fmt::format("\"{}\" runs and gave \"{}\" its ladder; end it first.",
                                                     *other, row.slot.summary));
  }
  return std::nullopt;
}

}  // namespace

Experimented<Experiment> Experiments::write(store::Transaction& transaction, const store::Shop& shop,
                                            Experiment experiment, const ExperimentPlan& plan,
                                            std::string_view actor) {
  if (auto refused = check_numbers(plan)) return *refused;
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    if (auto refused = check_variant(transaction, shop, plan.kind, plan.variants[i], i == 0,
                                     fmt::format("variants[{}]", i)))
      return *refused;
    for (std::size_t other = 0; other < i; ++other) {
      if (equals_ignoring_case(plan.variants[other].name, plan.variants[i].name))
        return invalid("Two variants have that name; what the experiment says would not tell them apart.",
                       fmt::format("variants[{}].name", i));
    }
  }
  experiment.shelf = {};
  experiment.uid.clear();
  experiment.slots = plan.slots;
  if (!plan.slots.empty()) {
    if (auto refused = check_slots(transaction, shop, plan)) return *refused;
  } else if (plan.kind != ExperimentKind::order) {
    const auto slot = load_slot(transaction, shop.id, plan.slot);
    if (!slot) return invalid("The shop has no such slot; choose one from its calendar.", "slot");
    experiment.shelf = slot->slot.shelf;
    experiment.uid = slot->event_uid;
  }
  experiment.name = plan.name;
  experiment.kind = plan.kind;
  experiment.variants = plan.variants;
  experiment.share = plan.kind == ExperimentKind::ladder ? 10'000 : plan.share;
  experiment.effect = plan.effect;
  experiment.window_days = plan.window_days;
  store_experiment(transaction, experiment);
  record(transaction, shop.id, actor, "experiment.drafted", experiment.id.text(),
         {{"name", experiment.name}, {"kind", name_of(experiment.kind)}}, clock_.now(), random_);
  return experiment;
}

Experimented<Experiment> Experiments::draft(store::Transaction& transaction, const store::Shop& shop,
                                            const ExperimentPlan& plan, std::string_view actor) {
  Experiment experiment;
  experiment.shop = shop.id;
  experiment.id = Id::make(clock_.now(), random_);
  experiment.created_by = actor;
  experiment.created_at = clock_.now();
  return write(transaction, shop, std::move(experiment), plan, actor);
}

Experimented<Experiment> Experiments::change(store::Transaction& transaction, const store::Shop& shop,
                                             const Id& id, const ExperimentPlan& plan,
                                             std::string_view actor) {
  auto experiment = need(transaction, shop, id, ExperimentState::draft);
  if (!experiment) return experiment.error();
  return write(transaction, shop, std::move(*experiment), plan, actor);
}

Experimented<Experiment> Experiments::start(store::Transaction& transaction, const store::Shop& shop,
                                            const Id& id, std::string_view actor) {
  auto experiment = need(transaction, shop, id, ExperimentState::draft);
  if (!experiment) return experiment.error();
  if (auto refused = check_alone(transaction, *experiment)) return *refused;
  const Instant now = clock_.now();
  experiment->state = ExperimentState::running;
  experiment->salt = random_token(random_, kSaltBytes);
  experiment->started_at = now;
  store_experiment(transaction, *experiment);
  if (experiment->kind == ExperimentKind::ladder) {
    const auto slots = slots_to_deal(transaction, *experiment, now);
    if (auto refused = check_free(transaction, *experiment, slots)) return *refused;
    const auto given = deal_ladders(transaction, *experiment, slots, currency_of(shop), now);
    if (std::accumulate(given.begin(), given.end(), std::int64_t{0}) < kFewestSlots ||
        std::count(given.begin(), given.end(), 0) > 0)
      return invalid(
          "Ladders are compared slot by slot, and fewer coming slots of it are without "
          "bookings than there are ladders. Publish more dates first.",
          experiment->is_of_one_event() ? "slot" : "slots");
    experiment = load_experiment(transaction, shop.id, id).value();  // with the slots that take part
  }
  record(transaction, shop.id, actor, "experiment.started", experiment->id.text(),
         {{"name", experiment->name}}, now, random_);
  return experiment;
}

Experimented<Experiment> Experiments::end(store::Transaction& transaction, const store::Shop& shop,
                                          const Id& id, std::optional<std::int64_t> kept,
                                          std::string_view actor) {
  auto experiment = need(transaction, shop, id, ExperimentState::running);
  if (!experiment) return experiment.error();
  if (kept && (*kept < 0 || *kept >= static_cast<std::int64_t>(experiment->variants.size())))
    return invalid("Keep one of the experiment's variants, counted from 0.", "keep");
  experiment->state = ExperimentState::ended;
  experiment->ended_at = clock_.now();
  experiment->kept = kept;
  remember_control(transaction, *experiment);
  store_experiment(transaction, *experiment);
  boost::json::object facts{{"name", experiment->name}};
  if (kept) facts["kept"] = experiment->variants[static_cast<std::size_t>(*kept)].name;
  record(transaction, shop.id, actor, "experiment.ended", experiment->id.text(), facts, clock_.now(),
         random_);
  return experiment;
}

Experimented<void> Experiments::remove(store::Transaction& transaction, const store::Shop& shop, const Id& id,
                                       std::string_view actor) {
  const auto found = load_experiment(transaction, shop.id, id);
  if (!found) return refuse_with(Code::unknown, "There is no such experiment; list them again.");
  if (found->state == ExperimentState::running)
    return refuse_with(Code::running, "It is running; end it first.");
  erase_experiment(transaction, shop.id, id);
  record(transaction, shop.id, actor, "experiment.removed", id.text(), {{"name", found->name}}, clock_.now(),
         random_);
  return {};
}

DueWork throwing_salts_away(const Clock& clock) {
  constexpr std::chrono::days kMost{31};  // the longest window, and a day for who is checking out
  return {.name = "throwing salts away",
          .next = [=](store::Transaction& transaction) -> std::optional<Instant> {
            const auto first = transaction.first(
                "SELECT MIN(ended_at) FROM experiments WHERE state = 'ended' AND salt <> ''", {},
                [](const store::Row& row) { return row.maybe_instant(0); });
            return first && *first ? std::optional(**first + kMost) : std::nullopt;
          },
          .run = [=, &clock](store::Transaction& transaction, std::size_t) -> std::size_t {
            return static_cast<std::size_t>(transaction.execute(
                "UPDATE experiments SET salt = '' WHERE state = 'ended' AND salt <> '' AND "
                "ended_at <= $1",
                {clock.now() - kMost}));
          }};
}

}  // namespace timeshelf::commerce
