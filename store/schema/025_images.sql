-- Pictures that a shop keeps in several renditions (docs/images.md). The renditions are rows of `media`: the picture itself under
-- its id, the others under "ID/NAME".
CREATE TABLE images (
  shop TEXT NOT NULL REFERENCES shops (id),
  id TEXT NOT NULL,            -- names the digest of the original, size, colour and formats
  content_type TEXT NOT NULL,  -- of the original
  size BIGINT NOT NULL,        -- bytes of original and renditions
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,     -- when something was last seen to use it
  look_at BIGINT NOT NULL,     -- when to look whether something does
  PRIMARY KEY (shop, id)
);
CREATE INDEX images_by_look ON images (look_at);

-- As they came, place and camera included; never served. For formats that are not made yet.
CREATE TABLE image_originals (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (shop, id),
  FOREIGN KEY (shop, id) REFERENCES images (shop, id)
);

CREATE INDEX slots_by_image ON slots (shop, image) WHERE image <> '';
