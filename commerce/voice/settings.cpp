#include "commerce/voice/settings.hpp"

#include <algorithm>
#include <cmath>

#include "base/digest.hpp"
#include "commerce/outbox.hpp"

namespace timeshelf::commerce {
namespace {

using insight::voice::Overlay;
using std::chrono::days;

constexpr double kScale = 1000;
constexpr std::int64_t kMillisOfDay = 86'400'000;

std::string new_secret(Random& random) {
  std::string secret = random_token(random, 24);  // of base64url, which differs in two letters
  std::replace(secret.begin(), secret.end(), '-', '+');
  std::replace(secret.begin(), secret.end(), '_', '/');
  return "whsec_" + secret;
}

Overlay load_words(store::Transaction& transaction, const Id& shop) {
  Overlay words;
  transaction.query(
      "SELECT word, value FROM voice_words WHERE shop = $1", {shop},
      [&](const store::Row& row) { words[row.string(0)] = static_cast<double>(row.integer(1)) / kScale; });
  return words;
}

}  // namespace

VoiceSettings load_voice_settings(store::Transaction& transaction, const Id& shop) {
  auto kept = transaction.first(
      "SELECT salt, secret, keep_days, overlay FROM voice_shops WHERE shop = $1", {shop},
      [](const store::Row& row) {
        return VoiceSettings{row.string(0), row.string(1), days(row.integer(2)), row.integer(3), {}};
      });
  VoiceSettings settings = kept.value_or(VoiceSettings{});
  settings.words =
      settings.has_own_words() ? load_words(transaction, shop) : insight::voice::default_overlay();
  return settings;
}

VoiceSettings ensure_voice_settings(store::Transaction& transaction, const Id& shop, Random& random) {
  VoiceSettings settings = load_voice_settings(transaction, shop);
  if (!settings.salt.empty()) return settings;
  settings.salt = random_token(random, 32);
  settings.secret = new_secret(random);
  transaction.execute(
      "INSERT INTO voice_shops (shop, salt, secret, keep_days, overlay, rescoring) "
      "VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (shop) DO NOTHING",
      {shop, settings.salt, settings.secret, settings.keep.count(), settings.overlay});
  return settings;
}

void keep_messages_for(store::Transaction& transaction, const Id& shop, days keep, Instant now,
                       Random& random) {
  ensure_voice_settings(transaction, shop, random);
  transaction.execute("UPDATE voice_shops SET keep_days = $2 WHERE shop = $1", {shop, keep.count()});
  owe(transaction, shop, kKeepingTopic, "", now);
}

void follow_keeping(store::Transaction& transaction, const Id& shop, const std::string& behind, Instant now) {
  std::string last;
  std::int64_t found = 0;
  transaction.query("SELECT id FROM voice_messages WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3",
                    {shop, behind, kKeptAtOnce}, [&](const store::Row& row) {
                      last = row.string(0);
                      ++found;
                    });
  if (found == 0) return;
  const days keep = load_voice_settings(transaction, shop).keep;
  transaction.execute(
      "UPDATE voice_messages SET expires_at = said_at + $2 WHERE shop = $1 AND id > $3 AND id <= $4",
      {shop, keep.count() * kMillisOfDay, behind, last});
  if (found == kKeptAtOnce) owe(transaction, shop, kKeepingTopic, last, now);
}

std::string renew_voice_secret(store::Transaction& transaction, const Id& shop, Random& random) {
  ensure_voice_settings(transaction, shop, random);
  std::string secret = new_secret(random);
  transaction.execute("UPDATE voice_shops SET secret = $2 WHERE shop = $1", {shop, secret});
  return secret;
}

void put_overlay(store::Transaction& transaction, const Id& shop, const Overlay& words, Random& random) {
  const VoiceSettings settings = ensure_voice_settings(transaction, shop, random);
  transaction.execute("DELETE FROM voice_words WHERE shop = $1", {shop});
  const Overlay& kept = words.empty() ? insight::voice::default_overlay() : words;
  for (const auto& [word, value] : kept) {
    transaction.execute("INSERT INTO voice_words (shop, word, value) VALUES ($1, $2, $3)",
                        {shop, word, static_cast<std::int64_t>(std::llround(value * kScale))});
  }
  transaction.execute("UPDATE voice_shops SET overlay = $2, rescoring = 1 WHERE shop = $1",
                      {shop, settings.overlay + 1});
}

}  // namespace timeshelf::commerce
