// Rows of pictures that shops keep in several renditions.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::store {

struct Image {
  Id shop;
  std::string id;            ///< follows from the original
  std::string content_type;  ///< of the original
  std::int64_t size = 0;     ///< bytes of original and renditions
  Instant created_at;
};

/// Of a picture; `id` is that of the picture, or that and "/640.webp".
struct ImageRendition {
  std::string id;
  std::string content_type;
  std::string_view bytes;
};

/// `original`: "" where a rendition is what was sent.
void insert_image(Transaction&, const Image&, std::string_view original,
                  const std::vector<ImageRendition>& renditions);
/// False if there is no such picture. Otherwise somebody wants it again, so it counts as used now.
bool touch_image(Transaction&, const Id& shop, std::string_view id, Instant now);
/// The picture whose id begins with this digest of its original.
std::optional<std::string> find_image_of(Transaction&, const Id& shop, std::string_view digest);
/// Bytes that all pictures of a shop take.
std::int64_t images_size(Transaction&, const Id& shop);
/// As it was sent.
std::optional<std::string> read_image_original(Transaction&, const Id& shop, std::string_view id);

/// When prune_images() has to look again; nothing if there are no pictures.
std::optional<Instant> next_image_look(Transaction&);
/// Looks at those whose time has come, at most so many, and removes those that no product and no slot has
/// named for `kept`. Answers how many it looked at.
std::size_t prune_images(Transaction&, Instant now, std::chrono::days kept, std::size_t at_most);

}  // namespace timeshelf::store
