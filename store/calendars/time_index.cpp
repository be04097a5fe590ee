#include "store/calendars/time_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "store/bulk.hpp"
#include "store/calendars/object_row.hpp"

namespace timeshelf::store {
namespace {

// The longest of each class but the last, milliseconds: a day and two hours, for days on which clocks change;
// 35 and 400 days.
constexpr std::array<std::int64_t, 3> kLongest{26LL * 3'600'000, 35LL * 86'400'000, 400LL * 86'400'000};
// Further than any date of four digits, and near enough for differences.
constexpr std::int64_t kFarthest = 1LL << 60;

std::int64_t span_of(std::int64_t starts_at, std::int64_t ends_at) {
  for (std::size_t i = 0; i < kLongest.size(); ++i) {
    if (ends_at != kNever && ends_at - starts_at <= kLongest[i]) return static_cast<std::int64_t>(i);
  }
  return kLongest.size();
}

std::int64_t end_of(const std::optional<Instant>& end) {
  return end ? to_millis(*end) : kNever;
}

std::optional<std::int64_t> sure_of(const Stretch& stretch) {
  return stretch.sure ? std::optional<std::int64_t>(stretch.sure->count()) : std::nullopt;
}

// The one stretch that the object's own bounds tell.
std::optional<Stretch> only_stretch(const ObjectEntry& entry) {
  if (!entry.starts_at) return std::nullopt;
  if (entry.stretches.empty()) {
    const std::chrono::milliseconds always{0};
    return Stretch{*entry.starts_at, entry.ends_at, entry.exact ? std::optional(always) : std::nullopt};
  }
  const Stretch& first = entry.stretches.front();
  const bool same = first.start == *entry.starts_at && first.end == entry.ends_at;
  return entry.stretches.size() == 1 && same ? std::optional(first) : std::nullopt;
}

// $3 and $4 are the range, $5 to $7 where the walks of the first classes begin.
std::string within(std::size_t span) {
  const std::string from = span < kLongest.size() ? fmt::format(" AND starts_at >= ${}", 5 + span) : "";
  return fmt::format(
      " WHERE shop = $1 AND collection = $2 AND span = {}{} AND starts_at < $4 AND (ends_at > $3 OR "
      "starts_at >= $3)",
      span, from);
}

const std::string kSure =
    "CASE WHEN sure IS NOT NULL AND (CASE WHEN ends_at < $4 THEN ends_at ELSE $4 END)"
    " - (CASE WHEN starts_at > $3 THEN starts_at ELSE $3 END) >= sure THEN 1 ELSE 0 END";

// Objects that occur once, class by class, then those of which any row lies in the range, once each.
std::string candidates() {
  std::string once, often;
  for (std::size_t span = 0; span <= kLongest.size(); ++span) {
    const char* and_all = span == 0 ? "" : " UNION ALL ";
    once += fmt::format("{}SELECT {}, {} AS certain FROM objects{}", and_all, kObjectColumns, kSure,
                        within(span));
    often += fmt::format("{}SELECT segment, {} AS certain FROM occurrences{}", and_all, kSure, within(span));
  }
  return once + " UNION ALL SELECT " + qualified_object_columns("o") +
         ", found.certain FROM (SELECT segment, MAX(certain) AS certain FROM (" + often +
         ") AS meeting GROUP BY segment) AS found JOIN objects o"
         " ON o.shop = $1 AND o.collection = $2 AND o.segment = found.segment";
}

std::vector<Param> params_for(const Collection& collection, std::optional<Instant> from,
                              std::optional<Instant> to) {
  const std::int64_t first = from ? std::max(to_millis(*from), -kFarthest) : -kFarthest;
  const std::int64_t last = to ? std::min(to_millis(*to), kFarthest) : kFarthest;
  std::vector<Param> params{collection.shop, collection.id, first, last};
  for (const std::int64_t longest : kLongest) params.emplace_back(first - longest);
  return params;
}

}  // namespace

TimeColumns time_columns_of(const ObjectEntry& entry) {
  const auto stretch = only_stretch(entry);
  if (!stretch) return {};
  return {span_of(to_millis(stretch->start), end_of(stretch->end)), sure_of(*stretch)};
}

void delete_occurrences(Transaction& transaction, const Collection& collection, std::string_view segment) {
  transaction.send("DELETE FROM occurrences WHERE shop = $1 AND collection = $2 AND segment = $3",
                   {collection.shop, collection.id, segment});
}

void put_occurrences(Transaction& transaction, const Collection& collection, const ObjectEntry& entry) {
  delete_occurrences(transaction, collection, entry.segment);
  if (entry.stretches.empty() || only_stretch(entry)) return;
  // Two that begin at once are one row: the longer one, and as sure as both.
  std::map<std::pair<std::int64_t, std::int64_t>, std::pair<std::int64_t, std::optional<std::int64_t>>> rows;
  for (const Stretch& stretch : entry.stretches) {
    const std::int64_t starts_at = to_millis(stretch.start), ends_at = end_of(stretch.end);
    auto& row =
        rows.try_emplace({span_of(starts_at, ends_at), starts_at}, ends_at, sure_of(stretch)).first->second;
    if (row.first == ends_at) continue;
    row.first = std::max(row.first, ends_at);
    row.second.reset();
  }
  std::vector<Param> values;
  values.reserve(rows.size() * 7);
  for (const auto& [key, row] : rows) {
    for (const Param& value : {Param(collection.shop), Param(collection.id), Param(key.first),
                               Param(key.second), Param(entry.segment), Param(row.first), Param(row.second)})
      values.push_back(value);
  }
  insert_rows(transaction, "occurrences (shop, collection, span, starts_at, segment, ends_at, sure)", 7,
              values);
}

void each_candidate(Transaction& transaction, const Collection& collection, std::optional<Instant> from,
                    std::optional<Instant> to, FunctionRef<void(const ObjectEntry&, bool)> each) {
  static const std::string sql = candidates();
  const auto params = params_for(collection, from, to);
  EntryReader entries;
  transaction.query(sql, params,
                    [&](const Row& row) { each(entries.of(row), row.boolean(kObjectColumnCount)); });
}

void each_candidate_with_content(
    Transaction& transaction, const Collection& collection, std::optional<Instant> from,
    std::optional<Instant> to,
    FunctionRef<void(const ObjectEntry&, bool, std::optional<std::string_view>)> each) {
  static const std::string sql = "SELECT c.*, b.content FROM (" + candidates() +
                                 ") AS c LEFT JOIN object_contents b"
                                 " ON b.shop = $1 AND b.collection = $2 AND b.segment = c.segment";
  const auto params = params_for(collection, from, to);
  EntryReader entries;
  transaction.query(sql, params, [&](const Row& row) {
    const int content = kObjectColumnCount + 1;
    each(entries.of(row), row.boolean(kObjectColumnCount),
         row.is_null(content) ? std::nullopt : std::optional(row.text(content)));
  });
}

void each_object_between(Transaction& transaction, const Collection& collection, std::optional<Instant> from,
                         std::optional<Instant> to, FunctionRef<void(const ObjectEntry&)> each) {
  static const std::string sql = "SELECT * FROM (" + candidates() + ") AS c ORDER BY starts_at, segment";
  const auto params = params_for(collection, from, to);
  EntryReader entries;
  transaction.query(sql, params, [&](const Row& row) { each(entries.of(row)); });
}

void copy_occurrences(Transaction& transaction, const Collection& from, const Collection& to) {
  for (const char* column : {"span", "sure"}) {
    transaction.execute(
        fmt::format(
            "UPDATE objects SET {0} = (SELECT o.{0} FROM objects o WHERE o.shop = $1 AND o.collection = $2"
            " AND o.segment = objects.segment) WHERE shop = $1 AND collection = $3",
            column),
        {from.shop, from.id, to.id});
  }
  transaction.execute(
      "INSERT INTO occurrences (shop, collection, span, starts_at, segment, ends_at, sure)"
      " SELECT $1, $3, span, starts_at, segment, ends_at, sure FROM occurrences WHERE shop = $1 AND "
      "collection = $2",
      {from.shop, from.id, to.id});
}

}  // namespace timeshelf::store
