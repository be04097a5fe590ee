// What the CalDAV server asks of a world that it does not know. Commerce implements both; without it CalDAV
// stands alone on `OpenPolicy`.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ical/component.hpp"
#include "store/accounts.hpp"
#include "store/calendars.hpp"

namespace timeshelf::caldav {

/// A refusal of the policy: answered with `status` and a DAV:error holding <element
/// xmlns="urn:timeshelf">sentence</…>, and behind it a <field> that names the line, where there is one.
struct Objection : ErrorBase {
  int status = 403;
  std::string element;  ///< e.g. "valid-shelf-terms"
  std::string field;    ///< what of the object caused it, e.g. "X-SHELF-PRICE"; or ""
};

/// What a stored object became.
struct Admission {
  /// Bytes to store instead of the client's, if the policy had to put something back; the PUT then carries no
  /// ETag (RFC 4791 5.3.4).
  std::optional<std::string> content;
};

/// Why an object goes.
enum class Removal {
  deleted,
  moved,  ///< it is stored elsewhere in the same transaction
};

/// May this object be stored or removed, and what else is written with it, in the same transaction.
class ObjectPolicy {
 public:
  virtual ~ObjectPolicy() = default;
  /// Before an object is stored in a calendar collection, by PUT, COPY, MOVE or import. `user` is who stores
  /// it; `calendar` is checked already (ical::summarize_object).
  virtual Result<Admission, Objection> storing(store::Transaction&, const store::Collection&,
                                               std::string_view user, std::string_view segment,
                                               const ical::Component& calendar, std::string_view bytes) = 0;
  /// Before an object is removed by DELETE, or by MOVE into another collection.
  virtual Result<void, Objection> removing(store::Transaction&, const store::Collection&,
                                           std::string_view user, std::string_view segment, Removal why) = 0;
  /// After a calendar became a shelf or ceased to be one (`collection.shelf` says which). `parent` and
  /// `segment`: where it was reached.
  virtual Result<void, Objection> shelf_changed(store::Transaction&, store::Collection& collection,
                                                const Id& parent, std::string_view segment) = 0;
};

/// Renders the objects of a live collection, which have no stored bytes.
class ObjectSource {
 public:
  virtual ~ObjectSource() = default;
  /// The whole VCALENDAR of one object; nothing if it is gone.
  virtual std::optional<std::string> render(store::Transaction&, const store::Collection&,
                                            const store::ObjectEntry&) = 0;
};

/// How scheduling reaches whom this server does not know (RFC 6638 3.2.5). As it stands: nobody.
class SchedulePort {
 public:
  virtual ~SchedulePort() = default;
  /// True of a calendar address that the world outside answers for itself: it hears what attendees store by
  /// `ObjectPolicy`, so no message is made.
  virtual bool answers_for(store::Transaction&, std::string_view address) const;
  /// Takes an iTIP message (with its METHOD) to an address of another server, to be sent after the
  /// transaction; answers its SCHEDULE-STATUS (RFC 6638 3.2.9): "1.1" where it is on its way.
  virtual std::string send(store::Transaction&, const store::User& sender, std::string_view recipient,
                           const ical::Component& message);
  /// The SCHEDULE-STATUS that send() would answer for that address.
  virtual std::string status_for(std::string_view recipient) const;
};
SchedulePort& no_schedule_port();

/// CalDAV without a shop: everything may be stored; no shelves, no live collections.
class OpenPolicy final : public ObjectPolicy, public ObjectSource {
 public:
  Result<Admission, Objection> storing(store::Transaction&, const store::Collection&, std::string_view,
                                       std::string_view, const ical::Component&, std::string_view) override;
  Result<void, Objection> removing(store::Transaction&, const store::Collection&, std::string_view,
                                   std::string_view, Removal) override;
  Result<void, Objection> shelf_changed(store::Transaction&, store::Collection&, const Id&,
                                        std::string_view) override;
  std::optional<std::string> render(store::Transaction&, const store::Collection&,
                                    const store::ObjectEntry&) override;
};

}  // namespace timeshelf::caldav
