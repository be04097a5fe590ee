// Taking messages in: each is checked, masked, scored and searched for topics, and all are written at once.
#include <fmt/format.h>

#include <cmath>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/voice/handles.hpp"
#include "commerce/voice/mood_rows.hpp"
#include "commerce/voice/voice.hpp"
#include "insight/voice/language.hpp"
#include "insight/voice/masking.hpp"
#include "insight/voice/unicode.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

namespace voice = insight::voice;

constexpr double kScale = 10'000;

/// A message as it will be kept.
struct Prepared {
  Id id;
  std::string source, digest, text, slot, sku;
  std::string_view language;
  bool cut = false;
  Instant expires_at;
  MoodShare share;
  voice::Topics topics;
};

std::int64_t scaled(double compound) {
  return std::llround(compound * kScale);
}

voice::Vocabulary vocabulary_of(store::Transaction& transaction, const Id& shop) {
  std::vector<voice::Product> products;
  transaction.query("SELECT sku, name FROM products WHERE shop = $1 ORDER BY sku", {shop},
                    [&](const store::Row& row) {
                      products.push_back({row.string(0), row.string(1)});
                    });
  return voice::Vocabulary(products);
}

/// Which of these names are there.
std::set<std::string> those_known(store::Transaction& transaction, const Id& shop, std::string_view sql,
                                  const std::set<std::string>& names) {
  std::set<std::string> known;
  store::query_in(transaction, sql, {shop}, store::params_of(names),
                  [&](const store::Row& row) { known.insert(row.string(0)); });
  return known;
}

class Intake {
 public:
  Intake(store::Transaction& transaction, const store::Shop& shop, Instant now, Random& random,
         const std::vector<SaidMessage>& said)
      : transaction_(transaction),
        shop_(shop),
        now_(now),
        random_(random),
        settings_(ensure_voice_settings(transaction, shop.id, random)),
        vocabulary_(vocabulary_of(transaction, shop.id)) {
    std::set<std::string> slots;
    std::set<std::string> skus;
    for (const SaidMessage& message : said) {
      voice::add_names(message.author, names_);
      if (!message.slot.empty()) slots.insert(message.slot);
      if (!message.sku.empty()) skus.insert(to_upper(message.sku));
    }
    // Somebody who calls themselves what is on sale does not take it out of what others say.
    for (const auto& product : vocabulary_.entries()) {
      for (const std::string& stem : product.stems) names_.erase(stem);
    }
    slots_ = those_known(transaction, shop.id, "SELECT id FROM slots WHERE shop = $1 AND id IN ({})", slots);
    skus_ =
        those_known(transaction, shop.id, "SELECT sku FROM products WHERE shop = $1 AND sku IN ({})", skus);
    for (const SaidMessage& message : said) prepare(message);
  }

  VoiceIntake take() {
    leave_out_repeated();
    MoodChange change(shop_);
    for (const Prepared& message : prepared_) change.add(message.share);
    change.write(transaction_);
    insert_messages();
    insert_topics();
    for (const Prepared& message : prepared_) {
      result_.not_scored += message.share.scored ? 0 : 1;
      result_.cut += message.cut ? 1 : 0;
    }
    result_.taken = prepared_.size();
    return std::move(result_);
  }

 private:
  void refuse(const SaidMessage& said, std::string reason, std::string sentence) {
    result_.refused.push_back({said.line, std::move(reason), std::move(sentence)});
  }

  bool is_refused(const SaidMessage& said) {
    const Instant at = said.at.value_or(now_);
    if (trim(voice::mended(voice::cut_to(said.text, kLongestMessage))).empty()) {
      refuse(said, "empty", "It has no text; leave it out.");
    } else if (at > now_ + kClockSkew) {
      refuse(
          said, "in-the-future",
          fmt::format("It was said at {}, which is yet to come; check its time and zone.", to_rfc3339(at)));
    } else if (at + settings_.keep <= now_) {
      refuse(said, "too-old",
             fmt::format(
                 "It was said at {}, and messages are kept for {} days; leave it out, or keep them longer.",
                 to_rfc3339(at), settings_.keep.count()));
    } else if (!said.slot.empty() && !slots_.contains(said.slot)) {
      refuse(said, "unknown-slot", "The shop has no slot of this id; leave the slot out, or list the slots.");
    } else if (!said.sku.empty() && !skus_.contains(to_upper(said.sku))) {
      refuse(said, "unknown-sku", "The shop has no such product; leave the SKU out, or list the products.");
    } else {
      return false;
    }
    return true;
  }

