#include "server/application.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "commerce/experiments/experiments.hpp"
#include "server/api/routes.hpp"
#include "server/feeds/routes.hpp"
#include "server/log.hpp"
#include "server/pages/packed.hpp"
#include "server/pages/page.hpp"
#include "server/pages/routes.hpp"
#include "server/password_use.hpp"
#include "server/payment/pretended_routes.hpp"
#include "server/payment/stripe.hpp"
#include "server/pruning.hpp"
#include "server/shop/address.hpp"
#include "server/shop/language.hpp"

namespace timeshelf::server {
namespace {

commerce::EngineOptions engine_options(const Config& config) {
  commerce::EngineOptions options;
  options.hold_for = std::chrono::minutes(config.hold_minutes);
  options.offer_for = std::chrono::minutes(config.offer_minutes);
  options.base_url = config.effective_base_url();
  options.mail_from = config.mail_from;
  options.prepaid = !config.sells_at_pickup();
  return options;
}

// ".../api/v1/shops/kiln/images", below whatever prefix.
bool is_image_upload(std::string_view target) {
  const auto api = target.find("/api/v1/shops/");
  const std::string_view path = target.substr(0, target.find('?'));
  return api != std::string_view::npos && path.ends_with("/images");
}

net::SessionLimits session_limits(const Config& config) {
  net::SessionLimits limits;
  limits.header_bytes = static_cast<std::size_t>(config.header_limit_kib) << 10;
  limits.body_bytes = static_cast<std::size_t>(config.body_limit_mib) << 20;
  limits.body_bytes_of = [usual = limits.body_bytes,
                          image = static_cast<std::size_t>(config.images_largest_mib) << 20](
                             std::string_view method, std::string_view target) {
    return method == "POST" && is_image_upload(target) ? image : usual;
  };
  limits.idle = std::chrono::seconds(config.idle_timeout_seconds);
  limits.request = std::chrono::seconds(config.request_timeout_seconds);
  limits.connections = static_cast<std::size_t>(config.max_connections);
  return limits;
}

// A feed is reached under the address that everybody sees, where that is known.
caldav::Options caldav_options(const Config& config, const std::string& prefix,
                               const std::optional<P256Key>& push_key) {
  caldav::Options options;
  options.root = prefix + "/dav";
  options.quota = config.quota_mib << 20;
  options.largest_attachment =
      static_cast<std::size_t>(std::min(config.attachment_mib, config.body_limit_mib)) << 20;
  options.feeds = (config.base_url.empty() ? prefix : config.effective_base_url()) + "/feeds";
  if (push_key) options.push.public_key = base64url_encode(push_key->public_key());
  options.push.any_address = config.push_any_address;
  return options;
}

http::Response sentence(int status, std::string text) {
  return http::reply(status, "text/plain; charset=utf-8", std::move(text) + "\n");
}

http::Response challenge() {
  auto response = sentence(401, "Log in with your user name and an app password.");
  response.headers.add("WWW-Authenticate", "Basic realm=\"Timeshelf\", charset=\"UTF-8\"");
  response.headers.add("DAV", caldav::Service::dav_header());
  return response;
}

// Whoever meets it can say which lines of the log it is.
void name_request(const http::Request& request, http::Response& response) {
  std::string text(trim(response.body.view()));
  text += " If it happens again, tell the operator: request " + request.id + "\n";
  response.body = std::move(text);
  response.headers.set("X-Request-Id", request.id);
}

constexpr std::size_t kMostPrefixes = 64;  // a proxy that lets strangers say theirs is not to fill the memory

// CalDAV lives below /dav; clients that probe the server's root by PROPFIND are led there.
bool is_dav(const http::Request& request) {
  if (request.path == "/dav" || request.path.starts_with("/dav/")) return true;
  return request.path == "/" &&
         (request.method == "PROPFIND" || request.method == "OPTIONS" || request.method == "REPORT");
}

}  // namespace

Parts::Parts(Config settings, const Clock& wall_clock, Random& randomness)
    : config(std::move(settings)),
      clock(wall_clock),
      random(randomness),
      database(store::open(config.database)),
      services(engine_options(config), clock, random, std::chrono::seconds(config.payment_poll_seconds)),
      tills(clock, random),
      till_messages(services.stock, clock),
      till_changes(clock, random),
      policy(services),
      schedule_mail(config.mail_from, clock, random),
      cache(caldav::make_cache()),
      push_key(config.push_contact.empty() ? std::nullopt
                                           : std::optional(push::installation_key(*database, random))),
      caldav(caldav_options(config, "", push_key), policy, policy, clock, random, schedule_mail, cache),
      authenticator(clock, random, config.failed_logins_per_minute) {
  // Before there are jobs, which go through what is due on a thread of their own.
  services.due.add(forgetting_deletions(std::chrono::days(config.sync_days), clock));
  services.due.add(removing_attachments());
  services.due.add(removing_images(clock));
  services.due.add(commerce::throwing_salts_away(clock));
  services.due.add(till_messages.applying());
  services.due.add(till_messages.forgetting());
}

Application::Application(Config config, const Clock& clock, Random& random)
    : parts_(payment::pretending(std::move(config), random), clock, random),
      till_(writer_, parts_.services.engine.sale_options(), clock, random),
      writer_(*parts_.database),
      mailer_(*parts_.database, writer_, mail::make_transport(parts_.config), parts_.config.mail_from, clock),
      pusher_(*parts_.database, writer_, parts_.push_key,
              {parts_.config.push_contact, parts_.config.push_any_address},
              caldav_options(parts_.config, "", parts_.push_key), clock, random),
      deliverer_(*parts_.database, writer_, parts_.services.webhooks, parts_.config.webhooks_any_address,
                 clock),
      teller_(*parts_.database, writer_, parts_.till_changes, parts_.till_messages,
              parts_.config.webhooks_any_address, clock),
      drop_folder_(parts_.config.tills_folder, *parts_.database, writer_, parts_.tills, parts_.till_messages,
                   clock),
      live_(*parts_.database, parts_.services.engine, clock, random,
            static_cast<std::size_t>(parts_.config.max_connections * 3 / 4)),  // others buy
      darkroom_(images::Worker(parts_.config.images_worker)),
      page_views_(writer_, clock),
      attached_(*parts_.database, writer_, darkroom_, parts_.config.images_quota_mib << 20, clock),
      pretended_(parts_.config.payment_pretended.empty()
                     ? nullptr
                     : std::make_unique<payment::Pretended>(parts_.config, clock, random)),
      collector_(*parts_.database, writer_, parts_.services.payments, payment::make_provider(parts_.config),
                 clock),
      jobs_(*parts_.database, writer_, parts_.services.due, clock,
            [this] {
              mailer_.wake();
              collector_.wake();
              pusher_.wake();
              deliverer_.wake();
              teller_.wake();
              live_.wake();
            }),
      context_{*parts_.database,
               writer_,
               parts_.services,
               parts_.services.engine,
               till_,
               parts_.caldav,
               parts_.policy,
               parts_.policy,
               parts_.authenticator,
               live_,
               darkroom_,
               page_views_,
               clock,
               random,
               parts_.config,
               [this] { jobs_.wake(); }},
      executor_(*parts_.database, writer_,
                [this] {
                  jobs_.wake();
                  collector_.wake();
                  pusher_.wake();
                  deliverer_.wake();
                  teller_.wake();
                  live_.wake();
                  attached_.wake();
                }),
      sessions_(
          session_limits(parts_.config), [this](http::Request request) { return handle(std::move(request)); },
          clock),
      proxies_(parts_.config) {
  if (!darkroom_.worker().is_there())
    spdlog::warn(
        "there is no timeshelf-image-worker: pictures are served as they come, place and camera included");
  parts_.services.waiting_rooms.watch([this] { return till_.waiting(); });
  add_api_routes(router_, context_);
  add_feed_routes(router_, context_);
  add_page_routes(router_, context_);
  if (pretended_) {
    spdlog::warn("payments are only pretended: no money moves (payment.pretended)");
    payment::add_pretended_routes(router_, context_, *pretended_);
  }
  const Config& settings = parts_.config;
  const auto accepted = [this](std::shared_ptr<net::Conn> conn) { sessions_.begin(std::move(conn)); };
  if (!settings.tls_listen.empty()) {
    std::string problem;
    identity_ = net::TlsIdentity::load(settings.certificate, settings.private_key, problem);
    if (!identity_) throw std::invalid_argument(problem);
    tls_listener_ = net::listen(io_, *parse_endpoint(settings.tls_listen), identity_, accepted);
  }
  if (!settings.listen.empty())
    listener_ = net::listen(io_, *parse_endpoint(settings.listen), nullptr, accepted);
  const auto cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t count = settings.threads > 0 ? static_cast<std::size_t>(settings.threads) : cores;
  for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this] { io_.run(); });
}

