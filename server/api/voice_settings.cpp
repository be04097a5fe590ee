// How long messages are kept, who may send signed ones, and which words mean something else in this shop.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <cmath>

#include "commerce/audit.hpp"
#include "server/api/call.hpp"
#include "server/api/read_json.hpp"
#include "server/api/staff.hpp"
#include "server/api/voice_routes.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using insight::voice::Overlay;

void note(const Call& call, store::Transaction& transaction, const Member& member, std::string_view action,
          const json::object& facts) {
  commerce::record(transaction, member.shop.id, member.user.name, action, "", facts, call.now(),
                   call.context().random);
}

json::object settings_json(const Call& call, store::Transaction& transaction, const store::Shop& shop) {
  const auto settings = commerce::load_voice_settings(transaction, shop.id);
  return {{"keep_days", settings.keep.count()},
          {"has_secret", !settings.secret.empty()},
          {"address", call.links().origin + "/api/v1/shops/" + shop.slug + "/messages"}};
}

// GET …/voice/settings
Plan show_settings(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(call, request, store::Role::manager,
                 [call](store::Transaction& transaction, const Member& member) {
                   return call.answer(200, settings_json(call, transaction, member.shop));
                 });
}

// PUT …/voice/settings {"keep_days"}
Plan put_settings(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::chrono::days keep(members.whole("keep_days"));
  if (const auto problem = members.problem()) return call.refuse(*problem);
  if (keep < commerce::kShortestKept || keep > commerce::kLongestKept) {
    return call.refuse(
        Problem::make("invalid-member",
                      fmt::format("Messages are kept for {} to {} days.", commerce::kShortestKept.count(),
                                  commerce::kLongestKept.count()),
                      "keep_days"));
  }
  return write_as(
      call, request, store::Role::owner, [call, keep](store::Transaction& transaction, const Member& member) {
        commerce::keep_messages_for(transaction, member.shop.id, keep, call.now(), call.context().random);
        note(call, transaction, member, "voice.settings", {{"keep_days", keep.count()}});
        return call.answer(200, settings_json(call, transaction, member.shop));
      });
}

// POST …/voice/secret: a new one, shown once
Plan renew_secret(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_as(call, request, store::Role::owner,
                  [call](store::Transaction& transaction, const Member& member) {
                    const std::string secret =
                        commerce::renew_voice_secret(transaction, member.shop.id, call.context().random);
                    note(call, transaction, member, "voice.secret", {});
                    return call.answer(201, {{"secret", secret}});
                  });
}

json::object words_json(store::Transaction& transaction, const Id& shop) {
  const auto settings = commerce::load_voice_settings(transaction, shop);
  json::array words;
  for (const auto& [word, value] : settings.words)
    words.push_back(json::object{{"word", word}, {"value", value}});
  return {{"version", settings.overlay},
          {"are_defaults", settings.words == insight::voice::default_overlay()},
          {"words", std::move(words)}};
}

// GET …/voice/words
Plan show_words(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(call, request, store::Role::manager,
                 [call](store::Transaction& transaction, const Member& member) {
                   return call.answer(200, words_json(transaction, member.shop.id));
                 });
}

struct WantedWords {
  Overlay words;
  std::optional<std::int64_t> version;  ///< that was looked at
};

// {"words": [{"word", "value"}], "version"?}
Read<WantedWords> read_words(const json::object& body) {
  MemberReader members(body, "");
  WantedWords wanted;
  if (members.has("version")) wanted.version = members.whole("version");
  const auto listed = members.objects("words", 0, commerce::kMostWords);
  if (auto problem = members.problem()) return *problem;
  Overlay& words = wanted.words;
  for (std::size_t i = 0; i < listed.size(); ++i) {
    const std::string where = fmt::format("words[{}]", i);
    const auto wrong = [&](std::string_view member, std::string sentence) {
      return Problem::make("invalid-member", std::move(sentence), where + "." + std::string(member));
    };
    const json::value* value = listed[i]->if_contains("value");
    json::error_code error;
    const double number = value && value->is_number() ? value->to_number<double>(error) : NAN;
    if (!(std::abs(number) <= commerce::kHighestWord))
      return wrong("value", "A value is a number from -4 (terrible) to 4 (wonderful); 0 says nothing.");
    json::object rest = *listed[i];
    rest.erase("value");
    MemberReader named(rest, where);
    const std::string written = named.text("word", 200);
    if (auto problem = named.problem()) return *problem;
    const auto word = insight::voice::overlay_word(written);
    if (!word) return wrong("word", "Name one word, or one emoji, of at most 40 bytes without blanks.");
    if (!words.emplace(*word, number).second)
      return wrong("word", fmt::format("\"{}\" is there twice; keep one of them.", *word));
  }
  return wanted;
}

// PUT …/voice/words: all of them; none = the program's own again
Plan put_words(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto wanted = read_words(*body);
  if (!wanted) return call.refuse(wanted.error());
  return write_as(
      call, request, store::Role::manager,
      [call, wanted = *wanted](store::Transaction& transaction, const Member& member) {
        const auto known = commerce::load_voice_settings(transaction, member.shop.id).overlay;
        if (wanted.version.value_or(known) != known)
          return call.refuse(Problem::make(
              "edited-meanwhile",
              "Somebody changed the words after you had looked. Load them again, then change them."));
        commerce::put_overlay(transaction, member.shop.id, wanted.words, call.context().random);
        note(call, transaction, member, "voice.words", {{"words", wanted.words.size()}});
        return call.answer(200, words_json(transaction, member.shop.id));
      });
}

}  // namespace

void add_voice_setting_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/voice/settings", show_settings);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/voice/settings", put_settings);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/voice/secret", renew_secret);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/voice/words", show_words);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/voice/words", put_words);
}

void add_voice_routes(Router& router, Context& context) {
  add_voice_intake_routes(router, context);
  add_voice_message_routes(router, context);
  add_voice_figure_routes(router, context);
  add_voice_setting_routes(router, context);
}

}  // namespace timeshelf::server::api
