-- Experiments: what is shown, or asked, in several ways to learn which sells better (docs/experiments.md).
CREATE TABLE experiments (
  shop TEXT NOT NULL REFERENCES shops (id),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('picture', 'words', 'ladder', 'order')),
  shelf TEXT NOT NULL,          -- of the event that it is about …
  uid TEXT NOT NULL,            -- … and its UID: all its dates take part; both '' of an order
  state TEXT NOT NULL CHECK (state IN ('draft', 'running', 'ended')),
  salt TEXT NOT NULL,           -- of the hashes; '' before it starts, and once it was thrown away
  share BIGINT NOT NULL CHECK (share BETWEEN 1 AND 10000), -- of 10,000 visitors, how many take part
  effect BIGINT NOT NULL CHECK (effect BETWEEN 1 AND 5000), -- of 10,000 visitors, what is to be seen
  window_days BIGINT NOT NULL CHECK (window_days BETWEEN 1 AND 30), -- in which a booking counts after a visit
  kept BIGINT,                  -- the variant that was kept at the end
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  PRIMARY KEY (shop, id)
);
CREATE INDEX experiments_running ON experiments (shop) WHERE state = 'running';
CREATE INDEX experiments_ordering ON experiments (shop, ended_at) WHERE state = 'ended' AND kind = 'order';
CREATE INDEX experiments_salted ON experiments (ended_at) WHERE state = 'ended' AND salt <> '';

-- The first is the control: the event as it is.
CREATE TABLE experiment_variants (
  shop TEXT NOT NULL,
  experiment TEXT NOT NULL,
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  weight BIGINT NOT NULL CHECK (weight > 0),
  title TEXT NOT NULL,          -- instead of the event's, or ''
  story TEXT NOT NULL,          -- the same
  image TEXT NOT NULL,          -- the same
  ladder TEXT NOT NULL,         -- the same, as plain lines of prices
  ordering TEXT NOT NULL,       -- which slots of a day come first: 'early-bird', 'almost-gone', or '' by time
  PRIMARY KEY (shop, experiment, position),
  FOREIGN KEY (shop, experiment) REFERENCES experiments (shop, id)
) /* WITHOUT ROWID */;

-- Who saw a variant, once: a salted hash of a token that only the visitor's browser has.
CREATE TABLE exposures (
  shop TEXT NOT NULL,
  experiment TEXT NOT NULL,
  unit TEXT NOT NULL,
  variant BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (shop, experiment, unit),
  FOREIGN KEY (shop, experiment) REFERENCES experiments (shop, id)
) /* WITHOUT ROWID */;

-- What a hold was made under. Whatever is assigned later, this stays.
CREATE TABLE experiment_holds (
  shop TEXT NOT NULL,
  hold TEXT NOT NULL,
  experiment TEXT NOT NULL,
  unit TEXT NOT NULL,
  variant BIGINT NOT NULL,
  PRIMARY KEY (shop, hold, experiment),
  FOREIGN KEY (shop, hold) REFERENCES holds (shop, id),
  FOREIGN KEY (shop, experiment) REFERENCES experiments (shop, id)
) /* WITHOUT ROWID */;
CREATE INDEX experiment_holds_by_unit ON experiment_holds (shop, experiment, unit);

-- Which ladder a slot was given. The price belongs to the slot: whoever books it pays the same.
CREATE TABLE experiment_slots (
  shop TEXT NOT NULL,
  experiment TEXT NOT NULL,
  slot TEXT NOT NULL,
  variant BIGINT NOT NULL,
  PRIMARY KEY (shop, experiment, slot),
  FOREIGN KEY (shop, experiment) REFERENCES experiments (shop, id),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id)
) /* WITHOUT ROWID */;
CREATE INDEX experiment_slots_by_slot ON experiment_slots (shop, slot);
