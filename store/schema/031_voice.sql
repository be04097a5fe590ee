-- What customers say about a shop (commerce/voice, docs/voice.md).

-- Once somebody says something, or the shop sets something. Salt and messages go with the shop.
CREATE TABLE voice_shops (
  shop TEXT NOT NULL PRIMARY KEY REFERENCES shops (id) ON DELETE CASCADE,
  salt TEXT NOT NULL,             -- base64url; what hashes of handles begin with
  secret TEXT NOT NULL,           -- of signed messages, as whsec_…
  keep_days BIGINT NOT NULL,
  overlay BIGINT NOT NULL,        -- rises with each change of the words; until 1 they are the program's own
  rescoring BIGINT NOT NULL       -- messages wait to be scored by the words as they are now
);
CREATE INDEX voice_shops_to_rescore ON voice_shops (shop) WHERE rescoring = 1;

-- All words of a shop that has its own.
CREATE TABLE voice_words (
  shop TEXT NOT NULL REFERENCES voice_shops (shop) ON DELETE CASCADE,
  word TEXT NOT NULL,
  value BIGINT NOT NULL,          -- thousandths
  PRIMARY KEY (shop, word)
);

-- Masked, and gone at expires_at. An id begins with the time at which it was said.
CREATE TABLE voice_messages (
  shop TEXT NOT NULL REFERENCES voice_shops (shop) ON DELETE CASCADE,
  id TEXT NOT NULL,
  source TEXT NOT NULL,
  said_at BIGINT NOT NULL,
  author TEXT NOT NULL,           -- hash of the handle, or '' of nobody
  digest TEXT NOT NULL,           -- of source and its id, or of source, author, time and text
  text TEXT NOT NULL,
  cut BIGINT NOT NULL,            -- it was longer
  slot TEXT NOT NULL,             -- or ''
  sku TEXT NOT NULL,              -- or ''
  language TEXT NOT NULL,
  scored BIGINT NOT NULL,
  plain BIGINT NOT NULL,          -- ten-thousandths, by the published lexicon
  score BIGINT NOT NULL,          -- the same with the shop's words
  overlay BIGINT NOT NULL,        -- as they were then
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id),
  UNIQUE (shop, digest)
);
CREATE INDEX voice_messages_by_author ON voice_messages (shop, author, said_at);
CREATE INDEX voice_messages_by_slot ON voice_messages (shop, slot, id) WHERE slot <> '';
CREATE INDEX voice_messages_by_overlay ON voice_messages (shop, overlay);
CREATE INDEX voice_messages_by_expiry ON voice_messages (expires_at);

-- What messages are about, and what they wish.
CREATE TABLE voice_topics (
  shop TEXT NOT NULL,
  message TEXT NOT NULL,
  kind TEXT NOT NULL,             -- 'about', or the kind of a wish
  wish TEXT NOT NULL,             -- '' of 'about'
  about TEXT NOT NULL,            -- a SKU, a word that several products share, or ''
  PRIMARY KEY (shop, message, kind, wish, about),
  FOREIGN KEY (shop, message) REFERENCES voice_messages (shop, id) ON DELETE CASCADE
);
CREATE INDEX voice_topics_by_kind ON voice_topics (shop, kind, wish, about, message);

-- Sums that stay when the messages are gone.
CREATE TABLE voice_mood (
  shop TEXT NOT NULL REFERENCES voice_shops (shop) ON DELETE CASCADE,
  slot TEXT NOT NULL,             -- '' = all
  span TEXT NOT NULL,             -- 'hour', or 'day' of the shop's calendar
  begins_at BIGINT NOT NULL,
  messages BIGINT NOT NULL,
  scored BIGINT NOT NULL,
  negative BIGINT NOT NULL,
  positive BIGINT NOT NULL,
  authors BIGINT NOT NULL,        -- who are different, as long as their messages are there
  plain BIGINT NOT NULL,          -- sums of ten-thousandths
  score BIGINT NOT NULL,
  PRIMARY KEY (shop, slot, span, begins_at)
);
