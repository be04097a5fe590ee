#include "server/mail/mailer.hpp"

#include <spdlog/spdlog.h>

#include "commerce/letters/letters.hpp"
#include "server/log.hpp"
#include "server/mail/message.hpp"
#include "store/accounts.hpp"

namespace timeshelf::server::mail {
Mailer::Mailer(store::Database& database, store::Writer& writer, std::unique_ptr<Transport> transport,
               std::string mail_from, const Clock& clock)
    : database_(database),
      writer_(writer),
      transport_(std::move(transport)),
      mail_from_(std::move(mail_from)),
      clock_(clock) {
  if (!transport_) return;
  const auto send = [this](const Timer& timer) {
    while (!timer.is_stopping() && send_next()) {
    }
    return true;
  };
  timer_.emplace(Timer::Work{"mail", [this] { return next(); }, send}, clock_);
}

Mailer::~Mailer() {
  if (!timer_) return;
  timer_->stop();
  transport_->interrupt();
}

void Mailer::wake() {
  if (timer_) timer_->wake();
}

// Answers whether there was one.
bool Mailer::send_next() {
  std::optional<commerce::Letter> letter;
  std::string from_name;
  const auto taken = writer_.run([&](store::Transaction& transaction) {
    letter = commerce::take_letter(transaction, clock_.now());
    const auto shop = letter ? store::find_shop(transaction, letter->shop) : std::nullopt;
    from_name = shop ? shop->name : "";
    if (letter && !letter->sender_name.empty()) from_name = letter->sender_name;
    return letter.has_value();
  });
  if (taken.failure) throw *taken.failure;
  if (!letter) return false;
  const Sent sent = transport_->send(
      letter->id.string(), letter->recipient,
      compose(*letter, from_name, letter->reply_to.empty() ? mail_from_ : letter->reply_to, clock_.now()));
  const std::string reason = one_line(sent.reason, 300);
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
  // Behind the note, so that what the log says is what the next start knows.
  if (sent.fate != Sent::Fate::done) spdlog::warn("mail {}: {}", letter->id.text(), reason);
  return true;
}

std::optional<Instant> Mailer::next() {
  std::optional<Instant> next;
  database_.read([&](store::Transaction& transaction) { next = commerce::next_letter(transaction); });
  return next;
}

}  // namespace timeshelf::server::mail
