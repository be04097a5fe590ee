// timeshelf image, and the pictures of products
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "server/cli/image.hpp"
#include "server/images/keep.hpp"

namespace timeshelf::server::cli {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Stop{kRefused, fmt::format("{} cannot be read.", path)};
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::string keep_image(Session& session, store::Transaction& transaction, const Id& shop,
                       const images::Print& print) {
  const std::int64_t room = session.parts.config.images_quota_mib << 20;
  const auto kept = images::keep(transaction, shop, print, room, session.clock.now());
  if (!kept) throw Stop{kRefused, kept.error().message};
  return kept->id;
}

images::Print read_image(Session& session, const std::string& path) {
  std::string bytes = bytes_of(path);
  const auto most = static_cast<std::size_t>(session.parts.config.images_largest_mib) << 20;
  if (bytes.size() > most)
    throw Stop{kRefused, fmt::format("{} is larger than {} MiB (images.largest_mib).", path, most >> 20)};
  auto print = images::print_of(std::move(bytes), images::Worker(session.parts.config.images_worker));
  if (!print) throw Stop{kRefused, fmt::format("{}: {}", path, print.error().message)};
  return std::move(*print);
}

namespace {

struct ImageOptions {
  std::string shop, file;
};

// Prints its address.
int add_image(const Config& config, const ImageOptions& options) {
  return with_database(config, [&](Session& session) {
    const images::Print print = read_image(session, options.file);
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const std::string id = keep_image(session, transaction, shop.id, print);
      fmt::print("{}/media/{}/{}\n", config.effective_base_url(), shop.slug, id);
    });
    return kDone;
  });
}

}  // namespace

void declare_images(CommandLine& line) {
  auto& options = line.options<ImageOptions>();
  CLI::App& image = line.group("image", "Pictures of the shop");
  line.add_of_shop(image, "add", "Keep a picture in every size that pages need, and print its address",
                   options, add_image)
      .add_option("file", options.file, "JPEG, PNG, WebP, AVIF, HEIC or SVG")
      ->required();
}

}  // namespace timeshelf::server::cli
