// Everything that a shop can do, plugged together: what the server, the command line and tests share.
#pragma once
#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/bundles.hpp"
#include "commerce/changes.hpp"
#include "commerce/claims.hpp"
#include "commerce/codes.hpp"
#include "commerce/delivery.hpp"
#include "commerce/devices.hpp"
#include "commerce/due.hpp"
#include "commerce/engine.hpp"
#include "commerce/fulfilment.hpp"
#include "commerce/invitations.hpp"
#include "commerce/leases.hpp"
#include "commerce/outbox.hpp"
#include "commerce/passing_on.hpp"
#include "commerce/payments.hpp"
#include "commerce/receipts.hpp"
#include "commerce/scan_conflicts.hpp"
#include "commerce/scans.hpp"
#include "commerce/shifts.hpp"
#include "commerce/stock.hpp"
#include "commerce/waiting.hpp"
#include "commerce/waiting_rooms.hpp"

namespace timeshelf::commerce {

/// Thread-safe: the parts hold options only; all state is in the database.
class Services {
 public:
  /// `poll_every`: how often the provider is asked about an open payment page.
  Services(EngineOptions options, const Clock& clock, Random& random,
           std::chrono::milliseconds poll_every = std::chrono::minutes(1));
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  Engine engine;
  Stock stock;
  Delivery delivery;
  Fulfilment fulfilment;
  Devices devices;
  Leases leases;
  Scans scans;
  ScanConflicts scan_conflicts;
  Claims claims;
  Shifts shifts;
  Changes changes;
  Receipts receipts;
  Payments payments;
  Codes codes;
  Bundles bundles;
  Invitations invitations;
  PassingOn passing_on;
  Waiting waiting;
  WaitingRooms waiting_rooms;
  Outbox outbox;  ///< who does what is owed
  Due due;        ///< all that time brings, the outbox included
};

}  // namespace timeshelf::commerce
