// A slot as the values of a template.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <vector>

#include "server/pages/page.hpp"
#include "server/pages/words.hpp"

namespace timeshelf::server::pages {

/// Whether a visitor sees the slot at all: not if it is off, or its terms cannot be read.
bool is_shown(const commerce::Slot& slot);
/// Whether anything of it can be booked now.
bool is_bookable(const commerce::Slot& slot);
/// What a card shows (card.mustache).
boost::json::object slot_card(const commerce::Slot& slot, const Visit& visit);
boost::json::array slot_cards(const std::vector<commerce::Slot>& slots, const Visit& visit);
/// A line of a hold or booking, with its slot (line.mustache).
boost::json::object line_values(const commerce::Line& line, const std::optional<commerce::Slot>& slot,
                                const WallClock& clock);
/// The name of what a line buys: "Blue mug", "Seat".
std::string line_name(const commerce::Line& line, const std::optional<commerce::Slot>& slot);
/// An image that this installation serves, or "": pages load nothing from elsewhere.
std::string own_image(const std::string& image);

}  // namespace timeshelf::server::pages
