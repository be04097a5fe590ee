// Meetings with people elsewhere: invitations go out as letters, answers come back by `timeshelf imip` (RFC
// 6047).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "caldav/ports.hpp"

namespace timeshelf::server {

/// caldav's port to the world, over the shop's post. An invitation names as its ORGANIZER an address of the
/// server that is signed for this meeting and this attendee, so that their calendar's answer comes to the
/// server and nobody can answer for others; people's answers go to the organizer's own address.
class ScheduleMail final : public caldav::SchedulePort {
 public:
  /// Without `mail_from` nobody elsewhere is reached.
  ScheduleMail(std::string mail_from, const Clock& clock, Random& random)
      : mail_from_(std::move(mail_from)), clock_(clock), random_(random) {}

  bool answers_for(store::Transaction&, std::string_view address) const override;
  std::string send(store::Transaction&, const store::User& sender, std::string_view recipient,
                   const ical::Component& message) override;
  std::string status_for(std::string_view recipient) const override;

  /// A message that came by mail, and for whom it is.
  struct Arrival {
    store::User user;
    ical::Component message;  ///< with the address that its organizer has here
  };
  /// For the organizer whose signed address is in it, or for the users among its attendees. None: it is not
  /// about a meeting of users of this server.
  std::vector<Arrival> arrivals(store::Transaction&, const ical::Component& message) const;

 private:
  const std::string mail_from_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::server
