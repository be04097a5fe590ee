#include "store/images.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace timeshelf::store {
namespace {

constexpr std::chrono::days kLookAgain{1};

struct Seen {
  Id shop;
  std::string id;
  Instant seen_at;
};

std::vector<Seen> to_look_at(Transaction& transaction, Instant now, std::size_t at_most) {
  std::vector<Seen> images;
  transaction.query("SELECT shop, id, seen_at FROM images WHERE look_at <= $1 ORDER BY look_at LIMIT $2",
                    {now, static_cast<std::int64_t>(at_most)}, [&](const Row& row) {
                      images.push_back({row.id(0), row.string(1), row.instant(2)});
                    });
  return images;
}

// The ids that a shop's products, slots and experiments name: an address ends in the id. Digital goods are
// kept beside pictures.
std::set<std::string, std::less<>> used_in(Transaction& transaction, const Id& shop) {
  std::set<std::string, std::less<>> used;
  const auto note = [&](const Row& row) {
    const std::string_view image = row.text(0);
    used.emplace(image.substr(image.rfind('/') + 1));
  };
  transaction.query("SELECT image FROM products WHERE shop = $1 AND image <> ''", {shop}, note);
  transaction.query("SELECT digital FROM products WHERE shop = $1 AND digital <> ''", {shop}, note);
  transaction.query("SELECT DISTINCT image FROM slots WHERE shop = $1 AND image <> ''", {shop}, note);
  transaction.query("SELECT image FROM experiment_variants WHERE shop = $1 AND image <> ''", {shop}, note);
  return used;
}

void remove(Transaction& transaction, const Id& shop, const std::string& id) {
  // "0" is what follows "/": all that lies below the id.
  transaction.execute("DELETE FROM media WHERE shop = $1 AND (id = $2 OR (id > $3 AND id < $4))",
                      {shop, id, id + "/", id + "0"});
  transaction.execute("DELETE FROM image_originals WHERE shop = $1 AND id = $2", {shop, id});
  transaction.execute("DELETE FROM attachment_pictures WHERE shop = $1 AND image = $2 AND image <> ''",
                      {shop, id});
  transaction.execute("DELETE FROM images WHERE shop = $1 AND id = $2", {shop, id});
}

}  // namespace

void insert_image(Transaction& transaction, const Image& image, std::string_view original,
                  const std::vector<ImageRendition>& renditions) {
  transaction.execute(
      "INSERT INTO images (shop, id, content_type, size, created_at, seen_at, look_at)"
      " VALUES ($1, $2, $3, $4, $5, $5, $6)",
      {image.shop, image.id, image.content_type, image.size, image.created_at,
       image.created_at + kLookAgain});
  if (!original.empty())
    transaction.execute("INSERT INTO image_originals (shop, id, bytes) VALUES ($1, $2, $3)",
                        {image.shop, image.id, BlobView{original}});
  for (const ImageRendition& rendition : renditions) {
    transaction.execute(
        "INSERT INTO media (shop, id, content_type, bytes) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (shop, id) DO UPDATE SET content_type = $3, bytes = $4",
        {image.shop, rendition.id, rendition.content_type, BlobView{rendition.bytes}});
  }
}

bool touch_image(Transaction& transaction, const Id& shop, std::string_view id, Instant now) {
  return transaction.execute("UPDATE images SET seen_at = $3 WHERE shop = $1 AND id = $2", {shop, id, now}) >
         0;
}

std::optional<std::string> find_image_of(Transaction& transaction, const Id& shop, std::string_view digest) {
  return transaction.first("SELECT id FROM images WHERE shop = $1 AND id > $2 AND id < $3 ORDER BY id",
                           {shop, fmt::format("{}.", digest), fmt::format("{}/", digest)},
                           [](const Row& row) { return row.string(0); });
}

std::int64_t images_size(Transaction& transaction, const Id& shop) {
  return transaction
      .first("SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM images WHERE shop = $1", {shop},
             [](const Row& row) { return row.integer(0); })
      .value_or(0);
}

std::optional<std::string> read_image_original(Transaction& transaction, const Id& shop,
                                               std::string_view id) {
  return transaction.first("SELECT bytes FROM image_originals WHERE shop = $1 AND id = $2", {shop, id},
                           [](const Row& row) { return row.string(0); });
}

std::optional<Instant> next_image_look(Transaction& transaction) {
  return transaction.first("SELECT look_at FROM images ORDER BY look_at LIMIT 1", {},
                           [](const Row& row) { return row.instant(0); });
}

std::size_t prune_images(Transaction& transaction, Instant now, std::chrono::days kept, std::size_t at_most) {
  const auto images = to_look_at(transaction, now, at_most);
  std::map<Id, std::set<std::string, std::less<>>> used;
  for (const Seen& image : images) {
    const auto [shop, is_new] = used.try_emplace(image.shop);
    if (is_new) shop->second = used_in(transaction, image.shop);
    const bool is_used = shop->second.contains(image.id);
    if (!is_used && image.seen_at + kept <= now) {
      remove(transaction, image.shop, image.id);
      continue;
    }
    transaction.execute("UPDATE images SET seen_at = $3, look_at = $4 WHERE shop = $1 AND id = $2",
                        {image.shop, image.id, is_used ? now : image.seen_at, now + kLookAgain});
  }
  return images.size();
}

}  // namespace timeshelf::store
