-- Tills of other makers: what they tell, what they are told, and what the two call the same thing (docs/tills.md).

CREATE TABLE tills (
  shop TEXT NOT NULL REFERENCES shops (id),
  id TEXT NOT NULL,
  maker TEXT NOT NULL CHECK (maker IN ('square', 'shopify', 'generic')),
  name TEXT NOT NULL,
  venue TEXT NOT NULL,
  location TEXT NOT NULL,       -- the venue, as the maker calls it
  api TEXT NOT NULL,            -- where changes are sent to; '' = nowhere
  access TEXT NOT NULL,         -- the maker's access token
  secret TEXT NOT NULL,         -- signs what it sends
  previous_secret TEXT NOT NULL, -- does so, too, until then
  previous_until BIGINT,
  active BIGINT NOT NULL,
  problem TEXT NOT NULL,        -- why the last change could not be sent, or ''
  resting_until BIGINT,         -- it asked to be left alone
  heard_at BIGINT,
  mended_at BIGINT NOT NULL DEFAULT 0, -- what failed before is tried again
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id),
  FOREIGN KEY (shop, venue) REFERENCES venues (shop, id)
);

CREATE TABLE till_items (
  shop TEXT NOT NULL,
  till TEXT NOT NULL,
  sku TEXT NOT NULL,
  item TEXT NOT NULL,           -- as the maker calls it
  known BIGINT,                 -- units that the till is known to have; none before it was heard or told
  known_at BIGINT,              -- by the till's clock
  PRIMARY KEY (shop, till, sku),
  UNIQUE (shop, till, item),
  FOREIGN KEY (shop, till) REFERENCES tills (shop, id),
  FOREIGN KEY (shop, sku) REFERENCES products (shop, sku)
) /* WITHOUT ROWID */;

-- What a till told, by the id that it gave it.
CREATE TABLE till_messages (
  shop TEXT NOT NULL,
  till TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('count', 'adjust', 'figure')),
  item TEXT NOT NULL,
  units BIGINT NOT NULL,
  occurred_at BIGINT NOT NULL,
  reason TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'applied', 'ignored', 'refused')),
  sentence TEXT NOT NULL,       -- what came of it
  PRIMARY KEY (shop, till, id),
  FOREIGN KEY (shop, till) REFERENCES tills (shop, id)
);
CREATE INDEX till_messages_waiting ON till_messages (received_at) WHERE state = 'waiting';
CREATE INDEX till_messages_by_item ON till_messages (shop, till, item, state);
CREATE INDEX till_messages_by_time ON till_messages (shop, till, received_at);

-- What was not even taken: forged, unreadable, too much. One row for each reason and hour, however often.
CREATE TABLE till_refusals (
  shop TEXT NOT NULL,
  till TEXT NOT NULL,
  reason TEXT NOT NULL,
  hour BIGINT NOT NULL,
  times BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (shop, till, reason, hour),
  FOREIGN KEY (shop, till) REFERENCES tills (shop, id)
) /* WITHOUT ROWID */;

-- What a till is to be told. Its id is the idempotency key: once it was sent it does not change.
CREATE TABLE till_changes (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  till TEXT NOT NULL,
  sku TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('adjust', 'set')),
  units BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
  tries BIGINT NOT NULL,
  due_at BIGINT,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id),
  FOREIGN KEY (shop, till) REFERENCES tills (shop, id)
);
CREATE UNIQUE INDEX till_changes_open ON till_changes (shop, till, sku) WHERE state = 'waiting';
CREATE INDEX till_changes_due ON till_changes (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX till_changes_by_till ON till_changes (shop, till, id);
