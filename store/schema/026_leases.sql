-- Stock that is lent to devices, so that they may sell it while they are cut off (docs/devices.md).

ALTER TABLE enrolments ADD COLUMN sells BIGINT NOT NULL DEFAULT 0;
ALTER TABLE devices ADD COLUMN sells BIGINT NOT NULL DEFAULT 0; -- 1: it sells what it has on lease

-- Units of a slot that one device alone may sell. What is neither sold nor returned is in the account leased:<slot>:<sku>.
CREATE TABLE leases (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  device TEXT NOT NULL,
  nonce TEXT NOT NULL,          -- the device's name for it: asked again, it is the same lease
  slot TEXT NOT NULL,
  sku TEXT NOT NULL,
  units BIGINT NOT NULL CHECK (units > 0),
  sold BIGINT NOT NULL CHECK (sold >= 0),
  returned BIGINT NOT NULL CHECK (returned >= 0),
  currency TEXT NOT NULL,
  tax_rate BIGINT NOT NULL,
  taken_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,   -- nothing is sold of it then
  called_by TEXT NOT NULL,      -- who called it back, or ''
  closed_at BIGINT,             -- what was unsold went back
  PRIMARY KEY (shop, id),
  UNIQUE (shop, device, nonce),
  FOREIGN KEY (shop, device) REFERENCES devices (shop, id),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id),
  CHECK (sold + returned <= units)
);
CREATE INDEX leases_open ON leases (shop, device) WHERE closed_at IS NULL;
CREATE INDEX leases_by_slot ON leases (shop, slot, sku);

-- What one unit costs, tax included, from an instant on. Locked with the lease.
CREATE TABLE lease_prices (
  shop TEXT NOT NULL,
  lease TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  minor BIGINT NOT NULL CHECK (minor >= 0),
  tier TEXT NOT NULL,
  PRIMARY KEY (shop, lease, from_at),
  FOREIGN KEY (shop, lease) REFERENCES leases (shop, id)
) /* WITHOUT ROWID */;

-- Sales that devices wrote down, one for each record, and the record that took one back, which may come before it.
CREATE TABLE device_sales (
  shop TEXT NOT NULL,
  device TEXT NOT NULL,
  seq BIGINT NOT NULL,
  booking TEXT NOT NULL,        -- '' until the sale has come
  voided_by BIGINT,             -- the number of the record that took it back
  PRIMARY KEY (shop, device, seq),
  FOREIGN KEY (shop, device) REFERENCES devices (shop, id)
) /* WITHOUT ROWID */;

-- Where the units of a sale came from.
CREATE TABLE device_sale_lines (
  shop TEXT NOT NULL,
  device TEXT NOT NULL,
  seq BIGINT NOT NULL,
  position BIGINT NOT NULL,
  lease TEXT NOT NULL,
  units BIGINT NOT NULL CHECK (units > 0),
  leased BIGINT NOT NULL,       -- of its lease
  free BIGINT NOT NULL,         -- of what the slot had free when the record came
  beyond BIGINT NOT NULL,       -- of nothing: they left all the same
  PRIMARY KEY (shop, device, seq, position),
  FOREIGN KEY (shop, device, seq) REFERENCES device_sales (shop, device, seq),
  FOREIGN KEY (shop, lease) REFERENCES leases (shop, id),
  CHECK (leased >= 0 AND free >= 0 AND beyond >= 0 AND leased + free + beyond = units)
) /* WITHOUT ROWID */;
