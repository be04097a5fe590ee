// What Vite made of web/src, embedded by web/embed.mjs: scripts and styles under names that change with their
// bytes.
#pragma once
#include <span>
#include <string_view>

namespace timeshelf::embedded {

struct BuiltFile {
  std::string_view name;  ///< "storefront-BxT1k2.js"
  std::string_view type;  ///< media type
  std::string_view plain;
  std::string_view gzip;
  std::string_view brotli;
};
std::span<const BuiltFile> built_files();

/// What lies below /pickup/: the pickup app's manifest, icons and service worker, under names that stay.
std::span<const BuiltFile> pickup_files();

/// What lies below /b/ besides bookings: their service worker.
std::span<const BuiltFile> booking_files();
/// /embed.js: the elements for other sites.
const BuiltFile& elements_file();

/// What a page that runs an app has in its head.
struct BuiltHead {
  std::string_view name;  ///< of the app: "storefront"
  std::string_view html;  ///< links to styles, and the script
};
std::span<const BuiltHead> built_heads();

}  // namespace timeshelf::embedded
