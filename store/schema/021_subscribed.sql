-- Subscribed calendars: where a feed lies, for apps that fetch it themselves. They are of kind 'plain', because the CHECK of
-- kind cannot be widened on both databases.
ALTER TABLE collections ADD COLUMN subscribed BIGINT NOT NULL DEFAULT 0 CHECK (subscribed IN (0, 1));
