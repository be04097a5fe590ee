#include "server/images/picture.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "server/images/widths.hpp"

namespace timeshelf::images {
namespace {

constexpr std::size_t kDigestBytes = 18;
constexpr std::size_t kDigestLetters = 24;

bool is_color(std::string_view text) {
  return text.size() == 6 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<int> length(std::string_view text, int most) {
  const auto value = parse_whole(text);
  return value && *value > 0 && *value <= most ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

}  // namespace

std::string digest_of(std::string_view original) {
  return base64url_encode(sha256(original).substr(0, kDigestBytes));
}

std::string id_of(std::string_view original, const Picture& picture) {
  return fmt::format("{}.{}x{}.{}.{}", digest_of(original), picture.width, picture.height,
                     std::string_view(picture.placeholder).substr(1), picture.has_avif ? "aw" : "w");
}

std::optional<Picture> picture_of(std::string_view id) {
  const auto parts = split(id, '.');
  if (parts.size() != 4 || parts[0].size() != kDigestLetters || !is_color(parts[2])) return std::nullopt;
  const auto size = split(parts[1], 'x');
  if (size.size() != 2 || (parts[3] != "aw" && parts[3] != "w")) return std::nullopt;
  const auto width = length(size[0], kMostWidth);
  const auto height = length(size[1], kMostHeight);
  if (!width || !height) return std::nullopt;
  return Picture{*width, *height, "#" + std::string(parts[2]), parts[3] == "aw"};
}

std::string rendition_id(std::string_view id, std::string_view name) {
  return name.empty() ? std::string(id) : fmt::format("{}/{}", id, name);
}

bool is_rendition_name(std::string_view name) {
  const auto dot = name.find('.');
  return dot != std::string_view::npos && length(name.substr(0, dot), kMostWidth).has_value() &&
         (name.substr(dot) == ".webp" || name.substr(dot) == ".avif");
}

std::vector<Source> sources_of(const Picture& picture, std::string_view address) {
  std::vector<Source> sources;
  const auto add = [&](const char* format) {
    std::string srcset;
    for (const int width : widths_up_to(picture.width))
      srcset += fmt::format("{}{}/{}.{} {}w", srcset.empty() ? "" : ", ", address, width, format, width);
    sources.push_back({fmt::format("image/{}", format), std::move(srcset)});
  };
  if (picture.has_avif) add("avif");
  add("webp");
  return sources;
}

std::string thumbnail_of(const Picture& picture, std::string_view address) {
  return fmt::format("{}/{}.webp", address, widths_up_to(picture.width).front());
}

}  // namespace timeshelf::images
