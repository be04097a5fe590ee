-- Customers who are users of this server: what they booked stands in a calendar of their own.

-- Where the entry of a slot lies, so that it is found again wherever its attendee moves it.
CREATE TABLE attendee_entries (
  shop TEXT NOT NULL,           -- of the slot
  slot TEXT NOT NULL,
  person TEXT NOT NULL,         -- a login, of any shop
  uid TEXT NOT NULL,
  home_shop TEXT NOT NULL,      -- of the person
  collection TEXT NOT NULL,     -- a calendar there, which may be gone
  PRIMARY KEY (shop, slot, person),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id)
) /* WITHOUT ROWID */;
CREATE INDEX attendee_entries_by_uid ON attendee_entries (person, uid);

-- Every booking asks whether its address is a user's.
CREATE INDEX users_by_email ON users (lower(email));
