// The table of wishes: how people say that they want something else.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "insight/voice/topics.hpp"
#include "insight/voice/words.hpp"

namespace timeshelf::insight::voice {

struct FoundWish {
  WishKind kind;
  std::string wish;
  std::size_t length;  ///< words
};
/// The longest pattern that begins at that word. `products`: the words that name something on sale.
std::optional<FoundWish> match_wish(const std::vector<Word>& words, std::size_t at,
                                    const std::set<std::size_t>& products);

}  // namespace timeshelf::insight::voice
