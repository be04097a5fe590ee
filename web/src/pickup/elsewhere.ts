// What a genuine booking is that this device did not take along: of another day, of another place, or nothing that is picked up. The
// server is asked with the token that was shown, as its page would; of the answer only times, places and states are looked at.
import type { Answer } from '../api/client';
import { venueIn } from '../calendar/venue';
import type { Manifest } from './manifest';

export type ServersBooking = Answer<'/api/v1/bookings/{token}'>;
type Line = ServersBooking['lines'][number];

export type Elsewhere =
  | { kind: 'cancelled' | 'transferred' | 'handed-over' | 'not-picked-up' | 'not-found'; token: string }
  | { kind: 'other-time' | 'other-place'; token: string; starts: number; zone: string; place: string };

const begins = (line: Line): number => Date.parse(line.window?.starts_at ?? line.starts_at ?? '');

/** `now` by the server's clock. What is to come goes before what is over. */
export function elsewhereOf(token: string, booking: ServersBooking, { venue, from, to }: Manifest, now: number): Elsewhere {
  if (booking.state === 'cancelled') return { kind: 'cancelled', token };
  const fetched = booking.lines.filter((line) => line.fulfilment === 'PICKUP');
  if (fetched.length === 0) return { kind: 'not-picked-up', token };
  const due = fetched.filter((line) => line.quantity > (line.handed_over ?? 0));
  if (due.length === 0) return { kind: 'handed-over', token };
  const soonest = [...due].sort((a, b) => Number(begins(a) < now) - Number(begins(b) < now) || begins(a) - begins(b));
  const later = soonest.find((line) => venueIn(line.location ?? '', [venue.name]) && !isWithin(line, from, to));
  const line = later ?? soonest[0];
  if (!line) return { kind: 'not-found', token };
  return { kind: later ? 'other-time' : 'other-place', token, starts: begins(line), zone: line.time_zone ?? venue.time_zone, place: line.location ?? '' };
}

// Slots that overlap what the device took along.
function isWithin(line: Line, from: string, to: string): boolean {
  return Date.parse(line.starts_at ?? '') < Date.parse(to) && Date.parse(line.ends_at ?? '') > Date.parse(from);
}
