#include "server/payment/pretended_routes.hpp"

#include <boost/json/serialize.hpp>

#include "base/digest.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page.hpp"
#include "server/pages/words.hpp"

namespace timeshelf::server::payment {
namespace {

namespace json = boost::json;
using pages::Form;

http::Response answer(const Pretended::Answer& given) {
  return http::reply(given.status, "application/json", json::serialize(given.body));
}

// Calls `act` for who knows the secret key. A body is a form, or empty.
Plan call(const Context& context, const http::Request& request,
          const std::function<Pretended::Answer(const Form&, const std::string& key)>& act) {
  const std::string wanted = "Bearer " + context.config.payment_secret_key;
  if (!equal_in_constant_time(request.headers.get("Authorization"), wanted))
    return answer({401, {{"error", {{"message", "This is not the secret key."}}}}});
  const auto form = request.body.empty() ? Result<Form, Problem>(Form{}) : Form::read(request);
  if (!form) return answer({400, {{"error", {{"message", form.error().message}}}}});
  return answer(act(*form, std::string(request.headers.get("Idempotency-Key"))));
}

http::Response pay_page(const pages::Visit& visit, const std::optional<Pretended::View>& session,
                        const std::string& path) {
  const pages::PageWords words = visit.words();
  if (!session)
    return pages::problem_page(visit, Problem::make("not-found", "There is no such payment."), "/",
                               "toTheStart");
  const bool given_back = session->given_back.minor > 0;
  return pages::page(
      visit, 200, "pretended",
      {{"title", words.say("pretendedTitle", {{"total", pages::price_text(session->total, words)}})},
       {"provider", "Pretend Pay"},
       {"what", session->what},
       {"email", session->email},
       {"total", pages::price_text(session->total, words)},
       {"open", session->status == "open"},
       {"paid", session->status == "complete"},
       {"over", session->status == "expired"},
       {"given_back", given_back ? pages::price_text(session->given_back, words) : std::string()},
       {"path", path},
       {"success_url", session->success_url},
       {"cancel_url", session->cancel_url}});
}

}  // namespace

void add_pretended_routes(Router& router, Context& context, Pretended& provider) {
  const auto add = [&](const char* method, const char* path, auto handle) {
    router.add(method, path,
               [&context, &provider, handle](const http::Request& request, const Captures& captures) {
                 return Plan(handle(context, provider, request, captures));
               });
  };
  add("POST", "/pretended/v1/checkout/sessions",
      [](Context& where, Pretended& with, const http::Request& request, const Captures&) {
        return call(where, request, [&](const Form& form, const std::string& key) {
          return with.create_session(form.fields(), key);
        });
      });
  add("GET", "/pretended/v1/checkout/sessions/{session}",
      [](Context& where, Pretended& with, const http::Request& request, const Captures& captures) {
        return call(where, request,
                    [&](const Form&, const std::string&) { return with.find_session(captures["session"]); });
      });
  add("POST", "/pretended/v1/checkout/sessions/{session}/expire",
      [](Context& where, Pretended& with, const http::Request& request, const Captures& captures) {
        return call(where, request, [&](const Form&, const std::string&) {
          return with.expire_session(captures["session"]);
        });
      });
  add("POST", "/pretended/v1/refunds",
      [](Context& where, Pretended& with, const http::Request& request, const Captures&) {
        return call(where, request, [&](const Form& form, const std::string& key) {
          return with.refund(form.fields(), key);
        });
      });
  add("GET", "/pretended/pay/{session}",
      [](Context& where, Pretended& with, const http::Request& request, const Captures& captures) {
        return pay_page(pages::Visit(where, request), with.view(captures["session"]), request.path);
      });
  add("POST", "/pretended/pay/{session}",
      [](Context& where, Pretended& with, const http::Request& request, const Captures& captures) {
        with.pay(captures["session"]);
        const auto session = with.view(captures["session"]);
        if (session && session->status == "complete") return pages::see_other(session->success_url);
        return pay_page(pages::Visit(where, request), session, request.path);
      });
}

}  // namespace timeshelf::server::payment
