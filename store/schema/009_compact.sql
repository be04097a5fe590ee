-- Fewer trees to write for each booking (docs/performance.md).

-- A transfer lies beside those of its subject, and what resolves a pending one bears its id, right behind it: so it is
-- resolved once, and finding what a hold reserves reads one place.
ALTER TABLE transfers RENAME TO transfers_before;
CREATE TABLE transfers (
  shop TEXT NOT NULL,
  subject TEXT NOT NULL,        -- the hold, count, delivery … that it belongs to
  id TEXT NOT NULL,
  resolves BIGINT NOT NULL,     -- 1: posts or voids the pending transfer of that id
  kind TEXT NOT NULL CHECK (kind IN ('posted', 'pending', 'post', 'void')),
  debit TEXT NOT NULL,
  credit TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, subject, id, resolves),
  CHECK (resolves = CASE WHEN kind IN ('post', 'void') THEN 1 ELSE 0 END)
) /* WITHOUT ROWID */;
INSERT INTO transfers (shop, subject, id, resolves, kind, debit, credit, amount, reason, created_at)
  SELECT t.shop, COALESCE(p.subject, t.subject), COALESCE(t.pending, t.id), CASE WHEN t.pending IS NULL THEN 0 ELSE 1 END,
    t.kind, t.debit, t.credit, t.amount, t.reason, t.created_at
  FROM transfers_before t LEFT JOIN transfers_before p ON p.shop = t.shop AND p.id = t.pending;
DROP TABLE transfers_before;
-- By time, all but what checkout makes: that is most, and moves nothing into or out of a venue.
CREATE INDEX transfers_by_time ON transfers (shop, created_at)
  WHERE reason NOT IN ('hold', 'booking', 'released', 'expired');

-- Few are open at a time, so those of one shop need no tree of their own.
DROP INDEX holds_open;
DROP INDEX holds_due;
CREATE INDEX holds_due ON holds (expires_at, shop) WHERE state = 'open';
