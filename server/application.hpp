// The running program: everything plugged together.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "server/config.hpp"
#include "server/context.hpp"
#include "server/executor.hpp"
#include "server/images/attached.hpp"
#include "server/images/darkroom.hpp"
#include "server/jobs.hpp"
#include "server/live/live.hpp"
#include "server/mail/mailer.hpp"
#include "server/net/session.hpp"
#include "server/payment/collector.hpp"
#include "server/payment/pretended.hpp"
#include "server/pos/drop_folder.hpp"
#include "server/pos/teller.hpp"
#include "server/proxies.hpp"
#include "server/push/pusher.hpp"
#include "server/router.hpp"
#include "server/schedule_mail.hpp"
#include "server/shelf_policy.hpp"
#include "server/storefront/page_views.hpp"
#include "server/webhooks/deliverer.hpp"

namespace timeshelf::server {

/// Parts without sockets: what `serve`, the command line and tests share.
class Parts {
 public:
  /// Opens the database and brings its schema up to date. Throws store::Failure.
  Parts(Config config, const Clock& clock, Random& random);

  Config config;
  const Clock& clock;
  Random& random;
  std::unique_ptr<store::Database> database;
  commerce::Services services;
  commerce::PointsOfSale tills;
  commerce::TillMessages till_messages;
  commerce::TillChanges till_changes;
  ShelfPolicy policy;
  ScheduleMail schedule_mail;
  std::shared_ptr<caldav::Cache> cache;
  std::optional<P256Key> push_key;  ///< where the configuration wants it
  caldav::Service caldav;
  Authenticator authenticator;
};

/// The server. Listens when constructed; `stop` finishes what is in flight.
class Application {
 public:
  /// Throws store::Failure, std::system_error (port in use) or std::invalid_argument (certificate unusable),
  /// with a sentence.
  Application(Config config, const Clock& clock, Random& random);
  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  /// The port of the HTTP listener; 0 if there is none.
  std::uint16_t port() const;
  std::uint16_t tls_port() const;
  /// Reads certificate and key again; a sentence if that failed.
  std::string reload();
  /// No new connections; waits for open requests as long as the configuration says; then ends.
  void stop();

  Parts& parts() { return parts_; }
  store::Writer& writer() { return writer_; }

 private:
  boost::asio::awaitable<http::Response> handle(http::Request request);
  boost::asio::awaitable<http::Response> answer(http::Request& request, std::string& user);
  boost::asio::awaitable<http::Response> answer_dav(http::Request& request, std::string& user);
  const caldav::Service& caldav_below(const std::string& prefix);

  Parts parts_;
  commerce::Till till_;  // before the writer, which finishes what the till gave it
  store::Writer writer_;
  mail::Mailer mailer_;
  push::Pusher pusher_;
  webhooks::Deliverer deliverer_;
  pos::Teller teller_;
  pos::DropFolder drop_folder_;
  live::Live live_;
  images::Darkroom darkroom_;
  pages::PageViewCounter page_views_;
  images::Attached attached_;
  std::unique_ptr<payment::Pretended> pretended_;  ///< where the configuration wants it
  payment::Collector collector_;
  Jobs jobs_;
  Context context_;
  Executor executor_;
  Router router_;
  boost::asio::io_context io_;
  net::Sessions sessions_;
  std::shared_ptr<net::TlsIdentity> identity_;
  std::unique_ptr<net::Listener> listener_;
  std::unique_ptr<net::Listener> tls_listener_;
  std::vector<std::thread> threads_;
  bool stopped_ = false;
  Proxies proxies_;
  std::mutex services_mutex_;
  std::map<std::string, caldav::Service> services_below_;  ///< by prefix; what was made stays
};

}  // namespace timeshelf::server
