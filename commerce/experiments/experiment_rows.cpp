#include "commerce/experiments/experiment_rows.hpp"

#include <array>
#include <string>

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kColumns =
    "SELECT id, name, kind, shelf, uid, state, salt, share, effect, window_days, kept, created_by, "
    "created_at, started_at, ended_at FROM experiments WHERE shop = $1";

ExperimentState state_of(std::string_view name) {
  if (name == "running") return ExperimentState::running;
  return name == "ended" ? ExperimentState::ended : ExperimentState::draft;
}

Experiment experiment_of(const Id& shop, const store::Row& row) {
  Experiment read;
  read.shop = shop;
  read.id = row.id(0);
  read.name = row.string(1);
  read.kind = parse_experiment_kind(row.text(2)).value_or(ExperimentKind::picture);
  read.shelf = row.id(3);
  read.uid = row.string(4);
  read.state = state_of(row.text(5));
  read.salt = row.string(6);
  read.share = row.integer(7);
  read.effect = row.integer(8);
  read.window_days = row.integer(9);
  read.kept = row.maybe_integer(10);
  read.created_by = row.string(11);
  read.created_at = row.instant(12);
  read.started_at = row.maybe_instant(13);
  read.ended_at = row.maybe_instant(14);
  return read;
}

void load_variants(store::Transaction& transaction, Experiment& experiment) {
  transaction.query(
      "SELECT name, weight, title, story, image, ladder, ordering FROM experiment_variants WHERE shop = $1 "
      "AND experiment = $2 ORDER BY position",
      {experiment.shop, experiment.id}, [&](const store::Row& row) {
        experiment.variants.push_back({row.string(0), row.integer(1), row.string(2), row.string(3),
                                       row.string(4), row.string(5), row.string(6)});
      });
}

void load_chosen_slots(store::Transaction& transaction, Experiment& experiment) {
  if (experiment.kind != ExperimentKind::ladder || experiment.is_of_one_event()) return;
  transaction.query(
      "SELECT c.slot FROM experiment_slots c JOIN slots s ON s.shop = c.shop AND s.id = c.slot "
      "WHERE c.shop = $1 AND c.experiment = $2 ORDER BY s.starts_at, s.id",
      {experiment.shop, experiment.id},
      [&](const store::Row& row) { experiment.slots.push_back(row.id(0)); });
}

// A draft's slots wait to be dealt a ladder.
constexpr std::int64_t kNotDealt = -1;
void store_chosen_slots(store::Transaction& transaction, const Experiment& experiment) {
  if (experiment.state != ExperimentState::draft) return;
  transaction.execute("DELETE FROM experiment_slots WHERE shop = $1 AND experiment = $2",
                      {experiment.shop, experiment.id});
  for (const Id& slot : experiment.slots) store_dealt_slot(transaction, experiment, slot, kNotDealt);
}

std::vector<Experiment> load(store::Transaction& transaction, const Id& shop, std::string_view condition,
                             const Id& id) {
  std::vector<Experiment> found;
  const auto take = [&](const store::Row& row) { found.push_back(experiment_of(shop, row)); };
  const std::string sql = std::string(kColumns).append(condition);
  if (id.empty()) {
    transaction.query(sql, {shop}, take);
  } else {
    transaction.query(sql, {shop, id}, take);
  }
  for (Experiment& experiment : found) {
    load_variants(transaction, experiment);
    load_chosen_slots(transaction, experiment);
  }
  return found;
}

}  // namespace

