// The shop's people and what their calendar apps sign in with, and what the shop says once for all it sells.
#include <algorithm>
#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/settings.hpp"
#include "server/accounts.hpp"
#include "server/api/read_json.hpp"
#include "server/api/short_list.hpp"
#include "server/api/staff.hpp"
#include "server/shop/edition.hpp"
#include "server/shop/language.hpp"
#include "server/shop/route.hpp"
#include "store/password_uses.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostAppPasswords = 50;
constexpr std::int64_t kMostCancelHours = 10'000;

json::object person_json(const store::User& user) {
  return {{"id", user.name},
          {"name", user.display_name.empty() ? user.name : user.display_name},
          {"email", user.email},
          {"role", store::name_of(user.role)},
          {"signs_in", !user.password_hash.empty()}};
}

// GET …/people: by role, then by name
Plan list_people(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"cursor", "limit"});
  if (!parameters) return call.refuse(parameters.error());
  const auto page = read_page(*parameters);
  if (!page) return call.refuse(page.error());
  return read_as(call, request, store::Role::manager,
                 [call, page = *page](store::Transaction& transaction, const Member& member) {
                   std::vector<store::User> people;
                   for (auto& user : store::list_users(transaction)) {
                     // Rooms and other things have accounts of their own.
                     if (user.shop == member.shop.id && !user.answers_by_itself())
                       people.push_back(std::move(user));
                   }
                   std::stable_sort(people.begin(), people.end(),
                                    [](const auto& a, const auto& b) { return a.role < b.role; });
                   json::array rows;
                   for (const auto& user : people) rows.push_back(person_json(user));
                   const auto listed = page_of("people", std::move(rows), "id", page);
                   return listed ? call.answer(200, *listed) : call.refuse(listed.error());
                 });
}

json::object app_password_json(const store::AppPassword& password, std::optional<Instant> used_at) {
  return {{"id", password.id.text()},
          {"label", password.label},
          {"made_at", to_rfc3339(password.created_at)},
          {"used_at", used_at ? json::value(to_rfc3339(*used_at)) : json::value(nullptr)}};
}

// An app password must not beget others, or revoking one that got about would not end it.
std::optional<http::Response> not_by_app(const Call& call, const http::Request& request) {
  if (request.headers.get("Authorization").empty()) return std::nullopt;
  return call.refuse(Problem::make(
      "not-allowed",
      "App passwords are made and revoked by who is signed in to the dashboard; sign in there."));
}

// GET …/app-passwords: one's own, oldest first
Plan list_app_passwords(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(
      call, request, store::Role::reader, [call](store::Transaction& transaction, const Member& member) {
        json::array listed;
        const auto uses = store::password_uses(transaction, member.user.name);
        for (const auto& password : store::list_app_passwords(transaction, member.user.name)) {
          const auto use = uses.find(password.id);
          listed.push_back(
              app_password_json(password, use == uses.end() ? std::nullopt : std::optional(use->second)));
        }
        return call.answer(200, {{"user", member.user.name}, {"app_passwords", std::move(listed)}});
      });
}

// The row of one that was just stored.
store::AppPassword password_with(store::Transaction& transaction, const store::User& user,
                                 const std::string& digest) {
  const auto own = store::list_app_passwords(transaction, user.name);
  return *std::find_if(own.begin(), own.end(), [&](const auto& one) { return one.digest == digest; });
}

// POST …/app-passwords {"label"}
Plan make_app_password(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::string label(trim(members.text("label", 100)));
  if (const auto problem = members.problem()) return call.refuse(*problem);
  if (label.empty())
    return call.refuse(Problem::make("invalid-member", "Say which device or app it is for.", "label"));
  if (auto refused = not_by_app(call, request)) return *refused;
  return write_as(
      call, request, store::Role::reader,
      [call, label](store::Transaction& transaction, const Member& member) {
        if (store::list_app_passwords(transaction, member.user.name).size() >= kMostAppPasswords)
          return call.refuse(Problem::make(
              "too-many-app-passwords", "You have 50 app passwords; revoke one that is not used any more."));
        const std::string password =
            add_app_password(transaction, member.user, label, call.now(), call.context().random);
        const auto made = password_with(transaction, member.user, app_password_digest(password));
        commerce::record(transaction, member.shop.id, member.user.name, "app_password.made", made.id.text(),
                         {{"label", label}}, call.now(), call.context().random);
        json::object answer = app_password_json(made, std::nullopt);
        answer["user"] = member.user.name;
        answer["password"] = password;
        return call.answer(201, answer);
      });
}

