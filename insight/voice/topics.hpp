// What a message is about, and what it wishes for: words of products, and a table of patterns that anybody
// can read.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace timeshelf::insight::voice {

/// What is on sale, by the words that people use for it.
struct Product {
  std::string sku;
  std::string name;
};

/// Words of products, looked up by their stems. Made once for a shop and asked for each message.
class Vocabulary {
 public:
  explicit Vocabulary(const std::vector<Product>& products);

  struct Entry {
    std::string sku;  ///< in small letters
    std::vector<std::string> stems;
  };
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

enum class WishKind { size, colour, time, price, place, supply };
std::string_view name_of(WishKind kind);

struct Wish {
  WishKind kind = WishKind::supply;
  std::string wish;       ///< "bigger", "green", "later", "cheaper", "ship to france", "restock"
  std::string about;      ///< a SKU, or the word that several products share ("mug"), or ""
  std::size_t begin = 0;  ///< bytes of the text that say so
  std::size_t end = 0;
};

struct Topics {
  std::vector<std::string> about;  ///< SKUs, or a word that several products share; each once
  std::vector<Wish> wishes;        ///< in the order of the text, each kind of wish once
};

Topics topics_of(std::string_view text, const Vocabulary& vocabulary);

}  // namespace timeshelf::insight::voice
