-- How bookings come in, by days before the slot, and what was forecast from it (docs/forecast.md).

-- Counted from bookings and changes, never in the way of a sale; commerce/forecasts/pace.hpp keeps it up to date.
CREATE TABLE pace (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  sku TEXT NOT NULL,
  days_before BIGINT NOT NULL,  -- whole days that were left until the slot begins; 0 also after that
  came BIGINT NOT NULL CHECK (came >= 0),
  went BIGINT NOT NULL CHECK (went >= 0), -- cancelled, or moved to another slot
  last_at BIGINT NOT NULL,      -- when units came last; 0 where none did
  PRIMARY KEY (shop, slot, sku, days_before)
) /* WITHOUT ROWID */;

-- What a slot's days were counted back from: a slot that moves is counted anew.
CREATE TABLE pace_slots (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  PRIMARY KEY (shop, slot)
) /* WITHOUT ROWID */;

-- How far a shop was counted: the last booking and the last change that are in it.
CREATE TABLE pace_cursors (
  shop TEXT NOT NULL REFERENCES shops (id),
  booking TEXT NOT NULL,
  change TEXT NOT NULL,
  PRIMARY KEY (shop)
);

-- What a creator means to have booked when a slot begins.
CREATE TABLE plans (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  sku TEXT NOT NULL,
  units BIGINT NOT NULL CHECK (units > 0),
  set_by TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  PRIMARY KEY (shop, slot, sku),
  FOREIGN KEY (shop, slot) REFERENCES slots (shop, id)
) /* WITHOUT ROWID */;

-- Each day's forecast with what it was made of, and what came of it when the slot was over.
CREATE TABLE forecasts (
  shop TEXT NOT NULL,
  slot TEXT NOT NULL,
  sku TEXT NOT NULL,
  days_before BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  booked BIGINT NOT NULL,       -- then
  there BIGINT NOT NULL,        -- units in all
  past_slots BIGINT NOT NULL,   -- that it was learnt from
  inputs TEXT NOT NULL,         -- JSON: belief and exposure
  mean BIGINT NOT NULL,         -- thousandths of a unit: what would be booked if there were enough
  low BIGINT NOT NULL,          -- 10 %
  middle BIGINT NOT NULL,       -- 50 %
  high BIGINT NOT NULL,         -- 90 %
  sells_out BIGINT NOT NULL,    -- of 10,000
  outcome BIGINT,               -- what was booked in the end; nothing until the slot is over
  sold_out BIGINT,              -- 1: there was no more to be had, so the demand was at least that
  PRIMARY KEY (shop, slot, sku, days_before)
) /* WITHOUT ROWID */;
CREATE INDEX forecasts_open ON forecasts (shop, slot) WHERE outcome IS NULL;
CREATE INDEX forecasts_scored ON forecasts (shop, made_at) WHERE outcome IS NOT NULL;
