// What customers said: the messages behind each figure, and how they are erased.
#include <boost/json/array.hpp>

#include "server/api/call.hpp"
#include "server/api/parameters.hpp"
#include "server/api/staff.hpp"
#include "server/api/voice_json.hpp"
#include "server/api/voice_routes.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using insight::voice::Mood;

constexpr std::size_t kUsualMessages = 50;
constexpr std::size_t kMostMessages = 500;

Problem wrong(std::string_view parameter, std::string sentence) {
  return Problem::make("invalid-parameter", std::move(sentence), std::string(parameter));
}

std::optional<Problem> read_mood(std::string_view value, commerce::VoiceQuery& query) {
  if (value == "positive") query.mood = Mood::positive;
  if (value == "neutral") query.mood = Mood::neutral;
  if (value == "negative") query.mood = Mood::negative;
  if (value == "not-scored") query.not_scored = true;
  if (query.mood || query.not_scored) return std::nullopt;
  return wrong("mood", "\"mood\" is positive, neutral, negative or not-scored.");
}

std::optional<Problem> read_kind(std::string_view value, commerce::VoiceQuery& query) {
  constexpr std::array kKinds = {"about", "size", "colour", "time", "price", "place", "supply"};
  query.kind = value;
  if (std::find(kKinds.begin(), kKinds.end(), value) != kKinds.end()) return std::nullopt;
  return wrong("kind", "\"kind\" is about, size, colour, time, price, place or supply.");
}

Read<commerce::VoiceQuery> read_query(const http::Request& request) {
  const auto parameters = read_parameters(
      request.query, {"from", "to", "slot", "mood", "kind", "wish", "about", "cursor", "limit"});
  if (!parameters) return parameters.error();
  commerce::VoiceQuery query;
  std::optional<Problem> problem;
  for (const auto& [name, value] : *parameters) {
    if (name == "slot") query.slot = value;
    if (name == "mood" && !problem) problem = read_mood(value, query);
    if (name == "kind" && !problem) problem = read_kind(value, query);
    if (name == "wish") query.wish = value;
    if (name == "about") query.about = value;
  }
  if (problem) return *problem;
  if (query.kind.empty() && (query.about || !query.wish.empty()))
    return wrong("kind", "Say with \"kind\" which kind of wish that is, or about.");
  if (!query.slot.empty() && !Id::parse(query.slot)) return wrong("slot", "\"slot\" is the id of a slot.");
  const auto stretch = read_stretch(*parameters, kUsualMessages, kMostMessages);
  if (!stretch) return stretch.error();
  query.from = stretch->from;
  query.to = stretch->to;
  query.before = stretch->before;
  query.limit = stretch->limit;
  return query;
}

// GET …/messages?from=&to=&slot=&mood=&kind=&wish=&about=&cursor=&limit=
Plan list_messages(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto query = read_query(request);
  if (!query) return call.refuse(query.error());
  return read_as(call, request, store::Role::manager,
                 [call, asked = *query](store::Transaction& transaction, const Member& member) {
                   commerce::VoiceQuery one_more = asked;
                   ++one_more.limit;
                   auto messages = call.context().services.voice.list(transaction, member.shop.id, one_more);
                   const bool more = messages.size() == one_more.limit;
                   if (more) messages.pop_back();
                   const auto settings = commerce::load_voice_settings(transaction, member.shop.id);
                   json::array listed;
                   for (const auto& message : messages)
                     listed.push_back(message_json(message, settings.words));
                   return call.answer(
                       200, {{"messages", std::move(listed)},
                             {"next", more ? json::value(messages.back().id.text()) : json::value(nullptr)}});
                 });
}

// DELETE …/messages/{message}
Plan erase_message(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_as(
      call, request, store::Role::manager,
      [call, named = captures["message"]](store::Transaction& transaction, const Member& member) {
        const auto id = Id::parse(named);
        if (!id || !call.context().services.voice.erase(transaction, member.shop, *id, member.user.name))
          return call.refuse(Problem::make("unknown-message",
                                           "There is no such message any more; list those that there are."));
        return http::reply(204, "", "");
      });
}

// POST …/messages/forget {"author"}
Plan forget_author(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::string author = members.text("author", 200);
  if (const auto problem = members.problem()) return call.refuse(*problem);
  return write_as(call, request, store::Role::manager,
                  [call, author](store::Transaction& transaction, const Member& member) {
                    const auto erased = call.context().services.voice.erase_author(transaction, member.shop,
                                                                                   author, member.user.name);
                    return call.answer(200, {{"erased", erased}});
                  });
}

}  // namespace

void add_voice_message_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/messages", list_messages);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/messages/forget", forget_author);
  add_route(router, context, "DELETE", "/api/v1/shops/{shop}/messages/{message}", erase_message);
}

}  // namespace timeshelf::server::api
