#include "commerce/voice/mood_rows.hpp"

#include "commerce/reports/figures.hpp"
#include "insight/voice/score.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

using insight::voice::Mood;

constexpr double kScale = 10'000;

bool sounds(std::int64_t score, Mood mood) {
  return insight::voice::mood_of(static_cast<double>(score) / kScale) == mood;
}

const ical::Zone& zone_of(const store::Shop& shop) {
  const auto* zone = ical::find_zone(shop.time_zone);
  return zone ? *zone : ical::utc_zone();
}

}  // namespace

MoodChange::MoodChange(const store::Shop& shop) : shop_(shop), zone_(zone_of(shop)) {}

void MoodChange::each_cell(const MoodShare& share, FunctionRef<void(Cell&)> act) {
  const Instant hour = std::chrono::floor<std::chrono::hours>(share.said_at);
  const auto date = day_of(zone_, share.said_at);
  const Day day = days_in(zone_, date, date).front();
  std::set<std::string> slots{"", share.slot};
  for (const std::string& slot : slots) {
    Cell& of_hour = cells_[{slot, "hour", hour}];
    of_hour.ends = hour + std::chrono::hours(1);
    act(of_hour);
    Cell& of_day = cells_[{slot, "day", day.begins}];
    of_day.ends = day.ends;
    act(of_day);
  }
}

void MoodChange::count(const MoodShare& share, std::int64_t sign) {
  takes_away_ = sign < 0;
  each_cell(share, [&](Cell& cell) {
    cell.messages += sign;
    if (share.author.empty()) {
      cell.nobodies += sign;
    } else {
      cell.authors.insert(share.author);
    }
    if (!share.scored) return;
    cell.scored += sign;
    cell.plain += sign * share.plain;
    cell.score += sign * share.score;
    cell.negative += sounds(share.score, Mood::negative) ? sign : 0;
    cell.positive += sounds(share.score, Mood::positive) ? sign : 0;
  });
}

void MoodChange::rescore(const MoodShare& before, std::int64_t score) {
  if (!before.scored) return;
  const auto change = [&](Mood mood) -> std::int64_t {
    return (sounds(score, mood) ? 1 : 0) - (sounds(before.score, mood) ? 1 : 0);
  };
  each_cell(before, [&](Cell& cell) {
    cell.score += score - before.score;
    cell.negative += change(Mood::negative);
    cell.positive += change(Mood::positive);
  });
}

std::int64_t MoodChange::authors_of(store::Transaction& transaction, const Key& key, const Cell& cell) const {
  std::int64_t others = 0;
  if (!cell.authors.empty()) {
    const auto& [slot, span, begins] = key;
    store::query_in(transaction,
                    "SELECT COUNT(DISTINCT author) FROM voice_messages WHERE shop = $1 AND said_at >= $2 AND "
                    "said_at < $3 AND ($4 = '' OR slot = $4) AND author IN ({})",
                    {shop_.id, begins, cell.ends, slot}, store::params_of(cell.authors),
                    [&](const store::Row& row) { others += row.integer(0); });
  }
  const auto moved = static_cast<std::int64_t>(cell.authors.size()) - others;
  return cell.nobodies + (takes_away_ ? -moved : moved);
}

void MoodChange::write(store::Transaction& transaction) const {
  for (const auto& [key, cell] : cells_) {
    const auto& [slot, span, begins] = key;
    transaction.execute(
        "INSERT INTO voice_mood (shop, slot, span, begins_at, messages, scored, negative, positive, authors, "
        "plain, score) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
        "ON CONFLICT (shop, slot, span, begins_at) DO UPDATE SET messages = voice_mood.messages + "
        "EXCLUDED.messages, "
        "scored = voice_mood.scored + EXCLUDED.scored, negative = voice_mood.negative + EXCLUDED.negative, "
        "positive = voice_mood.positive + EXCLUDED.positive, authors = voice_mood.authors + "
        "EXCLUDED.authors, "
        "plain = voice_mood.plain + EXCLUDED.plain, score = voice_mood.score + EXCLUDED.score",
        {shop_.id, slot, span, begins, cell.messages, cell.scored, cell.negative, cell.positive,
         authors_of(transaction, key, cell), cell.plain, cell.score});
  }
  if (takes_away_)
    transaction.execute("DELETE FROM voice_mood WHERE shop = $1 AND messages <= 0", {shop_.id});
}

}  // namespace timeshelf::commerce
