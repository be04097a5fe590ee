-- Money that a device took as it handed over: which record told of it, and which row of the money it is.
CREATE TABLE scan_payments (
  shop TEXT NOT NULL,
  device TEXT NOT NULL,
  seq BIGINT NOT NULL,
  payment TEXT NOT NULL,        -- a row of money
  beyond BIGINT NOT NULL CHECK (beyond >= 0), -- of it, minor units that nobody owed when it came into the books
  PRIMARY KEY (shop, device, seq),
  FOREIGN KEY (shop, device, seq) REFERENCES scans (shop, device, seq),
  FOREIGN KEY (shop, payment) REFERENCES money (shop, id)
) /* WITHOUT ROWID */;
