import { expect, test } from 'vitest';
import { readMoment } from '../../src/dashboard/slot/clock';
import { scaleOf, stretchesOf, type Step } from '../../src/dashboard/slot/ladder';

const zone = 'UTC';
const starts = '2026-05-11T12:00';
const slotStarts = new Date(`${starts}Z`);
const begins = new Date('2026-05-01T12:00Z');
const step = (amount: string, until: string | null = null, sold = ''): Step => ({ amount, tier: '', until: readMoment(until, zone), sold });
const drawn = (steps: Step[]): [number, string, string][] =>
  stretchesOf(steps, begins, starts, slotStarts, zone).map(({ amount, from, to }) => [amount, from.toISOString().slice(5, 16), to.toISOString().slice(5, 16)]);

test('steps that end by time lie behind each other', () => {
  expect(drawn([step('18', '-P7D'), step('22', '-P1D'), step('25')])).toEqual([
    [18, '05-01T12:00', '05-04T12:00'], [22, '05-04T12:00', '05-10T12:00'], [25, '05-10T12:00', '05-11T12:00'],
  ]);
});

test('what only sales end shares the time with the step behind it', () => {
  expect(drawn([step('18', null, '20'), step('22', '-P2D'), step('25')])).toEqual([
    [18, '05-01T12:00', '05-05T12:00'], [22, '05-05T12:00', '05-09T12:00'], [25, '05-09T12:00', '05-11T12:00'],
  ]);
});

test('an amount that cannot be read yet is not drawn', () => {
  expect(drawn([step('', '-P7D'), step('25,50')])).toEqual([[25.5, '05-01T12:00', '05-11T12:00']]);
});

test('a short step is still to be seen', () => {
  const shares = scaleOf(stretchesOf([step('18', '-PT1H'), step('25')], begins, starts, slotStarts, zone));
  expect(shares.at(-1)?.to).toBeCloseTo(1);
  expect((shares[1]?.to ?? 0) - (shares[1]?.from ?? 0)).toBeGreaterThan(0.1);
});
