#include "caldav/ports.hpp"

namespace timeshelf::caldav {

Result<Admission, Objection> OpenPolicy::storing(store::Transaction&, const store::Collection&,
                                                 std::string_view, std::string_view, const ical::Component&,
                                                 std::string_view) {
  return Admission{};
}

Result<void, Objection> OpenPolicy::removing(store::Transaction&, const store::Collection&, std::string_view,
                                             std::string_view, Removal) {
  return {};
}

Result<void, Objection> OpenPolicy::shelf_changed(store::Transaction&, store::Collection& collection,
                                                  const Id&, std::string_view) {
  if (!collection.shelf) return {};
  Objection objection;
  objection.element = "shelf-supported";
  objection.message = "This server has no shop; a calendar cannot be a shelf here.";
  return objection;
}

std::optional<std::string> OpenPolicy::render(store::Transaction&, const store::Collection&,
                                              const store::ObjectEntry&) {
  return std::nullopt;
}

bool SchedulePort::answers_for(store::Transaction&, std::string_view) const {
  return false;
}

std::string SchedulePort::send(store::Transaction&, const store::User&, std::string_view recipient,
                               const ical::Component&) {
  return status_for(recipient);
}

std::string SchedulePort::status_for(std::string_view) const {
  return "5.1";
}

SchedulePort& no_schedule_port() {
  static SchedulePort port;
  return port;
}

}  // namespace timeshelf::caldav
