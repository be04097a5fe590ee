-- How many bytes a collection's objects have, kept with each change, so that a quota costs no counting.
ALTER TABLE collections ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;
UPDATE collections SET bytes =
  (SELECT COALESCE(SUM(o.size), 0) FROM objects o WHERE o.shop = collections.shop AND o.collection = collections.id);
