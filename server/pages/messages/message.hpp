// One thing that a page says, in every language that we write in.
#pragma once
#include <string_view>

namespace timeshelf::server::pages {

/// Texts name in braces what is filled in ("{sum}"), and have "one|several" where they count. Their markup is
/// what the templates may hold, with attributes that need no quotes.
struct Message {
  std::string_view name;  ///< as in the web app's catalogues, where they say the same
  std::string_view en, de, es;
};

}  // namespace timeshelf::server::pages