  void prepare(const SaidMessage& said) {
    if (is_refused(said)) return;
    const Instant at = std::min(said.at.value_or(now_), now_);
    const std::string whole = voice::mended(trim(said.text));
    Prepared message;
    message.id = Id::make(at, random_);
    message.source = said.source.empty() ? "other" : said.source;
    message.slot = said.slot;
    message.sku = to_upper(said.sku);
    message.cut = whole.size() > kLongestMessage;
    message.text = voice::masked(voice::cut_to(whole, kLongestMessage), names_);
    message.expires_at = at + settings_.keep;
    message.share = {at, said.slot, hash_of_handle(settings_.salt, said.author)};
    message.digest = digest_of(said, message);
    const voice::Language language = voice::guess_language(message.text);
    message.language = language.code;
    message.share.scored = language.is_scored;
    if (language.is_scored) {
      message.share.plain = scaled(voice::score(message.text).compound);
      message.share.score = scaled(voice::score(message.text, &settings_.words).compound);
    }
    message.topics = voice::topics_of(message.text, vocabulary_);
    prepared_.push_back(std::move(message));
  }

  // Salted: nobody can try out what somebody said.
  std::string digest_of(const SaidMessage& said, const Prepared& message) const {
    const std::string what = said.id.empty()
                                 ? fmt::format("said\n{}\n{}\n{}\n{}", message.source, message.share.author,
                                               said.at ? to_millis(*said.at) : 0, message.text)
                                 : fmt::format("id\n{}\n{}", message.source, said.id);
    return base64url_encode(hmac_sha256(settings_.salt, what));
  }

  void leave_out_repeated() {
    std::set<std::string> digests;
    for (const Prepared& message : prepared_) digests.insert(message.digest);
    std::set<std::string> known =
        those_known(transaction_, shop_.id,
                    "SELECT digest FROM voice_messages WHERE shop = $1 AND digest IN ({})", digests);
    result_.repeated = std::erase_if(
        prepared_, [&](const Prepared& message) { return !known.insert(message.digest).second; });
  }

  void insert_messages() {
    std::vector<store::Param> values;
    for (const Prepared& message : prepared_) {
      const MoodShare& share = message.share;
      values.insert(values.end(),
                    {shop_.id, message.id, message.source, share.said_at, share.author, message.digest,
                     message.text, message.cut, message.slot, message.sku, message.language, share.scored,
                     share.plain, share.score, settings_.overlay, message.expires_at});
    }
    store::insert_rows(
        transaction_,
        "voice_messages (shop, id, source, said_at, author, digest, text, cut, slot, sku, language, "
        "scored, plain, score, overlay, expires_at)",
        16, values, "ON CONFLICT DO NOTHING");
  }

  void insert_topics() {
    std::vector<store::Param> values;
    for (const Prepared& message : prepared_) {
      for (const std::string& about : message.topics.about)
        values.insert(values.end(), {shop_.id, message.id, "about", "", about});
      for (const voice::Wish& wish : message.topics.wishes)
        values.insert(values.end(), {shop_.id, message.id, voice::name_of(wish.kind), wish.wish, wish.about});
    }
    store::insert_rows(transaction_, "voice_topics (shop, message, kind, wish, about)", 5, values,
                       "ON CONFLICT DO NOTHING");
  }

  store::Transaction& transaction_;
  const store::Shop& shop_;
  const Instant now_;
  Random& random_;
  const VoiceSettings settings_;
  const voice::Vocabulary vocabulary_;
  voice::Names names_;
  std::set<std::string> slots_, skus_;
  std::vector<Prepared> prepared_;
  VoiceIntake result_;
};

}  // namespace

VoiceIntake Voice::take(store::Transaction& transaction, const store::Shop& shop,
                        const std::vector<SaidMessage>& said) {
  return Intake(transaction, shop, clock_.now(), random_, said).take();
}

}  // namespace timeshelf::commerce
