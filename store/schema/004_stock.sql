-- Goods at venues: what was said of them from outside, what slots ask of them, and what that keeps from being sold.

-- What happened or was counted, by the id that its source gave it: one row for each venue that it touches. Never changed.
CREATE TABLE stock_facts (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  venue TEXT NOT NULL,
  sku TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('delivery', 'count', 'waste', 'return', 'sale', 'move')),
  units BIGINT NOT NULL,        -- what came, below zero what went; of a count, what is there
  adjusted BIGINT NOT NULL,     -- how far the books were moved beyond that, so that they equal the fold
  occurred_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  source TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (shop, id, venue),
  FOREIGN KEY (shop, venue) REFERENCES venues (shop, id),
  FOREIGN KEY (shop, sku) REFERENCES products (shop, sku)
);
CREATE INDEX stock_facts_by_time ON stock_facts (shop, venue, sku, occurred_at, id);
CREATE INDEX stock_facts_by_arrival ON stock_facts (shop, recorded_at, id);

-- What a slot asks for, and where its units come from.
CREATE TABLE slot_stock (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  sku TEXT NOT NULL,
  wanted BIGINT NOT NULL CHECK (wanted >= 0),
  threshold BIGINT,             -- it takes none while fewer are left for it
  venue TEXT NOT NULL,          -- '' = the supplier: the SKU is not tracked where the slot is
  PRIMARY KEY (shop, slot, sku),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id)
) /* WITHOUT ROWID */;
CREATE INDEX slot_stock_by_venue ON slot_stock (shop, venue, sku);

-- Why a slot is not on sale, by cause; slots.problem says the first of them.
CREATE TABLE obstacles (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  cause TEXT NOT NULL CHECK (cause IN ('terms', 'headcount', 'stock')),
  sentence TEXT NOT NULL,
  PRIMARY KEY (shop, slot, cause)
) /* WITHOUT ROWID */;

-- Units that are promised and not there, as the audit log says last; `since` when they began to be missing.
CREATE TABLE shortages (
  shop TEXT NOT NULL,
  venue TEXT NOT NULL,
  sku TEXT NOT NULL,
  units BIGINT NOT NULL CHECK (units > 0),
  since BIGINT NOT NULL,
  PRIMARY KEY (shop, venue, sku)
) /* WITHOUT ROWID */;
