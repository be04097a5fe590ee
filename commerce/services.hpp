// Everything that a shop can do, plugged together: what the server, the command line and tests share.
#pragma once
#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/bundles.hpp"
#include "commerce/codes.hpp"
#include "commerce/due.hpp"
#include "commerce/engine.hpp"
#include "commerce/invitations.hpp"
#include "commerce/outbox.hpp"
#include "commerce/stock.hpp"

namespace timeshelf::commerce {

/// Thread-safe: the parts hold options only; all state is in the database.
class Services {
 public:
  Services(EngineOptions options, const Clock& clock, Random& random);
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  Engine engine;
  Stock stock;
  Codes codes;
  Bundles bundles;
  Invitations invitations;
  Outbox outbox;  ///< who does what is owed
  Due due;        ///< all that time brings, the outbox included
};

}  // namespace timeshelf::commerce
