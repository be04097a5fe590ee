-- What a collection is for, where `kind` has no word for it: an inbox or outbox (so far in `schedule`), a collection of
-- notifications, a subscribed calendar. Such a collection is of kind 'plain', whose CHECK cannot be widened on both databases.
ALTER TABLE collections ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
UPDATE collections SET purpose = schedule;
ALTER TABLE collections DROP COLUMN schedule;
