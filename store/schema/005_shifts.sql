-- Who works when: how slots are staffed, shifts, tasks, and what the shop wrote into the staff's calendars.

-- A slot's own rule; without one its venue's counts. 0 = its terms say nothing.
UPDATE slots SET staff_people = 0, staff_per = 0 WHERE staff_people = 1 AND staff_per = 8;
ALTER TABLE slots ADD COLUMN staff_at_least BIGINT;
ALTER TABLE slots ADD COLUMN staff_set_up BIGINT;
ALTER TABLE slots ADD COLUMN staff_tear_down BIGINT;

CREATE TABLE venue_staffing (
  shop TEXT NOT NULL,
  venue TEXT NOT NULL,
  people BIGINT CHECK (people > 0),
  per_bookings BIGINT CHECK (per_bookings > 0),
  at_least BIGINT CHECK (at_least > 0),
  set_up BIGINT CHECK (set_up >= 0),         -- minutes
  tear_down BIGINT CHECK (tear_down >= 0),
  PRIMARY KEY (shop, venue),
  FOREIGN KEY (shop, venue) REFERENCES venues (shop, id)
) /* WITHOUT ROWID */;

-- One for each person that a slot needs.
CREATE TABLE shifts (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  number BIGINT NOT NULL CHECK (number > 0),
  state TEXT NOT NULL CHECK (state IN ('open', 'cancelled', 'waived')),
  person TEXT NOT NULL,         -- a login, the e-mail address of a helper without one, or ''
  answer TEXT NOT NULL CHECK (answer IN ('asked', 'accepted', 'tentative')),
  by_hand BIGINT NOT NULL,      -- somebody chose the person
  note TEXT NOT NULL,
  planned_from BIGINT NOT NULL, -- as the slot asks
  planned_to BIGINT NOT NULL,
  starts_at BIGINT NOT NULL,    -- as it stands in the calendar, where people move it
  ends_at BIGINT NOT NULL,
  assigned_at BIGINT,
  PRIMARY KEY (shop, slot, number),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id)
) /* WITHOUT ROWID */;
CREATE INDEX shifts_by_end ON shifts (shop, state, ends_at);

-- Who is not asked (again) for a shift.
CREATE TABLE shift_declines (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  number BIGINT NOT NULL,
  person TEXT NOT NULL,
  declined BIGINT NOT NULL,     -- they said no themselves; 0: somebody took them off
  PRIMARY KEY (shop, slot, number, person),
  FOREIGN KEY (shop, slot, number) REFERENCES shifts (shop, slot, number)
) /* WITHOUT ROWID */;

CREATE TABLE shift_tasks (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('setup', 'prepare', 'handover')),
  sku TEXT NOT NULL,            -- of 'prepare', else ''
  number BIGINT NOT NULL CHECK (number > 0),
  units BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'done', 'removed', 'cancelled')),
  done_by TEXT NOT NULL,
  done_at BIGINT,
  PRIMARY KEY (shop, slot, kind, sku, number),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id)
) /* WITHOUT ROWID */;

-- The lines that the shop wrote last into an object that people edit, too: the base of the three-way merge.
CREATE TABLE emissions (
  shop TEXT NOT NULL,
  collection TEXT NOT NULL,
  uid TEXT NOT NULL,
  sequence BIGINT NOT NULL,     -- it rises even where an object was deleted and made again
  lines TEXT NOT NULL,
  PRIMARY KEY (shop, collection, uid),
  FOREIGN KEY (shop, collection) REFERENCES collections (shop, id)
);
