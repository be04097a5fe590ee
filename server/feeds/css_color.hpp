// RFC 7986 5.9 wants a colour by its CSS name; apps set them as #RRGGBB.
#pragma once
#include <string>
#include <string_view>

namespace timeshelf::server {

/// The nearest of the CSS3 colour names to "#RRGGBB"; "" for anything else.
std::string css_color_near(std::string_view hex);

}  // namespace timeshelf::server
