// A slot or a shop as a small picture (SVG), for sites that take no scripts.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "commerce/views.hpp"
#include "server/pages/page_words.hpp"

namespace timeshelf::server::pages {

struct Badge {
  std::string name;
  std::string facts;       ///< "3 left · €18"
  std::string_view state;  ///< of a slot; "open" or "closed" for a shop
  int width = 0;           ///< pixels
  static constexpr int kHeight = 60;

  std::string label() const { return name + ": " + facts; }
  std::string svg() const;
};

Badge slot_badge(const commerce::Slot& slot, const PageWords& words);
Badge shop_badge(const std::string& name, const std::vector<commerce::Slot>& slots, const PageWords& words);

}  // namespace timeshelf::server::pages
