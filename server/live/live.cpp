#include "server/live/live.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json/serialize.hpp>

#include "server/api/write_json.hpp"
#include "store/accounts.hpp"

namespace timeshelf::server::live {
namespace {

constexpr std::chrono::milliseconds kGathered{250};  // a rush moves a slot four times a second, not a hundred
constexpr std::chrono::milliseconds kApart{1'000};   // looks for what other nodes wrote
constexpr std::chrono::milliseconds kLongest{60'000};  // nobody listens
constexpr std::chrono::seconds kHeartbeat{15};         // proxies cut what is silent for a minute
constexpr std::size_t kMostNews = 200;                 // more than these are read anew by everybody
constexpr int kRetryFrom = 2'000;                      // milliseconds until a client comes again
constexpr int kRetrySpread = 4'000;

std::string event(std::string_view name, std::string_view mark, std::string_view data) {
  return mark.empty() ? fmt::format("event: {}\ndata: {}\n\n", name, data)
                      : fmt::format("event: {}\nid: {}\ndata: {}\n\n", name, mark, data);
}

}  // namespace

Live::Live(store::Database& database, commerce::Engine& engine, const Clock& clock, Random& random,
           std::size_t most_listeners)
    : database_(database),
      engine_(engine),
      clock_(clock),
      random_(random),
      most_listeners_(most_listeners),
      timer_(
          {"live", [this] { return next(); }, [this](const Timer&) { return look(); }, kLongest, kGathered},
          clock) {}

Live::~Live() {
  close();
}

std::shared_ptr<Listener> Live::join(const std::string& shop) {
  std::shared_ptr<Listener> listener;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || *listeners_ >= most_listeners_) return nullptr;
    ++*listeners_;
    listener = std::make_shared<Listener>([count = listeners_] { --*count; });
    channels_[shop].listeners.push_back(listener);
  }
  timer_.wake();  // it may have slept
  return listener;
}

std::string Live::begin(const std::string& shop, const Standing& standing) {
  {
    const std::lock_guard lock(mutex_);
    Channel& channel = channels_[shop];
    if (!channel.told) channel.told = standing;
  }
  std::array<std::uint8_t, 2> dice{};
  random_.fill(dice);
  const int retry = kRetryFrom + (dice[0] * 256 + dice[1]) % kRetrySpread;
  return fmt::format("retry: {}\n", retry) + event("hello", mark_of(standing), "{}");
}

std::size_t Live::shops() const {
  const std::lock_guard lock(mutex_);
  return channels_.size();
}

void Live::wake() {
  if (*listeners_ == 0) return;
  changed_ = true;
  timer_.wake();
}

void Live::close() {
  closed_ = true;
  std::map<std::string, Channel> channels;
  {
    const std::lock_guard lock(mutex_);
    channels.swap(channels_);
  }
  for (auto& [shop, channel] : channels) {
    for (const auto& listener : channel.listeners) {
      if (const auto there = listener.lock()) there->end();
    }
  }
}

std::optional<Instant> Live::next() const {
  if (shops() == 0) return std::nullopt;  // those that nobody follows any more are forgotten by a look
  return changed_ ? clock_.now() : from_millis(looked_at_) + kApart;
}

bool Live::look() {
  changed_ = false;
  const Instant now = clock_.now();
  looked_at_ = to_millis(now);
  const bool silent = now - spoke_at_ >= kHeartbeat;
  static const Piece heartbeat = std::make_shared<const std::string>(":\n\n");
  for (const std::string& shop : followed()) {
    tell(shop);
    if (silent) publish(shop, heartbeat, std::nullopt);
  }
  if (silent) spoke_at_ = now;
  return true;
}

// Shops that somebody follows; those that have nobody any more are forgotten.
std::vector<std::string> Live::followed() {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> shops;
  for (auto channel = channels_.begin(); channel != channels_.end();) {
    std::erase_if(channel->second.listeners, [](const auto& listener) { return listener.expired(); });
    if (channel->second.listeners.empty()) {
      channel = channels_.erase(channel);
    } else {
      shops.push_back((channel++)->first);
    }
  }
  return shops;
}

void Live::tell(const std::string& slug) {
  std::optional<Standing> told;
  {
    const std::lock_guard lock(mutex_);
    const auto channel = channels_.find(slug);
    if (channel != channels_.end()) told = channel->second.told;
  }
  if (!told) return;  // its first listener has not begun
  Standing now;
  Piece piece;
  database_.read([&](store::Transaction& transaction) { piece = news(transaction, slug, *told, now); });
  if (piece) publish(slug, piece, now);
}

// What moved as events, one for each slot, the last of them with the mark: who has that one has all.
Live::Piece Live::news(store::Transaction& transaction, const std::string& slug, const Standing& told,
                       Standing& now) {
  const auto shop = store::find_shop_by_slug(transaction, slug);
  if (!shop) return nullptr;
  now = standing_of(transaction, shop->id);
  if (now == told) return nullptr;
  const std::string mark = mark_of(now);
  const auto moved = moved_since(transaction, shop->id, told, kMostNews);
  std::string text;
  if (moved) {
    const auto slots = engine_.find_slots(transaction, shop->id, *moved);
    for (const commerce::Slot& slot : slots)
      text += event("slot", &slot == &slots.back() ? mark : "",
                    boost::json::serialize(api::slot_news_json(slot)));
  }
  if (text.empty()) text = event("hello", mark, "{}");
  return std::make_shared<const std::string>(std::move(text));
}

void Live::publish(const std::string& slug, const Piece& piece, const std::optional<Standing>& now) {
  std::vector<std::shared_ptr<Listener>> listeners;
  {
    const std::lock_guard lock(mutex_);
    const auto channel = channels_.find(slug);
    if (channel == channels_.end()) return;
    if (now) channel->second.told = now;
    listeners.reserve(channel->second.listeners.size());
    for (const auto& listener : channel->second.listeners) {
      if (auto there = listener.lock()) listeners.push_back(std::move(there));
    }
  }
  for (const auto& listener : listeners) listener->offer(piece);
}

}  // namespace timeshelf::server::live
