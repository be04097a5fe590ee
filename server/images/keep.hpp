// Keeping a picture: all of it in one transaction, or nothing.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/time.hpp"
#include "server/images/kind.hpp"
#include "server/images/worker.hpp"
#include "store/database.hpp"

namespace timeshelf::images {

/// What a shop was sent, and what was made of it.
struct Print {
  std::string original;
  Kind kind = Kind::other;
  std::optional<Developed> developed;  ///< nothing for a drawing, and where there is no worker

  std::string id() const;
};

/// Looks at what was sent and lets `worker` make of it what can be made.
Result<Print, ImageError> print_of(std::string original, const Worker& worker,
                                   const std::stop_token& stop = {});

struct Kept {
  std::string id;  ///< what products and addresses name
  bool is_new = true;
};

/// `room`: bytes that all pictures of the shop may take; 0 = no limit.
Result<Kept, ImageError> keep(store::Transaction&, const Id& shop, const Print&, std::int64_t room,
                              Instant now);

}  // namespace timeshelf::images
