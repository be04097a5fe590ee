-- Who waits for what is sold out, in the order of joining.

CREATE TABLE waiting (
  shop TEXT NOT NULL REFERENCES shops (id),
  id TEXT NOT NULL,
  slot TEXT NOT NULL,
  sku TEXT NOT NULL,
  place BIGINT NOT NULL,        -- in the line of the slot: 1, 2, 3 …
  name TEXT NOT NULL,
  email TEXT NOT NULL,          -- normalised
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  state TEXT NOT NULL
    CHECK (state IN ('waiting', 'offered', 'taken', 'declined', 'lapsed', 'left', 'closed')),
  hold TEXT,                    -- the offer: a hold made for them
  joined_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,   -- when the state became what it is
  PRIMARY KEY (shop, id),
  UNIQUE (shop, slot, place),
  FOREIGN KEY (shop, hold) REFERENCES holds (shop, id),
  CHECK ((hold IS NOT NULL) = (state IN ('offered', 'taken', 'declined', 'lapsed')))
);
-- One person waits once for one thing.
CREATE UNIQUE INDEX waiting_once ON waiting (shop, slot, sku, email) WHERE state IN ('waiting', 'offered');
CREATE INDEX waiting_in_line ON waiting (shop, slot, place) WHERE state IN ('waiting', 'offered');
