-- Whether a line was sold before its goods existed. What was in stock when it was agreed is not made for its customer because
-- the slot takes preorders later.
ALTER TABLE lines ADD COLUMN preorder BIGINT NOT NULL DEFAULT 0 CHECK (preorder IN (0, 1));
UPDATE lines SET preorder = 1
  WHERE EXISTS (SELECT 1 FROM preorders p WHERE p.shop = lines.shop AND p.slot = lines.slot AND p.sku = lines.sku);
