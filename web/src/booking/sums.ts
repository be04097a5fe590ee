// Sums to be paid, to the cent, and times that say their zone.
import type { Money } from '../api/client';
import { ownZone } from '../calendar/zone';
import type { Speech } from '../words/languages';
import { writeDate, writeRange, writeZone } from '../words/write';
import type { Words } from './words/en';

type Said = Speech<Words>;

/** "€18.00": what is owed is written to the smallest unit. */
export const writeSum = (money: Money, { locale }: Said): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency }).format(Number(money.amount));

export interface Times {
  from: string;
  to: string;
  zone: string;
}

/** "Fri, 6 March, 10:00 – 12:00" in the zone of the slot. */
export const writeWhen = ({ from, to, zone }: Times, { locale }: Said): string => writeRange(new Date(from), new Date(to), 'dayTime', locale, zone);

/** "10:00 your time" where the visitor's clock says another time, else "". */
export function writeOwnTime({ from, zone }: Times, { words, locale }: Said): string {
  const at = new Date(from);
  const own = ownZone(zone, at);
  return own ? words.yourTime(writeDate(at, 'dayTime', locale, own)) : '';
}

export const zoneName = (zone: string, at: string, { locale }: Said): string => writeZone(zone, new Date(at), locale);

/** "9:58", "0:05" */
export function writeCountdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const hours = Math.floor(seconds / 3_600);
  const two = (number: number): string => String(number).padStart(2, '0');
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/** A name within a sentence: what is written from right to left does not turn what stands beside it. */
export const isolated = (text: string): string => (rightToLeft.test(text) ? `\u2068${text}\u2069` : text);
