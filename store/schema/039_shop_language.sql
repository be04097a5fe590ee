-- What a shop writes into calendars that are one for all who read them is in its own language: the live calendar, shifts, tasks and orders.
ALTER TABLE shops ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
