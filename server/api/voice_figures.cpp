// How customers sound over time, and what they talk about and wish.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <cmath>

#include "commerce/reports/figures.hpp"
#include "server/api/call.hpp"
#include "server/api/parameters.hpp"
#include "server/api/staff.hpp"
#include "server/api/voice_routes.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::MoodSpan;
using std::chrono::days;
using std::chrono::hours;

constexpr days kUsualSince{30};
constexpr days kLongestSince{730};

Problem wrong(std::string_view parameter, std::string sentence) {
  return Problem::make("invalid-parameter", std::move(sentence), std::string(parameter));
}

/// What is drawn with one point for each hour, or for each day.
struct Span {
  MoodSpan span;
  std::string_view name;
  days usual;
  days longest;
  hours half_life;
};
constexpr Span kHours{MoodSpan::hour, "hour", days(3), days(31), hours(6)};
constexpr Span kDays{MoodSpan::day, "day", days(30), days(366), hours(72)};

struct AskedMood {
  Span span = kDays;
  std::optional<Instant> from, to;
  std::string slot;
  bool published = false;
};

Read<AskedMood> read_asked(const http::Request& request) {
  const auto parameters = read_parameters(request.query, {"span", "from", "to", "slot", "lexicon"});
  if (!parameters) return parameters.error();
  AskedMood asked;
  for (const auto& [name, value] : *parameters) {
    if (name == "span" && value != "hour" && value != "day") return wrong(name, "\"span\" is hour or day.");
    if (name == "span") asked.span = value == "hour" ? kHours : kDays;
    if (name == "slot" && !Id::parse(value)) return wrong(name, "\"slot\" is the id of a slot.");
    if (name == "slot") asked.slot = value;
    if (name == "lexicon" && value != "shop" && value != "published")
      return wrong(name, "\"lexicon\" is shop or published.");
    if (name == "lexicon") asked.published = value == "published";
  }
  const auto from = read_instant(*parameters, "from");
  if (!from) return from.error();
  const auto to = read_instant(*parameters, "to");
  if (!to) return to.error();
  asked.from = *from;
  asked.to = *to;
  if (asked.from && asked.to && *asked.to <= *asked.from) return wrong("to", "\"to\" is after \"from\".");
  if (asked.from && asked.to && *asked.to - *asked.from > asked.span.longest)
    return wrong("to", fmt::format("Ask for at most {} days at a time.", asked.span.longest.count()));
  return asked;
}

json::value rounded(const std::optional<double>& value) {
  return value ? json::value(std::round(*value * 10'000) / 10'000) : json::value(nullptr);
}

// Where few speak, the number of those who sound bad would be somebody's mood, too.
json::object point_json(const insight::voice::MoodCell& cell, const insight::voice::MoodPoint& point,
                        const ical::Zone& zone) {
  const std::chrono::year_month_day day(commerce::day_of(zone, cell.begins));
  return {{"begins", to_rfc3339(cell.begins)},
          {"day", fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                              static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()))},
          {"messages", cell.messages},
          {"scored", cell.scored},
          {"few", cell.authors < insight::voice::kFewestAuthors},
          {"mean", rounded(point.mean)},
          {"smooth", rounded(point.smooth)},
          {"negative_share", rounded(point.negative_share)}};
}

// GET …/voice/mood?span=&from=&to=&slot=&lexicon=
Plan mood(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto read = read_asked(request);
  if (!read) return call.refuse(read.error());
  return read_as(call, request, store::Role::manager,
                 [call, asked = *read](store::Transaction& transaction, const Member& member) {
                   const Instant to = asked.to.value_or(
                       asked.from ? std::min(call.now(), *asked.from + asked.span.longest) : call.now());
                   const Instant from = asked.from.value_or(to - asked.span.usual);
                   const auto cells = call.context().services.voice.mood(
                       transaction, member.shop.id, asked.span.span, from, to, asked.slot, asked.published);
                   const auto points = insight::voice::mood_over_time(cells, asked.span.half_life);
                   const auto* zone = ical::find_zone(member.shop.time_zone);
                   json::array listed;
                   for (std::size_t i = 0; i < cells.size(); ++i)
                     listed.push_back(point_json(cells[i], points[i], zone ? *zone : ical::utc_zone()));
                   return call.answer(200, {{"span", asked.span.name},
                                            {"time_zone", member.shop.time_zone},
                                            {"half_life_hours", asked.span.half_life.count()},
                                            {"fewest_authors", insight::voice::kFewestAuthors},
                                            {"points", std::move(listed)}});
                 });
}

json::object topic_json(const commerce::TopicCount& topic) {
  const bool few = topic.authors < insight::voice::kFewestAuthors;
  const auto mean =
      topic.scored > 0 && !few ? std::optional(topic.sum / static_cast<double>(topic.scored)) : std::nullopt;
  return {{"about", topic.about},
          {"messages", topic.messages},
          {"authors", topic.authors},
          {"mean", rounded(mean)}};
}

json::object wish_json(const commerce::WishCount& wish) {
  return {{"kind", insight::voice::name_of(wish.kind)},
          {"wish", wish.wish},
          {"about", wish.about},
          {"messages", wish.messages},
          {"authors", wish.authors},
          {"last", to_rfc3339(wish.last)}};
}

// GET …/voice/topics?since=
Plan topics(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"since"});
  if (!parameters) return call.refuse(parameters.error());
  const auto since = read_instant(*parameters, "since");
  if (!since) return call.refuse(since.error());
  if (*since && **since < call.now() - kLongestSince)
    return call.refuse(wrong("since", "Ask for at most two years; messages are not kept longer."));
  return read_as(
      call, request, store::Role::manager,
      [call, said = *since](store::Transaction& transaction, const Member& member) {
        auto& voice = call.context().services.voice;
        const Instant from = said.value_or(call.now() - kUsualSince);
        json::array topics;
        for (const auto& topic : voice.topics(transaction, member.shop.id, from))
          topics.push_back(topic_json(topic));
        json::array wishes;
        for (const auto& wish : voice.wishes(transaction, member.shop.id, from))
          wishes.push_back(wish_json(wish));
        json::array languages;
        for (const auto& count : voice.languages(transaction, member.shop.id, from)) {
          languages.push_back(json::object{
              {"language", count.language}, {"scored", count.scored}, {"messages", count.messages}});
        }
        return call.answer(200, {{"since", to_rfc3339(from)},
                                 {"topics", std::move(topics)},
                                 {"wishes", std::move(wishes)},
                                 {"languages", std::move(languages)}});
      });
}

}  // namespace

void add_voice_figure_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/voice/mood", mood);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/voice/topics", topics);
}

}  // namespace timeshelf::server::api
