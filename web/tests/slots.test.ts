import { expect, test } from 'vitest';
import { byDay, hasWaitingList, leftOf, nextStep, priceNow, shownFulfilment } from '../src/calendar/slots';
import { merged } from '../src/live/merge';
import { euros, offerWith, slotWith } from './slot';

test('what is left is counted as the server counts it', () => {
  expect(leftOf(slotWith())).toEqual({ count: 3, of: 'units' });
  const many = { offers: [offerWith({ remaining: 24 })], seats: 12 };
  expect(leftOf(slotWith({ ...many, seats_remaining: 5 }))).toEqual({ count: 5, of: 'places' });
  expect(leftOf(slotWith({ ...many, seats_remaining: 5, limit: 2 }))).toEqual({ count: 5, of: 'places' });
  expect(leftOf(slotWith({ ...many, seats_remaining: 0 }))).toEqual({ count: 0, of: 'units' });
  expect(leftOf(slotWith({ offers: [offerWith({ preorder: true })] }))).toEqual({ count: 3, of: 'preorders' });
  expect(leftOf(slotWith({ offers: [offerWith({ price: null }), offerWith({ sku: 'BOWL', remaining: 2 })] })).count).toBe(2);
});

test('the price is the lowest, and says so where others are higher', () => {
  expect(priceNow(slotWith())).toEqual({ money: euros(18), from: false });
  expect(priceNow(slotWith({ offers: [offerWith({ price: euros(30) }), offerWith()] }))).toEqual({ money: euros(18), from: true });
  expect(priceNow(slotWith({ offers: [offerWith({ price: null })] }))).toBeNull();
});

test('the next step is the soonest change of any offer', () => {
  const later = offerWith({ price_until: '2026-03-05T09:00:00Z', next_price: euros(25) });
  const sooner = offerWith({ price_until: '2026-03-01T09:00:00Z', next_price: euros(22) });
  const same = offerWith({ price_until: '2026-02-01T09:00:00Z', next_price: euros(18) });
  expect(nextStep(slotWith({ offers: [later, sooner, same] }))).toEqual({ money: euros(22), at: new Date('2026-03-01T09:00:00Z') });
  expect(nextStep(slotWith())).toBeNull();
});

test('who only sits there picks nothing up', () => {
  expect(shownFulfilment(slotWith({ offers: [offerWith({ sku: 'SEAT' })] }))).toEqual([]);
  expect(shownFulfilment(slotWith())).toHaveLength(1);
});

test('there is a waiting list for what is sold out and picked up', () => {
  const offers = [offerWith({ remaining: 0 })];
  expect(hasWaitingList(slotWith({ offers, state: 'sold-out' }))).toBe(true);
  expect(hasWaitingList(slotWith({ offers, state: 'closed' }))).toBe(false);
  const fulfilment = [{ kind: 'DELIVERY' as const, fee: null, cut_off: null, windows: [] }];
  expect(hasWaitingList(slotWith({ offers, fulfilment, state: 'sold-out' }))).toBe(false);
});

test('slots stand in order under their days; what is off sale does not', () => {
  const days = byDay([
    slotWith({ id: 'c', starts_at: '2026-03-07T09:00:00Z' }), slotWith({ id: 'b', starts_at: '2026-03-06T12:00:00Z' }), slotWith({ id: 'a' }),
    slotWith({ id: 'd', starts_at: '2026-03-06T23:30:00Z' }), slotWith({ id: 'e', state: 'off' }), slotWith({ id: 'f', state: 'not-on-sale' }),
  ]);
  expect([...days].map(([day, slots]) => [day, slots.map((slot) => slot.id).join('')])).toEqual([['2026-03-06', 'ab'], ['2026-03-07', 'dc']]);
});

test('a rank orders the slots of a day, and never the days', () => {
  const days = byDay([
    slotWith({ id: 'a', rank: 1, starts_at: '2026-03-06T08:00:00Z' }), slotWith({ id: 'b', rank: 0, starts_at: '2026-03-06T12:00:00Z' }),
    slotWith({ id: 'c', rank: 0, starts_at: '2026-03-06T10:00:00Z' }), slotWith({ id: 'd', rank: 1, starts_at: '2026-03-05T10:00:00Z' }),
  ]);
  expect([...days].map(([day, slots]) => [day, slots.map((slot) => slot.id).join('')])).toEqual([['2026-03-05', 'd'], ['2026-03-06', 'cba']]);
});

test('news change what they name and nothing else', () => {
  const before = slotWith({ offers: [offerWith(), offerWith({ sku: 'BOWL', name: 'Bowl' })] });
  const after = merged(before, {
    id: before.id, revision: 6, edition: 'other', state: 'low', reason: null, seats_remaining: null,
    offers: [{ sku: 'MUG', remaining: 1, allotted: 10, price: euros(22), tier: 'late', price_until: null, next_price: null }],
  });
  expect(after).toEqual({
    ...before, revision: 6, state: 'low', // the edition stays: what it names was not read yet
    offers: [offerWith({ remaining: 1, price: euros(22), tier: 'late' }), offerWith({ sku: 'BOWL', name: 'Bowl', remaining: 0 })],
  });
});
