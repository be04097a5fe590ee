// The checkout, shown again with what was typed.
#pragma once
#include <optional>
#include <string>

#include "server/pages/page.hpp"

namespace timeshelf::server::pages {

/// What the customer typed, and what was wrong with it.
struct Typed {
  std::string name;
  std::string email;
  std::optional<Problem> problem{};
};

/// 422 with the mistake; or that the hold is gone.
http::Response checkout_again(store::Transaction& transaction, const Visit& visit, const std::string& hold,
                              const Typed& typed);

}  // namespace timeshelf::server::pages
