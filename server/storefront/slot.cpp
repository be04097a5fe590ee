// The page of one slot, and the form on it that holds units.
#include <fmt/format.h>

#include "base/text.hpp"
#include "commerce/reports/figures.hpp"
#include "server/api/parameters.hpp"
#include "server/experiments/holding.hpp"
#include "server/experiments/seeing.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
#include "server/pages/problem_words.hpp"
#include "server/shop/cookie.hpp"
#include "server/shop/idempotency.hpp"
#include "server/shop/till.hpp"
#include "server/storefront/embedded.hpp"
#include "server/storefront/page_views.hpp"
#include "server/storefront/slot_page.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Slot;

constexpr std::string_view kQuantityField = "q.";

// A plan's work outlives the request; of it, only the cookies matter there.
http::Request cookies_of(const http::Request& request) {
  http::Request kept;
  kept.headers.add("Cookie", std::string(request.headers.get("Cookie")));
  return kept;
}

std::string place_token(const Slot& slot, const http::Request& cookies) {
  return std::string(cookie_value(cookies, place_cookie(slot.drop)));
}

std::optional<commerce::PlaceView> place_in_line(store::Transaction& transaction, const Visit& visit,
                                                 const Slot& slot, const std::string& token) {
  if (slot.queue_rate == 0) return std::nullopt;
  return visit.context->services.waiting_rooms.find(transaction, slot.shop, slot.drop, token);
}

void count_view(const Visit& visit, const store::Shop& shop, const Id& slot) {
  const ical::Zone* zone = ical::find_zone(shop.time_zone);
  const auto today = commerce::day_of(zone ? *zone : ical::utc_zone(), visit.now());
  visit.context->page_views.count({shop.id, slot, today});
}

Plan show_slot(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  const auto id = Id::parse(captures["slot"]);
  const bool counts = is_somebody_looking(request);
  return ReadWork{
      [visit, id, counts, cookies = cookies_of(request),
       browser = experiments::Browser(request, captures["shop"])](store::Transaction& transaction) {
        return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
          const auto slot = id ? here.engine().find_slot(transaction, shop.id, *id) : std::nullopt;
          if (slot && is_shown(*slot)) {
            const experiments::Look look(transaction, here, shop, browser);
            if (auto detour = look.detour(*slot)) return std::move(*detour);
            look.note(*slot);
            if (counts) count_view(here, shop, slot->id);
            const auto place = place_in_line(transaction, here, *slot, place_token(*slot, cookies));
            return slot_page(transaction, *slot, shop, here, place, {}, look.presentation());
          }
          return problem_page(
              here,
              Problem::make("unknown-slot", "There is no such slot in this shop; it may have been removed."),
              here.shop_path(), "seeWhatThereIs");
        });
      }};
}

// What was chosen on the slot's page: a quantity for each SKU, one fulfilment for all of them.
std::vector<commerce::LineRequest> chosen_lines(const Form& form, const Id& slot) {
  std::vector<commerce::LineRequest> lines;
  const std::string fulfilment = form.text("fulfilment");
  // The page sends every field; only those of the chosen way count.
  const auto window =
      fulfilment.empty() || fulfilment == "PICKUP" ? api::parse_rfc3339(form.text("window")) : std::nullopt;
  for (const auto& [name, value] : form.fields()) {
    if (!name.starts_with(kQuantityField)) continue;
    const auto quantity = parse_whole(trim(value));
    if (quantity == 0) continue;
    lines.push_back({slot, name.substr(kQuantityField.size()), quantity.value_or(-1), fulfilment, window});
  }
  return lines;
}

// What is still free, when held units may come back, and which slots have it.
http::Response refused_page(const commerce::Refusal& refusal, const Visit& visit, const store::Shop& shop,
                            const std::string& back) {
  const Problem problem = problem_of(refusal, false);
  const WallClock clock(shop.time_zone.empty() ? "UTC" : shop.time_zone, visit.now(), visit.words());
  const bool sold_out = refusal.code == commerce::Refusal::Code::sold_out;
  json::object mistake = mistake_json(problem).as_object();
  mistake["alternatives"] = slots_json(refusal.alternatives, visit, shop);
  const std::int64_t left = refusal.remaining.value_or(0);
  const PageWords words = visit.words();
  const std::string title = !sold_out  ? problem_title(problem, words)
                            : left > 0 ? words.count("onlySomeLeft", left)
                                       : words("justTaken");
  const std::string detail = !sold_out  ? problem_text(problem, words)
                             : left > 0 ? words("fasterSomeLeft")
                                        : words("fasterNothingLeft");
  json::object values{{"title", title},
                      {"detail", detail},
                      {"held_until", refusal.held_until ? clock.time(*refusal.held_until) : std::string{}},
                      {"cards", slot_cards(refusal.alternatives, visit)},
                      {"has_alternatives", !refusal.alternatives.empty()},
                      {"back", back},
                      {"shop_path", visit.shop_path()},
                      {"shop_name", shop.name}};
  embed(values, visit, shop, "problem", {{"problem", std::move(mistake)}, {"next", back}});
  return page(visit, problem.kind->status, "refused", std::move(values));
}

