// Sends the letters that wait, on a thread of its own: a slow mail server holds nobody up.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "server/mail/transport.hpp"
#include "server/timer.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace timeshelf::server::mail {

/// A letter is taken from the table, sent, and only then noted as sent: killed in between, it is sent again,
/// with the same Message-ID. Several nodes share the table.
class Mailer {
 public:
  /// Without a transport it does nothing. `mail_from` is where people's answers go.
  Mailer(store::Database& database, store::Writer& writer, std::unique_ptr<Transport> transport,
         std::string mail_from, const Clock& clock);
  ~Mailer();
  Mailer(const Mailer&) = delete;
  Mailer& operator=(const Mailer&) = delete;
  /// A letter may be waiting. Cheap, from any thread.
  void wake();

 private:
  bool send_next();
  std::optional<Instant> next();

  store::Database& database_;
  store::Writer& writer_;
  const std::unique_ptr<Transport> transport_;
  const std::string mail_from_;
  const Clock& clock_;
  std::optional<Timer> timer_;
};

}  // namespace timeshelf::server::mail
