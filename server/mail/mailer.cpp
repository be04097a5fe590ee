#include "server/mail/mailer.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "commerce/letters.hpp"
#include "server/log.hpp"
#include "server/mail/message.hpp"
#include "store/accounts.hpp"

namespace timeshelf::server::mail {
namespace {

constexpr std::chrono::milliseconds kLongest{5'000};  // other nodes and `timeshelf imip` write letters, too
constexpr std::chrono::milliseconds kAfterTrouble{5'000};

}  // namespace

Mailer::Mailer(store::Database& database, store::Writer& writer, std::unique_ptr<Transport> transport,
               std::string mail_from, const Clock& clock)
    : database_(database),
      writer_(writer),
      transport_(std::move(transport)),
      mail_from_(std::move(mail_from)),
      clock_(clock) {
  if (transport_) thread_ = std::thread([this] { loop(); });
}

Mailer::~Mailer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (transport_) transport_->interrupt();
  if (thread_.joinable()) thread_.join();
}

void Mailer::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_one();
}

bool Mailer::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

// Answers whether there was one.
bool Mailer::send_next() {
  std::optional<commerce::Letter> letter;
  std::string from_name;
  const auto taken = writer_.run([&](store::Transaction& transaction) {
    letter = commerce::take_letter(transaction, clock_.now());
    const auto shop = letter ? store::find_shop(transaction, letter->shop) : std::nullopt;
    from_name = shop ? shop->name : "";
    return letter.has_value();
  });
  if (taken.failure) throw *taken.failure;
  if (!letter) return false;
  const Sent sent = transport_->send(letter->id.text(), letter->recipient,
                                     compose(*letter, from_name, mail_from_, clock_.now()));
  const std::string reason = one_line(sent.reason, 300);
  if (sent.fate != Sent::Fate::done) spdlog::warn("mail {}: {}", letter->id.text(), reason);
  const auto noted = writer_.run([&](store::Transaction& transaction) {
    const Instant now = clock_.now();
    if (sent.fate == Sent::Fate::done) {
      commerce::note_sent(transaction, *letter, now);
    } else {
      commerce::note_failed(transaction, *letter, reason, sent.fate == Sent::Fate::never, now);
    }
    return true;
  });
  if (noted.failure) throw *noted.failure;
  return true;
}

// Not before it is time to look again.
std::chrono::milliseconds Mailer::until_next() {
  std::optional<Instant> next;
  database_.read([&](store::Transaction& transaction) { next = commerce::next_letter(transaction); });
  if (!next) return kLongest;
  return std::clamp(*next - clock_.now(), std::chrono::milliseconds(0), kLongest);
}

void Mailer::loop() {
  for (;;) {
    std::chrono::milliseconds sleep{};
    try {
      sleep = until_next();
      if (sleep.count() == 0) {
        while (!is_stopping() && send_next()) {
        }
        sleep = until_next();
      }
    } catch (const std::exception& error) {
      spdlog::error("mail: {}", error.what());
      sleep = kAfterTrouble;
    }
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, sleep, [&] { return stopping_ || woken_; });
    if (stopping_) return;
    woken_ = false;
  }
}

}  // namespace timeshelf::server::mail
