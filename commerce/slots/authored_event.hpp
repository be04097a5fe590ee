// An event of a shelf as its creator wrote it: what it says about a sale, and when it takes place.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/refusal.hpp"
#include "commerce/views.hpp"
#include "ical/component.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {

struct AuthoredEvent {
  ical::Component calendar;
  ical::AuthoredTerms terms;            ///< of its master
  std::optional<std::string> restored;  ///< its bytes, where X-SHELF lines were put back

  const ical::Component& master() const;
  bool is_recurring() const;
};

/// What one occurrence sells: its own terms where an override has some, otherwise those of the event.
/// Refused where an X-SHELF property of it cannot be read.
Decided<ical::AuthoredTerms> terms_of(const AuthoredEvent& event, const ical::Component& occurrence,
                                      const Currency& currency, const std::vector<Product>& products);

/// Reads what was sent. `kept` are the X-SHELF lines that it had before: they are put back if the client
/// dropped them all and wrote no plain lines instead, because it did not mean to. Nothing if it holds no
/// event: tasks and journals may lie on a shelf, they sell nothing. Refused where an X-SHELF property cannot
/// be read.
Decided<std::optional<AuthoredEvent>> read_event(const ical::Component& sent, const std::string& kept,
                                                 const Currency& currency,
                                                 const std::vector<Product>& products);

/// UID of the event in a calendar object, or "" if it holds none.
std::string event_uid_of(const ical::Component& calendar);

/// The picture that an event names.
struct EventPicture {
  std::string address;           ///< "" for none, and for one that is made of an attachment
  std::optional<Id> attachment;  ///< a picture that hangs on the event (RFC 8607)
};
EventPicture picture_of(const ical::Component& event);

}  // namespace timeshelf::commerce
