#include "server/api/voice_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "base/text.hpp"
#include "server/api/parameters.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

/// The text in parts, those with a value being what the score is made of.
json::array parts_of(const commerce::VoiceMessage& message, const insight::voice::Overlay& words) {
  json::array parts;
  std::size_t done = 0;
  const std::string_view text = message.text;
  const auto plain = [&](std::size_t end) {
    if (end > done)
      parts.push_back(json::object{{"text", text.substr(done, end - done)}, {"value", nullptr}});
  };
  const auto score = message.scored ? insight::voice::score(text, &words) : insight::voice::Score{};
  for (const auto& mark : score.marks) {
    if (mark.begin < done) {  // a further word of the same emoji's name
      json::object& last = parts.back().get_object();
      if (last["value"].is_double()) last["value"] = last["value"].get_double() + mark.value;
      continue;
    }
    plain(mark.begin);
    parts.push_back(
        json::object{{"text", text.substr(mark.begin, mark.end - mark.begin)}, {"value", mark.value}});
    done = mark.end;
  }
  plain(text.size());
  return parts;
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

}  // namespace

Read<commerce::SaidMessage> read_message(const json::object& object, std::string where, std::size_t line) {
  const std::string at_field = where.empty() ? "at" : where + ".at";
  MemberReader members(object, std::move(where));
  commerce::SaidMessage said;
  said.line = line;
  said.text = members.text("text", kLargestIntake);
  said.author = members.text("author", 200, "");
  said.source = members.text("source", 40, "");
  said.id = members.text("id", 200, "");
  const std::string at = members.text("at", 40, "");
  said.slot = members.text("slot", 40, "");
  said.sku = members.text("sku", 64, "");
  if (auto problem = members.problem()) return *problem;
  if (!is_printable(said.source))
    return Problem::make("invalid-member", "A source is a short name without control characters.", "source");
  if (at.empty()) return said;
  said.at = parse_rfc3339(at);
  if (said.at) return said;
  return Problem::make("invalid-member", "\"at\" is a time with its zone, like 2026-03-01T17:00:00Z.",
                       at_field);
}

MessageBatch read_message_lines(std::string_view text, std::size_t first) {
  MessageBatch batch;
  std::size_t number = first - 1;
  json::parse_options options;
  options.max_depth = kDeepest;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    json::error_code error;
    const json::value value = json::parse(line, error, {}, options);
    if (error || !value.is_object()) {
      batch.refused.push_back({number, "unreadable", "It is no JSON object; write one on each line."});
      continue;
    }
    auto said = read_message(value.get_object(), "", number);
    if (said) {
      batch.said.push_back(std::move(*said));
    } else {
      batch.refused.push_back({number, "unreadable", said.error().message});
    }
  }
  return batch;
}

json::object intake_json(const commerce::VoiceIntake& intake) {
  json::array refused;
  for (const auto& refusal : intake.refused) {
    refused.push_back(
        json::object{{"line", refusal.line}, {"reason", refusal.reason}, {"sentence", refusal.sentence}});
  }
  return {{"taken", intake.taken},
          {"repeated", intake.repeated},
          {"not_scored", intake.not_scored},
          {"cut", intake.cut},
          {"refused", std::move(refused)}};
}

json::object message_json(const commerce::VoiceMessage& message, const insight::voice::Overlay& words) {
  const auto score = [&](double value) { return message.scored ? json::value(value) : json::value(nullptr); };
  return {{"id", message.id.text()},
          {"said_at", to_rfc3339(message.said_at)},
          {"source", message.source},
          {"parts", parts_of(message, words)},
          {"cut", message.cut},
          {"slot", text_or_null(message.slot)},
          {"sku", text_or_null(message.sku)},
          {"language", message.language},
          {"scored", message.scored},
          {"score", score(message.score)},
          {"published_score", score(message.plain)}};
}

}  // namespace timeshelf::server::api
