// A shop on other sites: /embed.js with the elements, pictures of slots, and the page that gives the lines to
// copy (docs/embedding.md).
#include <fmt/format.h>

#include <algorithm>

#include "server/api/parameters.hpp"
#include "server/pages/built_files.hpp"
#include "server/pages/file_answer.hpp"
#include "server/pages/page_routes.hpp"
#include "server/shop/language.hpp"
#include "server/storefront/badge.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Slot;

constexpr std::chrono::days kAhead{120};
constexpr const char* kMinute = "public, max-age=60";
constexpr const char* kFewMinutes = "public, max-age=300";

// Sites that isolate themselves (COEP) may load it, too.
void let_others_load(http::Response& response, const char* how_long) {
  response.headers.add("Cache-Control", how_long);
  response.headers.add("Cross-Origin-Resource-Policy", "cross-origin");
}

Plan elements(Context&, const http::Request& request, const Captures&) {
  http::Response response = answer_file(request, embedded::elements_file());
  let_others_load(response, kFewMinutes);
  return response;
}

Problem unknown_slot() {
  return Problem::make("unknown-slot", "There is no such slot in this shop; it may have been removed.");
}

// ?lang=de; "" where nothing is said. A badge is for all who read the site that shows it.
api::Read<std::string> asked_language(const http::Request& request) {
  const auto parameters = api::read_parameters(request.query, {"lang"});
  if (!parameters) return parameters.error();
  const auto given = parameters->find("lang");
  if (given == parameters->end()) return std::string();
  if (is_spoken(given->second)) return std::string(given->second);
  return Problem::make("invalid-parameter", "A badge speaks en, de and es.", "lang");
}

PageWords words_of_badge(const std::string& asked, const store::Shop& shop) {
  return PageWords(asked.empty() ? shop.language : asked);
}

http::Response picture_of(const Badge& badge, const http::Request& request) {
  http::Response response = answer_bytes(request, "image/svg+xml", badge.svg());
  let_others_load(response, kMinute);
  response.headers.add("Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");
  return response;
}

Plan show_shop_badge(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  const auto language = asked_language(request);
  if (!language) return problem_answer(visit, request, language.error());
  return ReadWork{[visit, request, language = *language](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
      const auto slots = here.engine().list_slots(transaction, shop.id, here.now(), here.now() + kAhead);
      return picture_of(shop_badge(shop.name, slots, words_of_badge(language, shop)), request);
    });
  }};
}

Plan show_slot_badge(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  const auto language = asked_language(request);
  if (!language) return problem_answer(visit, request, language.error());
  const auto id = Id::parse(captures["slot"]);
  return ReadWork{[visit, request, id, language = *language](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
      const auto slot = id ? here.engine().find_slot(transaction, shop.id, *id) : std::nullopt;
      if (!slot || !is_shown(*slot)) return problem_answer(here, request, unknown_slot());
      return picture_of(slot_badge(*slot, words_of_badge(language, shop)), request);
    });
  }};
}

// What is copied, one for each thing to embed. Quotes in names would end an attribute.
std::string attribute(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '"') {
      escaped += "&quot;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string element_line(const Visit& visit, std::string_view element, std::string_view more) {
  return fmt::format(
      "<script async src=\"{}/embed.js\"></script>\n<timeshelf-{} shop=\"{}\"{}></timeshelf-{}>",
      visit.origin, element, visit.shop, more, element);
}

std::string badge_line(const Visit& visit, const std::string& path, const Badge& badge) {
  const std::string page = path.substr(0, path.rfind('/'));
  return fmt::format("<a href=\"{}{}\"><img src=\"{}{}\" alt=\"{}\" height=\"{}\"></a>", visit.origin, page,
                     visit.origin, path, attribute(badge.name), Badge::kHeight);
}

void add_badge(json::object& values, const std::string& prefix, const Visit& visit, const std::string& path,
               const Badge& badge) {
  values[prefix + "_path"] = path;
  values[prefix + "_line"] = badge_line(visit, path, badge);
  values[prefix + "_alt"] = badge.label();
  values[prefix + "_height"] = Badge::kHeight;
}

json::array choices(const std::vector<Slot>& slots, const Slot& chosen, const Visit& visit) {
  json::array listed;
  for (const Slot& slot : slots) {
    json::object card = slot_card(slot, visit);
    card["chosen"] = slot.id == chosen.id;
    listed.push_back(std::move(card));
  }
  return listed;
}

void add_slot(json::object& values, const std::vector<Slot>& slots, const Slot& chosen, const Visit& visit) {
  const std::string id = chosen.id.string();
  values["slots"] = choices(slots, chosen, visit);
  values["chosen_slot"] = id;
  values["slot_line"] = element_line(visit, "slot", fmt::format(" slot-id=\"{}\"", id));
  add_badge(values, "slot_badge", visit,
            fmt::format("{}/slots/{}/badge.svg?lang={}", visit.shop_path(), id, visit.words().language()),
            slot_badge(chosen, visit.words()));
}

Plan embed_page(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  // ?lang is for the language (language.hpp); a slot that was removed since is no reason to refuse the page.
  const auto parameters = api::read_parameters(request.query, {"slot", "lang"});
  if (!parameters)
    return problem_page(visit, parameters.error(), visit.shop_path() + "/embed", "openThePage");
  const auto asked = parameters->find("slot");
  const auto id = asked == parameters->end() ? std::nullopt : Id::parse(asked->second);
  return ReadWork{[visit, id](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
      auto slots = here.engine().list_slots(transaction, shop.id, here.now(), here.now() + kAhead);
      json::object values{{"title", here.words()("embedTitle") + " · " + shop.name},
                          {"app", "embed"},
                          {"shop_name", shop.name},
                          {"shop_slug", shop.slug},
                          {"shop_path", here.shop_path()},
                          {"origin", here.origin},
                          {"calendar_line", element_line(here, "calendar", "")}};
      add_badge(values, "badge", here,
                fmt::format("{}/badge.svg?lang={}", here.shop_path(), here.words().language()),
                shop_badge(shop.name, slots, here.words()));
      std::erase_if(slots, [](const Slot& slot) { return !is_shown(slot); });
      values["has_slot"] = !slots.empty();
      if (!slots.empty()) {
        const auto found =
            std::find_if(slots.begin(), slots.end(), [&](const Slot& slot) { return slot.id == id; });
        add_slot(values, slots, found == slots.end() ? slots.front() : *found, here);
      }
      return page(here, 200, "embed", std::move(values));
    });
  }};
}

}  // namespace

void add_embed_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/embed.js", elements);
  add_route(router, context, "GET", "/s/{shop}/badge.svg", show_shop_badge);
  add_route(router, context, "GET", "/s/{shop}/slots/{slot}/badge.svg", show_slot_badge);
  add_route(router, context, "GET", "/s/{shop}/embed", embed_page);
}

}  // namespace timeshelf::server::pages
