-- Bookings that pass from one holder to the next (commerce/bookings/passing_on.hpp).

-- How often it was passed on: a token of another serial opens nothing.
ALTER TABLE bookings ADD COLUMN serial BIGINT NOT NULL DEFAULT 0;

-- A link that makes somebody the holder, once. The links that were used are the chain of holders.
CREATE TABLE passages (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  booking TEXT NOT NULL,
  serial BIGINT NOT NULL,       -- of the booking when it was made
  digest TEXT NOT NULL,         -- SHA-256 of the secret
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  from_name TEXT NOT NULL,
  from_email TEXT NOT NULL,
  to_name TEXT NOT NULL,        -- '' until somebody used it
  to_email TEXT NOT NULL,
  accepted_at BIGINT,
  taken_back_at BIGINT,
  PRIMARY KEY (shop, id),
  UNIQUE (shop, digest),
  FOREIGN KEY (shop, booking) REFERENCES bookings (shop, id),
  CHECK (accepted_at IS NULL OR taken_back_at IS NULL)
);
CREATE INDEX passages_by_booking ON passages (shop, booking, id);
CREATE INDEX passages_by_giver ON passages (shop, from_email) WHERE accepted_at IS NOT NULL;
