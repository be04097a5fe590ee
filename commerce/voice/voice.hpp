// The voice of the customer: what people say about the shop, how it sounds, and what they wish for
// (docs/voice.md).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/due.hpp"
#include "commerce/voice/settings.hpp"
#include "insight/voice/mood.hpp"
#include "insight/voice/score.hpp"
#include "insight/voice/topics.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {

/// A message as its source tells it.
struct SaidMessage {
  std::size_t line = 0;  ///< of what was sent, counted from 1: names it in refusals
  std::string text;
  std::string author{};         ///< a handle; kept as a hash alone
  std::string source{};         ///< "twitch", "reviews" …
  std::string id{};             ///< the source's own, or "": it is then known by what it says
  std::optional<Instant> at{};  ///< nothing: now
  std::string slot{};
  std::string sku{};
};

struct VoiceRefusal {
  std::size_t line = 0;
  std::string
      reason;  ///< "empty", "in-the-future", "too-old", "unknown-slot", "unknown-sku", "unreadable-time"
  std::string sentence;  ///< says what to do
};

struct VoiceIntake {
  std::size_t taken = 0;
  std::size_t repeated = 0;    ///< came before
  std::size_t not_scored = 0;  ///< of those taken: in a language that the lexicon does not know
  std::size_t cut = 0;         ///< of those taken: longer than is kept
  std::vector<VoiceRefusal> refused;
};

inline constexpr std::size_t kMostMessagesAtOnce = 500;  ///< of one command: others wait for the writer, too
inline constexpr std::size_t kLongestMessage = 4000;     ///< bytes that are kept
inline constexpr std::chrono::minutes kClockSkew{10};    ///< a message may be so far ahead

struct VoiceMessage {
  Id id;
  Instant said_at;
  std::string source;
  std::string text;  ///< masked
  bool has_author = false;
  bool cut = false;
  std::string slot;
  std::string sku;
  std::string language;
  bool scored = false;
  double plain = 0;  ///< by the published lexicon
  double score = 0;  ///< with the shop's words
};

struct VoiceQuery {
  std::optional<Instant> from{};  ///< said in [from, to)
  std::optional<Instant> to{};
  std::string slot{};
  std::optional<insight::voice::Mood> mood{};
  bool not_scored = false;             ///< only those
  std::string kind{};                  ///< "about", or the kind of a wish
  std::string wish{};                  ///< with the kind
  std::optional<std::string> about{};  ///< with the kind: a SKU, a word, or "" of wishes about nothing
  std::optional<Id> before{};          ///< only what was said before that one
  std::size_t limit = 50;
};

/// How often something is wished, and by how many.
struct WishCount {
  insight::voice::WishKind kind;
  std::string wish;   ///< "bigger", "green", "later", "restock" …
  std::string about;  ///< a SKU, a word that several products share, or ""
  std::int64_t messages = 0;
  std::int64_t authors = 0;
  Instant last;
};

/// How often something is talked about.
struct TopicCount {
  std::string about;
  std::int64_t messages = 0;
  std::int64_t authors = 0;
  std::int64_t scored = 0;
  std::int64_t negative = 0;
  double sum = 0;  ///< of the scores
};

/// How much of what was said could be scored.
struct LanguageCount {
  std::string language;  ///< "" = no words, "und" = not recognised
  bool scored = false;
  std::int64_t messages = 0;
};

enum class MoodSpan { hour, day };

/// Thread-safe: all state is in the database.
class Voice {
 public:
  Voice(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// At most kMostMessagesAtOnce of them. What one lacks refuses it alone.
  VoiceIntake take(store::Transaction&, const store::Shop&, const std::vector<SaidMessage>&);

  /// Newest first.
  std::vector<VoiceMessage> list(store::Transaction&, const Id& shop, const VoiceQuery&);
  /// What customers want that is not there, most wished first: what the next drop is made of.
  std::vector<WishCount> wishes(store::Transaction&, const Id& shop, Instant since);
  std::vector<TopicCount> topics(store::Transaction&, const Id& shop, Instant since);
  std::vector<LanguageCount> languages(store::Transaction&, const Id& shop, Instant since);
  /// By hour, or by day of the shop's calendar, in the order of time; only those in which something was said.
  /// `slot`: "" = all. The sums are with the shop's words, or by the published lexicon alone.
  std::vector<insight::voice::MoodCell> mood(store::Transaction&, const Id& shop, MoodSpan, Instant from,
                                             Instant to, const std::string& slot, bool plain = false);

  /// All that a handle said, out of the sums too; answers how many messages that were. Audited without the
  /// handle.
  std::size_t erase_author(store::Transaction&, const store::Shop&, std::string_view handle,
                           std::string_view actor);
  /// False if there is none of that id.
  bool erase(store::Transaction&, const store::Shop&, const Id& message, std::string_view actor);

  /// Messages go when their time has come; the sums stay.
  DueWork expiring();
  /// Messages are scored by the shop's words as they are now.
  DueWork rescoring();

 private:
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
