-- How lines reach customers: pickup windows, delivery zones, fees, claims of digital goods, and how far each line is.

-- Windows of a slot in which goods are picked up. Seconds after its start, so that a slot that moves takes them along.
CREATE TABLE pickup_windows (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  begins BIGINT NOT NULL CHECK (begins >= 0),
  ends BIGINT NOT NULL,
  capacity BIGINT CHECK (capacity >= 0), -- bookings, counted by the ledger; without a bound if absent
  PRIMARY KEY (shop, slot, begins),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id),
  CHECK (begins < ends)
) /* WITHOUT ROWID */;

-- Where the shop delivers, by the beginnings of postal codes or by the distance from a venue.
CREATE TABLE delivery_zones (
  shop TEXT NOT NULL REFERENCES shops (id),
  name TEXT NOT NULL,
  prefixes TEXT NOT NULL,       -- upper case, with blanks between, or ''
  country TEXT NOT NULL,        -- of the prefixes: ISO 3166, or '' for any
  venue TEXT NOT NULL,          -- only for slots there, or ''
  radius BIGINT CHECK (radius > 0), -- metres around the venue
  fee BIGINT NOT NULL CHECK (fee >= 0),
  currency TEXT NOT NULL,
  tax_rate BIGINT CHECK (tax_rate BETWEEN 0 AND 10000), -- of the fee; that of the goods if absent
  cut_off BIGINT CHECK (cut_off >= 0), -- minutes before the slot's start
  same_day_until BIGINT CHECK (same_day_until BETWEEN 0 AND 1439), -- minutes after midnight of the slot's day
  PRIMARY KEY (shop, name),
  CHECK ((prefixes = '') = (radius IS NOT NULL))
);

-- Where a booking is delivered to.
CREATE TABLE addresses (
  shop TEXT NOT NULL,
  hold TEXT NOT NULL,
  name TEXT NOT NULL,
  street TEXT NOT NULL,
  postal_code TEXT NOT NULL,
  city TEXT NOT NULL,
  country TEXT NOT NULL,
  latitude BIGINT,              -- millionths of a degree
  longitude BIGINT,
  PRIMARY KEY (shop, hold),
  FOREIGN KEY (shop, hold) REFERENCES holds (shop, id)
);

-- What bringing the goods costs, as it was when the hold was made or something was moved there: a row for each rate of tax.
CREATE TABLE fees (
  shop TEXT NOT NULL,
  hold TEXT NOT NULL,
  position BIGINT NOT NULL,
  slot TEXT NOT NULL,
  kind TEXT NOT NULL,
  zone TEXT NOT NULL,
  minor BIGINT NOT NULL CHECK (minor > 0),
  currency TEXT NOT NULL,
  tax_rate BIGINT NOT NULL,
  tax BIGINT NOT NULL,          -- within the amount or on top, as the hold says
  gone TEXT,                    -- the change (line_changes) that took the last of what was brought; all else never changes
  PRIMARY KEY (shop, hold, position),
  FOREIGN KEY (shop, hold) REFERENCES holds (shop, id)
);

-- Who opened a digital line with its one-time link, and when.
CREATE TABLE claims (
  shop TEXT NOT NULL,
  hold TEXT NOT NULL,
  position BIGINT NOT NULL,
  claimer TEXT NOT NULL,        -- digest of what the browser keeps
  claimed_at BIGINT NOT NULL,
  PRIMARY KEY (shop, hold, position),
  FOREIGN KEY (shop, hold, position) REFERENCES lines (shop, hold, position)
);

ALTER TABLE holds ADD COLUMN fees BIGINT NOT NULL DEFAULT 0; -- how many rows of fees it has, gone ones included
ALTER TABLE holds ADD COLUMN delivered BIGINT NOT NULL DEFAULT 0; -- whether it has an address
ALTER TABLE lines ADD COLUMN window_begins BIGINT; -- seconds after the slot's start
ALTER TABLE lines ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE lines ADD COLUMN state TEXT NOT NULL DEFAULT 'due'
  CHECK (state IN ('due', 'ready', 'handed-over', 'missed', 'returned'));
ALTER TABLE lines ADD COLUMN handed_over BIGINT NOT NULL DEFAULT 0 CHECK (handed_over >= 0 AND handed_over + gone <= quantity);
ALTER TABLE lines ADD COLUMN returned BIGINT NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND handed_over);

ALTER TABLE products ADD COLUMN digital TEXT NOT NULL DEFAULT ''; -- what a digital line opens: an address or a media id
ALTER TABLE venues ADD COLUMN latitude BIGINT; -- millionths of a degree
ALTER TABLE venues ADD COLUMN longitude BIGINT;
