// timeshelf voice
#include "commerce/voice/voice.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <iterator>

#include "base/text.hpp"
#include "commerce/voice/written.hpp"
#include "server/api/voice_json.hpp"
#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

struct VoiceOptions {
  std::string shop, file, source = "import", slot, day, author;
  std::int64_t days = 30;
  bool dry_run = false;
};

using api::MessageBatch;

constexpr std::size_t kLargestFile = 256 << 20;
constexpr std::size_t kShownRefusals = 20;
constexpr std::int64_t kMostDays = 730;

std::string read_all(const std::string& name) {
  std::ifstream file;
  if (name != "-") file.open(name, std::ios::binary);
  if (name != "-" && !file) throw Stop{kRefused, fmt::format("'{}' cannot be read.", name)};
  std::istream& in = name == "-" ? std::cin : file;
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (text.size() > kLargestFile)
    throw Stop{kRefused, fmt::format("'{}' is larger than 256 MiB; split it.", name)};
  return text;
}

commerce::WrittenOrigin origin_of(const VoiceOptions& options) {
  if (options.source.empty() || options.source.size() > 40 || !is_printable(options.source))
    throw Stop{kRefused, "A source is a short name, like twitch."};
  commerce::WrittenOrigin origin{options.source, options.slot, {}};
  if (options.day.empty()) return origin;
  const auto day = insight::voice::read_time(options.day);
  if (!day || !day->day || options.day.size() != 10)
    throw Stop{kRefused, fmt::format("'{}' is not a day like 2026-03-01.", options.day)};
  origin.day = day->day;
  return origin;
}

MessageBatch read_messages(const std::string& text, const store::Shop& shop, const VoiceOptions& options,
                           Instant now) {
  const commerce::WrittenOrigin origin = origin_of(options);
  if (trim(std::string_view(text)).starts_with('{')) {
    MessageBatch batch = api::read_message_lines(text);
    for (auto& said : batch.said) {
      if (said.source.empty()) said.source = origin.source;
      if (said.slot.empty()) said.slot = origin.slot;
    }
    return batch;
  }
  auto written = commerce::read_written(insight::voice::read_pasted(text).messages, shop, origin, now);
  return {std::move(written.said), std::move(written.refused)};
}

void add_to(commerce::VoiceIntake& all, commerce::VoiceIntake some) {
  all.taken += some.taken;
  all.repeated += some.repeated;
  all.not_scored += some.not_scored;
  all.cut += some.cut;
  all.refused.insert(all.refused.end(), some.refused.begin(), some.refused.end());
}

void print(const commerce::VoiceIntake& intake) {
  fmt::print("{} taken, {} came before, {} in languages that are not scored, {} cut, {} refused\n",
             intake.taken, intake.repeated, intake.not_scored, intake.cut, intake.refused.size());
  for (std::size_t i = 0; i < std::min(kShownRefusals, intake.refused.size()); ++i)
    fmt::print("line {}: {}\n", intake.refused[i].line, intake.refused[i].sentence);
  if (intake.refused.size() > kShownRefusals)
    fmt::print("… and {} more\n", intake.refused.size() - kShownRefusals);
}

int import_messages(const Config& config, const VoiceOptions& options) {
  return with_database(config, [&](Session& session) {
    const std::string text = read_all(options.file);
    std::optional<store::Shop> shop;
    session.read([&](store::Transaction& transaction) { shop = need_shop(transaction, options.shop); });
    const MessageBatch batch = read_messages(text, *shop, options, session.clock.now());
    if (options.dry_run) {
      fmt::print("{} messages can be read, {} cannot\n", batch.said.size(), batch.refused.size());
      print({0, 0, 0, 0, batch.refused});
      return kDone;
    }
    commerce::VoiceIntake all;
    all.refused = batch.refused;
    // In batches, so that a server beside this command goes on selling.
    for (std::size_t at = 0; at < batch.said.size(); at += commerce::kMostMessagesAtOnce) {
      const auto end = std::min(at + commerce::kMostMessagesAtOnce, batch.said.size());
      const std::vector<commerce::SaidMessage> slice(batch.said.begin() + static_cast<std::ptrdiff_t>(at),
                                                     batch.said.begin() + static_cast<std::ptrdiff_t>(end));
      commerce::VoiceIntake some;
      session.write([&](store::Transaction& transaction) {
        some = session.parts.services.voice.take(transaction, *shop, slice);
      });
      add_to(all, std::move(some));
    }
    print(all);
    const bool took_none = all.taken + all.repeated == 0 && !all.refused.empty();
    return took_none ? kRefused : kDone;
  });
}

int forget_author(const Config& config, const VoiceOptions& options) {
  return with_database(config, [&](Session& session) {
    std::size_t erased = 0;
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      erased = session.parts.services.voice.erase_author(transaction, shop, options.author, "command line");
    });
    fmt::print("{} messages erased\n", erased);
    return kDone;
  });
}

int list_wishes(const Config& config, const VoiceOptions& options) {
  return with_database(config, [&](Session& session) {
    if (options.days < 1 || options.days > kMostDays) throw Stop{kRefused, "Ask for 1 to 730 days."};
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      fmt::print("kind\twish\tabout\tpeople\tmessages\tlast\n");
      for (const auto& wish : session.parts.services.voice.wishes(
               transaction, shop.id, session.clock.now() - std::chrono::days(options.days))) {
        fmt::print("{}\t{}\t{}\t{}\t{}\t{}\n", insight::voice::name_of(wish.kind), wish.wish, wish.about,
                   wish.authors, wish.messages, to_rfc3339(wish.last));
      }
    });
    return kDone;
  });
}

int renew_voice_secret(const Config& config, const VoiceOptions& options) {
  return with_database(config, [&](Session& session) {
    std::string secret;
    session.write([&](store::Transaction& transaction) {
      secret =
          commerce::renew_voice_secret(transaction, need_shop(transaction, options.shop).id, session.random);
    });
    fmt::print("{}\n", secret);
    return kDone;
  });
}

}  // namespace

void declare_voice(CommandLine& line) {
  auto& options = line.options<VoiceOptions>();
  CLI::App& voice = line.group("voice", "What customers say (docs/voice.md)");
  CLI::App& import = line.add_of_shop(
      voice, "import", "Take in messages from a file: NDJSON, a chat's export, a table, or lines", options,
      import_messages);
  import.add_option("file", options.file, "The file; - reads standard input")->required();
  import.add_option("--source", options.source, "Where they were said, like twitch")->capture_default_str();
  import.add_option("--slot", options.slot, "Id of the slot that they are about");
  import.add_option("--day", options.day, "Day of times that have none, like 2026-03-01");
  import.add_flag("--dry-run", options.dry_run, "Say what would be taken, and take nothing");
  line.add_of_shop(voice, "forget", "Erase all that somebody said", options, forget_author)
      .add_option("handle", options.author, "As they are called there")
      ->required();
  line.add_of_shop(voice, "wishes", "What customers wish, most wished first", options, list_wishes)
      .add_option("--days", options.days, "Said within so many days")
      ->capture_default_str();
  line.add_of_shop(voice, "secret",
                   "Print a new secret for signed messages; the one before is refused from now on", options,
                   renew_voice_secret);
}

}  // namespace timeshelf::server::cli
