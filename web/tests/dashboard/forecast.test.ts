import { expect, test } from 'vitest';
import { byNeed, decisionOf, type Forecast } from '../../src/dashboard/forecast/decide';
import { minorOf } from '../../src/dashboard/forecast/minor';

function forecast(given: Partial<Forecast> = {}, likeness: Forecast['made_of']['likeness'] = 'series'): Forecast {
  return {
    slot: 'a', self: '', summary: 'Raku', drop: null, starts_at: '2026-03-20T10:00:00Z', time_zone: 'Europe/Berlin', sku: 'MUG', name: 'Mug',
    made_at: '2026-03-10T10:00:00Z', days_before: 10, standstill: null, booked: 10, came: 12, there: 30, left: 20, waiting: 0, plan: null, sold_out_at: null,
    demand: { mean: 20, low: 14, middle: 20, high: 27 }, sells_out: 0.1, sell_through: 0.66, sells_out_at: null, velocity: [],
    made_of: { likeness, past: [], own_weight: 0.9, prior_mean: 18, usual_mean: 20, spread: 0.3, doubt: 0, time_passed: 0.5, time_ahead: 0.5 },
    record: null,
    ...given,
  };
}

test('what runs out, lags or cannot be booked is to be decided', () => {
  expect(decisionOf(forecast())).toBe('fine');
  expect(decisionOf(forecast({ sells_out: 0.8 }))).toBe('more');
  expect(decisionOf(forecast({ waiting: 2, sells_out: 1 }))).toBe('waiting');
  expect(decisionOf(forecast({ plan: 30 }))).toBe('behind');
  expect(decisionOf(forecast({ plan: 21 }))).toBe('fine');
  expect(decisionOf(forecast({ sell_through: 0.2 }))).toBe('slow');
  expect(decisionOf(forecast({ standstill: 'no-price', sells_out: 1 }))).toBe('no-price');
});

test('long before, and from an assumption, nothing is called slow', () => {
  expect(decisionOf(forecast({ sell_through: 0.2, days_before: 40 }))).toBe('fine');
  expect(decisionOf(forecast({ sell_through: 0.2, sells_out: 0.9 }, 'none'))).toBe('fine');
});

test('what needs a decision comes first, and of these the soonest', () => {
  const later = forecast({ slot: 'b', sells_out: 0.9, starts_at: '2026-04-01T10:00:00Z' });
  const sooner = forecast({ slot: 'c', sells_out: 0.9 });
  const fine = forecast({ slot: 'd', starts_at: '2026-03-11T10:00:00Z' });
  expect(byNeed([fine, later, sooner]).map(({ slot }) => slot)).toEqual(['c', 'b', 'd']);
});

test('amounts are read as people type them', () => {
  expect(minorOf('4,50', 2)).toBe(450);
  expect(minorOf('4.5', 2)).toBe(450);
  expect(minorOf('700', 0)).toBe(700);
  expect(minorOf('cheap', 2)).toBe(-1);
});
