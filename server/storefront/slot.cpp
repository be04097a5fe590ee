// The page of one slot, and the form on it that holds units.
#include <fmt/format.h>

#include "base/text.hpp"
#include "server/api/parameters.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
#include "server/shop/cookie.hpp"
#include "server/shop/idempotency.hpp"
#include "server/shop/till.hpp"
#include "server/storefront/embedded.hpp"
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

Plan show_slot(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  const auto id = Id::parse(captures["slot"]);
  return ReadWork{[visit, id, cookies = cookies_of(request)](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop) {
      const auto slot = id ? visit.engine().find_slot(transaction, shop.id, *id) : std::nullopt;
      if (slot && is_shown(*slot)) {
        const auto place = place_in_line(transaction, visit, *slot, place_token(*slot, cookies));
        return slot_page(transaction, *slot, shop, visit, place, {});
      }
      return problem_page(
          Problem::make("unknown-slot", "There is no such slot in this shop; it may have been removed."),
          visit.shop_path(), "See what there is");
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
  const WallClock clock(shop.time_zone.empty() ? "UTC" : shop.time_zone, visit.now());
  const bool sold_out = refusal.code == commerce::Refusal::Code::sold_out;
  json::object mistake = mistake_json(problem).as_object();
  mistake["alternatives"] = slots_json(refusal.alternatives, visit, shop);
  const std::int64_t left = refusal.remaining.value_or(0);
  const std::string title = !sold_out  ? std::string(problem.kind->title)
                            : left > 0 ? fmt::format("Only {} left", left)
                                       : std::string("Just taken");
  const std::string detail = !sold_out  ? refusal.message
                             : left > 0 ? "Somebody was a little faster. You can still have what is left."
                                        : "Somebody was a little faster, and nothing of it is left.";
  json::object values{{"title", title},
                      {"detail", detail},
                      {"held_until", refusal.held_until ? clock.time(*refusal.held_until) : std::string{}},
                      {"cards", slot_cards(refusal.alternatives, visit)},
                      {"has_alternatives", !refusal.alternatives.empty()},
                      {"back", back},
                      {"shop_path", visit.shop_path()},
                      {"shop_name", shop.name}};
  embed(values, visit, shop, "problem", {{"problem", std::move(mistake)}, {"next", back}});
  return page(problem.kind->status, "refused", std::move(values));
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
  TypedChoice typed{command, {}, refusal.message, problem_of(refusal, false)};
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

ReadWork slot_again(const Visit& visit, TypedChoice typed) {
  return {[visit, typed = std::move(typed)](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop) {
      const auto slot = visit.engine().find_slot(transaction, shop.id, typed.command.lines.front().slot);
      if (slot && is_shown(*slot)) {
        const auto place = place_in_line(transaction, visit, *slot, typed.command.place);
        return slot_page(transaction, *slot, shop, visit, place, typed);
      }
      return see_other(visit.shop_path());
    });
  }};
}

// The form carries a key of its own, so that a double tap holds once.
Plan make_hold(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit.shop_path());
  const auto form = Form::read(request);
  if (!form) return problem_page(form.error(), visit.shop_path(), "Back to the shop");
  const commerce::HoldCommand command = chosen(*form);
  std::string back = visit.shop_path();
  if (!command.lines.empty()) back += "/slots/" + command.lines.front().slot.string();
  if (command.lines.empty() && command.bundle.empty()) {
    if (const auto slot = Id::parse(form->text("slot"))) back += "/slots/" + slot->string();
    return problem_page(Problem::make("invalid-quantity", "Choose at least one."), back,
                        "Back to the choice");
  }
  return at_till(context.till, visit.shop, {command, form_key(form->text("key"), request)},
                 [visit, back, command](const commerce::Till::Answer& answer) -> caldav::Deferred::Next {
                   if (!answer.sale && !command.lines.empty() && is_mistake(answer.sale.error()))
                     return slot_again(visit, typed_of(command, answer.sale.error()));
                   if (!answer.sale) return refused_page(answer.sale.error(), visit, answer.shop, back);
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
