// The picture that an image of a product or slot is, if this shop keeps it in several renditions.
#pragma once
#include <optional>
#include <string>

#include "server/images/picture.hpp"

namespace timeshelf::server {

struct FoundPicture {
  std::string path;  ///< "/media/kiln/…"
  images::Picture picture;
};

/// `image`: an id, or an address of this installation (`origin`).
std::optional<FoundPicture> find_picture(const std::string& image, const std::string& shop,
                                         const std::string& origin);

}  // namespace timeshelf::server
