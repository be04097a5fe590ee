-- Keys that come in no order make every booking write a page of its own (docs/performance.md).

-- Who booked a slot, for its limit and for what is sent to calendars. Folios are 256 bookings each, as they come:
-- within one the addresses are in order, and one is written to at a time.
CREATE TABLE customers (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  folio BIGINT NOT NULL,
  email TEXT NOT NULL,
  hold TEXT NOT NULL,           -- of the booking
  PRIMARY KEY (shop, slot, folio, email, hold)
) /* WITHOUT ROWID */;
INSERT INTO customers (shop, slot, folio, email, hold)
  SELECT DISTINCT b.shop, l.slot, 0, b.email, b.hold
  FROM bookings b JOIN lines l ON l.shop = b.shop AND l.hold = b.hold;
DROP INDEX bookings_by_email;

-- What a slot has of some holds is found without reading all that it sold.
DROP INDEX lines_by_slot;
CREATE INDEX lines_by_slot ON lines (shop, slot, hold);
