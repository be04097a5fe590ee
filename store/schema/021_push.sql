-- WebDAV-Push: who wants to be told that a collection changed, and over which push service (docs/push.md).
-- Whatever changes a collection's own properties raises property_revision, as its members raise revision.
ALTER TABLE collections ADD COLUMN property_revision BIGINT NOT NULL DEFAULT 0;

-- The installation's own P-256 key (RFC 8292), one for all nodes. Push services know it by its public half.
CREATE TABLE push_keys (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  secret BYTEA NOT NULL  -- the private scalar, 32 bytes
);

CREATE TABLE push_registrations (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,          -- ends the address of the registration
  user_name TEXT NOT NULL,   -- who made it, and alone may end it
  collection TEXT NOT NULL,
  path TEXT NOT NULL,        -- where they reach the collection, below the root of CalDAV
  resource TEXT NOT NULL,    -- the push resource: where messages are POSTed to
  public_key BYTEA NOT NULL, -- of the client, 65 bytes (RFC 8291)
  auth_secret BYTEA NOT NULL,
  content BIGINT NOT NULL CHECK (content IN (0, 1)),        -- tells of content updates
  properties BIGINT NOT NULL CHECK (properties IN (0, 1)),  -- tells of property updates
  told_content BIGINT NOT NULL,     -- the mark of what the client knows (store/push.hpp)
  told_properties BIGINT NOT NULL,
  attempts BIGINT NOT NULL,  -- that failed since the last message arrived
  due_at BIGINT NOT NULL,    -- no message before
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id),
  UNIQUE (shop, collection, user_name, resource),
  FOREIGN KEY (shop, collection) REFERENCES collections (shop, id)
);
CREATE INDEX push_registrations_by_user ON push_registrations (shop, user_name);
