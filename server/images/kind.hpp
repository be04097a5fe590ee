// What a picture is, by its content: what its sender says of it may be wrong.
#pragma once
#include <string_view>

namespace timeshelf::images {

enum class Kind {
  jpeg,
  png,
  webp,
  heif,   ///< AVIF and HEIC
  svg,    ///< a drawing; kept as it is, never decoded
  gif,    ///< not taken
  other,  ///< not taken
};

Kind kind_of(std::string_view bytes);
/// Its media type; "" for what is not taken.
std::string_view type_of(Kind kind, std::string_view bytes);

}  // namespace timeshelf::images
