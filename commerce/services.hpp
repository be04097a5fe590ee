// Everything that a shop can do, plugged together: what the server, the command line and tests share.
#pragma once
#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/bookings/changes.hpp"
#include "commerce/bookings/passing_on.hpp"
#include "commerce/checkout/codes.hpp"
#include "commerce/devices/devices.hpp"
#include "commerce/devices/leases.hpp"
#include "commerce/devices/scan_conflicts.hpp"
#include "commerce/devices/scans.hpp"
#include "commerce/due.hpp"
#include "commerce/engine.hpp"
#include "commerce/forecasts/forecasts.hpp"
#include "commerce/fulfilment/claims.hpp"
#include "commerce/fulfilment/delivery.hpp"
#include "commerce/fulfilment/fulfilment.hpp"
#include "commerce/invitations/invitations.hpp"
#include "commerce/outbox.hpp"
#include "commerce/payments/payments.hpp"
#include "commerce/payments/receipts.hpp"
#include "commerce/slots/bundles.hpp"
#include "commerce/staff/shifts.hpp"
#include "commerce/stock/stock.hpp"
#include "commerce/voice/voice.hpp"
#include "commerce/waiting/waiting.hpp"
#include "commerce/waiting/waiting_rooms.hpp"
#include "commerce/webhooks/webhooks.hpp"

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
  Forecasts forecasts;
  Changes changes;
  Receipts receipts;
  Payments payments;
  Codes codes;
  Bundles bundles;
  Invitations invitations;
  PassingOn passing_on;
  Waiting waiting;
  WaitingRooms waiting_rooms;
  Voice voice;
  Webhooks webhooks;
  Outbox outbox;  ///< who does what is owed
  Due due;        ///< all that time brings, the outbox included
};

}  // namespace timeshelf::commerce
