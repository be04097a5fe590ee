// QR codes as SVG.
#pragma once
#include <string>
#include <string_view>

namespace timeshelf::server {

/// An SVG of one path, 4 modules of quiet zone around it, error correction M (ISO/IEC 18004). `text` must fit
/// a QR code (2,331 bytes); `title` is what a screen reader says.
std::string qr_svg(std::string_view text, std::string_view title);

}  // namespace timeshelf::server
