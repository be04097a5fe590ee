// Experiments, for who runs the shop (docs/experiments.md).
#include "commerce/experiments/experiments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>

#include "base/text.hpp"
#include "commerce/experiments/experiment_need.hpp"
#include "commerce/experiments/experiment_results.hpp"
#include "commerce/experiments/experiment_rows.hpp"
#include "commerce/experiments/experiment_sentence.hpp"
#include "commerce/experiments/slot_ladders.hpp"
#include "server/api/parameters.hpp"
#include "server/api/shelf_event.hpp"
#include "server/api/staff.hpp"
#include "server/shop/address.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::Experiment;
using commerce::Experimented;
using commerce::ExperimentRefusal;

constexpr std::size_t kMostSlots = 1'000;
constexpr std::size_t kLongestStory = 20'000;
constexpr std::int64_t kMostADay = 1'000'000;

json::value or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}
json::value or_null(const std::optional<Instant>& at) {
  return at ? json::value(to_rfc3339(*at)) : json::value(nullptr);
}

json::value image_json(const std::string& image, const Links& links) {
  const std::string path = image_path(image, links.shop);
  return path.starts_with('/') ? json::value(links.origin + path) : or_null(path);
}

Problem problem_of(const ExperimentRefusal& refusal) {
  using Code = ExperimentRefusal::Code;
  const char* kind = refusal.code == Code::unknown    ? "unknown-experiment"
                     : refusal.code == Code::invalid  ? "invalid-member"
                     : refusal.code == Code::conflict ? "experiment-conflict"
                                                      : "experiment-state";
  return Problem::make(kind, refusal.message, refusal.field);
}

http::Response no_experiment(const Call& call) {
  return call.refuse(Problem::make("unknown-experiment", "There is no such experiment; list them again."));
}

std::vector<commerce::SlotRow> slots_of(store::Transaction& transaction, const Experiment& experiment) {
  if (!experiment.is_of_one_event())
    return commerce::load_slots(transaction, experiment.shop,
                                {experiment.slots.begin(), experiment.slots.end()});
  const auto shelf = store::find_collection(transaction, experiment.shop, experiment.shelf);
  return shelf ? commerce::load_slots_of_event(transaction, *shelf, experiment.uid)
               : std::vector<commerce::SlotRow>{};
}

// What is coming first, or else the last there was.
bool stands_for(const commerce::Slot& slot, const commerce::Slot& other, Instant now) {
  const bool is_coming = slot.ends_at > now;
  const bool sooner = slot.starts_at < other.starts_at;
  return is_coming == (other.ends_at > now) ? is_coming == sooner : is_coming;
}

// A slot of each event that it is about, soonest first.
std::vector<commerce::Slot> dates_of(store::Transaction& transaction, const Experiment& experiment,
                                     Instant now) {
  std::map<std::string, commerce::Slot> dates;
  for (auto& row : slots_of(transaction, experiment)) {
    const auto [date, is_new] =
        dates.try_emplace(commerce::event_of(row.slot.shelf, row.event_uid), row.slot);
    if (!is_new && stands_for(row.slot, date->second, now)) date->second = std::move(row.slot);
  }
  std::vector<commerce::Slot> sorted;
  sorted.reserve(dates.size());
  for (auto& [event, date] : dates) sorted.push_back(std::move(date));
  std::sort(sorted.begin(), sorted.end(), [&](const commerce::Slot& a, const commerce::Slot& b) {
    return std::pair(a.starts_at, a.id) < std::pair(b.starts_at, b.id);
  });
  return sorted;
}

json::object variant_json(const commerce::Variant& variant, const Links& links) {
  return {{"name", variant.name},
          {"weight", variant.weight},
          {"title", or_null(variant.title)},
          {"story", or_null(variant.story)},
          {"image", image_json(variant.image, links)},
          {"ladder", or_null(variant.ladder)},
          {"order", or_null(variant.ordering)}};
}

json::object experiment_json(store::Transaction& transaction, const Experiment& experiment,
                             const Call& call) {
  json::array variants;
  for (const commerce::Variant& variant : experiment.variants)
    variants.push_back(variant_json(variant, call.links()));
  const auto dates = dates_of(transaction, experiment, call.now());
  const commerce::Slot* date = experiment.is_of_one_event() && !dates.empty() ? &dates.front() : nullptr;
  json::array events;
  for (const commerce::Slot& each : dates) events.emplace_back(each.summary);
  json::array slots;
  for (const Id& slot : experiment.slots) slots.emplace_back(slot.text());
  return {{"id", experiment.id.text()},
          {"name", experiment.name},
          {"kind", commerce::name_of(experiment.kind)},
          {"state", commerce::name_of(experiment.state)},
          {"slot", date ? json::value(date->id.text()) : json::value(nullptr)},
          {"slots", std::move(slots)},
          {"events", std::move(events)},
          {"summary", date ? json::value(date->summary) : json::value(nullptr)},
          {"story", date ? json::value(date->description) : json::value(nullptr)},
          {"image", date ? image_json(date->image, call.links()) : json::value(nullptr)},
          {"variants", std::move(variants)},
          {"share", experiment.share},
          {"effect", experiment.effect},
          {"window_days", experiment.window_days},
          {"kept", experiment.kept ? json::value(*experiment.kept) : json::value(nullptr)},
          {"created_by", experiment.created_by},
          {"created_at", to_rfc3339(experiment.created_at)},
          {"started_at", or_null(experiment.started_at)},
          {"ended_at", or_null(experiment.ended_at)}};
}

