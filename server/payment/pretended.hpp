// A payment provider that only pretends, for the demo: no money moves.
#pragma once
#include <boost/json/object.hpp>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/money.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "server/config.hpp"
#include "server/payment/calls.hpp"

namespace timeshelf::server::payment {

/// The configuration of a server that is its own provider: its address and keys are filled in, so that
/// everything else speaks to it as to Stripe. One without payment.pretended is left as it is.
Config pretending(Config config, Random& random);

/// Answers what stripe.cpp asks, by Stripe's API; lets somebody "pay" a session; and tells the server by
/// webhooks that are signed. Thread-safe. What it knows lies in the file payment.pretended, so that a demo
/// goes on where it was.
class Pretended {
 public:
  /// `config`: made by `pretending`. Throws std::invalid_argument where the file cannot be read.
  Pretended(const Config& config, const Clock& clock, Random& random);
  ~Pretended();
  Pretended(const Pretended&) = delete;
  Pretended& operator=(const Pretended&) = delete;

  using Fields = std::map<std::string, std::string, std::less<>>;
  struct Answer {
    int status = 200;
    boost::json::object body;
  };
  // https://docs.stripe.com/api/checkout/sessions, and …/refunds. What has the same key is done once.
  Answer create_session(const Fields&, const std::string& key);
  Answer find_session(const std::string& id);
  Answer expire_session(const std::string& id);
  Answer refund(const Fields&, const std::string& key);

  /// A session as its page shows it.
  struct View {
    std::string status;  ///< open, complete or expired
    std::string what;
    std::string email;
    Money total;
    Money given_back;
    std::string success_url;
    std::string cancel_url;
  };
  std::optional<View> view(const std::string& session);
  /// What the customer does there. Too late, or again, it changes nothing.
  void pay(const std::string& session);

 private:
  using Act = Answer (Pretended::*)(const Fields&);
  Answer once(const Fields&, const std::string& key, Act);
  Answer make_session(const Fields&);
  Answer make_refund(const Fields&);
  boost::json::object* find(const std::string& session);
  std::int64_t given_back(const std::string& payment);
  std::string make_id(std::string_view kind);
  void tell(const std::string& kind, const boost::json::object& session);
  void save() const;
  void carry();

  const std::string file_;
  const std::string pages_;   ///< where its pages are
  const std::string hook_;    ///< where it tells what happened
  const std::string secret_;  ///< signs that
  const Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  boost::json::object known_;  ///< "sessions" and "refunds" by id, "answers" by key
  std::condition_variable changed_;
  std::deque<std::string> to_tell_;
  bool stopping_ = false;
  Calls calls_;
  std::thread courier_;
};

}  // namespace timeshelf::server::payment
