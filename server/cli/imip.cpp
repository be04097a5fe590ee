// timeshelf imip: an answer to an invitation, as a mail on standard input (RFC 6047).
#include <fmt/format.h>

#include <iostream>
#include <iterator>

#include "server/cli/session.hpp"
#include "server/mail/message.hpp"

namespace timeshelf::server::cli {
namespace {

// The server looks at its debts only once a minute; who declined hears of it at once. The answer is stored
// already, so whatever goes wrong here is left to the server.
void write_at_once(Session& session) {
  try {
    session.write([&](store::Transaction& transaction) { session.parts.services.due.run(transaction); });
  } catch (const std::exception& error) {
    fmt::print(stderr, "timeshelf: the server will write the letter: {}\n", error.what());
  }
}

// About a meeting of people; false where it is about none, and so about a booking.
bool hear_of_meeting(Session& session, const ical::Component& message) {
  bool heard = false;
  session.write([&](store::Transaction& transaction) {
    const auto arrivals = session.parts.schedule_mail.arrivals(transaction, message);
    heard = !arrivals.empty();
    for (const auto& arrival : arrivals) {
      const auto received = session.parts.caldav.receive(transaction, arrival.user, arrival.message);
      if (!received) throw Stop{kRefused, received.error().message};
    }
  });
  return heard;
}

int imip(const Config& config) {
  if (config.mail_from.empty())
    return complain(kConfig, "mail.from is not set. Name the server's configuration with --config FILE.");
  const std::string mail{std::istreambuf_iterator<char>(std::cin), {}};
  const auto text = mail::calendar_part(mail);
  if (!text) return complain(kRefused, "The mail holds no calendar part (text/calendar).");
  const auto parsed = ical::parse(*text, {}, ical::Leniency::repair);
  if (!parsed || parsed->calendars.empty())
    return complain(kRefused, parsed ? "The calendar part is empty." : parsed.error().message);
  return with_database(config, [&](Session& session) {
    if (hear_of_meeting(session, parsed->calendars.front())) {
      fmt::print("Heard; the calendar has it.\n");
      return kDone;
    }
    using Heard = commerce::Invitations::Heard;
    Heard heard = Heard::noted;
    session.write([&](store::Transaction& transaction) {
      const auto answer = session.parts.services.invitations.hear(transaction, parsed->calendars.front());
      if (!answer) throw Stop{kRefused, answer.error().message};
      heard = *answer;
    });
    if (heard != Heard::noted) write_at_once(session);
    fmt::print("{}\n", heard == Heard::noted ? "Noted; the booking stands."
                       : heard == Heard::cancelled
                           ? "The booking is cancelled."
                           : "The booking stands as it was; the customer gets a letter.");
    return kDone;
  });
}

}  // namespace

void declare_imip(CommandLine& line) {
  line.add(line.program(), "imip", "Hear an answer to an invitation: a mail on standard input", imip);
}

}  // namespace timeshelf::server::cli
