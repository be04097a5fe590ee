-- Shops, users and calendars. Every key leads with the shop, so that the tables can be sharded by it. Ids are made by
-- the application.
--
-- The same text serves both databases. SQLite reads BIGINT and BYTEA as INTEGER and BLOB, makes every table STRICT, and
-- obeys a closing /* WITHOUT ROWID */: the rows then live in the primary key's own B-tree, one search instead of two,
-- which pays for small rows that are found by their key. PostgreSQL sorts TEXT by bytes (COLLATE "C"), as SQLite does.

CREATE TABLE shops (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  signing_secret BYTEA NOT NULL,
  signing_public BYTEA NOT NULL,
  staff_calendar TEXT,
  staff_tasks TEXT,
  created_at BIGINT NOT NULL
);

CREATE TABLE users (
  shop TEXT NOT NULL REFERENCES shops (id),
  name TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'staff', 'reader')),
  display_name TEXT NOT NULL,
  email TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  home TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, name)
) /* WITHOUT ROWID */;

CREATE TABLE app_passwords (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  label TEXT NOT NULL,
  digest BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id),
  FOREIGN KEY (shop, user_name) REFERENCES users (shop, name)
) /* WITHOUT ROWID */;
CREATE INDEX app_passwords_by_user ON app_passwords (user_name);

CREATE TABLE collections (
  shop TEXT NOT NULL REFERENCES shops (id),
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('home', 'plain', 'calendar', 'live')),
  components TEXT NOT NULL,
  revision BIGINT NOT NULL,
  shelf BIGINT NOT NULL CHECK (shelf IN (0, 1)),
  twin TEXT,
  feed TEXT NOT NULL CHECK (feed IN ('off', 'open', 'secret')),
  feed_token TEXT UNIQUE,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id)
) /* WITHOUT ROWID */;

CREATE TABLE bindings (
  shop TEXT NOT NULL,
  parent TEXT NOT NULL,
  segment TEXT NOT NULL,
  child TEXT NOT NULL,
  access TEXT NOT NULL CHECK (access IN ('read', 'write', 'owner')),
  PRIMARY KEY (shop, parent, segment),
  FOREIGN KEY (shop, parent) REFERENCES collections (shop, id),
  FOREIGN KEY (shop, child) REFERENCES collections (shop, id)
) /* WITHOUT ROWID */;
CREATE INDEX bindings_by_child ON bindings (shop, child);

CREATE TABLE objects (
  shop TEXT NOT NULL,
  collection TEXT NOT NULL,
  segment TEXT NOT NULL,
  uid TEXT,
  component TEXT NOT NULL,
  content_type TEXT NOT NULL,
  etag TEXT NOT NULL,
  revision BIGINT NOT NULL,
  size BIGINT NOT NULL,
  starts_at BIGINT,
  ends_at BIGINT,  -- 9223372036854775807 where a rule never ends
  exact BIGINT NOT NULL CHECK (exact IN (0, 1)),
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (shop, collection, segment),
  UNIQUE (shop, collection, uid),
  FOREIGN KEY (shop, collection) REFERENCES collections (shop, id)
) /* WITHOUT ROWID */;
-- Sync reads by revision; time-range queries by bounds.
CREATE INDEX objects_by_revision ON objects (shop, collection, revision);
CREATE INDEX objects_by_time ON objects (shop, collection, ends_at, starts_at);

-- The bytes stand apart, so that listing ten thousand objects reads none of them. No row: rendered when read.
CREATE TABLE object_contents (
  shop TEXT NOT NULL,
  collection TEXT NOT NULL,
  segment TEXT NOT NULL,
  content BYTEA NOT NULL,
  PRIMARY KEY (shop, collection, segment),
  FOREIGN KEY (shop, collection, segment) REFERENCES objects (shop, collection, segment)
);

CREATE TABLE tombstones (
  shop TEXT NOT NULL,
  collection TEXT NOT NULL,
  segment TEXT NOT NULL,
  revision BIGINT NOT NULL,
  PRIMARY KEY (shop, collection, segment),
  FOREIGN KEY (shop, collection) REFERENCES collections (shop, id)
) /* WITHOUT ROWID */;
CREATE INDEX tombstones_by_revision ON tombstones (shop, collection, revision);

CREATE TABLE properties (
  shop TEXT NOT NULL,
  collection TEXT NOT NULL,
  segment TEXT NOT NULL,  -- '' is the collection itself
  name_space TEXT NOT NULL,
  name TEXT NOT NULL,
  xml TEXT NOT NULL,
  PRIMARY KEY (shop, collection, segment, name_space, name),
  FOREIGN KEY (shop, collection) REFERENCES collections (shop, id)
) /* WITHOUT ROWID */;
