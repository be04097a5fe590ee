#include "server/push/pusher.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "server/auth.hpp"
#include "server/log.hpp"
#include "server/push/encryption.hpp"
#include "store/accounts.hpp"

namespace timeshelf::server::push {
namespace {

using Fate = Delivery::Fate;

constexpr std::chrono::milliseconds kLongest{5'000};  // other nodes and command lines write, too
constexpr std::chrono::milliseconds kGathered{500};   // an app that saves ten events is one message
constexpr std::chrono::seconds kApart{5};             // two messages of one registration
constexpr std::chrono::minutes kLease{2};             // until another node may think that this one died
constexpr std::chrono::seconds kFirstBackoff{30};
constexpr std::chrono::seconds kLongestBackoff{3'600};
constexpr std::int64_t kMostAttempts = 30;       // about a day
constexpr std::chrono::hours kTokenGoodFor{12};  // RFC 8292 2: at most 24
constexpr int kKeptSeconds = 86'400;             // TTL (RFC 8030 5.2): who is away for longer syncs anyway

std::chrono::seconds backoff_after(std::int64_t attempts) {
  const auto doublings = std::min<std::int64_t>(attempts, 10);
  return std::min(kFirstBackoff * (std::int64_t{1} << doublings), kLongestBackoff);
}

std::string random_bytes(Random& random, std::size_t count) {
  std::string bytes(count, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

}  // namespace

P256Key installation_key(store::Database& database, Random& random) {
  std::optional<std::string> secret;
  database.read([&](store::Transaction& transaction) { secret = store::find_push_key(transaction); });
  if (!secret) {
    const P256Key made = P256Key::make(random);
    database.write([&](store::Transaction& transaction) {
      store::insert_push_key(transaction, made.secret());
      secret = store::find_push_key(transaction);
    });
  }
  const auto key = P256Key::of_secret(*secret);
  if (!key) throw store::Failure(store::Failure::Code::broken, "The key in push_keys is none.");
  return *key;
}

Pusher::Pusher(store::Database& database, store::Writer& writer, const std::optional<P256Key>& key,
               PusherOptions options, caldav::Options caldav, const Clock& clock, Random& random)
    : database_(database),
      writer_(writer),
      key_(key),
      options_(std::move(options)),
      caldav_(std::move(caldav)),
      clock_(clock),
      random_(random) {
  if (!key_) return;
  sender_.emplace(options_.any_address);
  const auto send = [this](const Timer& timer) {
    while (!timer.is_stopping() && send_next()) {
    }
    return true;
  };
  timer_.emplace(Timer::Work{"push", [this] { return next(); }, send, kLongest, kGathered}, clock_);
}

Pusher::~Pusher() {
  if (!timer_) return;
  timer_->stop();
  sender_->interrupt();
}

void Pusher::wake() {
  if (timer_) timer_->wake();
}

// Answers whether anything is to be kept. Whose collection is out of reach is not told, and will not be.
bool Pusher::take(store::Transaction& transaction, std::optional<Task>& task) {
  const Instant now = clock_.now();
  bool changed = store::remove_expired_push_registrations(transaction, now) > 0;
  while (auto pending = store::next_push(transaction, now)) {
    store::PushRegistration& registration = pending->registration;
    const auto user = store::find_user(transaction, registration.user);
    auto message = user && user->shop == registration.shop
                       ? caldav::push::message_of(transaction, caldav_, principal_of(*user), *pending)
                       : std::nullopt;
    changed = true;
    if (!message) {
      store::remove_push_registration(transaction, registration.shop, registration.id);
      continue;
    }
    registration.due_at = now + kLease;
    store::update_push_registration(transaction, registration);
    task = Task{*pending, std::move(*message)};
    break;
  }
  return changed;
}

Delivery Pusher::deliver(const Task& task) {
  const store::PushRegistration& to = task.pending.registration;
  if (task.message.xml.size() > kLongestMessage) return {Fate::gone, "the message is too long", {}};
  const auto body = encrypt(task.message.xml, {to.public_key, to.auth_secret}, P256Key::make(random_),
                            random_bytes(random_, 16));
  if (!body) return {Fate::gone, "its key is none", {}};
  const bool urgent = to.content && to.told.content != task.pending.mark.content;
  const std::vector<std::string> headers{
      "Content-Type: application/xml; charset=\"UTF-8\"",
      "Content-Encoding: aes128gcm",
      fmt::format("TTL: {}", kKeptSeconds),
      urgent ? "Urgency: normal" : "Urgency: low",
      "Topic: " + task.message.topic,
      "Authorization: " +
          vapid(*key_, origin_of(to.resource), options_.contact, clock_.now() + kTokenGoodFor),
  };
  return sender_->send(to.resource, headers, *body);
}

void Pusher::note(store::Transaction& transaction, const Task& task, const Delivery& delivery) {
  const store::PushRegistration& sent = task.pending.registration;
  auto current = store::find_push_registration(transaction, sent.shop, sent.id);
  if (!current) return;  // deleted meanwhile
  const Instant now = clock_.now();
  if (delivery.fate == Fate::gone || (delivery.fate == Fate::later && current->attempts >= kMostAttempts)) {
    store::remove_push_registration(transaction, sent.shop, sent.id);
    return;
  }
  if (delivery.fate == Fate::later) {
    current->due_at = now + std::max(backoff_after(current->attempts), delivery.retry_after.value_or(kApart));
    ++current->attempts;
  } else {
    const bool renewed = current->public_key != sent.public_key || current->auth_secret != sent.auth_secret;
    if (!renewed) current->told = task.pending.mark;  // else its client could not read it
    current->attempts = 0;
    current->due_at = now + kApart;
  }
  store::update_push_registration(transaction, *current);
}

// Answers whether there was one.
bool Pusher::send_next() {
  std::optional<Task> task;
  const auto taken = writer_.run([&](store::Transaction& transaction) {
    task.reset();
    return take(transaction, task);
  });
  if (taken.failure) throw *taken.failure;
  if (!task) return false;
  const Delivery delivery = deliver(*task);
  const auto noted = writer_.run([&](store::Transaction& transaction) {
    note(transaction, *task, delivery);
    return true;
  });
  if (noted.failure) throw *noted.failure;
  // Its origin alone: who knows the whole address can send messages there.
  const auto& to = task->pending.registration;
  if (delivery.fate != Fate::taken)
    spdlog::warn("push {} to {}: {}", to.id.text(), one_line(origin_of(to.resource), 200), delivery.reason);
  return true;
}

std::optional<Instant> Pusher::next() {
  std::optional<Instant> next;
  database_.read([&](store::Transaction& transaction) { next = store::next_push_due(transaction); });
  return next;
}

}  // namespace timeshelf::server::push