std::optional<commerce::Address> typed_address(const Form& form) {
  if (!commerce::is_delivered(form.text("fulfilment"))) return std::nullopt;
  return commerce::Address{form.text("address_name"),
                           form.text("street"),
                           form.text("postal_code"),
                           form.text("city"),
                           form.text("country"),
                           {},
                           {}};
}

commerce::HoldCommand chosen(const Form& form) {
  commerce::HoldCommand command;
  command.code = form.text("code");
  command.address = typed_address(form);
  command.bundle = form.text("bundle");
  command.place = form.text("place");
  if (!command.bundle.empty()) {
    command.quantity = parse_whole(form.text("quantity")).value_or(-1);
  } else if (const auto slot = Id::parse(form.text("slot"))) {
    command.lines = chosen_lines(form, *slot);
  }
  return command;
}

TypedChoice typed_of(const commerce::HoldCommand& command, const commerce::Refusal& refusal) {
  TypedChoice typed{command, {}, problem_of(refusal, false)};
  for (const commerce::LineRequest& line : command.lines)
    typed.quantities[line.sku] = std::to_string(line.quantity);
  return typed;
}

// What the customer can mend on the page itself.
bool is_mistake(const commerce::Refusal& refusal) {
  using Code = commerce::Refusal::Code;
  return refusal.code == Code::invalid_address || refusal.code == Code::outside_zones ||
         refusal.code == Code::unknown_window || refusal.field.ends_with(".window");
}

ReadWork slot_again(const Visit& visit, TypedChoice typed, const commerce::Visitor& visitor) {
  return {[visit, typed = std::move(typed), visitor](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
      const auto slot = here.engine().find_slot(transaction, shop.id, typed.command.lines.front().slot);
      if (slot && is_shown(*slot)) {
        const auto place = place_in_line(transaction, here, *slot, typed.command.place);
        return slot_page(transaction, *slot, shop, here, place, typed,
                         commerce::Presentation(transaction, shop.id, visitor));
      }
      return see_other(here.shop_path());
    });
  }};
}

// The form carries a key of its own, so that a double tap holds once.
Plan make_hold(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit, visit.shop_path());
  const auto form = Form::read(request);
  if (!form) return problem_page(visit, form.error(), visit.shop_path(), "backToShop");
  const commerce::HoldCommand command = chosen(*form);
  std::string back = visit.shop_path();
  if (!command.lines.empty()) back += "/slots/" + command.lines.front().slot.string();
  if (!command.bundle.empty()) back += "/bundles/" + percent_encode(command.bundle);
  if (command.lines.empty() && command.bundle.empty()) {
    if (const auto slot = Id::parse(form->text("slot"))) back += "/slots/" + slot->string();
    return problem_page(visit, Problem::make("invalid-quantity", "Choose at least one."), back,
                        "backToChoice");
  }
  const auto visitor = experiments::visitor_of(request, visit.shop);
  return experiments::hold_at_till(
      context, visit.shop, {command, form_key(form->text("key"), request)}, visitor,
      [visit, back, command, visitor](const commerce::Till::Answer& answer) -> caldav::Deferred::Next {
        if (!answer.sale && !command.lines.empty() && is_mistake(answer.sale.error()))
          return slot_again(visit, typed_of(command, answer.sale.error()), visitor);
        if (!answer.sale) return refused_page(answer.sale.error(), visit.at(answer.shop), answer.shop, back);
        const auto& hold = std::get<commerce::Hold>(*answer.sale);
        return see_other(fmt::format("{}/holds/{}", visit.shop_path(), hold.id.text()));
      });
}

}  // namespace

void add_slot_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/s/{shop}/slots/{slot}", show_slot);
  add_route(router, context, "POST", "/s/{shop}/holds", make_hold);
}

}  // namespace timeshelf::server::pages
