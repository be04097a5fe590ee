-- WebDAV locks (RFC 4918 6). They end by themselves; what has ended is removed when the next one is made. A shop has few
-- of them, so who needs one reads all that are live.
CREATE TABLE locks (
  shop TEXT NOT NULL,
  token TEXT NOT NULL,       -- urn:uuid:…
  collection TEXT NOT NULL,  -- what is locked, or holds the object that is
  segment TEXT NOT NULL,     -- of the object; '' is the collection itself
  exclusive BIGINT NOT NULL CHECK (exclusive IN (0, 1)),
  deep BIGINT NOT NULL CHECK (deep IN (0, 1)),  -- of a collection: with all below it
  user_name TEXT NOT NULL,   -- who made it, and alone may use it
  owner TEXT NOT NULL,       -- the D:owner element that the client sent, or ''
  root TEXT NOT NULL,        -- the address that was locked
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (shop, token),
  FOREIGN KEY (shop, collection) REFERENCES collections (shop, id)
) /* WITHOUT ROWID */;
CREATE INDEX locks_by_collection ON locks (shop, collection);
