// Figures of what was said, and the messages behind each of them.
#include <fmt/format.h>

#include "commerce/ids_in_time.hpp"
#include "commerce/voice/voice.hpp"

namespace timeshelf::commerce {
namespace {

using insight::voice::Mood;
using insight::voice::MoodCell;
using insight::voice::WishKind;

constexpr double kScale = 10'000;
constexpr std::int64_t kNeutral = 500;  // ten-thousandths from 0: neutral is what lies between
constexpr std::int64_t kMostCounted = 200;

// Who said nothing of who they are is somebody of their own.
constexpr std::string_view kAuthors = "COUNT(DISTINCT CASE WHEN m.author = '' THEN m.id ELSE m.author END)";

double compound(std::int64_t scaled) {
  return static_cast<double>(scaled) / kScale;
}

std::optional<WishKind> kind_of(std::string_view name) {
  for (const WishKind kind : {WishKind::size, WishKind::colour, WishKind::time, WishKind::price,
                              WishKind::place, WishKind::supply}) {
    if (insight::voice::name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

/// Conditions that grow with what was asked for.
class Conditions {
 public:
  explicit Conditions(const Id& shop) : values_{shop} {}
  /// "{}" stands for the value.
  void add(std::string_view sql, const store::Param& value) {
    values_.push_back(value);
    sql_ += " AND " + fmt::format(fmt::runtime(sql), "$" + std::to_string(values_.size()));
  }
  void add(std::string_view sql) { sql_ += " AND " + std::string(sql); }
  const std::string& sql() const { return sql_; }
  const std::vector<store::Param>& values() const { return values_; }

 private:
  std::string sql_;
  std::vector<store::Param> values_;
};

VoiceMessage message_of(const store::Row& row) {
  VoiceMessage message;
  message.id = row.id(0);
  message.said_at = row.instant(1);
  message.source = row.string(2);
  message.text = row.string(3);
  message.has_author = !row.text(4).empty();
  message.cut = row.boolean(5);
  message.slot = row.string(6);
  message.sku = row.string(7);
  message.language = row.string(8);
  message.scored = row.boolean(9);
  message.plain = compound(row.integer(10));
  message.score = compound(row.integer(11));
  return message;
}

}  // namespace

std::vector<VoiceMessage> Voice::list(store::Transaction& transaction, const Id& shop,
                                      const VoiceQuery& query) {
  Conditions where(shop);
  const Id first = first_id_at(query.from.value_or(Instant{}));
  const Id past = query.to ? first_id_at(*query.to) : Id{};
  if (query.from) where.add("m.id >= {}", first);
  if (query.to) where.add("m.id < {}", past);
  if (query.before) where.add("m.id < {}", *query.before);
  if (!query.slot.empty()) where.add("m.slot = {}", query.slot);
  if (query.not_scored) where.add("m.scored = 0");
  if (query.mood) where.add("m.scored = 1");
  if (query.mood == Mood::positive) where.add("m.score >= {}", kNeutral);
  if (query.mood == Mood::negative) where.add("m.score <= {}", -kNeutral);
  if (query.mood == Mood::neutral) {
    where.add("m.score < {}", kNeutral);
    where.add("m.score > {}", -kNeutral);
  }
  if (!query.kind.empty()) {
    where.add(
        "EXISTS (SELECT 1 FROM voice_topics t WHERE t.shop = m.shop AND t.message = m.id AND t.kind = {}",
        query.kind);
    if (!query.wish.empty()) where.add("t.wish = {}", query.wish);
    if (query.about) where.add("t.about = {}", *query.about);
  }
  const std::string sql =
      "SELECT m.id, m.said_at, m.source, m.text, m.author, m.cut, m.slot, m.sku, m.language, m.scored, "
      "m.plain, m.score FROM voice_messages m WHERE m.shop = $1" +
      where.sql() + (query.kind.empty() ? "" : ")") + " ORDER BY m.id DESC LIMIT " +
      std::to_string(query.limit);
  std::vector<VoiceMessage> messages;
  transaction.query(sql, where.values(), [&](const store::Row& row) { messages.push_back(message_of(row)); });
  return messages;
}

std::vector<WishCount> Voice::wishes(store::Transaction& transaction, const Id& shop, Instant since) {
  std::vector<WishCount> counts;
  const Id first = first_id_at(since);
  transaction.query(
      fmt::format(
          "SELECT t.kind, t.wish, t.about, COUNT(*), {}, MAX(m.said_at) FROM voice_topics t "
          "JOIN voice_messages m ON m.shop = t.shop AND m.id = t.message "
          "WHERE t.shop = $1 AND t.kind <> 'about' AND t.message >= $2 "
          "GROUP BY t.kind, t.wish, t.about ORDER BY 5 DESC, 4 DESC, t.kind, t.wish, t.about LIMIT {}",
          kAuthors, kMostCounted),
      {shop, first}, [&](const store::Row& row) {
        if (const auto kind = kind_of(row.text(0)))
          counts.push_back(
              {*kind, row.string(1), row.string(2), row.integer(3), row.integer(4), row.instant(5)});
      });
  return counts;
}

std::vector<TopicCount> Voice::topics(store::Transaction& transaction, const Id& shop, Instant since) {
  std::vector<TopicCount> counts;
  const Id first = first_id_at(since);
  transaction.query(
      fmt::format("SELECT t.about, COUNT(*), {}, CAST(SUM(m.scored) AS BIGINT), "
                  "CAST(SUM(CASE WHEN m.scored = 1 AND m.score <= -{} THEN 1 ELSE 0 END) AS BIGINT), "
                  "CAST(SUM(m.score) AS BIGINT) FROM voice_topics t "
                  "JOIN voice_messages m ON m.shop = t.shop AND m.id = t.message "
                  "WHERE t.shop = $1 AND t.kind = 'about' AND t.message >= $2 "
                  "GROUP BY t.about ORDER BY 2 DESC, t.about LIMIT {}",
                  kAuthors, kNeutral, kMostCounted),
      {shop, first}, [&](const store::Row& row) {
        counts.push_back({row.string(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4),
                          compound(row.integer(5))});
      });
  return counts;
}

std::vector<LanguageCount> Voice::languages(store::Transaction& transaction, const Id& shop, Instant since) {
  std::vector<LanguageCount> counts;
  const Id first = first_id_at(since);
  transaction.query(
      "SELECT language, scored, COUNT(*) FROM voice_messages WHERE shop = $1 AND id >= $2 "
      "GROUP BY language, scored ORDER BY 3 DESC, language",
      {shop, first}, [&](const store::Row& row) {
        counts.push_back({row.string(0), row.boolean(1), row.integer(2)});
      });
  return counts;
}

std::vector<MoodCell> Voice::mood(store::Transaction& transaction, const Id& shop, MoodSpan span,
                                  Instant from, Instant to, const std::string& slot, bool plain) {
  std::vector<MoodCell> cells;
  transaction.query(
      fmt::format("SELECT begins_at, messages, scored, negative, positive, authors, {} FROM voice_mood "
                  "WHERE shop = $1 AND slot = $2 AND span = $3 AND begins_at >= $4 AND begins_at < $5 "
                  "ORDER BY begins_at",
                  plain ? "plain" : "score"),
      {shop, slot, span == MoodSpan::hour ? "hour" : "day", from, to}, [&](const store::Row& row) {
        cells.push_back({row.instant(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4),
                         row.integer(5), compound(row.integer(6))});
      });
  return cells;
}

}  // namespace timeshelf::commerce
