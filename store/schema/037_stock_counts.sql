-- What a till tells is brought into the books as fast after a year of its sales as on its first day.

-- The last count of a product at a venue, however much came and went since.
CREATE INDEX stock_facts_counts ON stock_facts (shop, venue, sku, occurred_at, id) WHERE kind = 'count';
-- How many messages of a till wait, however many it has sent.
CREATE INDEX till_messages_behind ON till_messages (shop, till) WHERE state = 'waiting';