std::optional<Experiment> load_experiment(store::Transaction& transaction, const Id& shop,
                                          const Id& experiment) {
  auto found = load(transaction, shop, " AND id = $2", experiment);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Experiment> load_experiments(store::Transaction& transaction, const Id& shop) {
  return load(transaction, shop, " ORDER BY id DESC", {});
}

std::vector<Experiment> load_running(store::Transaction& transaction, const Id& shop) {
  return load(transaction, shop, " AND state = 'running' ORDER BY id", {});
}

std::string kept_ordering(store::Transaction& transaction, const Id& shop) {
  return transaction
      .first(
          "SELECT v.ordering FROM experiments e LEFT JOIN experiment_variants v ON v.shop = e.shop AND "
          "v.experiment = e.id AND v.position = e.kept WHERE e.shop = $1 AND e.state = 'ended' AND e.kind = "
          "'order' ORDER BY e.ended_at DESC LIMIT 1",
          {shop}, [](const store::Row& row) { return row.string(0); })
      .value_or("");
}

void store_experiment(store::Transaction& transaction, const Experiment& experiment) {
  transaction.execute(
      "INSERT INTO experiments (shop, id, name, kind, shelf, uid, state, salt, share, effect, window_days, "
      "kept, created_by, created_at, started_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
      "$11, $12, $13, $14, $15, $16) ON CONFLICT (shop, id) DO UPDATE SET name = excluded.name, kind = "
      "excluded.kind, shelf = excluded.shelf, uid = excluded.uid, state = excluded.state, salt = "
      "excluded.salt, share = excluded.share, effect = excluded.effect, window_days = excluded.window_days, "
      "kept = excluded.kept, started_at = excluded.started_at, ended_at = excluded.ended_at",
      {experiment.shop, experiment.id, experiment.name, name_of(experiment.kind), experiment.shelf,
       experiment.uid, name_of(experiment.state), experiment.salt, experiment.share, experiment.effect,
       experiment.window_days, experiment.kept, experiment.created_by, experiment.created_at,
       experiment.started_at, experiment.ended_at});
  transaction.execute("DELETE FROM experiment_variants WHERE shop = $1 AND experiment = $2",
                      {experiment.shop, experiment.id});
  std::int64_t position = 0;
  for (const Variant& variant : experiment.variants) {
    transaction.execute(
        "INSERT INTO experiment_variants (shop, experiment, position, name, weight, title, story, image, "
        "ladder, ordering) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {experiment.shop, experiment.id, position++, variant.name, variant.weight, variant.title,
         variant.story, variant.image, variant.ladder, variant.ordering});
  }
  store_chosen_slots(transaction, experiment);
}

void store_dealt_slot(store::Transaction& transaction, const Experiment& experiment, const Id& slot,
                      std::int64_t variant) {
  transaction.execute(
      "INSERT INTO experiment_slots (shop, experiment, slot, variant) VALUES ($1, $2, $3, $4) ON CONFLICT "
      "(shop, experiment, slot) DO UPDATE SET variant = excluded.variant",
      {experiment.shop, experiment.id, slot, variant});
}

std::vector<std::pair<Id, std::int64_t>> load_dealt_slots(store::Transaction& transaction,
                                                          const Experiment& experiment) {
  std::vector<std::pair<Id, std::int64_t>> dealt;
  transaction.query(
      "SELECT slot, variant FROM experiment_slots WHERE shop = $1 AND experiment = $2 AND variant >= 0 "
      "ORDER BY slot",
      {experiment.shop, experiment.id},
      [&](const store::Row& row) { dealt.emplace_back(row.id(0), row.integer(1)); });
  return dealt;
}

void leave_out_undealt(store::Transaction& transaction, const Experiment& experiment) {
  transaction.execute("DELETE FROM experiment_slots WHERE shop = $1 AND experiment = $2 AND variant = $3",
                      {experiment.shop, experiment.id, kNotDealt});
}

std::optional<std::string> dealt_elsewhere(store::Transaction& transaction, const Experiment& experiment,
                                           const Id& slot) {
  return transaction.first(
      "SELECT e.name FROM experiment_slots s JOIN experiments e ON e.shop = s.shop AND e.id = s.experiment "
      "WHERE s.shop = $1 AND s.slot = $2 AND e.state = 'running' AND e.id <> $3",
      {experiment.shop, slot, experiment.id}, [](const store::Row& row) { return row.string(0); });
}

void erase_experiment(store::Transaction& transaction, const Id& shop, const Id& experiment) {
  static constexpr std::array<std::string_view, 4> kLearned{"exposures", "experiment_holds",
                                                            "experiment_slots", "experiment_variants"};
  for (const std::string_view table : kLearned) {
    transaction.execute("DELETE FROM " + std::string(table) + " WHERE shop = $1 AND experiment = $2",
                        {shop, experiment});
  }
  transaction.execute("DELETE FROM experiments WHERE shop = $1 AND id = $2", {shop, experiment});
}

}  // namespace timeshelf::commerce
