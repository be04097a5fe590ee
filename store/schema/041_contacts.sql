-- Letters that people of the shop had written to a customer (commerce/contacts.hpp), so that there are not too many of them.
CREATE TABLE asked_letters (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  booking TEXT NOT NULL,
  -- Where the address was mended: who it was before. Without a language, the letter was only sent again.
  from_name TEXT NOT NULL,
  from_email TEXT NOT NULL,
  from_language TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id),
  FOREIGN KEY (shop, booking) REFERENCES bookings (shop, id)
);
CREATE INDEX asked_letters_by_booking ON asked_letters (shop, booking, id);
CREATE INDEX asked_letters_by_former_address ON asked_letters (shop, from_email) WHERE from_email <> '';
