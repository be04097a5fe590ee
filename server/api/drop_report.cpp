// Drops that there were, and how each of them went.
#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include "commerce/experiments/experiment_rows.hpp"
#include "commerce/experiments/experiment_sentence.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "insight/voice/mood.hpp"
#include "server/api/csv.hpp"
#include "server/api/drop_report_paper.hpp"
#include "server/api/format.hpp"
#include "server/api/staff.hpp"
#include "server/paper/pdf.hpp"
#include "server/shop/language.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::DropReport;

constexpr std::chrono::days kBefore{28};
constexpr std::chrono::days kBehind{3};
constexpr std::size_t kUsualDrops = 50;
constexpr std::size_t kMostDrops = 200;

// GET …/drops?before=&limit=
Plan list_drops(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"before", "limit"});
  if (!parameters) return call.refuse(parameters.error());
  const auto before = read_instant(*parameters, "before");
  if (!before) return call.refuse(before.error());
  const auto limit = read_limit(*parameters, kUsualDrops, kMostDrops);
  if (!limit) return call.refuse(limit.error());
  return read_as(call, request, store::Role::manager,
                 [call, before = before->value_or(call.now() + std::chrono::days(400)), limit = *limit](
                     store::Transaction& transaction, const Member& member) {
                   json::array listed;
                   for (const auto& drop : commerce::list_drops(transaction, member.shop.id, before, limit))
                     listed.push_back({{"drop", drop.drop},
                                       {"starts_at", to_rfc3339(drop.first)},
                                       {"ends_at", to_rfc3339(drop.last)},
                                       {"slots", drop.slots},
                                       {"draft", drop.draft}});
                   return call.answer(200, {{"drops", std::move(listed)}});
                 });
}

// In which form, and on paper in which language.
struct Shape {
  Format format = Format::json;
  std::string language;
};

Read<Shape> read_shape(const http::Request& request) {
  const auto parameters = read_parameters(request.query, {"format", "lang"});
  if (!parameters) return parameters.error();
  const auto format = read_format(*parameters, request, {Format::json, Format::csv, Format::pdf});
  if (!format) return format.error();
  const auto lang = parameters->find("lang");
  const std::string named = lang == parameters->end() ? "" : lang->second;
  if (!named.empty() && !is_spoken(named))
    return Problem::make("invalid-parameter", "\"lang\" is one of en, de, es.", "lang");
  const std::string preferred = preferred_language(request);
  return Shape{*format, !named.empty() ? named : preferred.empty() ? "en" : preferred};
}

http::Response pdf_answer(const ShownReport& shown, const store::Shop& shop, const Shape& shape,
                          Instant now) {
  auto response = http::reply(200, "application/pdf",
                              paper::render_pdf(drop_report_paper(shown, shop, shape.language), now));
  response.headers.add("Content-Disposition", "inline; filename=\"report.pdf\"");
  response.headers.add("Cache-Control", "no-store");
  return response;
}

// When a drop is talked of: from when it could first be seen.
std::pair<Instant, Instant> talked_of(const DropReport& report) {
  return {report.slots.front().starts_at - kBefore, report.slots.back().ends_at + kBehind};
}

MoodOfDrop mood_of(store::Transaction& transaction, const Call& call, const Id& shop,
                   const DropReport& report) {
  const auto [from, to] = talked_of(report);
  MoodOfDrop mood;
  double sum = 0;
  std::int64_t most_authors = 0;
  for (const auto& cell :
       call.context().services.voice.mood(transaction, shop, commerce::MoodSpan::day, from, to, "")) {
    mood.messages += cell.messages;
    mood.scored += cell.scored;
    sum += cell.sum;
    most_authors = std::max(most_authors, cell.authors);
  }
  if (mood.scored > 0 && most_authors >= insight::voice::kFewestAuthors)
    mood.mean = sum / static_cast<double>(mood.scored);
  return mood;
}

