// Days of the shop's calendar, as people enter them, and the instants at which they begin.

/** "2026-03-01": the day that it is in the zone. */
export function dayIn(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`;
}

/** So many days later, or earlier. */
export function daysFrom(day: string, by: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + by);
  return date.toISOString().slice(0, 10);
}

/** The instant at which a day begins in the zone, as the API writes it. */
export function beginOf(day: string, zone: string): string {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  // How far the zone is ahead is asked at the guess, and once more where a change of the clocks lies between.
  let guess = wanted;
  for (let turn = 0; turn < 2; ++turn) guess = wanted - ahead(zone, guess);
  return new Date(guess).toISOString().replace('.000Z', 'Z');
}

function ahead(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - at;
}
