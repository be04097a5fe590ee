import { expect, test } from 'vitest';
import { Clock } from '../../src/pickup/clock';

const hour = 3_600_000;
const start = Date.parse('2026-03-20T10:00:00Z'); // the true time, which no device knows

/** A device whose clock is wrong by so much; it says what it believes the time to be, less the true one. */
function device(wrongBy: number, ahead = -wrongBy) {
  const at = { true: start, wrongBy, steady: 5_000 };
  const clock = new Clock(ahead, () => ({ wall: at.true + at.wrongBy, steady: at.steady }));
  return {
    at,
    clock,
    off: () => clock.now() - at.true,
    passes: (time: number) => ((at.true += time), (at.steady += time), clock.look()),
    sleeps: (time: number) => ((at.true += time), clock.look()),
    set: (by: number) => ((at.wrongBy += by), clock.look()),
    says: (took = 200) => clock.told({ at: at.true, steady: at.steady, off: 500 + took / 2 }),
  };
}

test('whoever sets a clock right without a network is not locked out, whichever way it was wrong', () => {
  for (const wrong of [-24 * hour, 24 * hour, -hour]) {
    const one = device(wrong);
    expect(one.passes(hour)).toBe(false);
    expect(one.set(-wrong)).toBe(true);
    expect(one.off()).toBe(0);
    expect(one.clock.ahead).toBe(0);
  }
});

test('a clock that is set back makes nothing fresh that is old', () => {
  const one = device(0);
  one.passes(20 * hour);
  expect(one.set(-20 * hour)).toBe(true);
  expect(one.off()).toBe(0);
});

test('a phone that slept knows that time has passed', () => {
  const one = device(0);
  expect(one.sleeps(9 * hour)).toBe(false);
  expect(one.off()).toBe(0);
  const wrong = device(-24 * hour);
  wrong.sleeps(2 * hour);
  expect(wrong.off()).toBe(0);
});

test('a clock that was set wrong without a network, and back again, is where it was', () => {
  const one = device(0);
  one.set(24 * hour);
  expect(one.off()).toBe(24 * hour); // too late rather than too early: nothing that is old is believed
  one.passes(hour);
  one.set(-24 * hour);
  expect(one.off()).toBe(0);
});

test('the server is believed, as far as it can be known from one answer', () => {
  const one = device(3 * hour, 0);
  expect(one.says()).toBe(true);
  expect(one.off()).toBe(0);
  expect(one.says()).toBe(false);
  const set = device(-24 * hour);
  set.at.wrongBy = 0; // and nobody has looked since
  expect(set.says()).toBe(true);
  expect(set.clock.ahead).toBe(0);
  const near = device(1_000, 0);
  expect(near.says(20_000)).toBe(false); // it took longer than the clock is off
  expect(near.off()).toBe(1_000);
});

test('what another window learned holds here, and what was set before is not counted twice', () => {
  const at = { wall: start - 24 * hour, steady: 0 };
  const clock = new Clock(24 * hour, () => at);
  at.wall = start;
  clock.adopt(0);
  expect(clock.look()).toBe(false);
  expect(clock.now()).toBe(start);
});