// About one of the slots, or about the page that all of them stand on.
bool concerns(const commerce::Experiment& experiment, const std::vector<commerce::SlotRow>& slots) {
  return std::any_of(slots.begin(), slots.end(), [&](const commerce::SlotRow& row) {
    const auto& chosen = experiment.slots;
    return std::find(chosen.begin(), chosen.end(), row.slot.id) != chosen.end() ||
           (experiment.is_of_one_event() && experiment.shelf == row.slot.shelf &&
            experiment.uid == row.event_uid) ||
           experiment.kind == commerce::ExperimentKind::order;
  });
}

std::vector<ExperimentOfDrop> experiments_of(store::Transaction& transaction, const Call& call,
                                             const Id& shop, const DropReport& report,
                                             const std::string& language) {
  const auto [from, to] = talked_of(report);
  std::set<Id> ids;
  for (const auto& slot : report.slots) ids.insert(slot.slot);
  const auto slots = commerce::load_slots(transaction, shop, ids);
  std::vector<ExperimentOfDrop> all;
  for (const auto& experiment : commerce::load_experiments(transaction, shop)) {
    if (!experiment.started_at || *experiment.started_at >= to) continue;
    if (experiment.ended_at && *experiment.ended_at <= from) continue;
    if (!concerns(experiment, slots)) continue;
    const auto kept = experiment.kept.value_or(0);
    all.push_back({experiment.id.string(), experiment.name, !experiment.ended_at,
                   kept > 0 ? experiment.variants.at(static_cast<std::size_t>(kept)).name : "",
                   commerce::sentence_of(transaction, experiment, call.now(), language)});
  }
  return all;
}

http::Response report_answer(store::Transaction& transaction, const Call& call, const store::Shop& shop,
                             std::string title, DropReport report, const Shape& shape) {
  ShownReport shown{.title = std::move(title), .over = true, .report = std::move(report)};
  for (const auto& slot : shown.report.slots) shown.over = shown.over && slot.ends_at <= call.now();
  shown.advice = commerce::advise(shown.report, shown.over);
  shown.mood = mood_of(transaction, call, shop.id, shown.report);
  shown.advised = advice_sentences(shown, shape.language);
  shown.experiments = experiments_of(transaction, call, shop.id, shown.report, shape.language);
  switch (shape.format) {
    case Format::csv:
      return csv_answer(drop_report_csv(shown), "report.csv");
    case Format::pdf:
      return pdf_answer(shown, shop, shape, call.now());
    case Format::json:
      break;
  }
  return call.answer(200, drop_report_json(shown));
}

// GET …/drops/{drop}/report?format=&lang=
Plan report_drop(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto shape = read_shape(request);
  if (!shape) return call.refuse(shape.error());
  return read_as(
      call, request, store::Role::manager,
      [call, drop = captures["drop"], shape = *shape](store::Transaction& transaction, const Member& member) {
        auto report = commerce::report_drop(transaction, member.shop.id, drop, call.now());
        if (report) return report_answer(transaction, call, member.shop, drop, std::move(*report), shape);
        return call.refuse(Problem::make("unknown-drop", "The shop has no slot of that drop.", "drop"));
      });
}

// GET …/slots/{slot}/report?format=&lang=
Plan report_slot(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto shape = read_shape(request);
  if (!shape) return call.refuse(shape.error());
  return read_as(
      call, request, store::Role::manager,
      [call, slot = Id::parse(captures["slot"]), shape = *shape](store::Transaction& transaction,
                                                                 const Member& member) {
        auto report =
            slot ? commerce::report_slot(transaction, member.shop.id, *slot, call.now()) : std::nullopt;
        if (!report)
          return call.refuse(Problem::make("unknown-slot", "The shop has no slot with this id.", "slot"));
        std::string title = report->slots.front().summary;
        return report_answer(transaction, call, member.shop, std::move(title), std::move(*report), shape);
      });
}

}  // namespace

void add_drop_report_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/drops", list_drops);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/drops/{drop}/report", report_drop);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/slots/{slot}/report", report_slot);
}

}  // namespace timeshelf::server::api