json::object look_json(const commerce::Look& look) {
  return {{"at", to_rfc3339(look.at)},
          {"p", look.p},
          {"low", look.interval ? json::value(look.interval->low) : json::value(nullptr)},
          {"high", look.interval ? json::value(look.interval->high) : json::value(nullptr)}};
}

json::object figures_json(const commerce::VariantFigures& figures) {
  json::array looks;
  for (const commerce::Look& look : figures.looks) looks.push_back(look_json(look));
  json::array alarms(figures.alarms.begin(), figures.alarms.end());
  return {{"visitors", figures.visitors},
          {"held", figures.held},
          {"booked", figures.booked},
          {"looks", std::move(looks)},
          {"drifted", figures.drifted},
          {"bookings", figures.guards.bookings},
          {"cancelled", figures.guards.cancelled},
          {"refunded", figures.guards.refunded},
          {"missed", figures.guards.missed},
          {"alarms", std::move(alarms)}};
}

json::object visitors_json(const Experiment& experiment, const commerce::ExperimentResults& results) {
  json::array variants;
  for (const auto& figures : results.variants) variants.push_back(figures_json(figures));
  return {{"sentence", commerce::sentence_of(experiment, results)},
          {"verdict", commerce::name_of(results.verdict)},
          {"decided", results.decided ? json::value(*results.decided) : json::value(nullptr)},
          {"sample_p", results.sample.p},
          {"alpha", commerce::kExperimentAlpha},
          {"variants", std::move(variants)},
          {"slots", nullptr}};
}

json::object ladders_json(const Experiment& experiment, const commerce::LadderResults& results) {
  json::array slots;
  for (const commerce::SlotFigures& slot : results.slots) {
    slots.push_back({{"slot", slot.slot.text()},
                     {"summary", slot.summary},
                     {"variant", slot.variant},
                     {"starts_at", to_rfc3339(slot.starts_at)},
                     {"over", slot.over},
                     {"units", slot.units},
                     {"minor", slot.minor}});
  }
  json::array p(results.p_of_takings.begin(), results.p_of_takings.end());
  json::array p_of_units(results.p_of_units.begin(), results.p_of_units.end());
  return {{"sentence", commerce::sentence_of(experiment, results)},
          {"verdict", nullptr},
          {"decided", nullptr},
          {"sample_p", nullptr},
          {"alpha", commerce::kExperimentAlpha},
          {"variants", json::array{}},
          {"slots",
           {{"list", std::move(slots)},
            {"p_of_takings", std::move(p)},
            {"p_of_units", std::move(p_of_units)},
            {"smallest_p", results.smallest_p}}}};
}

json::value results_json(store::Transaction& transaction, const Experiment& experiment, Instant now) {
  if (!experiment.started_at) return nullptr;
  if (experiment.is_of_visitors())
    return visitors_json(experiment, commerce::results_of(transaction, experiment, now));
  return ladders_json(experiment, commerce::ladder_results_of(transaction, experiment, now));
}

http::Response answer(store::Transaction& transaction, const Call& call, const Experiment& experiment,
                      int status = 200) {
  json::object body = experiment_json(transaction, experiment, call);
  body["results"] = results_json(transaction, experiment, call.now());
  std::string location;
  if (status == 201)
    location = fmt::format("{}/experiments/{}", call.links().shop_api(), experiment.id.text());
  return call.answer(status, body, std::move(location));
}

