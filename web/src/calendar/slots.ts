// What a preview card says about a slot, before it is put into words.
import type { Money, Offer, Slot } from '../api/client';
import { dayIn, type Day } from './days';

export const seatSku = 'SEAT';

/** Slots that are taken off sale or cannot be read are not shown to customers. */
export const isShown = (slot: Slot): boolean => slot.state !== 'off' && slot.state !== 'not-on-sale';

/** Pictures that the server at `base` shows to everybody; what hangs on an event is for who may read the event. */
export const isOwn = (image: string | null, base: string): boolean => image !== null && image.startsWith(`${base}/`) && !image.startsWith(`${base}/dav/`);

export const firstDay = (slot: Slot): Day => dayIn(new Date(slot.starts_at), slot.time_zone);

export interface Left {
  count: number;
  /** What is counted: units, places where fewer bookings fit than there are units, or what is made to order. */
  of: 'units' | 'places' | 'preorders';
}

/** The same as the server says in words (commerce/views.cpp): what could be held now, in all. */
export function leftOf(slot: Slot): Left {
  const sold = slot.offers.reduce((sum, offer) => sum + (offer.price ? offer.remaining : 0), 0);
  const places = slot.seats_remaining;
  // Each booking takes a place, and is bound by the limit.
  const bound = places === 0 ? 0 : places !== null && slot.limit !== null ? places * slot.limit : sold;
  const units = Math.min(sold, bound);
  if (slot.offers.length > 0 && slot.offers.every((offer) => offer.preorder)) return { count: units, of: 'preorders' };
  return places === null || places >= units ? { count: units, of: 'units' } : { count: places, of: 'places' };
}

export interface PriceNow {
  money: Money;
  /** Others of the slot's offers cost more. */
  from: boolean;
}

export function priceNow(slot: Slot): PriceNow | null {
  const prices = slot.offers.flatMap((offer) => (offer.price ? [offer.price] : []));
  const [first] = prices;
  if (!first) return null;
  const money = prices.reduce((least, price) => (price.minor < least.minor ? price : least), first);
  return { money, from: prices.some((price) => price.minor !== money.minor) };
}

export interface PriceStep {
  money: Money;
  at: Date;
}

/** What the price becomes next, and when: the soonest change of any offer. */
export function nextStep(slot: Slot): PriceStep | null {
  const changes = (offer: Offer): PriceStep[] =>
    offer.price_until && offer.next_price && offer.next_price.minor !== offer.price?.minor
      ? [{ money: offer.next_price, at: new Date(offer.price_until) }]
      : [];
  return slot.offers.flatMap(changes).sort((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null;
}

/** Who only sits there picks nothing up. */
export function shownFulfilment(slot: Slot): Slot['fulfilment'] {
  const onlySeats = slot.offers.every((offer) => offer.sku === seatSku);
  return slot.fulfilment.filter((way) => !(onlySeats && way.kind === 'PICKUP'));
}

/** Somebody may wait for it: it is sold out, and what comes back is offered to who waits (server/storefront/slot_form.cpp). */
export function hasWaitingList(slot: Slot): boolean {
  const brought = slot.fulfilment.every((way) => way.kind === 'DELIVERY' || way.kind === 'SAME-DAY');
  return slot.state === 'sold-out' && !brought && slot.offers.some((offer) => offer.price && offer.remaining === 0 && offer.allotted > 0);
}

/** Shown slots in order, by the day that they begin on where they are: within it by their rank and by time. All have a rank, or none. */
export function byDay(slots: Iterable<Slot>): Map<Day, Slot[]> {
  const shown = [...slots].filter(isShown).map((slot) => [firstDay(slot) + slot.rank + slot.starts_at, slot] as const).sort();
  const days = new Map<Day, Slot[]>();
  for (const [, slot] of shown) {
    const day = firstDay(slot);
    const there = days.get(day);
    if (there) there.push(slot);
    else days.set(day, [slot]);
  }
  return days;
}
