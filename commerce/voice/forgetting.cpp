// What becomes of messages: they are erased, they expire, and they are scored anew.
#include <cmath>

#include "commerce/audit.hpp"
#include "commerce/voice/handles.hpp"
#include "commerce/voice/mood_rows.hpp"
#include "commerce/voice/voice.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

constexpr double kScale = 10'000;

struct Kept {
  Id id;
  std::string text;
  MoodShare share;
};

constexpr std::string_view kColumns =
    "SELECT id, text, said_at, slot, author, scored, plain, score FROM voice_messages ";

std::vector<Kept> load(store::Transaction& transaction, std::string_view where, store::Params params) {
  std::vector<Kept> messages;
  transaction.query(std::string(kColumns) + std::string(where), params, [&](const store::Row& row) {
    messages.push_back(
        {row.id(0),
         row.string(1),
         {row.instant(2), row.string(3), row.string(4), row.boolean(5), row.integer(6), row.integer(7)}});
  });
  return messages;
}

void erase_all(store::Transaction& transaction, const store::Shop& shop, const std::vector<Kept>& messages) {
  MoodChange change(shop);
  for (const Kept& message : messages) {
    transaction.execute("DELETE FROM voice_messages WHERE shop = $1 AND id = $2", {shop.id, message.id});
    change.remove(message.share);
  }
  change.write(transaction);
}

}  // namespace

std::size_t Voice::erase_author(store::Transaction& transaction, const store::Shop& shop,
                                std::string_view handle, std::string_view actor) {
  const VoiceSettings settings = load_voice_settings(transaction, shop.id);
  const std::string author = hash_of_handle(settings.salt, handle);
  if (author.empty() || settings.salt.empty()) return 0;
  const auto messages = load(transaction, "WHERE shop = $1 AND author = $2", {shop.id, author});
  erase_all(transaction, shop, messages);
  record(transaction, shop.id, actor, "voice.author-erased", "", {{"messages", messages.size()}},
         clock_.now(), random_);
  return messages.size();
}

bool Voice::erase(store::Transaction& transaction, const store::Shop& shop, const Id& message,
                  std::string_view actor) {
  const auto found = load(transaction, "WHERE shop = $1 AND id = $2", {shop.id, message});
  if (found.empty()) return false;
  erase_all(transaction, shop, found);
  record(transaction, shop.id, actor, "voice.message-erased", message.text(), {}, clock_.now(), random_);
  return true;
}

DueWork Voice::expiring() {
  using std::chrono::hours;
  // By the hour: a message a second is not to wake everybody every second.
  return {.name = "expiring messages",
          .next = [](store::Transaction& transaction) -> std::optional<Instant> {
            std::optional<Instant> first;
            transaction.query("SELECT MIN(expires_at) FROM voice_messages", {},
                              [&](const store::Row& row) { first = row.maybe_instant(0); });
            if (!first) return std::nullopt;
            return std::chrono::floor<hours>(*first) + hours(1);
          },
          .run =
              [this](store::Transaction& transaction, std::size_t at_most) {
                std::vector<std::pair<Id, Id>> gone;
                transaction.query(
                    "SELECT shop, id FROM voice_messages WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2",
                    {clock_.now(), static_cast<std::int64_t>(at_most)},
                    [&](const store::Row& row) { gone.emplace_back(row.id(0), row.id(1)); });
                for (const auto& [shop, id] : gone)
                  transaction.send("DELETE FROM voice_messages WHERE shop = $1 AND id = $2", {shop, id});
                return gone.size();
              }};
}

DueWork Voice::rescoring() {
  const auto first_shop = [](store::Transaction& transaction) {
    return transaction.first("SELECT shop FROM voice_shops WHERE rescoring = 1 ORDER BY shop LIMIT 1", {},
                             [](const store::Row& row) { return row.id(0); });
  };
  return {.name = "scoring messages anew",
          .next = [=](store::Transaction& transaction) -> std::optional<Instant> {
            if (!first_shop(transaction)) return std::nullopt;
            return Instant{};  // long ago: at once
          },
          .run = [=](store::Transaction& transaction, std::size_t at_most) -> std::size_t {
            const auto id = first_shop(transaction);
            const auto shop = id ? store::find_shop(transaction, *id) : std::nullopt;
            if (!shop) return 0;
            const VoiceSettings settings = load_voice_settings(transaction, shop->id);
            const auto messages = load(transaction, "WHERE shop = $1 AND overlay < $2 LIMIT $3",
                                       {shop->id, settings.overlay, static_cast<std::int64_t>(at_most)});
            if (messages.empty())
              transaction.execute("UPDATE voice_shops SET rescoring = 0 WHERE shop = $1", {shop->id});
            MoodChange change(*shop);
            for (const Kept& message : messages) {
              const std::int64_t score =
                  message.share.scored
                      ? std::llround(insight::voice::score(message.text, &settings.words).compound * kScale)
                      : 0;
              transaction.send(
                  "UPDATE voice_messages SET score = $3, overlay = $4 WHERE shop = $1 AND id = $2",
                  {shop->id, message.id, score, settings.overlay});
              change.rescore(message.share, score);
            }
            change.write(transaction);
            return messages.empty() ? 1 : messages.size();
          }};
}

}  // namespace timeshelf::commerce
