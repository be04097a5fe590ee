#include "commerce/letters/letters.hpp"

#include <array>

#include "commerce/ids_in_time.hpp"
#include "commerce/letters/letters_of_booking.hpp"

namespace timeshelf::commerce {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::chrono::seconds, 4> kFirstWaits{10s, 1min, 5min, 30min};
constexpr std::chrono::seconds kLaterWait = 2h;
constexpr std::int64_t kMostAttempts = 4 + 36;  // three days
constexpr auto kTaken = 3min;                   // longer than any try lasts

// Clocks of nodes differ, but not by so much.
Id first_letter_of(const LettersOf& of) {
  return first_id_at(of.since - 1h);
}

}  // namespace

void post(store::Transaction& transaction, const Letter& letter, Instant now) {
  transaction.execute(
      "INSERT INTO letters (shop, id, recipient, recipient_name, organizer, subject, body, calendar, method, "
      "state, attempts, next_attempt_at, last_error, created_at, sender_name, reply_to, "
      "language) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', 0, $10, '', $10, $11, $12, $13)",
      {letter.shop, letter.id, letter.recipient, letter.recipient_name, letter.organizer, letter.subject,
       letter.body, letter.calendar, letter.method, now, letter.sender_name, letter.reply_to,
       letter.language});
}

std::optional<Letter> take_letter(store::Transaction& transaction, Instant now) {
  auto letter = transaction.first(
      "SELECT shop, id, recipient, recipient_name, organizer, subject, body, calendar, method, attempts, "
      "sender_name, reply_to, language "
      "FROM letters WHERE state = 'queued' AND next_attempt_at <= $1 ORDER BY next_attempt_at, id LIMIT 1",
      {now}, [](const store::Row& row) {
        return Letter{row.id(0),      row.id(1),      row.string(2), row.string(3), row.string(4),
                      row.string(5),  row.string(6),  row.string(7), row.string(8), row.integer(9),
                      row.string(10), row.string(11), row.string(12)};
      });
  if (!letter) return std::nullopt;
  transaction.execute("UPDATE letters SET next_attempt_at = $3 WHERE shop = $1 AND id = $2",
                      {letter->shop, letter->id, now + kTaken});
  return letter;
}

std::optional<Instant> next_letter(store::Transaction& transaction) {
  return transaction
      .first("SELECT MIN(next_attempt_at) FROM letters WHERE state = 'queued'", {},
             [](const store::Row& row) { return row.maybe_instant(0); })
      .value_or(std::nullopt);
}

void note_sent(store::Transaction& transaction, const Letter& letter, Instant now) {
  transaction.execute(
      "UPDATE letters SET state = 'sent', attempts = attempts + 1, last_error = '', body = '', calendar = "
      "'', sent_at = $3 WHERE shop = $1 AND id = $2",
      {letter.shop, letter.id, now});
}

void note_failed(store::Transaction& transaction, const Letter& letter, std::string_view why, bool final,
                 Instant now) {
  const auto attempts = letter.attempts + 1;
  const bool over = final || attempts >= kMostAttempts;
  const auto index = static_cast<std::size_t>(letter.attempts);
  const auto wait = index < kFirstWaits.size() ? kFirstWaits.at(index) : kLaterWait;
  transaction.execute(
      "UPDATE letters SET state = $3, attempts = $4, last_error = $5, next_attempt_at = $6 "
      "WHERE shop = $1 AND id = $2 AND state = 'queued'",  // it may have been withdrawn meanwhile
      {letter.shop, letter.id, over ? "failed" : "queued", attempts, why, now + wait});
}

std::vector<Posted> letters_to(store::Transaction& transaction, const Id& shop, std::string_view recipient,
                               const Id& since, std::size_t at_most) {
  std::vector<Posted> letters;
  transaction.query(
      "SELECT id, subject, method, state, last_error, created_at, sent_at FROM letters "
      "WHERE shop = $1 AND id >= $2 AND recipient = $3 ORDER BY id LIMIT $4",
      {shop, since, recipient, static_cast<std::int64_t>(at_most)}, [&](const store::Row& row) {
        letters.push_back({row.id(0), row.string(1), row.string(2), row.string(3), row.string(4),
                           row.instant(5), row.maybe_instant(6)});
      });
  return letters;
}

Instant withdraw_letters(store::Transaction& transaction, const LettersOf& of, Instant now) {
  const Id first = first_letter_of(of);
  // One that was never taken is due; the others are being sent, or wait to be tried again.
  const auto tried = transaction.first(
      "SELECT COUNT(*) FROM letters WHERE shop = $1 AND id >= $2 AND recipient = $3 AND organizer = $4 AND "
      "state = 'queued' AND next_attempt_at > $5",
      {of.shop, first, of.recipient, of.organizer, now},
      [](const store::Row& row) { return row.integer(0); });
  transaction.execute(
      "UPDATE letters SET state = 'failed', last_error = '', body = '', calendar = '' WHERE shop = $1 AND "
      "id >= $2 AND recipient = $3 AND organizer = $4 AND state = 'queued'",
      {of.shop, first, of.recipient, of.organizer});
  return tried.value_or(0) > 0 ? now + kTaken : now;
}

bool was_invited(store::Transaction& transaction, const LettersOf& of) {
  return transaction
      .first(
          "SELECT 1 FROM letters WHERE shop = $1 AND id >= $2 AND recipient = $3 AND organizer = $4 AND "
          "state = 'sent' AND method IN ('REQUEST', 'PUBLISH') LIMIT 1",
          {of.shop, first_letter_of(of), of.recipient, of.organizer}, [](const store::Row&) { return true; })
      .has_value();
}

PostStatus post_status(store::Transaction& transaction) {
  PostStatus status;
  transaction.query("SELECT state, COUNT(*) FROM letters WHERE last_error <> '' GROUP BY state", {},
                    [&](const store::Row& row) {
                      (row.text(0) == "failed" ? status.failed : status.waiting) = row.integer(1);
                    });
  status.last_error =
      transaction
          .first("SELECT last_error FROM letters WHERE last_error <> '' ORDER BY id DESC LIMIT 1", {},
                 [](const store::Row& row) { return row.string(0); })
          .value_or("");
  return status;
}

}  // namespace timeshelf::commerce
