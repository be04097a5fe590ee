-- How often a slot's page was looked at, by day of the shop's calendar; nothing of who looked (commerce/reports/page_views.hpp).
CREATE TABLE page_views (
  shop TEXT NOT NULL REFERENCES shops (id),
  slot TEXT NOT NULL,
  day BIGINT NOT NULL,         -- since 1970-01-01
  views BIGINT NOT NULL CHECK (views > 0),
  PRIMARY KEY (shop, slot, day)
);
