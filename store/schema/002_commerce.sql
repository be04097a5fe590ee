-- The shop: what is sold, the ledger of everything scarce, holds and bookings.

CREATE TABLE products (
  shop TEXT NOT NULL REFERENCES shops (id),
  sku TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  image TEXT NOT NULL,
  price BIGINT NOT NULL CHECK (price >= 0),
  currency TEXT NOT NULL,
  tax_rate BIGINT NOT NULL CHECK (tax_rate BETWEEN 0 AND 10000), -- hundredths of a percent
  PRIMARY KEY (shop, sku)
);

-- How a shop's prices hold their tax. Without a row: included, half-up.
CREATE TABLE tax_rules (
  shop TEXT NOT NULL REFERENCES shops (id),
  included BIGINT NOT NULL,
  rounding TEXT NOT NULL CHECK (rounding IN ('half-up', 'half-even', 'down')),
  PRIMARY KEY (shop)
);

CREATE TABLE venues (
  shop TEXT NOT NULL REFERENCES shops (id),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  headcount BIGINT NOT NULL,
  PRIMARY KEY (shop, id)
);

CREATE TABLE media (
  shop TEXT NOT NULL REFERENCES shops (id),
  id TEXT NOT NULL,
  content_type TEXT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (shop, id)
);

-- One bookable occurrence: (uid, recurrence), recurrence being the RECURRENCE-ID in UTC or ''.
CREATE TABLE slots (
  shop TEXT NOT NULL REFERENCES shops (id),
  id TEXT NOT NULL,
  shelf TEXT NOT NULL,
  segment TEXT NOT NULL,
  uid TEXT NOT NULL,
  recurrence TEXT NOT NULL,
  summary TEXT NOT NULL,
  description TEXT NOT NULL,
  location TEXT NOT NULL,
  image TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  time_zone TEXT NOT NULL,
  cancelled BIGINT NOT NULL,
  switched_off BIGINT NOT NULL,
  problem TEXT NOT NULL,        -- why its terms cannot be read, or ''
  seats BIGINT,
  unit_limit BIGINT,
  opens_at BIGINT,
  closes_at BIGINT,
  drop_name TEXT NOT NULL,
  bundle TEXT NOT NULL,
  staff_people BIGINT NOT NULL,
  staff_per BIGINT NOT NULL,
  authored TEXT NOT NULL,       -- the X-SHELF lines, to be put back when a client drops them
  revision BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  booked BIGINT NOT NULL CHECK (booked >= 0),
  shown TEXT NOT NULL,          -- state and prices last shown: a change raises the sequence
  next_change_at BIGINT,        -- when time alone changes what is shown
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id),
  UNIQUE (shop, shelf, uid, recurrence)
);
CREATE INDEX slots_by_start ON slots (shop, starts_at);
CREATE INDEX slots_by_bundle ON slots (shop, bundle, starts_at) WHERE bundle <> '';
CREATE INDEX slots_by_change ON slots (next_change_at) WHERE next_change_at IS NOT NULL;

CREATE TABLE prices (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  position BIGINT NOT NULL,
  sku TEXT NOT NULL,
  tier TEXT NOT NULL,
  until_at BIGINT,
  quantity BIGINT,
  minor BIGINT NOT NULL CHECK (minor >= 0),
  currency TEXT NOT NULL,
  PRIMARY KEY (shop, slot, position),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id)
);

CREATE TABLE fulfilments (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  position BIGINT NOT NULL,
  kind TEXT NOT NULL,
  fee BIGINT,
  currency TEXT NOT NULL,
  cut_off BIGINT,
  PRIMARY KEY (shop, slot, position),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id)
);

-- Who may book before the slot opens to all: whoever has an access code for the audience.
CREATE TABLE openings (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  audience TEXT NOT NULL,
  opens_at BIGINT NOT NULL,
  PRIMARY KEY (shop, slot, audience),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id)
) /* WITHOUT ROWID */;

-- SKUs of a slot that are sold before they exist, up to what was promised.
CREATE TABLE preorders (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  sku TEXT NOT NULL,
  promised BIGINT NOT NULL CHECK (promised >= 0),
  PRIMARY KEY (shop, slot, sku),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id)
) /* WITHOUT ROWID */;

-- The slots that name it (slots.bundle) are sold together; without a row, at what they cost alone.
CREATE TABLE bundles (
  shop TEXT NOT NULL REFERENCES shops (id),
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  price BIGINT CHECK (price >= 0),
  currency TEXT NOT NULL,
  active BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, name)
);

-- Discount and access codes. Uses are in the ledger: issued -> uses -> used, place = the code.
CREATE TABLE codes (
  shop TEXT NOT NULL REFERENCES shops (id),
  code TEXT NOT NULL,           -- upper case
  rate BIGINT NOT NULL CHECK (rate BETWEEN 0 AND 10000), -- off the price, hundredths of a percent
  minor BIGINT CHECK (minor > 0), -- or so much off the booking
  currency TEXT NOT NULL,
  audience TEXT NOT NULL,       -- whose early opening it grants, or ''
  slot TEXT NOT NULL,           -- only for this one, or ''
  sku TEXT NOT NULL,
  use_limit BIGINT CHECK (use_limit > 0),
  valid_from BIGINT,
  valid_until BIGINT,
  active BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, code)
);

