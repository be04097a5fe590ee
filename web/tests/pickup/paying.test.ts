import { expect, test } from 'vitest';
import type { Card, CardLine } from '../../src/pickup/card';
import { dueWith, leftToPay, tillsOf, type Settled } from '../../src/pickup/paying';
import type { Sale } from '../../src/pickup/sale';

const euros = (minor: number) => ({ amount: (minor / 100).toFixed(2), currency: 'EUR', minor });
const line = (number: number, quantity: number, minor: number, more: Partial<CardLine> = {}): CardLine => ({
  line: number, slot: 'slot', sku: 'MUG', quantity, due: quantity, minor, state: 'due', window: null, ...more,
});
function card(lines: CardLine[], owed: number, more: Partial<Card> = {}): Card {
  return { booking: 'b', code: 'c', name: 'Bea', lines, to_pay: owed > 0 ? euros(owed) : null, to_pay_later: 0, sign: false, ...more };
}
const due = (of: Card, ...giving: [line: number, units: number][]): number =>
  dueWith(of, leftToPay(of, []), of.lines, giving.map(([number, units]) => ({ line: number, units })))?.minor ?? 0;
const taken = (paid: Settled, minor: number, booking = 'b') => ({ booking, taken: { paid, money: euros(minor) } });

test('what is handed over is paid, and with the last of it all that is owed', () => {
  const three = card([line(0, 3, 5400)], 5400);
  expect(due(three, [0, 3])).toBe(5400);
  expect(due(three, [0, 1])).toBe(1800);
  expect(due(three)).toBe(0);
  const two = card([line(0, 2, 3600), line(1, 1, 500)], 4100);
  expect(due(two, [1, 1])).toBe(500);
  expect(due(two, [0, 2], [1, 1])).toBe(4100);
});

test('parts of what is not divided evenly add up to the whole', () => {
  const discounted = card([line(0, 3, 1000)], 1000);
  const first = due(discounted, [0, 1]);
  expect(first).toBe(334); // the rest is 666
  const rest = card([line(0, 3, 1000, { due: 2 })], 1000 - first);
  const second = due(rest, [0, 1]);
  const last = card([line(0, 3, 1000, { due: 1 })], 1000 - first - second);
  expect(first + second + due(last, [0, 1])).toBe(1000);
});

test('what was paid ahead pays for what goes first, and what was not paid comes with the next', () => {
  const deposit = card([line(0, 3, 5400)], 3600);
  expect(due(deposit, [0, 1])).toBe(0);
  expect(due(deposit, [0, 2])).toBe(1800);
  const unpaid = card([line(0, 3, 5400, { due: 2 })], 5400);
  expect(due(unpaid, [0, 1])).toBe(3600);
  expect(due(card([line(0, 3, 5400)], 0), [0, 3])).toBe(0);
});

test('what comes on another day or is brought is not paid here', () => {
  const mixed = card([line(0, 1, 1800)], 4300, { to_pay_later: 2500 });
  expect(due(mixed, [0, 1])).toBe(1800);
});

test('a card that says no costs is paid as a whole', () => {
  const older = card([{ ...line(0, 2, 0), minor: undefined } as unknown as CardLine], 3600, { to_pay_later: undefined } as unknown as Partial<Card>);
  expect(due(older, [0, 1])).toBe(3600);
});

test('what was taken here is not asked for again', () => {
  const three = card([line(0, 3, 5400)], 5400);
  expect(leftToPay(three, [taken('cash', 1800)])?.minor).toBe(3600);
  expect(leftToPay(three, [taken('cash', 1800), taken('card', 3600)])).toBeNull();
  expect(leftToPay(three, [taken('no', 1800), taken('cash', 1800, 'another')])).toEqual(euros(5400));
});

test('a currency without small change has none', () => {
  const yen = card([line(0, 2, 3000)], 3000, { to_pay: { amount: '3000', currency: 'JPY', minor: 3000 } });
  expect(dueWith(yen, leftToPay(yen, []), yen.lines, [{ line: 0, units: 1 }])).toEqual({ amount: '1500', currency: 'JPY', minor: 1500 });
});

test('a till is counted by what was taken, less what was given back', () => {
  const sale = (seq: number, paid: 'cash' | 'card', minor: number, of?: number): Sale => ({
    seq, lines: [], total: euros(minor), paid, at: 0, told: false, settled: false, ...(of !== undefined && { of }),
  });
  expect(tillsOf([], [])).toEqual([]);
  expect(tillsOf([taken('no', 500), { booking: 'free' }], [])).toEqual([]);
  expect(tillsOf(
    [taken('cash', 1800), taken('card', 700), taken('no', 500)],
    [sale(1, 'cash', 3600), sale(2, 'card', 1800), sale(3, 'card', 1800, 2)],
  )).toEqual([{ currency: 'EUR', cash: euros(5400), card: euros(700) }]);
});
