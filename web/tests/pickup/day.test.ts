import { expect, test } from 'vitest';
import { numbersOf, ofDay } from '../../src/pickup/day';

const at = (text: string): number => Date.parse(text);
const zone = 'Europe/Berlin';

test('a day begins with midnight of the venue, not of the device or of the server', () => {
  const all = [{ at: at('2026-03-19T22:59:00Z') }, { at: at('2026-03-19T23:01:00Z') }, { at: at('2026-03-20T20:00:00Z') }];
  expect(ofDay(all, at('2026-03-20T10:00:00Z'), zone)).toEqual(all.slice(1));
  expect(ofDay(all, at('2026-03-19T10:00:00Z'), zone)).toEqual(all.slice(0, 1));
});

test('the numbers of the day leave yesterday out, which is still in the book', () => {
  const [yesterday, today] = [at('2026-03-19T18:00:00Z'), at('2026-03-20T08:00:00Z')];
  const handed = [
    { booking: 'a', lines: [{ line: 0, units: 4 }], at: yesterday },
    { booking: 'b', lines: [{ line: 0, units: 1 }, { line: 1, units: 2 }], at: today },
    { booking: 'b', lines: [{ line: 0, units: 1 }], at: today },
  ];
  const denied = [{ at: yesterday }, { at: yesterday }, { at: today }];
  expect(numbersOf(handed, denied, at('2026-03-20T10:00:00Z'), zone)).toEqual({ bookings: 1, units: 4, turnedAway: 1 });
});
