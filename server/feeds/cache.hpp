// Rendered feeds, kept as bytes.
#pragma once
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace timeshelf::server {

/// One feed at one revision, with what it compresses to.
struct FeedBytes {
  std::shared_ptr<const std::string> plain;
  std::shared_ptr<const std::string> gzip;
  std::shared_ptr<const std::string> zstd;
  std::size_t size() const { return plain->size() + gzip->size() + zstd->size(); }
};
std::string gzip_of(std::string_view plain);
std::string zstd_of(std::string_view plain);
/// Compresses once, for all who will ask.
FeedBytes compressed(std::string plain);

/// Feeds by what they show (collection, revision, day …): an entry never becomes stale, it is only no longer
/// asked for, so the least recently used go first. Thread-safe; what several ask for at once is rendered
/// once, by the first of them, while others wait.
class FeedCache {
 public:
  explicit FeedCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// The kept bytes, or those that `render` makes. What `render` throws passes to everybody who waits.
  FeedBytes find_or_render(const std::string& key, const std::function<FeedBytes()>& render);

  /// Of all kept feeds together.
  std::size_t bytes() const;
  /// How often something was rendered.
  std::size_t renderings() const;

 private:
  struct Entry {
    std::string key;
    std::mutex rendering;  // held by who renders
    bool ready = false;    // under `rendering`
    FeedBytes bytes;
    std::size_t counted = 0;  // under the cache's mutex
  };
  using Entries = std::list<std::shared_ptr<Entry>>;

  std::shared_ptr<Entry> entry_of(const std::string& key);
  void count(const std::shared_ptr<Entry>& entry, std::size_t size);
  void forget(const std::shared_ptr<Entry>& entry);

  const std::size_t most_bytes_;
  mutable std::mutex mutex_;
  Entries entries_;  // most recently used first
  std::unordered_map<std::string, Entries::iterator> by_key_;
  std::size_t bytes_ = 0;
  std::size_t renderings_ = 0;
};

}  // namespace timeshelf::server
