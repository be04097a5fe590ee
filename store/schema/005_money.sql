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
  booking TEXT NOT NULL,
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
