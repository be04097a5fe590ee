// One thing that a slot sells: its picture, what it costs and will, what is left.
import type { JSX } from 'preact';
import type { Offer, Slot } from '../../api/client';
import { isOwn, seatSku } from '../../calendar/slots';
import { writeDate, writeMoney, writeUntil } from '../../words/write';
import { now } from '../clock';
import { useSpeech } from '../speech';
import { allHere, page } from '../visit';

/** How wide the picture of a slot is (web/pages/slot.mustache). */
const across = '(max-width: 56rem) 100vw, 36rem';

/** What it costs, and as it counts down what it will. */
export function Price({ offer, slot }: { offer: Offer; slot: Slot }): JSX.Element | null {
  const { words, locale } = useSpeech();
  if (!offer.price) return null;
  const at = offer.price_until && offer.next_price && offer.next_price.minor !== offer.price.minor ? new Date(offer.price_until) : null;
  return (
    <p class="cost">
      <strong>{offer.price.minor === 0 ? words.free : writeMoney(offer.price, locale)}</strong>{' '}
      {at && offer.next_price && (
        <time class="soft" dateTime={at.toISOString()} title={writeDate(at, 'dayTime', locale, slot.time_zone)}>
          {at > now.value ? words.thenPrice(writeMoney(offer.next_price, locale), writeUntil(at, now.value, locale)) : words.priceChanges}
        </time>
      )}
    </p>
  );
}

/** A seat is called so in the visitor's language; goods have the name that the shop gave them. */
export function nameOfOffer(offer: Pick<Offer, 'sku' | 'name'>, words: ReturnType<typeof useSpeech>['words']): string {
  return offer.sku === seatSku ? words.seat : offer.name;
}

export function leftText(offer: Offer, words: ReturnType<typeof useSpeech>['words']): string {
  if (offer.remaining <= 0) return words.noneLeft;
  return offer.preorder ? words.preorders(offer.remaining) : words.left(offer.remaining);
}

/** A picture of this installation; those from elsewhere are not shown to visitors. */
export function Picture({ of, wide = false }: { of: Pick<Offer, 'image' | 'picture'>; wide?: boolean }): JSX.Element | null {
  const { image, picture } = of;
  if (!isOwn(image, page.value?.origin ?? location.origin)) return null;
  return (
    <picture>
      {picture?.sources.map(({ type, srcset }) => <source type={type} srcset={allHere(srcset)} sizes={wide ? across : '4rem'} key={type} />)}
      <img class={wide ? 'wide' : undefined} src={allHere(image as string)} alt="" width={picture?.width ?? (wide ? 800 : 64)} height={picture?.height ?? (wide ? 600 : 64)}
        style={{ backgroundColor: picture?.placeholder }} />
    </picture>
  );
}
