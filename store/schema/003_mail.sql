-- Letters that the shop owes, written in the transaction that owes them, sent outside of any.

CREATE TABLE letters (
  shop TEXT NOT NULL REFERENCES shops (id),
  id TEXT NOT NULL,             -- also the Message-ID, so that a letter that is sent twice is one letter
  recipient TEXT NOT NULL,
  recipient_name TEXT NOT NULL,
  organizer TEXT NOT NULL,      -- the address that answers come back to
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  calendar TEXT NOT NULL,       -- the iTIP message, or ''
  method TEXT NOT NULL,         -- its METHOD, or ''
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
  attempts BIGINT NOT NULL,
  next_attempt_at BIGINT NOT NULL,
  last_error TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  sent_at BIGINT,
  PRIMARY KEY (shop, id)
);
CREATE INDEX letters_due ON letters (next_attempt_at) WHERE state = 'queued';

-- What a customer's calendar app answered to the invitation: RFC 5545 PARTSTAT of the last reply.
CREATE TABLE rsvps (
  shop TEXT NOT NULL,
  booking TEXT NOT NULL,
  slot TEXT NOT NULL,
  partstat TEXT NOT NULL CHECK (partstat IN ('NEEDS-ACTION', 'ACCEPTED', 'TENTATIVE', 'DECLINED')),
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (shop, booking, slot),
  FOREIGN KEY (shop, booking) REFERENCES bookings (shop, id)
) /* WITHOUT ROWID */;