Application::~Application() {
  stop();
}

std::uint16_t Application::port() const {
  return listener_ ? listener_->port() : 0;
}
std::uint16_t Application::tls_port() const {
  return tls_listener_ ? tls_listener_->port() : 0;
}
std::string Application::reload() {
  return identity_ ? identity_->reload() : "";
}

void Application::stop() {
  if (stopped_) return;
  stopped_ = true;
  if (listener_) listener_->close();
  if (tls_listener_) tls_listener_->close();
  live_.close();
  sessions_.drain();
  // Polled: this happens once in a life.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(parts_.config.drain_seconds);
  while (sessions_.count() > 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  darkroom_.close();
  sessions_.abort();
  while (sessions_.count() > 0 && std::chrono::steady_clock::now() < deadline + std::chrono::seconds(2)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  io_.stop();
  for (std::thread& thread : threads_) thread.join();
}

// Hrefs name the prefix, so there is a service for each. Only what is trusted says prefixes: they are few.
const caldav::Service& Application::caldav_below(const std::string& prefix) {
  if (prefix.empty()) return parts_.caldav;
  const std::lock_guard lock(services_mutex_);
  const auto found = services_below_.find(prefix);
  if (found != services_below_.end()) return found->second;
  if (services_below_.size() >= kMostPrefixes) return parts_.caldav;  // which finds nothing below this one
  return services_below_
      .try_emplace(prefix, caldav_options(parts_.config, prefix, parts_.push_key), parts_.policy,
                   parts_.policy, parts_.clock, parts_.random, parts_.schedule_mail, parts_.cache)
      .first->second;
}

boost::asio::awaitable<http::Response> Application::handle(http::Request request) {
  const auto began = std::chrono::steady_clock::now();
  request.id = Id::make(parts_.clock.now(), parts_.random).text();
  proxies_.apply(request);
  const bool dav = is_dav(request);
  std::string user = "-";
  http::Response response;
  try {
    response = co_await answer(request, user);
    // CalDAV's addresses have the prefix from the start: XML is not to be searched for them.
    if (!dav) add_prefix(response, prefix_of(request));
    pages::pack(request, response);
  } catch (const store::Failure& failure) {
    spdlog::error("request {}: database: {}", request.id, failure.what());
    response = failure_response(failure, dav);
  } catch (const std::exception& error) {
    spdlog::error("request {}: {}", request.id, error.what());
    response = sentence(500, "Something went wrong here.");
  }
  if (response.status == 500) name_request(request, response);
  const auto took =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  log_answer(request, response, user, took);
  co_return response;
}

boost::asio::awaitable<http::Response> Application::answer(http::Request& request, std::string& user) {
  if (request.path == "/.well-known/caldav" || request.path == "/.well-known/caldav/") {
    auto moved = sentence(301, "CalDAV is at /dav/.");
    moved.headers.add("Location", "/dav/");  // without scheme and host: right behind any proxy
    co_return moved;
  }
  if (request.path == "/health") co_return sentence(200, "ok");
  if (request.path == "/robots.txt")
    co_return sentence(200, "User-agent: *\nAllow: /feeds/\nDisallow: /b/\nDisallow: /w/");
  if (is_dav(request)) co_return co_await answer_dav(request, user);
  if (auto chosen = choose_language(request)) co_return std::move(*chosen);
  if (auto plan = router_.dispatch(request)) co_return co_await executor_.run(std::move(*plan));
  const auto nothing = Problem::make("not-found", "There is nothing at this address.");
  co_return pages::problem_answer(pages::Visit(context_, request), request, nothing);
}

boost::asio::awaitable<http::Response> Application::answer_dav(http::Request& request, std::string& user) {
  const auto authorization = request.headers.find("Authorization");
  if (!authorization && request.method == "OPTIONS") co_return parts_.caldav.options(request);
  const auto credentials = authorization ? basic_credentials(*authorization) : std::nullopt;
  if (!credentials) co_return challenge();
  auto principal = parts_.authenticator.remembered(*credentials);
  if (!principal) {
    if (parts_.authenticator.is_throttled(request.remote, credentials->user)) {
      auto wait = sentence(429, "Too many wrong passwords. Try again in a minute.");
      wait.headers.add("Retry-After", "60");
      co_return wait;
    }
    const auto verify = [&](store::Transaction& transaction) {
      principal = parts_.authenticator.verify(transaction, *credentials);
      if (principal) note_use(transaction, writer_, *credentials, parts_.clock.now());
    };
    co_await executor_.read(verify);
  }
  if (!principal) {
    parts_.authenticator.note_failure(request.remote, credentials->user);
    spdlog::warn("login: wrong app password for '{}' from {}", one_line(credentials->user, 64),
                 request.remote);
    co_return challenge();
  }
  user = principal->user;
  const std::string prefix = prefix_of(request);
  if (request.path != "/") request.path.insert(0, prefix);
  caldav::Plan plan = caldav_below(prefix).handle(request, *principal);
  co_return co_await executor_.run(std::move(plan));
}

}  // namespace timeshelf::server
