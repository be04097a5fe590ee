import { expect, test } from 'vitest';
import { instantOf, momentAt, readMoment, wallOf, writeMoment } from '../../src/dashboard/slot/clock';

const berlin = 'Europe/Berlin';
const iso = (at: Date | null): string | undefined => at?.toISOString();

test('a wall clock shows an instant, and says which it is', () => {
  expect(wallOf(new Date('2026-05-01T16:00:00Z'), berlin)).toBe('2026-05-01T18:00');
  expect(iso(instantOf('2026-05-01T18:00', berlin))).toBe('2026-05-01T16:00:00.000Z');
  expect(iso(instantOf('2026-12-01T18:00', 'America/New_York'))).toBe('2026-12-01T23:00:00.000Z');
});

test('where the clocks change, a time that comes twice is the first, and one that is left out the next', () => {
  expect(iso(instantOf('2026-10-25T02:30', berlin))).toBe('2026-10-25T00:30:00.000Z');
  expect(iso(instantOf('2026-03-29T02:30', berlin))).toBe('2026-03-29T01:30:00.000Z');
});

test('moments are read into fields and written as they were', () => {
  expect(readMoment('-P7D', berlin)).toEqual({ kind: 'before', amount: '1', unit: 'weeks' });
  expect(readMoment('-P2D', berlin)).toEqual({ kind: 'before', amount: '2', unit: 'days' });
  expect(readMoment('20260501T160000Z', berlin)).toEqual({ kind: 'at', wall: '2026-05-01T18:00' });
  expect(readMoment(null, berlin)).toEqual({ kind: 'none' });
  for (const text of ['-P7D', '-P2D', '-PT4H', '-PT90M', '20260501T180000', '-P1DT2H']) expect(writeMoment(readMoment(text, berlin))).toBe(text);
});

test('days before the start count by the clock, hours exactly', () => {
  const starts = '2026-03-29T18:00'; // the clocks changed that night
  expect(iso(momentAt(readMoment('-P1D', berlin), starts, berlin))).toBe('2026-03-28T17:00:00.000Z');
  expect(iso(momentAt(readMoment('-PT24H', berlin), starts, berlin))).toBe('2026-03-28T16:00:00.000Z');
  expect(iso(momentAt(readMoment('-P1DT2H', berlin), starts, berlin))).toBe('2026-03-28T15:00:00.000Z');
  expect(momentAt({ kind: 'none' }, starts, berlin)).toBeNull();
});
