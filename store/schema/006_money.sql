-- Bookings that change after they were made, and the money that moves for them.

-- Units that the booking does not have any more. All else of a line is what was agreed, and never changes.
ALTER TABLE lines ADD COLUMN gone BIGINT NOT NULL DEFAULT 0 CHECK (gone >= 0 AND gone <= quantity);

-- Units that left a line: cancelled, or moved to a line of another slot. Never changed. All rows of one change have its id.
CREATE TABLE line_changes (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  hold TEXT NOT NULL,
  position BIGINT NOT NULL,
  booking TEXT NOT NULL,
  slot TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('cancelled', 'moved')),
  units BIGINT NOT NULL CHECK (units > 0),
  minor BIGINT NOT NULL CHECK (minor >= 0), -- what they cost, tax included
  tax BIGINT NOT NULL,          -- of that
  left_slot BIGINT NOT NULL,    -- 1 once for each slot in which the booking has nothing any more
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id, position),
  FOREIGN KEY (shop, hold, position) REFERENCES lines (shop, hold, position),
  FOREIGN KEY (shop, booking) REFERENCES bookings (shop, id)
);
CREATE INDEX line_changes_by_booking ON line_changes (shop, booking, slot);

-- Until when customers may cancel or move what they have in a slot, where it says so itself.
CREATE TABLE cancel_terms (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  until_at BIGINT NOT NULL,
  PRIMARY KEY (shop, slot),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id)
) /* WITHOUT ROWID */;

-- What holds for every slot of a shop that says nothing else. Without a row: until it begins.
CREATE TABLE cancel_rules (
  shop TEXT NOT NULL REFERENCES shops (id),
  before BIGINT NOT NULL CHECK (before >= 0), -- milliseconds before the slot starts
  PRIMARY KEY (shop)
);

-- Money that changed hands. Never changed: what was wrong is put right by another row.
CREATE TABLE money (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  booking TEXT,                 -- nothing where it came too late to book for it, and went back
  kind TEXT NOT NULL CHECK (kind IN ('charge', 'refund')),
  method TEXT NOT NULL CHECK (method IN ('pickup', 'online')),
  tender TEXT NOT NULL,         -- 'cash', 'card', 'other', or the provider
  minor BIGINT NOT NULL CHECK (minor > 0),
  currency TEXT NOT NULL,
  reference TEXT NOT NULL,      -- the provider's or a receipt's number, or ''
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id),
  FOREIGN KEY (shop, booking) REFERENCES bookings (shop, id)
);
CREATE INDEX money_by_booking ON money (shop, booking, id);
-- The last wall: nothing that has a number is written down twice.
CREATE UNIQUE INDEX money_once ON money (shop, tender, kind, reference) WHERE reference <> '';

-- Holds that are paid for at a provider's page, one checkout each (commerce/core/paying.hpp).
CREATE TABLE checkouts (
  shop TEXT NOT NULL,
  hold TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('wanted', 'open', 'booked', 'unpaid', 'returned')),
  session TEXT NOT NULL,        -- the provider's id, or ''
  url TEXT NOT NULL,            -- where the customer pays, or ''
  payment TEXT NOT NULL,        -- the provider's id of the money, or ''
  minor BIGINT NOT NULL CHECK (minor > 0),
  currency TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  booking TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,   -- of the provider's page
  next_at BIGINT,               -- when to ask the provider; nothing where it has said all there is
  attempts BIGINT NOT NULL,
  last_error TEXT NOT NULL,
  PRIMARY KEY (shop, hold),
  FOREIGN KEY (shop, hold) REFERENCES holds (shop, id)
);
CREATE INDEX checkouts_due ON checkouts (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX checkouts_by_session ON checkouts (session) WHERE session <> '';
CREATE INDEX checkouts_by_payment ON checkouts (payment) WHERE payment <> '';

-- Money that is to go back through the provider; its id is the idempotency key there.
CREATE TABLE refunds (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  hold TEXT NOT NULL,
  booking TEXT,
  minor BIGINT NOT NULL CHECK (minor > 0),
  currency TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('owed', 'done', 'failed')),
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  next_at BIGINT,
  attempts BIGINT NOT NULL,
  last_error TEXT NOT NULL,
  PRIMARY KEY (shop, id),
  FOREIGN KEY (shop, hold) REFERENCES checkouts (shop, hold)
);
CREATE INDEX refunds_due ON refunds (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX refunds_by_booking ON refunds (shop, booking);

-- What the provider told us, so that telling it again changes nothing.
CREATE TABLE provider_events (
  shop TEXT NOT NULL,
  provider TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, provider, id)
) /* WITHOUT ROWID */;
