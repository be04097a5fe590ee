import { expect, test } from 'vitest';
import { endOf, lastSale, leftOf, maySell, moneyOf, priced, priceOf, undoing, type Lease, type Sale } from '../../src/pickup/sale';

const hour = 3_600_000;
const now = Date.parse('2026-03-20T10:00:00Z');
const at = (hours: number): string => new Date(now + hours * hour).toISOString();

function lease(id: string, more: Partial<Lease> = {}): Lease {
  return {
    id,
    device: { id: 'device', name: 'Stall' },
    slot: { id: 'slot', summary: 'Spring fair', ends_at: at(6) },
    sku: 'MUG',
    name: 'Mug',
    units: 5,
    sold: 0,
    returned: 0,
    left: 5,
    currency: 'EUR',
    from: 'slot',
    places: false,
    prices: [{ from: at(-1), amount: '18.00', minor: 1800, tier: 'early' }],
    taken_at: at(-1),
    expires_at: at(4),
    called_back: false,
    closed_at: null,
    ...more,
  };
}
function sale(seq: number, units: number, more: Partial<Sale> = {}): Sale {
  return {
    seq,
    lines: [{ lease: 'mug', units, minor: 1800 }],
    total: { amount: '18.00', currency: 'EUR', minor: 1800 * units },
    paid: 'cash',
    at: now,
    told: false,
    settled: false,
    ...more,
  };
}

test('what is left is what the server says, less what it does not know yet', () => {
  const mug = lease('mug', { left: 4 });
  expect(leftOf(mug, [])).toBe(4);
  expect(leftOf(mug, [sale(1, 2), sale(2, 1, { told: true }), sale(3, 3, { settled: true })])).toBe(1);
  expect(leftOf(lease('bowl'), [sale(1, 2)])).toBe(5);
});

test('a sale that is taken back may be sold again, whenever the server heard of either', () => {
  const mug = lease('mug', { left: 5 });
  const first = sale(1, 2);
  expect(leftOf(mug, [first, undoing(first, 2, now)])).toBe(5);
  const known = { ...first, told: true, settled: true };
  expect(leftOf({ ...mug, left: 3 }, [known, undoing(known, 2, now)])).toBe(5);
});

test('only the last sale is taken back, and once', () => {
  const [first, second] = [sale(1, 1), sale(2, 2)];
  expect(lastSale([])).toBeUndefined();
  expect(lastSale([first, second])?.seq).toBe(2);
  expect(lastSale([first, second, undoing(second, 3, now)])).toBeUndefined();
});

test('a lease ends by its time, or when the shop wants it back', () => {
  expect(endOf(lease('mug'), now)).toBeNull();
  expect(endOf(lease('mug'), now + 4 * hour)).toBe('over');
  expect(endOf(lease('mug', { called_back: true }), now)).toBe('called-back');
});

test('the price is that of the moment', () => {
  const prices = [
    { from: at(-1), amount: '18.00', minor: 1800, tier: 'early' },
    { from: at(1), amount: '25.00', minor: 2500, tier: '' },
  ];
  const mug = lease('mug', { prices });
  expect([now - 2 * hour, now, now + hour].map((when) => priceOf(mug, when).minor)).toEqual([1800, 1800, 2500]);
});

test('a basket is added up in whole minor units', () => {
  const yen = lease('print', { currency: 'JPY', prices: [{ from: at(-1), amount: '900', minor: 900, tier: '' }] });
  expect(moneyOf(2700, yen)).toEqual({ amount: '2700', currency: 'JPY', minor: 2700 });
  const leases = [lease('mug'), lease('bowl', { prices: [{ from: at(-1), amount: '0.10', minor: 10, tier: '' }] })];
  const basket = priced(new Map([['mug', 1], ['bowl', 3]]), leases, now);
  expect(basket?.total).toEqual({ amount: '18.30', currency: 'EUR', minor: 1830 });
  expect(basket?.lines).toEqual([{ lease: 'mug', units: 1, minor: 1800 }, { lease: 'bowl', units: 3, minor: 10 }]);
  expect(priced(new Map(), leases, now)).toBeNull();
});

test('nothing is sold beyond the lease, after its end, or at another price', () => {
  const line = { lease: 'mug', units: 3, minor: 1800 };
  expect(maySell([line], [lease('mug')], [], now)).toBe(true);
  expect(maySell([line], [lease('mug')], [sale(1, 3)], now)).toBe(false);
  expect(maySell([line], [lease('mug')], [], now + 4 * hour)).toBe(false);
  expect(maySell([{ ...line, minor: 1 }], [lease('mug')], [], now)).toBe(false);
  expect(maySell([line], [], [], now)).toBe(false);
});
