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
/// The lines of a hold or booking that belong to one slot.
struct Booked {
  std::optional<commerce::Slot> slot;  ///< absent if it was removed since
  std::vector<commerce::Line> lines;
};
std::vector<Booked> booked_slots(store::Transaction& transaction, const Visit& visit, const Id& shop,
                                 const std::vector<commerce::Line>& lines);
/// booked_slot.mustache
boost::json::array booked_values(const std::vector<Booked>& booked, const Visit& visit);
/// What bringing it costs, beside the lines.
boost::json::array fee_values(const std::vector<commerce::Fee>& fees, const PageWords& words);
/// How it is paid by who does not pay online: "pay at pickup", "pay on delivery", or "pay there" where it is
/// a seat or several ways. What is digital has no place.
std::string pay_later_text(const std::vector<commerce::Line>& lines, const PageWords& words);
/// In one line; "" where nothing is delivered.
std::string address_text(const std::optional<commerce::Address>& address);
/// The name of what a line buys: "Blue mug", "Seat".
std::string line_name(const commerce::Line& line, const std::optional<commerce::Slot>& slot,
                      const PageWords& words);
/// The cookie that keeps a browser's place in the line of a drop.
std::string place_cookie(const std::string& drop);
/// The path of an image that this installation serves to everybody, or "": pages load nothing from elsewhere.
std::string own_image(const std::string& image, const Visit& visit);
/// The same, as small as a line of a list wants it.
std::string thumbnail(const std::string& image, const Visit& visit);
/// The ways to hand over that a customer should hear of: not "pickup" of a seat.
std::vector<commerce::FulfilmentChoice> shown_fulfilment(const commerce::Slot& slot);

}  // namespace timeshelf::server::pages
