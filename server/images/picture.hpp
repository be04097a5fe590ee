// A picture that a shop keeps in several renditions, as its address tells of it.
//
//   /media/kiln-street/Yw7…f1c.1200x900.8a6f5c.aw             JPEG, for programs that know nothing else
//   /media/kiln-street/Yw7…f1c.1200x900.8a6f5c.aw/640.avif    640 pixels wide
//
// The id says what a page has to know before the picture is there: so that no list of slots asks the database
// for it, and an event that names the address says it, too. In order: what the original's bytes hash to; how
// large the largest rendition is; what it looks like from far away; which formats there are (a: AVIF, w:
// WebP).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timeshelf::images {

struct Picture {
  int width = 0;  ///< of the largest rendition
  int height = 0;
  std::string placeholder;  ///< "#8a6f5c"
  bool has_avif = false;
};

/// What the ids of all pictures that are made of these bytes begin with.
std::string digest_of(std::string_view original);
/// The id of a picture that is made of these bytes.
std::string id_of(std::string_view original, const Picture& picture);
/// What an id says; nothing if it is that of another file.
std::optional<Picture> picture_of(std::string_view id);

/// The id of the rendition below that of its picture: "…aw/640.webp".
std::string rendition_id(std::string_view id, std::string_view name);
/// Whether it could be the name of a rendition: "640.webp".
bool is_rendition_name(std::string_view name);

/// A choice for `<picture>`: the best first.
struct Source {
  std::string type;    ///< "image/avif"
  std::string srcset;  ///< "/media/…/240.avif 240w, …"
};
/// `address`: where the picture itself lies.
std::vector<Source> sources_of(const Picture& picture, std::string_view address);

/// The smallest rendition, which every browser shows.
std::string thumbnail_of(const Picture& picture, std::string_view address);

}  // namespace timeshelf::images
