#include "server/images/keep.hpp"

#include <fmt/format.h>

#include <numeric>

#include "store/images.hpp"

namespace timeshelf::images {
namespace {

using Code = ImageError::Code;

ImageError error(Code code, std::string sentence) {
  return {{std::move(sentence)}, code};
}

// The rows that are served, under the picture's id.
std::vector<store::ImageRendition> renditions_of(const Print& print, const std::string& id) {
  if (!print.developed) return {{id, std::string(type_of(print.kind, print.original)), print.original}};
  std::vector<store::ImageRendition> rows;
  for (const Rendition& rendition : print.developed->renditions)
    rows.push_back({rendition_id(id, rendition.name), rendition.type, rendition.bytes});
  return rows;
}

}  // namespace

// What is kept as it came has the id that Engine::put_media gives it.
std::string Print::id() const {
  return developed ? id_of(original, developed->picture) : digest_of(original);
}

Result<Print, ImageError> print_of(std::string original, const Worker& worker, const std::stop_token& stop) {
  if (original.empty())
    return error(Code::broken, "Nothing was sent. Send the bytes of a picture as the body.");
  const Kind kind = kind_of(original);
  if (kind == Kind::gif)
    return error(Code::unsupported,
                 "GIF is not taken, moving or not. Send JPEG, PNG, WebP, AVIF, HEIC or SVG.");
  if (kind == Kind::other)
    return error(Code::unsupported,
                 "This is no picture that is read here. Send JPEG, PNG, WebP, AVIF, HEIC or SVG.");
  Print print{std::move(original), kind, std::nullopt};
  if (kind == Kind::svg || !worker.is_there()) return print;
  auto developed = worker.develop(print.original, stop);
  if (!developed) return developed.error();
  print.developed = std::move(*developed);
  return print;
}

Result<Kept, ImageError> keep(store::Transaction& transaction, const Id& shop, const Print& print,
                              std::int64_t room, Instant now) {
  const std::string id = print.id();
  if (store::touch_image(transaction, shop, id, now)) return Kept{id, false};
  const auto rows = renditions_of(print, id);
  const std::string original = print.developed ? print.original : std::string();
  const auto size = std::accumulate(rows.begin(), rows.end(), static_cast<std::int64_t>(original.size()),
                                    [](std::int64_t sum, const store::ImageRendition& row) {
                                      return sum + static_cast<std::int64_t>(row.bytes.size());
                                    });
  if (room > 0 && store::images_size(transaction, shop) + size > room) {
    return error(
        Code::full,
        fmt::format("The shop's pictures may take {} MiB, and this one is too many. Take pictures out "
                    "of slots and products; what nothing uses goes after 30 days.",
                    room >> 20));
  }
  store::insert_image(transaction, {shop, id, std::string(type_of(print.kind, print.original)), size, now},
                      original, rows);
  return Kept{id, true};
}

}  // namespace timeshelf::images
