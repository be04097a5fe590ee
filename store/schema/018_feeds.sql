-- Feeds that a shop makes beside those that each calendar has: merges of calendars, and choices from them. Rendering one
-- reads the calendars; nothing of them is copied here.
CREATE TABLE feeds (
  shop TEXT NOT NULL REFERENCES shops (id),
  name TEXT NOT NULL,
  address TEXT NOT NULL UNIQUE,  -- below /feeds/ and without ending: "studio/spring", or "s/" and a capability
  secret BIGINT NOT NULL CHECK (secret IN (0, 1)),
  title TEXT NOT NULL,
  description TEXT NOT NULL,     -- this and what follows: '' = none
  color TEXT NOT NULL,           -- "#RRGGBB"
  image TEXT NOT NULL,
  venue TEXT NOT NULL,
  sku TEXT NOT NULL,
  drop_name TEXT NOT NULL,
  past_days BIGINT,              -- NULL: as the installation is configured
  future_days BIGINT,
  all_shelves BIGINT NOT NULL CHECK (all_shelves IN (0, 1)), -- those to come, too; otherwise feed_calendars lists them
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, name)
) /* WITHOUT ROWID */;

CREATE TABLE feed_calendars (
  shop TEXT NOT NULL,
  feed TEXT NOT NULL,
  collection TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (shop, feed, collection),
  FOREIGN KEY (shop, feed) REFERENCES feeds (shop, name),
  FOREIGN KEY (shop, collection) REFERENCES collections (shop, id)
) /* WITHOUT ROWID */;
CREATE INDEX feed_calendars_by_collection ON feed_calendars (shop, collection);
