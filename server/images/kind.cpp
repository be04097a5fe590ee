#include "server/images/kind.hpp"

#include "base/text.hpp"

namespace timeshelf::images {
namespace {

using namespace std::string_view_literals;

// ISO 14496-12 4.3: after the length "ftyp", the major brand, a version, and further brands.
bool is_heif(std::string_view bytes) {
  if (bytes.size() < 16 || bytes.substr(4, 4) != "ftyp") return false;
  const std::string_view brands = bytes.substr(8, 32);
  for (const std::string_view brand : {"avif"sv, "avis"sv, "heic"sv, "heix"sv, "mif1"sv}) {
    if (brands.find(brand) != std::string_view::npos) return true;
  }
  return false;
}

// The root element may stand behind a declaration, comments and a doctype.
bool is_svg(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::string_view head = trim(bytes.substr(0, 1024));
  return head.starts_with('<') && head.find("<svg") != std::string_view::npos;
}

}  // namespace

Kind kind_of(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return Kind::jpeg;
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return Kind::png;
  if (bytes.starts_with("RIFF") && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP") return Kind::webp;
  if (bytes.starts_with("GIF8")) return Kind::gif;
  if (is_heif(bytes)) return Kind::heif;
  return is_svg(bytes) ? Kind::svg : Kind::other;
}

std::string_view type_of(Kind kind, std::string_view bytes) {
  switch (kind) {
    case Kind::jpeg:
      return "image/jpeg";
    case Kind::png:
      return "image/png";
    case Kind::webp:
      return "image/webp";
    case Kind::heif:
      return bytes.substr(8, 32).find("avi") != std::string_view::npos ? "image/avif" : "image/heic";
    case Kind::svg:
      return "image/svg+xml";
    case Kind::gif:
    case Kind::other:
      break;
  }
  return "";
}

}  // namespace timeshelf::images
