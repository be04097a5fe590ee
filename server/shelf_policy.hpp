// Plugs the shop into the calendar server: caldav's ports, answered by commerce.
#pragma once
#include "caldav/ports.hpp"
#include "commerce/services.hpp"

namespace timeshelf::server {

class ShelfPolicy final : public caldav::ObjectPolicy, public caldav::ObjectSource {
 public:
  explicit ShelfPolicy(commerce::Services& services)
      : engine_(services.engine), shifts_(services.shifts), invitations_(services.invitations) {}

  Result<caldav::Admission, caldav::Objection> storing(store::Transaction&, const store::Collection&,
                                                       std::string_view user, std::string_view segment,
                                                       const ical::Component& calendar,
                                                       std::string_view bytes) override;
  Result<void, caldav::Objection> removing(store::Transaction&, const store::Collection&,
                                           std::string_view user, std::string_view segment,
                                           caldav::Removal why) override;
  Result<void, caldav::Objection> shelf_changed(store::Transaction&, store::Collection&, const Id& parent,
                                                std::string_view segment) override;
  std::optional<std::string> render(store::Transaction&, const store::Collection&,
                                    const store::ObjectEntry&) override;

 private:
  commerce::Engine& engine_;
  commerce::Shifts& shifts_;
  commerce::Invitations& invitations_;
};

}  // namespace timeshelf::server
