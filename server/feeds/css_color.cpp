#include "server/feeds/css_color.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

namespace timeshelf::server {
namespace {

struct Named {
  std::string_view name;
  std::int32_t rgb;
};

// Enough of CSS Color 3, section 4.3, that every hue has a light, a strong and a dark name.
constexpr std::array kNames = {
    Named{"black", 0x000000},          Named{"dimgray", 0x696969},
    Named{"gray", 0x808080},           Named{"silver", 0xc0c0c0},
    Named{"white", 0xffffff},          Named{"maroon", 0x800000},
    Named{"firebrick", 0xb22222},      Named{"red", 0xff0000},
    Named{"tomato", 0xff6347},         Named{"salmon", 0xfa8072},
    Named{"coral", 0xff7f50},          Named{"chocolate", 0xd2691e},
    Named{"saddlebrown", 0x8b4513},    Named{"sienna", 0xa0522d},
    Named{"peru", 0xcd853f},           Named{"tan", 0xd2b48c},
    Named{"orange", 0xffa500},         Named{"darkorange", 0xff8c00},
    Named{"gold", 0xffd700},           Named{"goldenrod", 0xdaa520},
    Named{"khaki", 0xf0e68c},          Named{"olive", 0x808000},
    Named{"yellow", 0xffff00},         Named{"yellowgreen", 0x9acd32},
    Named{"green", 0x008000},          Named{"darkgreen", 0x006400},
    Named{"forestgreen", 0x228b22},    Named{"limegreen", 0x32cd32},
    Named{"lightgreen", 0x90ee90},     Named{"seagreen", 0x2e8b57},
    Named{"mediumseagreen", 0x3cb371}, Named{"teal", 0x008080},
    Named{"darkcyan", 0x008b8b},       Named{"turquoise", 0x40e0d0},
    Named{"skyblue", 0x87ceeb},        Named{"steelblue", 0x4682b4},
    Named{"dodgerblue", 0x1e90ff},     Named{"royalblue", 0x4169e1},
    Named{"blue", 0x0000ff},           Named{"navy", 0x000080},
    Named{"slateblue", 0x6a5acd},      Named{"indigo", 0x4b0082},
    Named{"purple", 0x800080},         Named{"mediumorchid", 0xba55d3},
    Named{"violet", 0xee82ee},         Named{"plum", 0xdda0dd},
    Named{"deeppink", 0xff1493},       Named{"hotpink", 0xff69b4},
    Named{"pink", 0xffc0cb},           Named{"crimson", 0xdc143c},
};

std::int32_t squared_distance(std::int32_t a, std::int32_t b) {
  std::int32_t sum = 0;
  for (const int shift : {16, 8, 0}) {
    const std::int32_t difference = ((a >> shift) & 0xff) - ((b >> shift) & 0xff);
    sum += difference * difference;
  }
  return sum;
}

}  // namespace

std::string css_color_near(std::string_view hex) {
  std::int32_t rgb = 0;
  if (hex.size() != 7 || hex.front() != '#') return {};
  const auto [end, error] = std::from_chars(hex.data() + 1, hex.data() + hex.size(), rgb, 16);
  if (error != std::errc{} || end != hex.data() + hex.size()) return {};
  std::string_view nearest;
  std::int32_t least = std::numeric_limits<std::int32_t>::max();
  for (const Named& named : kNames) {
    if (const auto distance = squared_distance(named.rgb, rgb); distance < least) {
      least = distance;
      nearest = named.name;
    }
  }
  return std::string(nearest);
}

}  // namespace timeshelf::server
