-- When something was deleted, so that it can be forgotten one day, and how far back a collection remembers. Of what was
-- deleted before, only the collection knows when it changed last.
ALTER TABLE tombstones ADD COLUMN deleted_at BIGINT NOT NULL DEFAULT 0;
UPDATE tombstones SET deleted_at =
  (SELECT c.modified_at FROM collections c WHERE c.shop = tombstones.shop AND c.id = tombstones.collection);
CREATE INDEX tombstones_by_time ON tombstones (deleted_at);
ALTER TABLE collections ADD COLUMN oldest_revision BIGINT NOT NULL DEFAULT 0;
