// A picture in the sizes and formats that a page needs.
#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace timeshelf::image_worker {

struct Rendition {
  std::string name;  ///< "" for the one that every program shows, "640.webp"
  std::string type;  ///< media type
  std::string bytes;
};

struct Made {
  int width = 0;  ///< of the largest rendition, as it is seen: turned as the camera says
  int height = 0;
  std::string placeholder;  ///< "#8a6f5c", what it looks like from far away
  std::vector<Rendition> renditions;
};

enum class Refusal {
  unsupported,  ///< none of the formats
  too_large,    ///< more pixels than are read
  broken,       ///< it says that it is a picture, and cannot be read
};
std::string_view name_of(Refusal);

using Outcome = std::variant<Made, Refusal>;

/// Never throws.
Outcome make_renditions(std::string_view original);

/// Loads all that the library wants from the disk, and switches off all that is not needed.
bool prepare();

}  // namespace timeshelf::image_worker