Read<commerce::Variant> read_variant(const json::object& object, std::size_t index, const Links& links) {
  MemberReader members(object, fmt::format("variants[{}]", index));
  commerce::Variant variant;
  variant.name = trim(members.text("name", 120));
  variant.weight = members.whole("weight", 1);
  variant.title = trim(members.text("title", 200, ""));
  variant.story = members.text("story", kLongestStory, "");
  variant.image = without_origin(members.text("image", 2'000, ""), links.origin);
  variant.ladder = members.text("ladder", 2'000, "");
  variant.ordering = members.text("order", 16, "");
  if (auto problem = members.problem()) return *problem;
  return variant;
}

// {"name", "kind", "slot"? or "slots"?, "variants": […], "share"?, "effect"?, "window_days"?}
Read<commerce::ExperimentPlan> read_plan(const json::object& body, const Links& links) {
  MemberReader members(body, "");
  commerce::ExperimentPlan plan;
  plan.name = trim(members.text("name", 120));
  const std::string kind = members.text("kind", 16);
  const std::string slot = members.text("slot", 64, "");
  const auto slots = members.texts("slots", kMostSlots, 64);
  plan.share = members.whole("share", plan.share);
  plan.effect = members.whole("effect", plan.effect);
  plan.window_days = members.whole("window_days", plan.window_days);
  const auto variants = members.objects("variants", 2, commerce::kMostVariants);
  if (auto problem = members.problem()) return *problem;
  const auto known = commerce::parse_experiment_kind(kind);
  if (!known)
    return Problem::make("invalid-member",
                         "An experiment varies \"picture\", \"words\", \"ladder\" or \"order\".", "kind");
  plan.kind = *known;
  const auto id = Id::parse(slot);
  const bool is_order = plan.kind == commerce::ExperimentKind::order;
  if (is_order && !slot.empty())
    return Problem::make("invalid-member", "An order is of the shop's page: leave the slot out.", "slot");
  if (!slots.empty() && !slot.empty())
    return Problem::make("invalid-member", "Name one event by \"slot\", or several slots, not both.",
                         "slots");
  if (!is_order && !id && slots.empty())
    return Problem::make("invalid-member", "The shop has no such slot; choose one from its calendar.",
                         "slot");
  if (id) plan.slot = *id;
  for (const std::string& each : slots) {
    const auto chosen = Id::parse(each);
    if (!chosen)
      return Problem::make("invalid-member", "The shop has no such slots; choose them from its calendar.",
                           "slots");
    plan.slots.push_back(*chosen);
  }
  for (std::size_t i = 0; i < variants.size(); ++i) {
    auto variant = read_variant(*variants[i], i, links);
    if (!variant) return variant.error();
    plan.variants.push_back(std::move(*variant));
  }
  return plan;
}

commerce::Experiments service_of(const Call& call) {
  return {call.context().clock, call.context().random};
}

Plan list_experiments(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(call, request, store::Role::manager,
                 [call](store::Transaction& transaction, const Member& member) {
                   json::array listed;
                   for (const auto& experiment : commerce::load_experiments(transaction, member.shop.id)) {
                     json::object written = experiment_json(transaction, experiment, call);
                     written["results"] = results_json(transaction, experiment, call.now());
                     listed.push_back(std::move(written));
                   }
                   return call.answer(200, {{"experiments", std::move(listed)}});
                 });
}

Plan draft_experiment(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto plan = read_plan(*body, call.links());
  if (!plan) return call.refuse(plan.error());
  return write_as(
      call, request, store::Role::manager,
      [call, plan = *plan](store::Transaction& transaction, const Member& member) {
        const auto made = service_of(call).draft(transaction, member.shop, plan, member.user.name);
        return made ? answer(transaction, call, *made, 201) : call.refuse(problem_of(made.error()));
      });
}

Plan get_experiment(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(
      call, request, store::Role::manager,
      [call, id = Id::parse(captures["experiment"])](store::Transaction& transaction, const Member& member) {
        const auto found = id ? commerce::load_experiment(transaction, member.shop.id, *id) : std::nullopt;
        return found ? answer(transaction, call, *found) : no_experiment(call);
      });
}

Plan change_experiment(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto plan = read_plan(*body, call.links());
  if (!plan) return call.refuse(plan.error());
  return write_as(
      call, request, store::Role::manager,
      [call, plan = *plan, id = Id::parse(captures["experiment"])](store::Transaction& transaction,
                                                                   const Member& member) {
        if (!id) return no_experiment(call);
        const auto changed = service_of(call).change(transaction, member.shop, *id, plan, member.user.name);
        return changed ? answer(transaction, call, *changed) : call.refuse(problem_of(changed.error()));
      });
}

Plan remove_experiment(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_as(
      call, request, store::Role::manager,
      [call, id = Id::parse(captures["experiment"])](store::Transaction& transaction, const Member& member) {
        if (!id) return no_experiment(call);
        const auto removed = service_of(call).remove(transaction, member.shop, *id, member.user.name);
        return removed ? http::reply(204, "", "") : call.refuse(problem_of(removed.error()));
      });
}

Plan start_experiment(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_as(
      call, request, store::Role::manager,
      [call, id = Id::parse(captures["experiment"])](store::Transaction& transaction, const Member& member) {
        if (!id) return no_experiment(call);
        const auto started = service_of(call).start(transaction, member.shop, *id, member.user.name);
        return started ? answer(transaction, call, *started) : call.refuse(problem_of(started.error()));
      });
}

// What the event says from now on, if a variant is kept.
EventChange change_to(const commerce::Variant& variant, const store::Shop& shop, const Links& links) {
  EventChange change;
  if (!variant.title.empty()) change.summary = variant.title;
  if (!variant.story.empty()) change.story = variant.story;
  if (!variant.image.empty())  // calendar apps show no path of a server that they do not know
    change.image = variant.image.starts_with('/') ? links.origin + variant.image : variant.image;
  if (variant.ladder.empty()) return change;
  const auto currency = Currency::parse(shop.currency).value_or(*Currency::parse("EUR"));
  ical::ShelfTerms terms;
  if (auto ladder = commerce::read_ladder(variant.ladder, currency)) terms.prices = std::move(*ladder);
  change.terms = json::object{{"prices", terms_json(terms).at("prices")}};
  return change;
}

// Writes the kept variant into each event, as somebody would by hand. Where there is no event any more,
// nothing is left to be changed.
std::optional<Problem> keep(store::Transaction& transaction, const Call& call, const Member& member,
                            const Experiment& experiment) {
  if (experiment.kept.value_or(0) == 0) return std::nullopt;
  const auto& variant = experiment.variants[static_cast<std::size_t>(*experiment.kept)];
  for (const commerce::Slot& date : dates_of(transaction, experiment, call.now())) {
    auto event = find_event(transaction, call, member.shop, date.id.text());
    if (!event) continue;
    const auto changed = apply_change(event->calendar, change_to(variant, member.shop, call.links()),
                                      member.shop, event->slot.time_zone, call.now());
    if (!changed) return changed.error();
    const auto stored =
        store_event(transaction, call, member, event->shelf, event->object.segment, event->calendar);
    if (!stored) return stored.error();
  }
  return std::nullopt;
}

// POST …/experiments/{experiment}/end {"keep"?}
Plan end_experiment(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request, true);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  std::optional<std::int64_t> kept;
  if (members.has("keep")) kept = members.whole("keep");
  if (const auto problem = members.problem()) return call.refuse(*problem);
  return write_as(call, request, store::Role::manager,
                  [call, kept, id = Id::parse(captures["experiment"])](store::Transaction& transaction,
                                                                       const Member& member) {
                    if (!id) return no_experiment(call);
                    const auto ended =
                        service_of(call).end(transaction, member.shop, *id, kept, member.user.name);
                    if (!ended) return call.refuse(problem_of(ended.error()));
                    if (const auto problem = keep(transaction, call, member, *ended))
                      return call.refuse(*problem);
                    return answer(transaction, call, *ended);
                  });
}

Read<std::int64_t> read_number(const Parameters& parameters, std::string_view name, std::int64_t least,
                               std::int64_t most) {
  const auto found = parameters.find(name);
  const auto number = found == parameters.end() ? std::nullopt : parse_whole(found->second);
  if (number && *number >= least && *number <= most) return *number;
  return Problem::make("invalid-parameter",
                       fmt::format("\"{}\" is a whole number from {} to {}.", name, least, most),
                       std::string(name));
}

// GET …/experiment-plan?rate=&effect=&visitors=&variants=
Plan plan_experiment(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"rate", "effect", "visitors", "variants"});
  if (!parameters) return call.refuse(parameters.error());
  const auto rate = read_number(*parameters, "rate", 1, 9'999);
  if (!rate) return call.refuse(rate.error());
  const auto effect = read_number(*parameters, "effect", 10, 5'000);
  if (!effect) return call.refuse(effect.error());
  const auto a_day = read_number(*parameters, "visitors", 1, kMostADay);
  if (!a_day) return call.refuse(a_day.error());
  const auto variants = read_number(*parameters, "variants", 2, 5);
  if (!variants) return call.refuse(variants.error());
  const auto need = commerce::need_of(*rate, *effect, *a_day, *variants);
  return read_as(call, request, store::Role::manager, [call, need](store::Transaction&, const Member&) {
    return call.answer(200, {{"visitors_of_each", need.of_each},
                             {"visitors", need.visitors},
                             {"days", need.days},
                             {"power", need.power}});
  });
}

}  // namespace

void add_experiment_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/experiment-plan", plan_experiment);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/experiments", list_experiments);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/experiments", draft_experiment);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/experiments/{experiment}", get_experiment);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/experiments/{experiment}", change_experiment);
  add_route(router, context, "DELETE", "/api/v1/shops/{shop}/experiments/{experiment}", remove_experiment);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/experiments/{experiment}/start", start_experiment);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/experiments/{experiment}/end", end_experiment);
}

}  // namespace timeshelf::server::api
