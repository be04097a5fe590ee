-- Sharing with invitations, notifications, and delegates.

-- Who delegated to somebody is asked with every look at their principal.
CREATE INDEX grants_by_grantee ON grants (shop, grantee);

-- Whom the owner of a calendar invited to it. Who accepted has a binding of it, which says what they may do; who has none
-- has not answered, or declined.
CREATE TABLE invitations (
  shop TEXT NOT NULL,
  collection TEXT NOT NULL,
  sharee TEXT NOT NULL,          -- user:NAME, or address:… of somebody whom nobody here knows
  id TEXT NOT NULL,              -- what notifications and answers name it by
  access TEXT NOT NULL CHECK (access IN ('read', 'write')),
  declined BIGINT NOT NULL CHECK (declined IN (0, 1)),
  common_name TEXT NOT NULL,
  summary TEXT NOT NULL,
  PRIMARY KEY (shop, collection, sharee),
  FOREIGN KEY (shop, collection) REFERENCES collections (shop, id)
) /* WITHOUT ROWID */;
CREATE INDEX invitations_by_id ON invitations (shop, id);
CREATE INDEX invitations_by_sharee ON invitations (shop, sharee);

-- A collection of notifications in each home, for the users that there are; ids of the time begin with 0, and those of inboxes
-- and outboxes with 1 and 2.
INSERT INTO collections (shop, id, kind, components, revision, shelf, feed, created_at, modified_at, purpose)
  SELECT shop, '3' || substr(home, 2), 'plain', '', 0, 0, 'off', created_at, created_at, 'notifications' FROM users;
INSERT INTO bindings (shop, parent, segment, child, access)
  SELECT u.shop, u.home, CASE WHEN EXISTS (SELECT 1 FROM bindings b WHERE b.shop = u.shop AND b.parent = u.home AND b.segment = 'notifications')
    THEN 'notifications-' || u.home ELSE 'notifications' END, '3' || substr(u.home, 2), 'owner' FROM users u;
