// How well a slot suits a person: by where it is, at what time of day, and what it sells. Pure.
import type { Slot } from '../api/client';
import { leftOf, seatSku } from '../calendar/slots';

export type DayPart = 'morning' | 'afternoon' | 'evening';
export const dayParts: readonly DayPart[] = ['morning', 'afternoon', 'evening'];

export interface Preferences {
  venues: readonly string[];
  times: readonly DayPart[];
  /** SKUs: things, or sizes of one. */
  things: readonly string[];
}
export const none: Preferences = { venues: [], times: [], things: [] };
export const isNone = ({ venues, times, things }: Preferences): boolean => venues.length + times.length + things.length === 0;

/** Where it is held: the first part of its location, which names the venue. */
export const venueOf = ({ location }: Slot): string => location.split(',')[0]?.trim() ?? '';

/** By the clock where it is held. */
export function dayPartOf({ starts_at, time_zone }: Slot): DayPart {
  const hour = Number(new Intl.DateTimeFormat('en-GB', { timeZone: time_zone, hour: '2-digit', hourCycle: 'h23' }).format(new Date(starts_at)));
  return hour < 12 ? 'morning' : hour < 17 ? 'afternoon' : 'evening';
}

export interface Fit {
  /** How many of the kinds of wishes it meets. */
  met: number;
  /** Every kind of wish that there is. */
  all: boolean;
}

export function fitOf(slot: Slot, { venues, times, things }: Preferences): Fit {
  const wishes = [
    venues.length > 0 && venues.includes(venueOf(slot)),
    times.length > 0 && times.includes(dayPartOf(slot)),
    things.length > 0 && slot.offers.some(({ sku, remaining }) => remaining > 0 && things.includes(sku)),
  ];
  const asked = [venues, times, things].filter(({ length }) => length > 0).length;
  const met = wishes.filter(Boolean).length;
  return { met, all: asked > 0 && met === asked };
}

const canBeHad = (slot: Slot): boolean => (slot.state === 'open' || slot.state === 'low') && leftOf(slot).count > 0;

/** What can be had and meets any wish: what meets most first, of those the soonest. */
export function ranked(slots: Iterable<Slot>, preferences: Preferences): Slot[] {
  return [...slots]
    .filter(canBeHad)
    .map((slot) => ({ slot, met: fitOf(slot, preferences).met }))
    .filter(({ met }) => met > 0)
    .sort((a, b) => b.met - a.met || a.slot.starts_at.localeCompare(b.slot.starts_at))
    .map(({ slot }) => slot);
}

/** Whose slots meet every kind of wish. */
export const suiting = (slots: Iterable<Slot>, preferences: Preferences): Set<string> =>
  new Set([...slots].filter((slot) => fitOf(slot, preferences).all).map(({ id }) => id));

export interface Choices {
  venues: string[];
  /** By SKU, its name. */
  things: Map<string, string>;
}

/** What there is to wish for in this shop. */
export function choicesOf(slots: Iterable<Slot>): Choices {
  const venues = new Set<string>();
  const things = new Map<string, string>();
  for (const slot of slots) {
    const venue = venueOf(slot);
    if (venue) venues.add(venue);
    for (const { sku, name } of slot.offers) if (sku !== seatSku) things.set(sku, name);
  }
  return { venues: [...venues].sort(), things: new Map([...things].sort(([, a], [, b]) => a.localeCompare(b))) };
}
