// Dates, times and money as a locale writes them. Formatters are dear to make and are kept.
import type { Money } from '../api/client';

function kept<Made>(make: (key: string) => Made): (key: string) => Made {
  const all = new Map<string, Made>();
  return (key) => {
    const found = all.get(key) ?? make(key);
    all.set(key, found);
    return found;
  };
}

const styles = {
  time: { hour: 'numeric', minute: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'long' },
  dayOfYear: { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' },
  dayOfMonth: { day: 'numeric', month: 'long' },
  longDay: { weekday: 'long', day: 'numeric', month: 'long' },
  dayTime: { weekday: 'short', day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit' },
  month: { month: 'long', year: 'numeric' },
  monthName: { month: 'short' },
  weekday: { weekday: 'long' },
  shortWeekday: { weekday: 'short' },
  dayNumber: { day: 'numeric' },
  monthDay: { day: 'numeric', month: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export type DateStyle = keyof typeof styles;

const dates = kept((key) => {
  const [locale, zone, style] = key.split('|') as [string, string, DateStyle];
  return new Intl.DateTimeFormat(locale, { ...styles[style], timeZone: zone });
});

export function writeDate(at: Date, style: DateStyle, locale: string, zone: string): string {
  return dates(`${locale}|${zone}|${style}`).format(at);
}

/** "10:00 – 12:00"; with both days where they differ. */
export function writeRange(from: Date, to: Date, style: 'time' | 'dayTime', locale: string, zone: string): string {
  return dates(`${locale}|${zone}|${style}`).formatRange(from, to);
}

const currencies = kept((key) => {
  const [locale, currency] = key.split('|') as [string, string];
  return new Intl.NumberFormat(locale, { style: 'currency', currency });
});
const wholeCurrencies = kept((key) => {
  const [locale, currency] = key.split('|') as [string, string];
  return new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 });
});

/** "€18" and "€18.50": small change is written where there is some. */
export function writeMoney(money: Money, locale: string): string {
  const amount = Number(money.amount); // only to be shown; sums are the server's
  return (Number.isInteger(amount) ? wholeCurrencies : currencies)(`${locale}|${money.currency}`).format(amount);
}

const relative = kept((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'long' }));
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "in 2 days", "in 3 hours", "in 59 minutes", "in 30 seconds": rounded down, so that nobody comes too late. */
export function writeUntil(at: Date, now: Date, locale: string): string {
  const left = Math.max(0, at.getTime() - now.getTime());
  const format = relative(locale);
  if (left >= 2 * day) return format.format(Math.floor(left / day), 'day');
  if (left >= 2 * hour) return format.format(Math.floor(left / hour), 'hour');
  if (left >= 2 * minute) return format.format(Math.floor(left / minute), 'minute');
  return format.format(Math.floor(left / 1000), 'second');
}

/** "Central European Time", or the zone's name where a locale has none. */
export function writeZone(zone: string, at: Date, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'longGeneric' }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}
