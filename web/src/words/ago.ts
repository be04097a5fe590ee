// How old something is, and how far a clock is off, in words.
const minute = 60_000;
const steps = [
  ['day', 24 * 60 * minute],
  ['hour', 60 * minute],
  ['minute', minute],
] as const;

/** "3 minutes ago"; below a minute, `now`. */
export function ago(at: number, until: number, locale: string, now: string): string {
  const passed = until - at;
  const step = steps.find(([, length]) => passed >= length);
  return step ? new Intl.RelativeTimeFormat(locale).format(-Math.floor(passed / step[1]), step[0]) : now;
}

/** "1 day", "3 hours": of either direction, rounded, so that a minute less than a day is a day. */
export function lengthOf(milliseconds: number, locale: string): string {
  const length = Math.abs(milliseconds);
  const [unit, one] = steps.find(([, step]) => length >= 0.98 * step) ?? steps[2];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.max(1, Math.round(length / one)));
}

/** What nobody needs to be told of: messages take a while, and phones are a little off. */
export const tolerable = 2 * minute;
