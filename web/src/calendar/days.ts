// Days without a time: "2026-03-06". They compare as text, and counting them knows no zone and no summer time.

export type Day = string;

const dayLength = 86_400_000;
const zones = new Map<string, Intl.DateTimeFormat>();

/** The day that an instant falls on in a zone. */
export function dayIn(at: Date, zone: string): Day {
  let format = zones.get(zone);
  if (!format) zones.set(zone, (format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })));
  return format.format(at);
}

/** Midnight of it in UTC: to be written in the zone UTC. */
export const dateOf = (day: Day): Date => new Date(`${day}T00:00:00Z`);
const dayOf = (date: Date): Day => date.toISOString().slice(0, 10);

export const addDays = (day: Day, days: number): Day => dayOf(new Date(dateOf(day).getTime() + days * dayLength));

export const monthOf = (day: Day): string => day.slice(0, 7);
export const firstOfMonth = (day: Day): Day => `${monthOf(day)}-01`;

/** The first of the month that many months on. */
export function addMonths(day: Day, months: number): Day {
  const date = dateOf(firstOfMonth(day));
  date.setUTCMonth(date.getUTCMonth() + months);
  return dayOf(date);
}

/** Monday is 1, Sunday 7, as Intl counts. */
const weekdayOf = (day: Day): number => dateOf(day).getUTCDay() || 7;

export const firstOfWeek = (day: Day, firstWeekday: number): Day => addDays(day, -((weekdayOf(day) - firstWeekday + 7) % 7));

/** The seven days of the week that has it. */
export const weekOf = (day: Day, firstWeekday: number): Day[] =>
  Array.from({ length: 7 }, (_, at) => addDays(firstOfWeek(day, firstWeekday), at));

/** The weeks that a month's sheet shows; days of its neighbours fill the first and the last. */
export function weeksOfMonth(day: Day, firstWeekday: number): Day[][] {
  const weeks: Day[][] = [];
  const next = addMonths(day, 1);
  for (let first = firstOfWeek(firstOfMonth(day), firstWeekday); first < next; first = addDays(first, 7)) {
    weeks.push(weekOf(first, firstWeekday));
  }
  return weeks;
}

interface WeekInfo {
  firstDay: number;
}

/** On which day a locale's week begins; Monday where the browser does not know. */
export function firstWeekdayOf(locale: string): number {
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo };
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1;
}
