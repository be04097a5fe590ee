// One slot, as a card: what it is, what is left, what it costs, and the way to the shop.
import type { JSX } from 'preact';
import type { Slot } from '../api/client';
import { badgeOf } from '../calendar/badge';
import { isOwn, priceNow } from '../calendar/slots';
import { writeMoney, writeRange } from '../words/write';
import type { Said } from './words';

function priceOf(slot: Slot, { words, locale }: Said): string {
  const price = priceNow(slot);
  if (!price) return '';
  const text = price.money.minor === 0 ? words.free : writeMoney(price.money, locale);
  return price.from ? words.from(text) : text;
}

/** Pictures that the shop's own server keeps: a site allows one address, and nobody else hears of its visitors. */
function Picture({ slot, base }: { slot: Slot; base: string }): JSX.Element | null {
  const own = [slot, ...slot.offers].find(({ image }) => isOwn(image, base));
  if (!own?.image) return null;
  const { picture, image } = own;
  return (
    <picture>
      {picture?.sources.map(({ type, srcset }) => <source type={type} srcset={srcset} sizes="(max-width: 30rem) 100vw, 24rem" />)}
      <img
        part="picture"
        src={image}
        alt=""
        width={picture?.width ?? 400}
        height={picture?.height ?? 250}
        loading="lazy"
        style={{ backgroundColor: picture?.placeholder }}
      />
    </picture>
  );
}

/** `small`: a line of a calendar. */
export function Entry({ slot, said, base, small = false }: { slot: Slot; said: Said; base: string; small?: boolean }): JSX.Element {
  const { words, locale } = said;
  const bookable = slot.state === 'open' || slot.state === 'low';
  const style = small ? 'time' : 'dayTime';
  const price = priceOf(slot, said);
  return (
    <article class={`entry ${slot.state}${small ? ' small' : ''}`} part="entry">
      {!small && <Picture slot={slot} base={base} />}
      <div class="body">
        <p class="when">
          <time dateTime={slot.starts_at}>{writeRange(new Date(slot.starts_at), new Date(slot.ends_at), style, locale, slot.time_zone)}</time>
        </p>
        <p class="name" dir="auto" id={`n-${slot.id}`}>
          {slot.summary}
        </p>
        <p class="facts">
          <span class={`badge ${slot.state}`} part="badge">
            {badgeOf(slot, said)}
          </span>
          {price && <strong class="price">{price}</strong>}
        </p>
        <a class="button" part="button" href={slot.page} id={`b-${slot.id}`} aria-labelledby={`b-${slot.id} n-${slot.id}`}>
          {bookable ? words.book : words.look}
        </a>
      </div>
    </article>
  );
}
