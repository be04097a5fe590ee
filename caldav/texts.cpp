#include "caldav/texts.hpp"

#include <map>

#include "caldav/xml.hpp"
#include "store/named_objects.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::size_t kSlotBytes = 256;  // of a text without its characters: node, key, counters
constexpr std::size_t kShare = 64;       // of all memory no text takes more than this part

}  // namespace

Texts::Text Texts::find(std::string_view etag) {
  const std::lock_guard lock(mutex_);
  const auto known = by_etag_.find(etag);
  if (known == by_etag_.end()) return nullptr;
  slots_.splice(slots_.begin(), slots_, known->second);
  return known->second->text;
}

Texts::Text Texts::keep(std::string_view etag, std::string_view bytes) {
  std::string escaped;
  escaped.reserve(bytes.size() + bytes.size() / 16);  // line ends
  xml::escape(escaped, bytes);
  escaped.shrink_to_fit();
  Slot slot{std::string(etag), std::make_shared<const std::string>(std::move(escaped))};
  Text text = slot.text;
  if (bytes_of(slot) > most_ / kShare) return text;
  const std::lock_guard lock(mutex_);
  if (by_etag_.contains(etag)) return text;  // another request was faster
  bytes_ += bytes_of(slot);
  slots_.push_front(std::move(slot));
  by_etag_.emplace(slots_.front().etag, slots_.begin());
  while (bytes_ > most_) {
    bytes_ -= bytes_of(slots_.back());
    by_etag_.erase(slots_.back().etag);
    slots_.pop_back();
  }
  return text;
}

std::size_t Texts::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t Texts::bytes_of(const Slot& slot) {
  return kSlotBytes + slot.text->capacity();
}

std::vector<Texts::Text> texts_of(store::Transaction& transaction, Texts& texts,
                                  const store::Collection& collection,
                                  const std::vector<const store::ObjectEntry*>& objects) {
  std::vector<Texts::Text> found;
  found.reserve(objects.size());
  std::vector<std::string_view> unread;
  for (const store::ObjectEntry* object : objects) {
    found.push_back(texts.find(object->etag));
    if (!found.back()) unread.emplace_back(object->segment);
  }
  if (unread.empty()) return found;
  std::map<std::string, Texts::Text, std::less<>> read;
  store::each_named_object(transaction, collection, unread, true,
                           [&](const store::ObjectEntry& object, std::optional<std::string_view> content) {
                             if (content) read.emplace(object.segment, texts.keep(object.etag, *content));
                           });
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (found[i]) continue;
    const auto text = read.find(objects[i]->segment);
    if (text != read.end()) found[i] = text->second;
  }
  return found;
}

}  // namespace timeshelf::caldav
