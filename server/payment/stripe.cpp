#include "server/payment/stripe.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "server/payment/calls.hpp"

namespace timeshelf::server::payment {
namespace {

namespace json = boost::json;
using commerce::Asked;
using commerce::PaymentSession;
using commerce::PaymentTrouble;

PaymentTrouble trouble(std::string sentence, bool final = false) {
  PaymentTrouble made;
  made.message = std::move(sentence);
  made.final = final;
  return made;
}

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value && value->is_string()) return std::string(value->as_string());
  // An id, or the whole thing where it was expanded.
  if (value && value->is_object()) return text_of(value->as_object(), "id");
  return "";
}

std::optional<PaymentSession> session_of(const json::object& object) {
  PaymentSession session;
  session.id = text_of(object, "id");
  if (session.id.empty() || text_of(object, "object") != "checkout.session") return std::nullopt;
  session.url = text_of(object, "url");
  session.payment = text_of(object, "payment_intent");
  const std::string status = text_of(object, "status");
  const std::string paid = text_of(object, "payment_status");
  if (paid == "paid") {
    const json::value* amount = object.if_contains("amount_total");
    const auto currency = Currency::parse(to_upper(text_of(object, "currency")));
    if (!amount || !amount->is_int64() || !currency || session.payment.empty()) return std::nullopt;
    session.state = PaymentSession::State::paid;
    session.paid = Money{amount->as_int64(), *currency};
  } else if (status == "expired") {
    session.state = PaymentSession::State::over;
  } else if (status == "complete") {
    session.state = PaymentSession::State::waiting;
  }
  return session;
}

std::optional<json::object> parse_object(std::string_view text) {
  json::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

// application/x-www-form-urlencoded
class Fields {
 public:
  Fields& add(std::string_view name, std::string_view value) {
    text_ += fmt::format("{}{}={}", text_.empty() ? "" : "&", percent_encode(name), percent_encode(value));
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

class Stripe final : public commerce::PaymentProvider {
 public:
  explicit Stripe(const Config& config)
      : base_(config.payment_api), authorization_("Authorization: Bearer " + config.payment_secret_key) {}

  std::string name() const override { return std::string(kStripe); }

  Asked<PaymentSession> create(const commerce::CheckoutOrder& order) override {
    Fields fields;
    fields.add("mode", "payment")
        .add("client_reference_id", order.hold.text())
        .add("customer_email", order.email)
        .add("expires_at", std::to_string(to_millis(order.expires_at) / 1000))
        .add("success_url", order.return_url)
        .add("cancel_url", order.cancel_url)
        .add("line_items[0][quantity]", "1")
        .add("line_items[0][price_data][currency]", to_lower(order.total.currency.code()))
        .add("line_items[0][price_data][unit_amount]", std::to_string(order.total.minor))
        .add("line_items[0][price_data][product_data][name]", order.description.substr(0, 200))
        .add("metadata[shop]", order.shop.text());
    return as_session(post("/v1/checkout/sessions", fields.text(), order.hold.string()));
  }

  Asked<PaymentSession> look_up(const std::string& session) override {
    return as_session(call("/v1/checkout/sessions/" + percent_encode(session), nullptr, ""));
  }

  Asked<PaymentSession> expire(const std::string& session) override {
    auto ended = post("/v1/checkout/sessions/" + percent_encode(session) + "/expire", "", "");
    // What is over already, or paid, cannot be ended: then it is as it is.
    if (!ended && ended.error().final) return look_up(session);
    return as_session(std::move(ended));
  }

  Asked<std::string> refund(const std::string& payment, const Money& amount, const Id& key) override {
    Fields fields;
    fields.add("payment_intent", payment).add("amount", std::to_string(amount.minor));
    const auto made = post("/v1/refunds", fields.text(), key.string());
    if (!made) return made.error();
    auto id = text_of(*made, "id");
    if (id.empty()) return trouble("The provider answered a refund without an id.");
    return id;
  }

  void interrupt() override { calls_.interrupt(); }

 private:
  static Asked<PaymentSession> as_session(Asked<json::object> answer) {
    if (!answer) return answer.error();
    auto session = session_of(*answer);
    if (!session) return trouble("The provider answered something that is no checkout session.");
    return std::move(*session);
  }

  Asked<json::object> post(const std::string& path, const std::string& body, const std::string& key) {
    return call(path, &body, key);
  }

  // `body`: of a POST; null is a GET.
  Asked<json::object> call(const std::string& path, const std::string* body, const std::string& key) {
    std::vector<std::string> headers{authorization_};
    if (!key.empty()) headers.push_back("Idempotency-Key: " + key);
    const auto answer = calls_.call(base_ + path, headers, body);
    if (!answer) return trouble(fmt::format("{}: {}.", base_, answer.error().message));
    return read_answer(answer->status, answer->body);
  }

  Asked<json::object> read_answer(long status, const std::string& answer) const {
    auto object = parse_object(answer);
    if (status == 200 && object) return std::move(*object);
    std::string why = fmt::format("{} answered {}", base_, status);
    const json::value* error = object ? object->if_contains("error") : nullptr;
    if (error && error->is_object()) why += ": " + text_of(error->as_object(), "message");
    // 401 is a wrong key, 409 a call that still runs, 429 too many: all pass.
    const bool final =
        status >= 400 && status < 500 && status != 401 && status != 403 && status != 409 && status != 429;
    return trouble(why, final);
  }

  const std::string base_;
  const std::string authorization_;
  Calls calls_;
};

}  // namespace

std::unique_ptr<commerce::PaymentProvider> make_provider(const Config& config) {
  if (config.payment_secret_key.empty()) return nullptr;
  return std::make_unique<Stripe>(config);
}

std::optional<PaymentSession> read_session(std::string_view text) {
  const auto object = parse_object(text);
  return object ? session_of(*object) : std::nullopt;
}

std::optional<commerce::ProviderEvent> read_event(std::string_view text) {
  const auto event = parse_object(text);
  if (!event) return std::nullopt;
  commerce::ProviderEvent read{text_of(*event, "id"), text_of(*event, "type")};
  if (read.id.empty() || read.kind.empty()) return std::nullopt;
  const json::value* data = event->if_contains("data");
  const json::value* object = data && data->is_object() ? data->as_object().if_contains("object") : nullptr;
  if (!object || !object->is_object()) return read;
  if (!read.kind.starts_with("checkout.session.")) {
    read.payment = text_of(object->as_object(), "payment_intent");
    return read;
  }
  read.session = session_of(object->as_object());
  if (read.session && read.kind == "checkout.session.async_payment_failed")
    read.session->state = PaymentSession::State::over;
  return read;
}

}  // namespace timeshelf::server::payment
