-- Scheduling (RFC 6638): an inbox and an outbox in each home, the tag of what is scheduled, rooms and resources.

-- What kind of calendar user it is (RFC 5545 3.2.3).
ALTER TABLE users ADD COLUMN calendar_user_type TEXT NOT NULL DEFAULT 'INDIVIDUAL'
  CHECK (calendar_user_type IN ('INDIVIDUAL', 'GROUP', 'RESOURCE', 'ROOM', 'UNKNOWN'));

-- Inboxes and outboxes are of kind 'plain', because the CHECK of kind cannot be widened on both databases.
ALTER TABLE collections ADD COLUMN schedule TEXT NOT NULL DEFAULT '' CHECK (schedule IN ('', 'inbox', 'outbox'));

-- Changes with what is agreed, not with each answer (RFC 6638 3.2.10); '' where nothing is scheduled.
ALTER TABLE objects ADD COLUMN schedule_tag TEXT NOT NULL DEFAULT '';

-- Who a letter is from, and where people's answers go, where that is not the shop.
ALTER TABLE letters ADD COLUMN sender_name TEXT NOT NULL DEFAULT '';
ALTER TABLE letters ADD COLUMN reply_to TEXT NOT NULL DEFAULT '';

-- For the users that there are. Ids of the time begin with 0, so these are new ones. Who has something of that name already
-- finds them under a longer one.
INSERT INTO collections (shop, id, kind, components, revision, shelf, feed, created_at, modified_at, schedule)
  SELECT shop, '1' || substr(home, 2), 'plain', '', 0, 0, 'off', created_at, created_at, 'inbox' FROM users;
INSERT INTO collections (shop, id, kind, components, revision, shelf, feed, created_at, modified_at, schedule)
  SELECT shop, '2' || substr(home, 2), 'plain', '', 0, 0, 'off', created_at, created_at, 'outbox' FROM users;
INSERT INTO bindings (shop, parent, segment, child, access)
  SELECT u.shop, u.home, CASE WHEN EXISTS (SELECT 1 FROM bindings b WHERE b.shop = u.shop AND b.parent = u.home AND b.segment = 'inbox')
    THEN CASE WHEN EXISTS (SELECT 1 FROM bindings b WHERE b.shop = u.shop AND b.parent = u.home AND b.segment = 'schedule-inbox')
    THEN 'inbox-' || u.home ELSE 'schedule-inbox' END ELSE 'inbox' END, '1' || substr(u.home, 2), 'owner' FROM users u;
INSERT INTO bindings (shop, parent, segment, child, access)
  SELECT u.shop, u.home, CASE WHEN EXISTS (SELECT 1 FROM bindings b WHERE b.shop = u.shop AND b.parent = u.home AND b.segment = 'outbox')
    THEN CASE WHEN EXISTS (SELECT 1 FROM bindings b WHERE b.shop = u.shop AND b.parent = u.home AND b.segment = 'schedule-outbox')
    THEN 'outbox-' || u.home ELSE 'schedule-outbox' END ELSE 'outbox' END, '2' || substr(u.home, 2), 'owner' FROM users u;
