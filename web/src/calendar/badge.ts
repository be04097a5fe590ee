// What a slot is to be had for, and how, in the words of whichever app shows it.
import type { Slot } from '../api/client';
import type { Words } from '../words/en';
import { writeDate, writeMoney } from '../words/write';
import { leftOf, shownFulfilment } from './slots';

interface Saying<Messages extends keyof Words> {
  words: Pick<Words, Messages>;
  locale: string;
}
type OfBadges = 'opens' | 'opensSoon' | 'soldOut' | 'closed' | 'cancelled' | 'toPreorder' | 'onlyPlaces' | 'places' | 'onlyLeft' | 'left';
type OfWays = 'pickup' | 'delivery' | 'sameDay' | 'digital' | 'withFee';

export type Badged = Saying<OfBadges | OfWays>;

export function badgeOf(slot: Slot, { words, locale }: Saying<OfBadges>): string {
  const { count, of } = leftOf(slot);
  switch (slot.state) {
    case 'upcoming':
      return slot.opens_at ? words.opens(writeDate(new Date(slot.opens_at), 'dayTime', locale, slot.time_zone)) : words.opensSoon;
    case 'sold-out':
      return words.soldOut;
    case 'closed':
      return words.closed;
    case 'cancelled':
      return words.cancelled;
    default:
      break;
  }
  if (of === 'preorders') return words.toPreorder(count);
  if (of === 'places') return slot.state === 'low' ? words.onlyPlaces(count) : words.places(count);
  return slot.state === 'low' ? words.onlyLeft(count) : words.left(count);
}

export const wayName = (kind: string, words: Badged['words']): string =>
  ({ PICKUP: words.pickup, DELIVERY: words.delivery, 'SAME-DAY': words.sameDay, DIGITAL: words.digital })[kind] ?? kind;

export function waysOf(slot: Slot, { words, locale }: Badged): string {
  return shownFulfilment(slot)
    .map(({ kind, fee }) => (fee && fee.minor > 0 ? words.withFee(wayName(kind, words), writeMoney(fee, locale)) : wayName(kind, words)))
    .join(', ');
}
