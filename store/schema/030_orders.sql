-- Goods that are ordered because a forecast says so (commerce/orders/orders.hpp).

-- How a SKU can be had for a venue. Money is in minor units of the shop's currency.
CREATE TABLE order_terms (
  shop TEXT NOT NULL,
  venue TEXT NOT NULL,
  sku TEXT NOT NULL,
  supplier TEXT NOT NULL,       -- who it comes from, in words
  lead_days BIGINT NOT NULL CHECK (lead_days >= 0), -- from ordering until it is there
  cost BIGINT NOT NULL CHECK (cost >= 0),           -- of one unit
  salvage BIGINT NOT NULL CHECK (salvage >= 0),     -- what a unit is worth that was not sold
  pack BIGINT NOT NULL CHECK (pack > 0),            -- units of a pack
  least BIGINT NOT NULL CHECK (least >= 0),         -- units of the smallest order
  room BIGINT CHECK (room >= 0),                    -- units that the venue has room for
  budget BIGINT CHECK (budget >= 0),                -- of one order
  by_itself BIGINT CHECK (by_itself >= 0),          -- orders up to that are made without asking
  changed_by TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (shop, venue, sku),
  FOREIGN KEY (shop, venue) REFERENCES venues (shop, id),
  FOREIGN KEY (shop, sku) REFERENCES products (shop, sku)
);

CREATE TABLE orders (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  venue TEXT NOT NULL,
  sku TEXT NOT NULL,
  slot TEXT NOT NULL,           -- whose forecast asked for it
  run TEXT NOT NULL,            -- the day of that forecast: one order for each
  state TEXT NOT NULL CHECK (state IN ('draft', 'ordered', 'received', 'declined', 'cancelled')),
  units BIGINT NOT NULL CHECK (units > 0),
  cost BIGINT NOT NULL,         -- of one unit
  currency TEXT NOT NULL,
  reasons TEXT NOT NULL,        -- JSON: what the number is made of
  order_by BIGINT NOT NULL,     -- later it comes too late
  comes_at BIGINT,
  made_at BIGINT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at BIGINT,
  received BIGINT,              -- units that came
  PRIMARY KEY (shop, id),
  UNIQUE (shop, slot, sku, run),
  FOREIGN KEY (shop, venue) REFERENCES venues (shop, id),
  FOREIGN KEY (shop, sku) REFERENCES products (shop, sku)
);
CREATE INDEX orders_open ON orders (shop, venue, sku) WHERE state IN ('draft', 'ordered');
