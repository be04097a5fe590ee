#include "server/shop/picture.hpp"

#include "server/shop/address.hpp"

namespace timeshelf::server {

std::optional<FoundPicture> find_picture(const std::string& image, const std::string& shop,
                                         const std::string& origin) {
  std::string path = without_origin(image_path(image, shop), origin);
  const std::string folder = "/media/" + shop + "/";
  if (!path.starts_with(folder)) return std::nullopt;
  auto picture = images::picture_of(std::string_view(path).substr(folder.size()));
  if (!picture) return std::nullopt;
  return FoundPicture{std::move(path), std::move(*picture)};
}

}  // namespace timeshelf::server