// DELETE …/app-passwords/{password}: one's own
Plan revoke_app_password(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  if (auto refused = not_by_app(call, request)) return *refused;
  return write_as(
      call, request, store::Role::reader,
      [call, text = captures["password"]](store::Transaction& transaction, const Member& member) {
        const auto id = Id::parse(text);
        const auto own = store::list_app_passwords(transaction, member.user.name);
        const bool known = std::any_of(own.begin(), own.end(), [&](const auto& one) { return one.id == id; });
        if (!known)
          return call.refuse(Problem::make("not-found", "You have no such app password; list them again."));
        store::delete_app_password(transaction, member.shop.id, *id);
        commerce::record(transaction, member.shop.id, member.user.name, "app_password.revoked", id->text(),
                         {}, call.now(), call.context().random);
        return http::reply(204, "", "");
      });
}

json::object settings_json(store::Transaction& transaction, const store::Shop& shop) {
  const commerce::Settings settings = commerce::load_settings(transaction, shop);
  json::object said{{"slug", shop.slug},
                    {"name", settings.name},
                    {"language", settings.language},
                    {"currency", shop.currency},
                    {"time_zone", shop.time_zone},
                    {"tax_included", settings.tax.included},
                    {"tax_rounding", commerce::name_of(settings.tax.rounding)},
                    {"cancel_before_hours", settings.cancel_before.count()}};
  said["etag"] = edition_of(said);
  return said;
}

// GET …/settings
Plan show_settings(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(call, request, store::Role::manager,
                 [call](store::Transaction& transaction, const Member& member) {
                   return call.answer(200, settings_json(transaction, member.shop));
                 });
}

// {"name", "language", "tax_included", "tax_rounding", "cancel_before_hours"}; without a language it stays as
// it is.
Read<commerce::Settings> read_settings(const json::object& body) {
  MemberReader members(body, "");
  commerce::Settings settings;
  settings.name = trim(members.text("name", 200));
  settings.language = members.text("language", 16, "");
  settings.tax.included = members.flag("tax_included", true);
  const std::string rounding = members.text("tax_rounding", 16);
  const std::int64_t hours = members.whole("cancel_before_hours");
  if (auto problem = members.problem()) return *problem;
  if (!members.has("tax_included"))
    return Problem::make("invalid-member", "Say whether prices hold their tax: true or false.",
                         "tax_included");
  if (settings.name.empty()) return Problem::make("invalid-member", "Give the shop a name.", "name");
  if (members.has("language") && !is_spoken(settings.language))
    return Problem::make("invalid-member", "Calendars are written in en, de or es.", "language");
  const auto known = commerce::parse_rounding(rounding);
  if (!known)
    return Problem::make("invalid-member", "Tax is rounded half-up, half-even or down.", "tax_rounding");
  if (hours < 0 || hours > kMostCancelHours)
    return Problem::make("invalid-member",
                         "The hours before a slot begins are a whole number from 0 to 10,000.",
                         "cancel_before_hours");
  settings.tax.rounding = *known;
  settings.cancel_before = std::chrono::hours(hours);
  return settings;
}

// PUT …/settings
Plan put_settings(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto wanted = read_settings(*body);
  if (!wanted) return call.refuse(wanted.error());
  return write_as(
      call, request, store::Role::owner,
      [call, wanted = *wanted, if_match = std::string(request.headers.get("If-Match"))](
          store::Transaction& transaction, const Member& member) {
        const json::object known = settings_json(transaction, member.shop);
        if (auto problem = check_if_asked(
                if_match, std::string_view(known.at("etag").as_string()),
                "Somebody changed the settings after you had looked. Load them again, then change "
                "them."))
          return call.refuse(*problem);
        commerce::Settings settings = wanted;
        if (settings.language.empty()) settings.language = member.shop.language;
        commerce::change_settings(transaction, call.engine(), member.shop, settings, member.user.name,
                                  call.now(), call.context().random);
        return call.answer(200, settings_json(transaction, *store::find_shop(transaction, member.shop.id)));
      });
}

}  // namespace

void add_people_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/people", list_people);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/app-passwords", list_app_passwords);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/app-passwords", make_app_password);
  add_route(router, context, "DELETE", "/api/v1/shops/{shop}/app-passwords/{password}", revoke_app_password);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/settings", show_settings);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/settings", put_settings);
}

}  // namespace timeshelf::server::api
