import { expect, test } from 'vitest';
import { copyOf } from '../../src/dashboard/slot/copy';
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

test('windows that were named one by one stay, and are named anew', () => {
  expect(before.windows).toBe('named');
  expect(changeOf({ ...before, windows: 'none' }, before)).toEqual({ terms: { windows: null } });
  expect(changeOf({ ...before, windows: 'equal', windowLength: '30' }, before)).toEqual({ terms: { windows: { length_minutes: 30, capacity: null } } });
  const windowList = [...before.windowList, { begins: '18:30', ends: '19:00', capacity: '' }];
  expect(changeOf({ ...before, windowList }, before)).toEqual({
    terms: { windows: { capacity: null, list: [{ begins: '18:00', ends: '18:30', capacity: 4 }, { begins: '18:30', ends: '19:00', capacity: null }] } },
  });
});

test('early openings, thresholds, the line and the staffing rule are written, and taken away', () => {
  const at = { kind: 'before', amount: '2', unit: 'days' } as const;
  expect(changeOf({ ...before, early: [{ audience: ' members ', at }] }, before)).toEqual({ terms: { early: [{ audience: 'MEMBERS', at: '-P2D' }] } });
  expect(changeOf({ ...before, thresholds: { MUG: '5' } }, before)).toEqual({ terms: { thresholds: [{ sku: 'MUG', units: 5 }] } });
  expect(changeOf({ ...before, thresholds: { MUG: '' } }, before)).toEqual({ terms: { thresholds: [] } });
  expect(changeOf({ ...before, queue: '60', drop: 'spring' }, before)).toEqual({ terms: { queue: 60, drop: 'spring' } });
  const staffing = { own: true, people: '1', perBookings: '6', atLeast: '2', setUp: '45', tearDown: '' };
  const rule = { people: 1, per_bookings: 6, at_least: 2, set_up_minutes: 45, tear_down_minutes: null };
  expect(changeOf({ ...before, staffing }, before)).toEqual({ terms: { staffing: rule } });
  const ruled = draftOf({ ...event, terms: { ...event.terms, staffing: rule } });
  expect(changeOf({ ...ruled, staffing: { ...ruled.staffing, own: false } }, ruled)).toEqual({ terms: { staffing: null } });
});

test('what cannot be written is told by the field', () => {
  const none = { kind: 'none' } as const;
  const wrong = wrongIn({
    ...before, queue: '60', early: [{ audience: 'my friends', at: none }], thresholds: { MUG: 'few' }, windowList: [{ begins: '18:00', ends: '18:00', capacity: 'x' }],
    staffing: { own: true, people: '0', perBookings: '', atLeast: '101', setUp: '1441', tearDown: '-1' },
  }, 'EUR');
  expect(Object.fromEntries(wrong)).toEqual({
    'terms.queue': 'line', 'terms.early[0].audience': 'audience', 'terms.early[0].at': 'moment', 'threshold.MUG': 'number',
    'terms.windows.list[0].begins': 'times', 'terms.windows.list[0].capacity': 'number',
    'terms.staffing.people': 'staff', 'terms.staffing.per_bookings': 'staff', 'terms.staffing.at_least': 'staff', 'terms.staffing.set_up_minutes': 'staff',
    'terms.staffing.tear_down_minutes': 'staff',
  });
});

test('a comma is a point, and goods made to order are preorders', () => {
  const prices = before.prices.map((step, at) => (at === 1 ? { ...step, amount: ' 22,5 ' } : step));
  expect(changeOf({ ...before, prices }, before).terms?.prices?.[1]?.amount).toBe('22.5');
  const goods = [{ sku: 'MUG', units: '24', preorder: true }];
  expect(changeOf({ ...before, goods }, before)).toEqual({ terms: { stock: [], preorders: [{ sku: 'MUG', units: 24 }] } });
});

test('what is wrong is known before the server is asked, by its names', () => {
  expect(wrongIn(before, 'EUR').size).toBe(0);
  const prices = before.prices.map((step) => ({ ...step, amount: 'x', until: { kind: 'none' } as const }));
  expect([...wrongIn({ ...before, summary: ' ', ends: before.starts, seats: '-1', prices }, 'EUR')]).toEqual([
    ['summary', 'title'], ['ends', 'ends'], ['terms.seats', 'number'],
    ['terms.prices[0].amount', 'amount'], ['terms.prices[0].until', 'needs-end'], ['terms.prices[1].amount', 'amount'],
  ]);
});

test('a copy has the same terms on another day, which is to come', () => {
  const at = (wall: string) => ({ kind: 'at', wall }) as const;
  const like = { ...event, cancelled: true, terms: { ...event.terms, opens: '20260401T090000', early: [{ audience: 'MEMBERS', at: '20260331T090000' }] } };
  const copy = copyOf(like, new Date('2026-04-20T12:00:00Z'));
  expect([copy.starts, copy.ends, copy.zone, copy.cancelled]).toEqual(['2026-05-08T18:00', '2026-05-08T20:00', 'Europe/Berlin', false]);
  expect([copy.opens, copy.early[0]?.at, copy.closes]).toEqual([at('2026-04-08T09:00'), at('2026-04-07T09:00'), before.closes]);
  expect([copy.summary, copy.prices, copy.goods, copy.windowList]).toEqual([before.summary, before.prices, before.goods, before.windowList]);
  expect(copyOf(like, new Date('2026-06-01T12:00:00Z')).starts, 'as many weeks later as it takes').toBe('2026-06-05T18:00');
});
