import { wallOf } from '../slot/clock';

const minute = 60_000;

/** How far a zone is ahead of UTC then, as the calendar wants it to draw what is now and today: "+02:00". It takes 0 for the browser's own
 * zone, so that a zone without a difference is a minute ahead. */
export function offsetOf(zone: string, at: Date): string {
  const ahead = (Date.parse(`${wallOf(at, zone)}Z`) - Math.floor(at.getTime() / minute) * minute) / minute || 1;
  const digits = (number: number): string => String(number).padStart(2, '0');
  return `${ahead < 0 ? '-' : '+'}${digits(Math.floor(Math.abs(ahead) / 60))}:${digits(Math.abs(ahead) % 60)}`;
}
