#include "commerce/services.hpp"

#include "commerce/shifts.hpp"

namespace timeshelf::commerce {

Services::Services(EngineOptions options, const Clock& clock, Random& random)
    : engine(std::move(options), clock, random), outbox(clock) {
  outbox.on(std::string(kShiftTopic),
            [this](store::Transaction& transaction, const Id& shop, const std::string& slot) {
              engine.emit_shift(transaction, shop, Id::trusted(slot));
            });
  due.add(engine.expiring_holds());
  due.add(engine.changing_slots());
  due.add(outbox.work());
}

}  // namespace timeshelf::commerce
