// How wide the renditions of a picture are: what its worker makes, and what its address stands for.
#pragma once
#include <array>
#include <vector>

namespace timeshelf::images {

/// Pixels: a thumbnail, a card on a phone, the page of a slot. Addresses that were given out rely on it: a
/// further width needs another mark in the address (picture.hpp).
inline constexpr std::array kWidths = {240, 640, 1200};
inline constexpr int kMostWidth = kWidths.back();
inline constexpr int kMostHeight = 3 * kMostWidth;

/// Of a picture whose largest rendition is so wide, from the smallest on. Nothing is enlarged.
inline std::vector<int> widths_up_to(int largest) {
  std::vector<int> widths;
  for (const int width : kWidths) {
    if (width < largest) widths.push_back(width);
  }
  widths.push_back(largest);
  return widths;
}

}  // namespace timeshelf::images
