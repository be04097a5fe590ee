// The post: letters wait in a table until somebody has sent them.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct Letter {
  Id shop;
  Id id;
  std::string recipient;       ///< an address
  std::string recipient_name;  ///< may be ""
  std::string organizer;       ///< who it is from in the calendar: answers come back to this address
  std::string subject;
  std::string body;      ///< plain text
  std::string calendar;  ///< an iTIP message (RFC 5546), or ""
  std::string method;    ///< its METHOD, or ""
  std::int64_t attempts = 0;
  std::string sender_name = {};  ///< who it is from, where that is not the shop
  std::string reply_to = {};     ///< where people's answers go, where that is not the shop's address
  std::string language = {};     ///< that it is written in (BCP 47), or "": others wrote it
};

/// Queues it to be sent at once.
void post(store::Transaction&, const Letter&, Instant now);
/// The queued letter that is due longest; nothing if none is. It is the caller's for some minutes: if it is
/// neither noted as sent nor as failed until then (the process was killed), it is due again.
std::optional<Letter> take_letter(store::Transaction&, Instant now);
/// When the next queued letter is due; nothing if none waits.
std::optional<Instant> next_letter(store::Transaction&);
/// It is on its way: what it said is not kept.
void note_sent(store::Transaction&, const Letter&, Instant now);
/// Tried in vain: again after ten seconds, then 1 minute, 5, 30, and every two hours until three days are
/// over. `final`: the recipient was refused for good, so it is not tried again.
void note_failed(store::Transaction&, const Letter&, std::string_view why, bool final, Instant now);

/// A letter as it went, or did not: what it said is not kept.
struct Posted {
  Id id;
  std::string subject;
  std::string method;  ///< of its iTIP message, or ""
  std::string state;   ///< "queued", "sent", "failed"
  std::string last_error;
  Instant created_at;
  std::optional<Instant> sent_at;
};
/// Those to an address since the one that has `since` or would have had it, oldest first.
std::vector<Posted> letters_to(store::Transaction&, const Id& shop, std::string_view recipient,
                               const Id& since, std::size_t at_most);

/// How the post stands.
struct PostStatus {
  std::int64_t waiting = 0;  ///< tried in vain, and to be tried again
  std::int64_t failed = 0;   ///< given up
  std::string last_error;    ///< of the newest of these, or ""
};
PostStatus post_status(store::Transaction&);

}  // namespace timeshelf::commerce
