-- What happened, and whom it is told to (docs/webhooks.md).

CREATE TABLE webhooks (
  shop TEXT NOT NULL REFERENCES shops (id),
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  kinds TEXT NOT NULL,          -- of events, with a space between; '' = all
  secret TEXT NOT NULL,         -- "whsec_…"; kept as it is, because it signs
  previous_secret TEXT NOT NULL, -- signs beside it until then, or ''
  previous_until BIGINT,
  active BIGINT NOT NULL,
  stopped TEXT NOT NULL,        -- why it was switched off by itself, or ''
  made_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX webhooks_active ON webhooks (shop) WHERE active = 1;

-- Kept while they may be told again; written only where somebody wants to be told.
CREATE TABLE events (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,             -- the webhook-id: told again, it is the same
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,           -- the bytes that are signed
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX events_by_time ON events (created_at);

CREATE TABLE webhook_deliveries (
  shop TEXT NOT NULL,
  webhook TEXT NOT NULL,
  event TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'given-up')),
  tries BIGINT NOT NULL,        -- since `since`
  since BIGINT NOT NULL,        -- three days from here on it is tried
  due_at BIGINT,                -- the next try; none when it is done
  PRIMARY KEY (shop, webhook, event),
  FOREIGN KEY (shop, webhook) REFERENCES webhooks (shop, id),
  FOREIGN KEY (shop, event) REFERENCES events (shop, id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (shop, webhook, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_next ON webhook_deliveries (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (shop, event);

-- One row for each time that it was sent.
CREATE TABLE webhook_tries (
  shop TEXT NOT NULL,
  webhook TEXT NOT NULL,
  event TEXT NOT NULL,
  id TEXT NOT NULL,
  status BIGINT NOT NULL,       -- 0: no answer
  ms BIGINT NOT NULL,
  answer TEXT NOT NULL,         -- its first kilobyte
  reason TEXT NOT NULL,         -- why it did not arrive, or ''
  at BIGINT NOT NULL,
  PRIMARY KEY (shop, webhook, event, id)
);

-- Somebody was told that nobody works it.
ALTER TABLE shifts ADD COLUMN told_uncovered BIGINT NOT NULL DEFAULT 0;
