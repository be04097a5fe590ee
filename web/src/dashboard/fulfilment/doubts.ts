// Whether goods should leave now: pure.
import type { Money } from '../../api/client';
import { dayIn } from '../lists/days';

/** A line that is about to be handed over. */
export interface Leaving {
  /** Its code. */
  booking: string;
  /** When it is to be handed over: its window or its slot begins. */
  at: string;
  zone: string;
  fulfilment: string;
  /** Of the whole booking; null where nothing is owed. */
  to_pay: Money | null;
}
export interface Doubts {
  /** The last of those whose day has not come. */
  early: Leaving | undefined;
  toPay: Money | null;
}

/** Of lines of one booking. What is delivered leaves before its day, and what is digital has none. */
export function doubtsOf(lines: readonly Leaving[], now: Date): Doubts {
  const early = lines.filter(({ at, zone, fulfilment }) => fulfilment === 'PICKUP' && dayIn(zone, now) < dayIn(zone, new Date(at)));
  return { early: early.sort((a, b) => a.at.localeCompare(b.at)).at(-1), toPay: lines[0]?.to_pay ?? null };
}
