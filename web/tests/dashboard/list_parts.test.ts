import { expect, test } from 'vitest';
import { allUnits, linesOf } from '../../src/dashboard/bookings/chosen';
import { stackedUp } from '../../src/dashboard/figures/stack';
import { stepsOf, unitsAt } from '../../src/dashboard/figures/steps';
import { sheetsOf } from '../../src/dashboard/fulfilment/sheets';
import { beginOf, dayIn, daysFrom } from '../../src/dashboard/lists/days';
import { given } from '../../src/dashboard/lists/given';
import { tableOf } from '../../src/dashboard/parts/list';

test('a day begins at midnight of the zone, whatever the clocks do', () => {
  expect(beginOf('2026-03-01', 'Europe/Berlin')).toBe('2026-02-28T23:00:00Z');
  expect(beginOf('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00Z'); // they go forward on this day
  expect(beginOf('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00Z');
  expect(beginOf('2026-10-26', 'Europe/Berlin')).toBe('2026-10-25T23:00:00Z');
  expect(beginOf('2026-03-01', 'America/Los_Angeles')).toBe('2026-03-01T08:00:00Z');
  expect(beginOf('2026-03-01', 'Asia/Kathmandu')).toBe('2026-02-28T18:15:00Z');
});

test('days are those of the zone, and are counted across months', () => {
  expect(dayIn('Europe/Berlin', new Date('2026-02-28T23:30:00Z'))).toBe('2026-03-01');
  expect(dayIn('America/Los_Angeles', new Date('2026-03-01T02:00:00Z'))).toBe('2026-02-28');
  expect(daysFrom('2026-02-28', 1)).toBe('2026-03-01');
  expect(daysFrom('2026-01-01', -1)).toBe('2025-12-31');
});

test('what was left empty is not sent', () => {
  expect(given({ words: '', state: undefined, slot: null, limit: 0, secret: false })).toEqual({ limit: 0, secret: false });
});

const line = (position: number, quantity: number, handed_over = 0) => ({ position, quantity, handed_over });

test('lines are named only where a part of the booking is meant', () => {
  const lines = [line(0, 2), line(1, 3)];
  expect(allUnits(lines)).toEqual({ 0: 2, 1: 3 });
  expect(linesOf(lines, allUnits(lines))).toBeUndefined();
  expect(linesOf(lines, { 0: 2, 1: 0 })).toEqual([{ position: 0, quantity: 2 }]);
  expect(linesOf(lines, { 0: 0, 1: 0 })).toEqual([]);
  const partly = [line(0, 2, 1), line(1, 1, 1)];
  expect(allUnits(partly)).toEqual({ 0: 1 });
  expect(linesOf(partly, allUnits(partly))).toEqual([{ position: 0, quantity: 1 }]); // what was handed over stays
});

test('a sheet is a slot and its window', () => {
  const of = (slot: string, window: string | null, booking: string) =>
    ({ slot, booking, summary: slot, window: window === null ? null : { starts_at: window, ends_at: window } }) as never;
  const sheets = sheetsOf([of('a', '10', '1'), of('a', '10', '2'), of('a', '11', '3'), of('b', null, '4')]);
  expect(sheets.map(({ summary, lines }) => [summary, lines.length])).toEqual([['a', 2], ['a', 1], ['b', 1]]);
});

test('steps of a ladder are told apart by name and price', () => {
  const price = (minor: number) => ({ amount: '', currency: 'EUR', minor });
  const day = (steps: object[]) => ({ day: '', bookings: 0, cancelled: 0, steps }) as never;
  const days = [day([{ tier: 'early', price: price(1800), units: 2 }]), day([{ tier: null, price: price(2200), units: 1 }, { tier: 'early', price: price(1800), units: 1 }])];
  const steps = stepsOf(days);
  expect(steps.map(({ tier, price: { minor } }) => [tier, minor])).toEqual([['early', 1800], [null, 2200]]);
  expect(days.map((one) => steps.map((step) => unitsAt(one, step)))).toEqual([[2, 0], [1, 1]]);
});

test('bars stand upon those before them', () => {
  expect(stackedUp([[1, 0], [2, 3], [0, 1]])).toEqual([[1, 0], [3, 3], [3, 4]]);
});

test('a column may be in the CSV alone, and one without text is not there', () => {
  const columns = [{ name: 'Name', show: () => 'x', text: () => 'Ada' }, { name: 'Mail', text: () => '=1' }, { name: 'Do', show: () => 'x' }];
  expect(tableOf(columns, [{}])).toBe("Name,Mail\r\nAda,'=1\r\n");
});
