// What a shop says once about the messages that it takes in, and the words that it understands in its own
// way.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/random.hpp"
#include "insight/voice/overlay.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct VoiceSettings {
  std::string salt;    ///< what hashes of handles begin with; gone with the shop
  std::string secret;  ///< of signed messages (Standard Webhooks), "whsec_…"; "" before there is one
  std::chrono::days keep{90};
  std::int64_t overlay = insight::voice::kDefaultOverlayVersion;  ///< rises with each change of the words
  insight::voice::Overlay words;

  bool has_own_words() const { return overlay > insight::voice::kDefaultOverlayVersion; }
};

inline constexpr std::chrono::days kShortestKept{1};
inline constexpr std::chrono::days kLongestKept{730};
inline constexpr std::size_t kMostWords = 500;
inline constexpr double kHighestWord = 4;

/// As they are, or as they would begin.
VoiceSettings load_voice_settings(store::Transaction&, const Id& shop);
/// The same, kept from now on.
VoiceSettings ensure_voice_settings(store::Transaction&, const Id& shop, Random&);

/// Messages that there are expire by it, too, soon: they are owed (kKeepingTopic).
void keep_messages_for(store::Transaction&, const Id& shop, std::chrono::days, Instant now, Random&);
/// What is owed: so many of the messages behind the one of that id ("" = from the first) expire by the shop's
/// settings, and those behind them are owed.
inline constexpr std::string_view kKeepingTopic = "keeping-messages";
inline constexpr std::int64_t kKeptAtOnce = 500;
void follow_keeping(store::Transaction&, const Id& shop, const std::string& behind, Instant now);
/// What was signed with the one before is refused from now on. Answers the new one.
std::string renew_voice_secret(store::Transaction&, const Id& shop, Random&);
/// All words of the shop; none = the program's own again. Messages are scored anew behind it.
void put_overlay(store::Transaction&, const Id& shop, const insight::voice::Overlay&, Random&);

}  // namespace timeshelf::commerce
