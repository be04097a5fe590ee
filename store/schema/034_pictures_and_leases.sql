-- Pictures that are made of what hangs on events that sell (docs/images.md): of each attachment once.
CREATE TABLE attachment_pictures (
  shop TEXT NOT NULL,
  attachment TEXT NOT NULL,
  image TEXT NOT NULL,    -- the picture; '' as long as there is none
  problem TEXT NOT NULL,  -- a sentence, where none can be made of it
  due_at BIGINT,          -- when to make it
  PRIMARY KEY (shop, attachment),
  FOREIGN KEY (shop, attachment) REFERENCES attachments (shop, id)
);
CREATE INDEX attachment_pictures_due ON attachment_pictures (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX attachment_pictures_by_image ON attachment_pictures (shop, image) WHERE image <> '';

-- The attachment that the slot's picture is made of.
ALTER TABLE slots ADD COLUMN attachment TEXT NOT NULL DEFAULT '';
CREATE INDEX slots_by_attachment ON slots (shop, attachment) WHERE attachment <> '';

-- Leases of goods in a slot that counts its places, and of what a venue has in no slot (docs/devices.md).
ALTER TABLE leases ADD COLUMN places BIGINT NOT NULL DEFAULT 0;     -- 1: a place of the slot is lent with each unit
ALTER TABLE leases ADD COLUMN from_venue BIGINT NOT NULL DEFAULT 0; -- 1: of what the venue has in no slot, and back to there
