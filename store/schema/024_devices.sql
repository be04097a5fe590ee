-- Devices that hand over while they are cut off (docs/devices.md).

-- Codes that enrol a device, once; shown once and kept as a digest.
CREATE TABLE enrolments (
  shop TEXT NOT NULL,
  digest TEXT NOT NULL,         -- SHA-256 of the code
  name TEXT NOT NULL,           -- of the device to be
  venue TEXT NOT NULL,
  hands_over BIGINT NOT NULL,
  wants_signature BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  device TEXT NOT NULL,         -- which used it, or ''
  PRIMARY KEY (shop, digest),
  FOREIGN KEY (shop, venue) REFERENCES venues (shop, id)
);

CREATE TABLE devices (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  venue TEXT NOT NULL,
  hands_over BIGINT NOT NULL,   -- 0: it looks, and turns away
  wants_signature BIGINT NOT NULL, -- customers sign on its screen
  public_key TEXT NOT NULL,     -- the point on P-256 in base64url
  enrolled_by TEXT NOT NULL,    -- who made the code
  enrolled_at BIGINT NOT NULL,
  revoked_by TEXT NOT NULL,
  revoked_at BIGINT,
  heard_at BIGINT,              -- the last upload
  PRIMARY KEY (shop, id),
  UNIQUE (shop, public_key),
  FOREIGN KEY (shop, venue) REFERENCES venues (shop, id)
);

-- What devices wrote down, as they signed it. Only the outcome of a pickup changes, when an earlier one comes in late.
CREATE TABLE scans (
  shop TEXT NOT NULL,
  device TEXT NOT NULL,
  seq BIGINT NOT NULL,
  nonce TEXT NOT NULL,
  hash TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  record TEXT NOT NULL,
  signature TEXT NOT NULL,
  booking TEXT NOT NULL,        -- whose token it was, or ''
  outcome TEXT NOT NULL CHECK (outcome IN ('applied', 'duplicate-same', 'conflict', 'rejected')),
  sentence TEXT NOT NULL,
  online BIGINT NOT NULL,
  happened_at BIGINT NOT NULL,  -- by our clock
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (shop, device, seq),
  FOREIGN KEY (shop, device) REFERENCES devices (shop, id)
);
CREATE INDEX scans_by_nonce ON scans (shop, device, nonce);

-- The lines that pickups handed over: what counts, and what left the building beyond it.
CREATE TABLE scan_lines (
  shop TEXT NOT NULL,
  hold TEXT NOT NULL,
  position BIGINT NOT NULL,
  device TEXT NOT NULL,
  seq BIGINT NOT NULL,
  units BIGINT NOT NULL CHECK (units > 0),
  kept BIGINT NOT NULL CHECK (kept BETWEEN 0 AND units),
  written_off BIGINT NOT NULL CHECK (written_off BETWEEN 0 AND units), -- when this record came in, for whichever record
  PRIMARY KEY (shop, hold, position, device, seq),
  FOREIGN KEY (shop, device, seq) REFERENCES scans (shop, device, seq),
  FOREIGN KEY (shop, hold, position) REFERENCES lines (shop, hold, position)
) /* WITHOUT ROWID */;
CREATE INDEX scan_lines_by_scan ON scan_lines (shop, device, seq);

-- What somebody of the shop has to look at. Kept for ever; one for each record, kind and line.
CREATE TABLE scan_conflicts (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  device TEXT NOT NULL,
  seq BIGINT NOT NULL,          -- 0: a record that could not be placed
  kind TEXT NOT NULL,
  position BIGINT NOT NULL,     -- of the booking's line; -1: of none
  booking TEXT NOT NULL,
  units BIGINT NOT NULL,        -- that left the building and should not have
  sentence TEXT NOT NULL,
  record TEXT NOT NULL,         -- of one that is not among the scans, or ''
  created_at BIGINT NOT NULL,
  resolved_at BIGINT,
  resolved_by TEXT NOT NULL,
  resolution TEXT NOT NULL,
  PRIMARY KEY (shop, id),
  UNIQUE (shop, device, seq, kind, position),
  FOREIGN KEY (shop, device) REFERENCES devices (shop, id)
);
CREATE INDEX scan_conflicts_open ON scan_conflicts (shop, id) WHERE resolved_at IS NULL;
