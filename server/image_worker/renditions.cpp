#include "server/image_worker/renditions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vips/vips8>

#include "server/images/widths.hpp"

namespace timeshelf::image_worker {
namespace {

using images::kMostHeight;
using images::kMostWidth;
using vips::VImage;

constexpr std::int64_t kMostPixels = 100'000'000;
// Effort is what a processor can give while people shop: docs/images.md has the figures.
constexpr int kWebpQuality = 80;
constexpr int kWebpEffort = 4;
constexpr int kAvifQuality = 55;
constexpr int kAvifEffort = 2;
constexpr int kJpegQuality = 82;

// The decoders take a file that ends too soon for a picture with a grey foot, and only mention it.
bool g_is_damaged = false;

void note_warning(const gchar*, GLogLevelFlags, const gchar* message, gpointer) {
  for (const char* damage : {"Premature end", "not enough data", "bad Huffman code"})
    g_is_damaged = g_is_damaged || std::string_view(message).find(damage) != std::string_view::npos;
}

std::string bytes_of(VipsBlob* blob) {
  std::size_t size = 0;
  const void* start = vips_blob_get(blob, &size);
  std::string bytes(static_cast<const char*>(start), size);
  vips_area_unref(VIPS_AREA(blob));
  return bytes;
}

std::string as_webp(const VImage& image) {
  return bytes_of(image.webpsave_buffer(
      VImage::option()->set("Q", kWebpQuality)->set("effort", kWebpEffort)->set("strip", true)));
}

std::string as_avif(const VImage& image) {
  return bytes_of(image.heifsave_buffer(VImage::option()
                                            ->set("compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1)
                                            ->set("Q", kAvifQuality)
                                            ->set("effort", kAvifEffort)
                                            ->set("strip", true)));
}

// What is seen through is white: it is for mails and old programs.
std::string as_jpeg(const VImage& image) {
  const VImage opaque =
      image.has_alpha()
          ? image.flatten(VImage::option()->set("background", std::vector<double>{255, 255, 255}))
          : image;
  return bytes_of(opaque.jpegsave_buffer(VImage::option()
                                             ->set("Q", kJpegQuality)
                                             ->set("optimize_coding", true)
                                             ->set("interlace", true)
                                             ->set("strip", true)));
}

std::string mean_color(const VImage& image) {
  const VImage opaque =
      image.has_alpha()
          ? image.flatten(VImage::option()->set("background", std::vector<double>{255, 255, 255}))
          : image;
  const VImage statistics = opaque.stats();
  constexpr int kMean = 4;  // the column of vips_stats
  const auto mean = [&](int band) {
    return static_cast<int>(std::lround(statistics.getpoint(kMean, band + 1).front()));
  };
  return fmt::format("#{:02x}{:02x}{:02x}", mean(0), mean(1), mean(2));
}

// A picture that was never told anything: some savers forget to leave out the camera's name, whatever "strip"
// says.
VImage only_pixels(const VImage& image) {
  std::size_t size = 0;
  void* const pixels = image.write_to_memory(&size);
  return VImage::new_from_memory_steal(pixels, size, image.width(), image.height(), image.bands(),
                                       VIPS_FORMAT_UCHAR)
      .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB));
}

// Whoever says nothing of its colours means sRGB: to convert it would only move them.
bool has_colors_of_its_own(const VImage& head) {
  return head.get_typeof(VIPS_META_ICC_NAME) != 0 || head.interpretation() == VIPS_INTERPRETATION_CMYK;
}

// In sRGB, eight bits, turned upright, and without anything but pixels. Never larger than it was.
VImage developed(std::string_view original, const VImage& head) {
  const std::unique_ptr<VipsBlob, void (*)(VipsBlob*)> blob(
      vips_blob_new(nullptr, original.data(), original.size()),
      [](VipsBlob* kept) { vips_area_unref(VIPS_AREA(kept)); });
  vips::VOption* options = VImage::option()
                               ->set("height", kMostHeight)
                               ->set("size", VIPS_SIZE_DOWN)
                               ->set("fail_on", VIPS_FAIL_ON_TRUNCATED);
  if (has_colors_of_its_own(head)) options->set("export_profile", "srgb");
  if (head.interpretation() == VIPS_INTERPRETATION_CMYK)
    options->set("import_profile", "cmyk");  // where it brings none
  VImage image = VImage::thumbnail_buffer(blob.get(), kMostWidth, options);
  if (image.interpretation() != VIPS_INTERPRETATION_sRGB) image = image.colourspace(VIPS_INTERPRETATION_sRGB);
  return only_pixels(image.cast(VIPS_FORMAT_UCHAR));
}

bool writes_avif() {
  return vips_type_find("VipsOperation", "heifsave_buffer") != 0;
}

Made renditions_of(const VImage& largest) {
  Made made;
  made.width = largest.width();
  made.height = largest.height();
  made.placeholder = mean_color(largest);
  made.renditions.push_back({"", "image/jpeg", as_jpeg(largest)});
  for (const int width : images::widths_up_to(largest.width())) {
    const VImage image =
        width == largest.width()
            ? largest
            : largest
                  .thumbnail_image(
                      width, VImage::option()->set("height", VIPS_MAX_COORD)->set("size", VIPS_SIZE_DOWN))
                  .copy_memory();
    made.renditions.push_back({fmt::format("{}.webp", width), "image/webp", as_webp(image)});
    if (writes_avif())
      made.renditions.push_back({fmt::format("{}.avif", width), "image/avif", as_avif(image)});
  }
  return made;
}

}  // namespace

std::string_view name_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::unsupported:
      return "unsupported";
    case Refusal::too_large:
      return "too-large";
    case Refusal::broken:
      return "broken";
  }
  return "";
}

bool prepare() {
  if (VIPS_INIT("timeshelf-image-worker") != 0) return false;
  g_log_set_default_handler(note_warning, nullptr);
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  vips_block_untrusted_set(TRUE);
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (const char* taken :
       {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadHeif"})
    vips_operation_block_set(taken, FALSE);
  return true;
}

Outcome make_renditions(std::string_view original) {
  if (!vips_foreign_find_load_buffer(original.data(), original.size())) return Refusal::unsupported;
  try {
    const VImage head = VImage::new_from_buffer(original.data(), original.size(), "",
                                                VImage::option()->set("access", VIPS_ACCESS_SEQUENTIAL));
    if (std::int64_t{head.width()} * head.height() > kMostPixels) return Refusal::too_large;
    const VImage largest = developed(original, head);
    if (g_is_damaged) return Refusal::broken;
    return renditions_of(largest);
  } catch (const std::exception&) {
    return Refusal::broken;
  }
}

}  // namespace timeshelf::image_worker
