// The bytes of stored objects as XML text, kept in memory while they are asked for.
#pragma once
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/calendars.hpp"

namespace timeshelf::caldav {

/// Thread-safe. Keeps the texts that were used last, as far as they fit. By ETag, which is a digest of the
/// bytes (base/digest): so what is kept is never out of date, however large its calendar is and whatever else
/// changes there, and objects of the same bytes share it.
class Texts {
 public:
  using Text = std::shared_ptr<const std::string>;

  explicit Texts(std::size_t most_bytes) : most_(most_bytes) {}

  /// Null: it is not kept.
  Text find(std::string_view etag);
  /// The bytes as text, which is kept unless it is very long.
  Text keep(std::string_view etag, std::string_view bytes);
  /// Of memory, about.
  std::size_t bytes() const;

 private:
  struct Slot {
    std::string etag;
    Text text;
  };
  using Slots = std::list<Slot>;  // the one used last in front

  static std::size_t bytes_of(const Slot& slot);

  const std::size_t most_;
  mutable std::mutex mutex_;
  Slots slots_;
  std::unordered_map<std::string_view, Slots::iterator> by_etag_;  // of the slots
  std::size_t bytes_ = 0;
};

/// The texts of stored objects of one collection, in the order in which they are named; null where one is
/// gone. Reads those that are not kept.
std::vector<Texts::Text> texts_of(store::Transaction&, Texts&, const store::Collection&,
                                  const std::vector<const store::ObjectEntry*>& objects);

}  // namespace timeshelf::caldav
