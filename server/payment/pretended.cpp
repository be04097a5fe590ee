#include "server/payment/pretended.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "server/payment/signature.hpp"

namespace timeshelf::server::payment {
namespace {

namespace json = boost::json;

std::string field(const Pretended::Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

std::string text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::int64_t whole(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_int64() ? value->as_int64() : 0;
}

Pretended::Answer refused(int status, std::string_view why) {
  return {status, {{"error", {{"type", "invalid_request_error"}, {"message", why}}}}};
}

Currency currency_of(const json::object& session) {
  return Currency::parse(to_upper(text(session, "currency"))).value_or(*Currency::parse("EUR"));
}

json::object load(const std::string& file) {
  if (!std::filesystem::exists(file))
    return {{"sessions", json::object()}, {"refunds", json::object()}, {"answers", json::object()}};
  std::ostringstream content;
  content << std::ifstream(file).rdbuf();
  json::error_code error;
  json::value value = json::parse(content.str(), error);
  const auto is_there = [&](const char* name) {
    const json::value* part = value.is_object() ? value.as_object().if_contains(name) : nullptr;
    return part && part->is_object();
  };
  if (error || !is_there("sessions") || !is_there("refunds") || !is_there("answers"))
    throw std::invalid_argument(
        fmt::format("payment.pretended: '{}' is not what it wrote; remove the file to begin anew.", file));
  return std::move(value.as_object());
}

}  // namespace

Config pretending(Config config, Random& random) {
  if (config.payment_pretended.empty()) return config;
  config.payment_secret_key = "sk_pretended_" + random_token(random, 16);
  config.payment_webhook_secret = "whsec_" + random_token(random, 24);
  config.payment_api = "http://" + config.listen + "/pretended";
  return config;
}

Pretended::Pretended(const Config& config, const Clock& clock, Random& random)
    : file_(config.payment_pretended),
      pages_(config.effective_base_url() + "/pretended/pay/"),
      hook_("http://" + config.listen + "/payments/stripe/webhook"),
      secret_(config.payment_webhook_secret),
      clock_(clock),
      random_(random),
      known_(load(file_)),
      courier_([this] { carry(); }) {}

Pretended::~Pretended() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  calls_.interrupt();
  courier_.join();
}

Pretended::Answer Pretended::create_session(const Fields& fields, const std::string& key) {
  return once(fields, key, &Pretended::make_session);
}

Pretended::Answer Pretended::refund(const Fields& fields, const std::string& key) {
  return once(fields, key, &Pretended::make_refund);
}

// https://docs.stripe.com/api/idempotent_requests
Pretended::Answer Pretended::once(const Fields& fields, const std::string& key, Act act) {
  const std::lock_guard lock(mutex_);
  const std::string asked = json::serialize(json::value_from(fields));
  auto& answers = known_.at("answers").as_object();
  if (const json::value* before = key.empty() ? nullptr : answers.if_contains(key)) {
    const json::object& given = before->as_object();
    if (text(given, "asked") != asked)
      return refused(400, "This Idempotency-Key came before with other parameters.");
    return {static_cast<int>(whole(given, "status")), given.at("body").as_object()};
  }
  Answer answer = (this->*act)(fields);
  if (!key.empty()) answers[key] = {{"asked", asked}, {"status", answer.status}, {"body", answer.body}};
  save();
  return answer;
}

Pretended::Answer Pretended::make_session(const Fields& fields) {
  const auto amount = parse_whole(field(fields, "line_items[0][price_data][unit_amount]"));
  const auto expires_at = parse_whole(field(fields, "expires_at"));
  if (!amount || *amount < 1 || !expires_at) return refused(400, "A session needs an amount and an end.");
  const std::string id = make_id("cs");
  json::object session{{"id", id},
                       {"object", "checkout.session"},
                       {"status", "open"},
                       {"payment_status", "unpaid"},
                       {"payment_intent", nullptr},
                       {"amount_total", *amount},
                       {"currency", field(fields, "line_items[0][price_data][currency]")},
                       {"description", field(fields, "line_items[0][price_data][product_data][name]")},
                       {"customer_email", field(fields, "customer_email")},
                       {"client_reference_id", field(fields, "client_reference_id")},
                       {"expires_at", *expires_at},
                       {"success_url", field(fields, "success_url")},
                       {"cancel_url", field(fields, "cancel_url")},
                       {"url", pages_ + id}};
  known_.at("sessions").as_object()[id] = session;
  return {200, std::move(session)};
}

Pretended::Answer Pretended::find_session(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const json::object* session = find(id);
  return session ? Answer{200, *session} : refused(404, "There is no such session.");
}

Pretended::Answer Pretended::expire_session(const std::string& id) {
  const std::lock_guard lock(mutex_);
  json::object* session = find(id);
  if (!session) return refused(404, "There is no such session.");
  if (text(*session, "status") != "open") return refused(400, "Only an open session can be expired.");
  (*session)["status"] = "expired";
  tell("checkout.session.expired", *session);
  save();
  return {200, *session};
}

Pretended::Answer Pretended::make_refund(const Fields& fields) {
  const std::string payment = field(fields, "payment_intent");
  const auto amount = parse_whole(field(fields, "amount"));
  std::int64_t paid = 0;
  for (const auto& entry : known_.at("sessions").as_object()) {
    const json::object& session = entry.value().as_object();
    if (!payment.empty() && text(session, "payment_intent") == payment) paid = whole(session, "amount_total");
  }
  if (!amount || *amount < 1 || *amount > paid - given_back(payment))
    return refused(400, "That is more than was paid and is left.");
  const std::string id = make_id("re");
  json::object refund{{"id", id}, {"object", "refund"}, {"amount", *amount}, {"payment_intent", payment}};
  known_.at("refunds").as_object()[id] = refund;
  return {200, std::move(refund)};
}

std::optional<Pretended::View> Pretended::view(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const json::object* session = find(id);
  if (!session) return std::nullopt;
  const Currency currency = currency_of(*session);
  return View{text(*session, "status"),
              text(*session, "description"),
              text(*session, "customer_email"),
              {whole(*session, "amount_total"), currency},
              {given_back(text(*session, "payment_intent")), currency},
              text(*session, "success_url"),
              text(*session, "cancel_url")};
}

void Pretended::pay(const std::string& id) {
  const std::lock_guard lock(mutex_);
  json::object* session = find(id);
  if (!session || text(*session, "status") != "open") return;
  (*session)["status"] = "complete";
  (*session)["payment_status"] = "paid";
  (*session)["payment_intent"] = make_id("pi");
  tell("checkout.session.completed", *session);
  save();
}

// One whose time is over expires when somebody looks.
json::object* Pretended::find(const std::string& id) {
  auto& sessions = known_.at("sessions").as_object();
  const auto found = sessions.find(id);
  if (found == sessions.end()) return nullptr;
  json::object& session = found->value().as_object();
  if (text(session, "status") == "open" && whole(session, "expires_at") <= to_millis(clock_.now()) / 1000) {
    session["status"] = "expired";
    tell("checkout.session.expired", session);
    save();
  }
  return &session;
}

std::int64_t Pretended::given_back(const std::string& payment) {
  std::int64_t sum = 0;
  for (const auto& entry : known_.at("refunds").as_object()) {
    const json::object& refund = entry.value().as_object();
    if (!payment.empty() && text(refund, "payment_intent") == payment) sum += whole(refund, "amount");
  }
  return sum;
}

std::string Pretended::make_id(std::string_view kind) {
  return fmt::format("{}_pretended_{}", kind, random_token(random_, 12));
}

void Pretended::tell(const std::string& kind, const json::object& session) {
  to_tell_.push_back(json::serialize(json::object{{"id", make_id("evt")},
                                                  {"object", "event"},
                                                  {"type", kind},
                                                  {"data", json::object{{"object", session}}}}));
  changed_.notify_one();
}

void Pretended::save() const {
  const std::string fresh = file_ + ".new";
  std::ofstream(fresh) << json::serialize(known_) << "\n";
  std::error_code error;
  std::filesystem::rename(fresh, file_, error);
  if (error) spdlog::error("payment.pretended: '{}' cannot be written: {}", file_, error.message());
}

// A webhook that is not heard is lost: the server asks after open pages all the same.
void Pretended::carry() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stopping_ || !to_tell_.empty(); });
    if (stopping_) return;
    const std::string event = std::move(to_tell_.front());
    to_tell_.pop_front();
    lock.unlock();
    const auto answer = calls_.call(
        hook_,
        {"Content-Type: application/json", "Stripe-Signature: " + signature_of(event, secret_, clock_.now())},
        &event);
    if (!answer || answer->status != 200)
      spdlog::warn("payment.pretended: nobody heard a webhook: {}",
                   answer ? std::to_string(answer->status) : answer.error().message);
    lock.lock();
  }
}

}  // namespace timeshelf::server::payment
