import { expect, test } from 'vitest';
import { changeOf, draftOf, wrongIn, type ShelfEvent } from '../../src/dashboard/slot/draft';

const event: ShelfEvent = {
  slot: 's', shelf: 'c', recurring: false, all_day: false, summary: 'Glaze', story: 'Come.', location: 'Yard', image: null,
  starts: '2026-05-01T18:00', ends: '2026-05-01T20:00', time_zone: 'Europe/Berlin', starts_at: '2026-05-01T16:00:00Z', ends_at: '2026-05-01T18:00:00Z',
  cancelled: false, off: false, problems: [], booked: 0, booked_in_all: 0, state: 'open', check: [], etag: '"1"',
  terms: {
    seats: 12, stock: [{ sku: 'MUG', units: 24 }], preorders: [], thresholds: [{ sku: 'MUG', units: 3 }], limit: 2, opens: null, early: [], closes: '-PT1H',
    prices: [{ sku: 'MUG', tier: 'early', until: '-P7D', quantity: null, amount: '18.00', currency: 'EUR' }, { sku: 'MUG', tier: null, until: null, quantity: null, amount: '22.00', currency: 'EUR' }],
    fulfilment: [{ kind: 'PICKUP', fee: null, cut_off: null }], cancel: null, drop: null, bundle: null, queue: null, staffing: null,
    windows: { length_minutes: null, capacity: null, list: [{ begins: '18:00', ends: '18:30', capacity: 4 }] },
  },
};
const before = draftOf(event);

test('what nobody changed is not written', () => {
  expect(changeOf(draftOf(event), before)).toEqual({});
});

test('only what says something else is written, and times go together', () => {
  expect(changeOf({ ...before, limit: '3', summary: 'Glaze it' }, before)).toEqual({ summary: 'Glaze it', terms: { limit: 3 } });
  expect(changeOf({ ...before, limit: '' }, before)).toEqual({ terms: { limit: null } });
  expect(changeOf({ ...before, ends: '2026-05-01T21:00' }, before)).toEqual({ starts: '2026-05-01T18:00', ends: '2026-05-01T21:00', time_zone: 'Europe/Berlin' });
});

test('windows that were named one by one stay, until they are taken away', () => {
  expect(before.windows).toBe('named');
  expect(changeOf({ ...before, windows: 'none' }, before)).toEqual({ terms: { windows: null } });
  expect(changeOf({ ...before, windows: 'equal', windowLength: '30' }, before)).toEqual({ terms: { windows: { length_minutes: 30, capacity: null } } });
});

test('a comma is a point, and goods made to order are preorders', () => {
  const prices = before.prices.map((step, at) => (at === 1 ? { ...step, amount: ' 22,5 ' } : step));
  expect(changeOf({ ...before, prices }, before).terms?.prices?.[1]?.amount).toBe('22.5');
  const goods = [{ sku: 'MUG', units: '24', preorder: true }];
  expect(changeOf({ ...before, goods }, before)).toEqual({ terms: { stock: [], preorders: [{ sku: 'MUG', units: 24 }] } });
});

test('what is wrong is known before the server is asked, by its names', () => {
  expect(wrongIn(before).size).toBe(0);
  const prices = before.prices.map((step) => ({ ...step, amount: 'x', until: { kind: 'none' } as const }));
  expect([...wrongIn({ ...before, summary: ' ', ends: before.starts, seats: '-1', prices })]).toEqual([
    ['summary', 'title'], ['ends', 'ends'], ['terms.seats', 'number'],
    ['terms.prices[0].amount', 'amount'], ['terms.prices[0].until', 'needs-end'], ['terms.prices[1].amount', 'amount'],
  ]);
});
