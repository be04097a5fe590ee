-- A range of time is answered by what lies in it, not by all that a calendar holds (docs/caldav.md).

-- What occurs once lies in `objects`; `span` is the class of its length, NULL without times and where rows of `occurrences`
-- say when. A range that shares at least `sure` milliseconds with it certainly meets it; NULL: the object must be asked.
ALTER TABLE objects ADD COLUMN span BIGINT;
ALTER TABLE objects ADD COLUMN sure BIGINT;
-- Of rows from before: wider by two hours and a second, as bounds that depend on the reader's zone or a task are by now.
UPDATE objects SET starts_at = starts_at - 7201000 WHERE exact = 0;
UPDATE objects SET ends_at = ends_at + 7201000 WHERE exact = 0 AND ends_at < 9000000000000000000;
UPDATE objects SET sure = CASE WHEN exact = 1 THEN 0 END,
  span = CASE WHEN ends_at > 9000000000000000000 THEN 3 WHEN ends_at - starts_at <= 93600000 THEN 0
    WHEN ends_at - starts_at <= 3024000000 THEN 1 WHEN ends_at - starts_at <= 34560000000 THEN 2 ELSE 3 END
  WHERE starts_at IS NOT NULL;
DROP INDEX objects_by_time;
CREATE INDEX objects_by_time ON objects (shop, collection, span, starts_at, ends_at);

-- Of what recurs: single occurrences, and stretches in which it goes on recurring.
CREATE TABLE occurrences (
  shop TEXT NOT NULL,
  collection TEXT NOT NULL,
  span BIGINT NOT NULL,
  starts_at BIGINT NOT NULL,
  segment TEXT NOT NULL,
  ends_at BIGINT NOT NULL,      -- 9223372036854775807 where a rule never ends
  sure BIGINT,
  PRIMARY KEY (shop, collection, span, starts_at, segment)
) /* WITHOUT ROWID */;
CREATE INDEX occurrences_by_object ON occurrences (shop, collection, segment);
