#include "commerce/services.hpp"

#include "commerce/shifts.hpp"

namespace timeshelf::commerce {

Services::Services(EngineOptions options, const Clock& clock, Random& random)
    : engine(std::move(options), clock, random), invitations(engine, clock, random), outbox(clock) {
  outbox.on("letter", [this](store::Transaction& transaction, const Id& shop, const std::string& booking) {
    invitations.write_to_customer(transaction, shop, Id::trusted(booking));
  });
  outbox.on("slot-changed", [this](store::Transaction& transaction, const Id& shop, const std::string& slot) {
    invitations.tell_of_change(transaction, shop, Id::trusted(slot));
  });
  outbox.on("change-letter",
            [this](store::Transaction& transaction, const Id& shop, const std::string& booking) {
              invitations.write_of_change(transaction, shop, Id::trusted(booking));
            });
  outbox.on(std::string(kShiftTopic),
            [this](store::Transaction& transaction, const Id& shop, const std::string& slot) {
              engine.emit_shift(transaction, shop, Id::trusted(slot));
            });
  due.add(engine.expiring_holds());
  due.add(engine.changing_slots());
  due.add(outbox.work());
}

}  // namespace timeshelf::commerce
