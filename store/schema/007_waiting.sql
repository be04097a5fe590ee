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

-- People let in a minute while the slot's drop has a line; 0 = none.
ALTER TABLE slots ADD COLUMN queue_rate BIGINT NOT NULL DEFAULT 0;
CREATE INDEX slots_by_drop ON slots (shop, drop_name) WHERE drop_name <> '';

-- The line of a drop (commerce/core/waiting_room.hpp): counters only. A drop that opens again has a new round.
CREATE TABLE waiting_rooms (
  shop TEXT NOT NULL REFERENCES shops (id),
  drop_name TEXT NOT NULL,
  round BIGINT NOT NULL,
  seed BIGINT NOT NULL,         -- what the draw comes from; a secret
  opened_at BIGINT,
  early BIGINT NOT NULL,
  places BIGINT NOT NULL CHECK (places >= early),
  let_in BIGINT NOT NULL,       -- in 60,000ths of a place
  stepped_at BIGINT NOT NULL,
  PRIMARY KEY (shop, drop_name)
) /* WITHOUT ROWID */;

-- Places that held something, because they are good for a few holds of one customer.
CREATE TABLE used_places (
  shop TEXT NOT NULL,
  drop_name TEXT NOT NULL,
  round BIGINT NOT NULL,
  place BIGINT NOT NULL,
  holds BIGINT NOT NULL,
  first_hold_at BIGINT NOT NULL,
  email TEXT NOT NULL,          -- whose it is, once that is known, or ''
  PRIMARY KEY (shop, drop_name, round, place)
) /* WITHOUT ROWID */;
CREATE TABLE admitted_holds (
  shop TEXT NOT NULL,
  hold TEXT NOT NULL,
  drop_name TEXT NOT NULL,
  round BIGINT NOT NULL,
  place BIGINT NOT NULL,
  PRIMARY KEY (shop, hold)
) /* WITHOUT ROWID */;
