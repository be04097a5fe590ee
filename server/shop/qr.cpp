#include "server/shop/qr.hpp"

#include <fmt/format.h>
#include <qrencode.h>

#include <memory>
#include <stdexcept>

namespace timeshelf::server {
namespace {

constexpr int kQuietZone = 4;  // modules

// Runs of dark modules in one row become one rectangle: "M x y h width v1 h-width z".
std::string path_of(const QRcode& code) {
  std::string path;
  for (int y = 0; y < code.width; ++y) {
    const unsigned char* row = code.data + static_cast<std::ptrdiff_t>(y) * code.width;
    for (int x = 0; x < code.width; ++x) {
      if (!(row[x] & 1)) continue;
      const int start = x;
      while (x < code.width && (row[x] & 1)) ++x;
      path += fmt::format("M{} {}h{}v1h-{}z", start + kQuietZone, y + kQuietZone, x - start, x - start);
    }
  }
  return path;
}

std::string escape_xml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace

std::string qr_svg(std::string_view text, std::string_view title) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0,
                        QR_ECLEVEL_M),
      &QRcode_free);
  if (!code) throw std::runtime_error("a text of " + std::to_string(text.size()) + " bytes fits no QR code");
  const int side = code->width + 2 * kQuietZone;
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" role="img" shape-rendering="crispEdges">)"
      R"(<title>{1}</title><path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/><path fill="#000" d="{2}"/></svg>)",
      side, escape_xml(title), path_of(*code));
}

}  // namespace timeshelf::server
