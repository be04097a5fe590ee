// How a calendar presents itself: name, colour, description, and the address of its feed.
#pragma once
#include <string>
#include <vector>

#include "store/calendars.hpp"

namespace timeshelf::server {

/// What people gave the calendar in their apps (DAV:displayname, calendar-color, calendar-description,
/// feed-image of urn:timeshelf).
struct Appearance {
  std::string name;         ///< never empty
  std::string color;        ///< "#RRGGBB", or ""
  std::string description;  ///< or ""
  std::string image;        ///< a web address, or ""
};
Appearance appearance_of(store::Transaction& transaction, const store::Collection& calendar,
                         std::string otherwise_called);

/// "#RRGGBB" of what apps write, "#RRGGBBAA" too; "" for what is no colour.
std::string six_digits(std::string color);
/// The text if it is an http(s) address that may stand in a line and a page, or "".
std::string web_address(std::string text);

/// "/feeds/kiln.ics", "/feeds/s/x7….ics", or "" where there is none.
std::string feed_path(const store::Collection& calendar);

/// A feed that a shop offers, with the name of its shelf.
struct ShopFeed {
  std::string name;
  std::string path;
  bool secret = false;
};
/// Of the shop's shelves and their live calendars; secret ones, and those that the shop named, only for
/// staff.
std::vector<ShopFeed> feeds_of(store::Transaction& transaction, const Id& shop, const std::string& shop_name,
                               bool with_secret);

}  // namespace timeshelf::server
