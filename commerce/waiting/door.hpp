// The door between waiting rooms and the till: in one batch of sales, who may hold what has a line.
#pragma once
#include <map>
#include <optional>
#include <set>

#include "commerce/core/selling.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/waiting/waiting_room_rows.hpp"

namespace timeshelf::commerce {

/// Costs nothing where no slot of the batch has a line.
class Door {
 public:
  Door(store::Transaction& transaction, const Id& shop, Instant now)
      : transaction_(transaction), shop_(shop), now_(now) {}

  /// `tokens` are the places that requests name, `holds` those that are to be confirmed.
  void load(const std::map<Id, SlotRow>& rows, const std::set<std::string>& tokens,
            const std::set<Id>& holds);
  std::optional<Refusal> refuse(const HoldCommand&, const SalesState&) const;
  void admit(const HoldCommand&, const Hold&);
  std::optional<Refusal> refuse(const ConfirmCommand&) const;
  void note(const ConfirmCommand&);
  void write();

 private:
  const Place* place_of(const HoldCommand&) const;

  store::Transaction& transaction_;
  const Id shop_;
  const Instant now_;
  std::map<std::string, RoomRow> rooms_;
  std::map<std::string, Place, std::less<>> places_;  ///< by token: those that we gave out
  std::map<Place, PlaceUse> uses_;
  std::map<Id, Place> admitted_;  ///< holds that came through a room
  std::map<Id, Place> fresh_;
  std::set<Place> changed_;
};

}  // namespace timeshelf::commerce
