#include "server/feeds/cache.hpp"

#include <zlib.h>
#include <zstd.h>

#include <stdexcept>

namespace timeshelf::server {

std::string zstd_of(std::string_view plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 3);
  if (ZSTD_isError(size)) throw std::runtime_error(ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

std::string gzip_of(std::string_view plain) {
  constexpr int kGzipWindow = 15 + 16;  // zlib's way to ask for a gzip header
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib cannot start");
  }
  std::string out(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("zlib cannot compress");
  return out;
}

FeedBytes compressed(std::string plain) {
  FeedBytes bytes;
  bytes.gzip = std::make_shared<const std::string>(gzip_of(plain));
  bytes.zstd = std::make_shared<const std::string>(zstd_of(plain));
  bytes.plain = std::make_shared<const std::string>(std::move(plain));
  return bytes;
}

FeedBytes FeedCache::find_or_render(const std::string& key, const std::function<FeedBytes()>& render) {
  const std::shared_ptr<Entry> entry = entry_of(key);
  const std::lock_guard alone(entry->rendering);
  if (entry->ready) return entry->bytes;
  try {
    entry->bytes = render();
  } catch (...) {
    forget(entry);
    throw;
  }
  entry->ready = true;
  count(entry, entry->bytes.size());
  return entry->bytes;
}

std::shared_ptr<FeedCache::Entry> FeedCache::entry_of(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return *found->second;
  }
  auto entry = std::make_shared<Entry>();
  entry->key = key;
  entries_.push_front(entry);
  by_key_.emplace(key, entries_.begin());
  return entry;
}

// Entries that are still being rendered have no size yet; they are passed over when room is made.
void FeedCache::count(const std::shared_ptr<Entry>& entry, std::size_t size) {
  const std::lock_guard lock(mutex_);
  ++renderings_;
  const auto found = by_key_.find(entry->key);
  if (found == by_key_.end() || *found->second != entry) return;  // forgotten meanwhile
  entry->counted = size;
  bytes_ += size;
  for (auto oldest = entries_.end(); bytes_ > most_bytes_ && oldest != entries_.begin();) {
    --oldest;
    if ((*oldest)->counted == 0 || *oldest == entry) continue;
    bytes_ -= (*oldest)->counted;
    by_key_.erase((*oldest)->key);
    oldest = entries_.erase(oldest);
  }
}

void FeedCache::forget(const std::shared_ptr<Entry>& entry) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(entry->key);
  if (found == by_key_.end() || *found->second != entry) return;
  entries_.erase(found->second);
  by_key_.erase(found);
}

std::size_t FeedCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t FeedCache::renderings() const {
  const std::lock_guard lock(mutex_);
  return renderings_;
}

}  // namespace timeshelf::server
