// What names or reaches a person is taken out of a message before it is kept.
#pragma once
#include <set>
#include <string>
#include <string_view>

namespace timeshelf::insight::voice {

/// Names in small letters; with a capital, those that are meant only where they are written so.
using Names = std::set<std::string, std::less<>>;

/// Adds what others may call who has this handle: "Mia Clay" is "mia", and "Clay" with a capital. Words that
/// would tear holes into what others say are none.
void add_names(std::string_view handle, Names& names);

/// E-mail addresses, links, telephone numbers, @handles and these names become "[e-mail]", "[link]",
/// "[phone]" and "[name]".
std::string masked(std::string_view text, const Names& names);

}  // namespace timeshelf::insight::voice
