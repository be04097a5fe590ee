// The page of one slot: what it is, what it costs, what is left, and what to do where nothing is.
#pragma once
#include <optional>

#include "commerce/experiments/presenting.hpp"
#include "commerce/waiting/waiting_rooms.hpp"
#include "server/storefront/slot_form.hpp"

namespace timeshelf::server::pages {

/// 200; or 422 with what was typed and what was wrong with it. `place`: in the line of the slot's drop. The
/// slot is as it is, and shown as `presentation` has it.
http::Response slot_page(store::Transaction& transaction, const commerce::Slot& slot, const store::Shop& shop,
                         const Visit& visit, const std::optional<commerce::PlaceView>& place,
                         const TypedChoice& typed, const commerce::Presentation& presentation);

}  // namespace timeshelf::server::pages
