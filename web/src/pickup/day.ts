// What this device did on the venue's day, pure: what it keeps may reach back beyond midnight.
import type { HandOver } from './verdict';

/** Those of the day of `now`, by the wall clock of the venue. */
export function ofDay<Kind extends { at: number }>(all: readonly Kind[], now: number, zone: string): Kind[] {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
  return all.filter(({ at }) => day.format(at) === day.format(now));
}

export function numbersOf(handed: readonly HandOver[], denied: readonly { at: number }[], now: number, zone: string): { bookings: number; units: number; turnedAway: number } {
  const today = ofDay(handed, now, zone);
  return {
    bookings: new Set(today.map((one) => one.booking)).size,
    units: today.flatMap((one) => one.lines).reduce((sum, line) => sum + line.units, 0),
    turnedAway: ofDay(denied, now, zone).length,
  };
}