-- Double entry (commerce/core/ledger.hpp). A guarded account cannot give more than it was given: the CHECK is the last
-- wall.
CREATE TABLE accounts (
  shop TEXT NOT NULL REFERENCES shops (id),
  id TEXT NOT NULL,             -- kind:place:sku
  kind TEXT NOT NULL,
  place TEXT NOT NULL,          -- a slot, venue, device or code; '' where the kind has none
  sku TEXT NOT NULL,
  guarded BIGINT NOT NULL,
  debits_pending BIGINT NOT NULL CHECK (debits_pending >= 0),
  debits_posted BIGINT NOT NULL CHECK (debits_posted >= 0),
  credits_pending BIGINT NOT NULL CHECK (credits_pending >= 0),
  credits_posted BIGINT NOT NULL CHECK (credits_posted >= 0),
  PRIMARY KEY (shop, id),
  CHECK (guarded = 0 OR debits_pending + debits_posted <= credits_posted)
) /* WITHOUT ROWID */;
CREATE INDEX accounts_by_place ON accounts (shop, place, kind);
CREATE INDEX accounts_by_sku ON accounts (shop, sku, kind);

-- Never changed. A pending transfer is resolved once, by a transfer that posts or voids it.
CREATE TABLE transfers (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('posted', 'pending', 'post', 'void')),
  debit TEXT NOT NULL,
  credit TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  pending TEXT,
  subject TEXT NOT NULL,        -- the hold, count, delivery … that it belongs to
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id),
  UNIQUE (shop, pending),
  FOREIGN KEY (shop, debit) REFERENCES accounts (shop, id),
  FOREIGN KEY (shop, credit) REFERENCES accounts (shop, id),
  CHECK ((pending IS NOT NULL) = (kind IN ('post', 'void')))
) /* WITHOUT ROWID */;
CREATE INDEX transfers_by_subject ON transfers (shop, subject);

CREATE TABLE holds (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'released', 'expired')),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  email TEXT NOT NULL,          -- of the customer where it is known already, or ''
  code TEXT NOT NULL,           -- the code that it uses, or ''
  bundle TEXT NOT NULL,
  tax_included BIGINT NOT NULL,
  rounding TEXT NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX holds_open ON holds (shop, expires_at) WHERE state = 'open';
CREATE INDEX holds_due ON holds (expires_at) WHERE state = 'open';
CREATE INDEX holds_of_customer ON holds (shop, email) WHERE state = 'open' AND email <> '';

CREATE TABLE lines (
  shop TEXT NOT NULL,
  hold TEXT NOT NULL,
  position BIGINT NOT NULL,
  slot TEXT NOT NULL,
  sku TEXT NOT NULL,
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  minor BIGINT NOT NULL,
  currency TEXT NOT NULL,
  tier TEXT NOT NULL,
  fulfilment TEXT NOT NULL,
  discount BIGINT NOT NULL,     -- minor units off the line
  tax_rate BIGINT NOT NULL,
  tax BIGINT NOT NULL,          -- within the amount or on top, as the hold says
  PRIMARY KEY (shop, hold, position),
  FOREIGN KEY (shop, hold) REFERENCES holds (shop, id)
);
CREATE INDEX lines_by_slot ON lines (shop, slot);

CREATE TABLE bookings (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  hold TEXT NOT NULL,
  code TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('confirmed', 'cancelled')),
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  cancelled_at BIGINT,
  PRIMARY KEY (shop, id),
  UNIQUE (shop, hold),
  UNIQUE (shop, code),
  FOREIGN KEY (shop, hold) REFERENCES holds (shop, id)
);
CREATE INDEX bookings_by_email ON bookings (shop, email);

CREATE TABLE idempotency_keys (
  shop TEXT NOT NULL,
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  status BIGINT NOT NULL,
  response TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, scope, key)
);

-- What is owed to others. A topic and subject stand once, so that work coalesces.
CREATE TABLE outbox (
  shop TEXT NOT NULL,
  topic TEXT NOT NULL,
  subject TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  PRIMARY KEY (shop, topic, subject)
) /* WITHOUT ROWID */;
CREATE INDEX outbox_by_due ON outbox (due_at);

-- Who did what to the shop and why, in words and facts. Never changed.
CREATE TABLE audit (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  actor TEXT NOT NULL,          -- a login, 'customer', or 'timeshelf' for what follows from a rule
  action TEXT NOT NULL,         -- 'booking.cancelled', 'stock.counted' …
  subject TEXT NOT NULL,
  facts TEXT NOT NULL,          -- JSON
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id)
) /* WITHOUT ROWID */;
CREATE INDEX audit_by_subject ON audit (shop, subject, id);
