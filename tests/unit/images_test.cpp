// What a picture's address says, and what bytes are.
#include <gtest/gtest.h>

#include "server/images/kind.hpp"
#include "server/images/picture.hpp"
#include "server/images/widths.hpp"

namespace timeshelf::images {
namespace {

const Picture kPicture{1200, 900, "#8a6f5c", true};

TEST(Picture, is_read_back_from_its_id) {
  const std::string id = id_of("the bytes", kPicture);
  const auto read = picture_of(id);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->width, 1200);
  EXPECT_EQ(read->height, 900);
  EXPECT_EQ(read->placeholder, "#8a6f5c");
  EXPECT_TRUE(read->has_avif);
  EXPECT_NE(id, id_of("other bytes", kPicture));
}

TEST(Picture, is_none_where_an_id_says_anything_else) {
  const std::string digest = id_of("x", kPicture).substr(0, 24);
  ASSERT_TRUE(picture_of(digest + ".1200x900.8a6f5c.w"));
  for (const char* rest :
       {"", ".1200x900.8a6f5c", ".1201x900.8a6f5c.aw", ".0x900.8a6f5c.aw", ".1200x3601.8a6f5c.aw",
        ".1200x900.8A6F5C.aw", ".1200x900.8a6f5.aw", ".1200x900.8a6f5c.g", ".1200x900x1.8a6f5c.w",
        ".-1x900.8a6f5c.aw", ".1200x900.8a6f5c.aw.", ".1200x900.\"><b>.aw"})
    EXPECT_FALSE(picture_of(digest + rest)) << rest;
  EXPECT_FALSE(picture_of("short.1200x900.8a6f5c.aw"));
}

TEST(Picture, offers_the_best_format_first_and_enlarges_nothing) {
  const auto sources = sources_of({300, 200, "#000000", true}, "/media/kiln/ID");
  ASSERT_EQ(sources.size(), 2U);
  EXPECT_EQ(sources[0].type, "image/avif");
  EXPECT_EQ(sources[0].srcset, "/media/kiln/ID/240.avif 240w, /media/kiln/ID/300.avif 300w");
  EXPECT_EQ(sources[1].type, "image/webp");
  EXPECT_EQ(sources_of({300, 200, "#000000", false}, "/m").size(), 1U);
  EXPECT_EQ(thumbnail_of({100, 75, "#000000", true}, "/m"), "/m/100.webp");
}

TEST(Picture, has_renditions_of_these_names_alone) {
  for (const char* name : {"640.webp", "1.avif", "1200.webp"}) EXPECT_TRUE(is_rendition_name(name)) << name;
  for (const char* name :
       {"", "640", "640.jpg", "1201.webp", "0.webp", "../640.webp", "640.webp/x", "x.webp"})
    EXPECT_FALSE(is_rendition_name(name)) << name;
}

TEST(Widths, grow_up_to_the_largest) {
  EXPECT_EQ(widths_up_to(1200), (std::vector<int>{240, 640, 1200}));
  EXPECT_EQ(widths_up_to(640), (std::vector<int>{240, 640}));
  EXPECT_EQ(widths_up_to(1), (std::vector<int>{1}));
}

TEST(Kind, follows_from_the_first_bytes) {
  using namespace std::string_view_literals;
  EXPECT_EQ(kind_of("\xFF\xD8\xFF\xE0"sv), Kind::jpeg);
  EXPECT_EQ(kind_of("\x89PNG\r\n\x1A\n...."sv), Kind::png);
  EXPECT_EQ(kind_of("RIFF\0\0\0\0WEBPVP8 "sv), Kind::webp);
  EXPECT_EQ(kind_of("\0\0\0\x18"
                    "ftypheic\0\0\0\0mif1heic"sv),
            Kind::heif);
  EXPECT_EQ(type_of(Kind::heif,
                    "\0\0\0\x18"
                    "ftypavif\0\0\0\0mif1avif"sv),
            "image/avif");
  EXPECT_EQ(kind_of("GIF89a"), Kind::gif);
  EXPECT_EQ(kind_of("\xEF\xBB\xBF  <?xml version='1.0'?><!-- x --><svg/>"), Kind::svg);
  EXPECT_EQ(kind_of("about <svg"), Kind::other);
  EXPECT_EQ(kind_of(""), Kind::other);
  EXPECT_EQ(kind_of("RIFF"), Kind::other);
}

}  // namespace
}  // namespace timeshelf::images
