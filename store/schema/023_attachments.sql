-- Managed attachments (RFC 8607): what hangs on which objects, and its bytes, apart.
CREATE TABLE attachments (
  shop TEXT NOT NULL REFERENCES shops (id),
  id TEXT NOT NULL,            -- the MANAGED-ID
  home TEXT NOT NULL,          -- whose quota counts it
  content_type TEXT NOT NULL,  -- as it was sent
  filename TEXT NOT NULL,
  size BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  dropped BIGINT NOT NULL,     -- 1 once the last object let go of it: to be removed
  PRIMARY KEY (shop, id)
);
CREATE INDEX attachments_by_home ON attachments (shop, home);
CREATE INDEX attachments_dropped ON attachments (shop) WHERE dropped = 1;

CREATE TABLE attachment_contents (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  content BYTEA NOT NULL,
  PRIMARY KEY (shop, id),
  FOREIGN KEY (shop, id) REFERENCES attachments (shop, id)
);

CREATE TABLE attachment_uses (
  shop TEXT NOT NULL,
  collection TEXT NOT NULL,
  segment TEXT NOT NULL,
  attachment TEXT NOT NULL,
  PRIMARY KEY (shop, collection, segment, attachment),
  FOREIGN KEY (shop, attachment) REFERENCES attachments (shop, id)
) /* WITHOUT ROWID */;
CREATE INDEX attachment_uses_by_attachment ON attachment_uses (shop, attachment);
