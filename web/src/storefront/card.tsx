// A preview card: what a slot is, what is left, what it costs and will cost, how it reaches whom, before anything is held.
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Slot } from '../api/client';
import { badgeOf, waysOf } from '../calendar/badge';
import { hasWaitingList, nextStep, priceNow, seatSku } from '../calendar/slots';
import { speech } from '../words/language';
import type { Words } from '../words/en';
import { writeDate, writeMoney, writeRange, writeUntil } from '../words/write';
import { dayIn } from '../calendar/days';
import { ownZone } from '../calendar/zone';
import type { Shop } from './state';

/** What the page speaks (words/language.ts). */
interface Said {
  words: Words;
  locale: string;
}

function Cost({ slot, shop, said }: { slot: Slot; shop: Shop; said: Said }): JSX.Element | null {
  const { words, locale } = said;
  const price = priceNow(slot);
  if (!price) return null;
  const text = price.money.minor === 0 ? words.free : writeMoney(price.money, locale);
  const step = slot.state === 'sold-out' || slot.state === 'cancelled' || slot.state === 'closed' ? null : nextStep(slot);
  const now = shop.now.value;
  return (
    <p class="cost">
      <strong>{price.from ? words.from(text) : text}</strong>
      {step && (
        <time class="soft" dateTime={step.at.toISOString()} title={writeDate(step.at, 'dayTime', locale, slot.time_zone)}>
          {step.at > now ? words.thenPrice(writeMoney(step.money, locale), writeUntil(step.at, now, locale)) : words.priceChanges}
        </time>
      )}
    </p>
  );
}

/** When it is where it is held; and on the visitor's clock where that differs. */
function When({ slot, said }: { slot: Slot; said: Said }): JSX.Element {
  const from = new Date(slot.starts_at);
  const to = new Date(slot.ends_at);
  const elsewhere = ownZone(slot.time_zone, from);
  const sameDay = elsewhere && dayIn(from, elsewhere) === dayIn(from, slot.time_zone);
  return (
    <p class="when">
      <time dateTime={slot.starts_at} dir="auto">{writeRange(from, to, 'time', said.locale, slot.time_zone)}</time>
      {elsewhere && <span class="soft own-time">{said.words.yourTime(writeDate(from, sameDay ? 'time' : 'dayTime', said.locale, elsewhere))}</span>}
    </p>
  );
}

/** How wide a card's picture is: a third of a phone, a column of the page's grid (style.css). */
const across = '(max-width: 34rem) 30vw, 20rem';

function Picture({ slot, shop, said, first }: { slot: Slot; shop: Shop; said: Said; first: boolean }): JSX.Element {
  const shown = shop.pictureOf(slot);
  const write = (style: 'weekday' | 'dayNumber' | 'monthName'): string => writeDate(new Date(slot.starts_at), style, said.locale, slot.time_zone);
  return (
    <div class="picture">
      {shown ? (
        <picture>
          {shown.picture?.sources.map(({ type, srcset }) => <source type={type} srcset={shop.here(srcset)} sizes={across} />)}
          <img
            src={shown.image}
            alt=""
            width={shown.picture?.width ?? 400}
            height={shown.picture?.height ?? 250}
            loading={first ? 'eager' : 'lazy'}
            style={{ backgroundColor: shown.picture?.placeholder }}
          />
        </picture>
      ) : (
        <p class="tile" aria-hidden="true">
          <span>{write('weekday')}</span>
          <strong>{write('dayNumber')}</strong>
          <span>{write('monthName')}</span>
        </p>
      )}
    </div>
  );
}

// A change is seen to happen: a new element for each text, which lights up unless it is the first.
function Badge({ state, text }: { state: string; text: string }): JSX.Element {
  const shown = useRef({ text, changes: 0 });
  if (shown.current.text !== text) shown.current = { text, changes: shown.current.changes + 1 };
  const { changes } = shown.current;
  return (
    <span class={`badge ${state}${changes > 0 ? ' moved' : ''}`} key={changes}>
      {text}
    </span>
  );
}

/** `small`: without a picture, for the columns of a week. `first`: its picture is loaded at once. */
export function Card({ slot, shop, small = false, first = false }: { slot: Slot; shop: Shop; small?: boolean; first?: boolean }): JSX.Element | null {
  const said = speech.value;
  if (!said) return null;
  const { words } = said;
  const goods = slot.offers.filter((offer) => offer.sku !== seatSku).map((offer) => offer.name);
  const ways = waysOf(slot, said);
  const page = shop.pageOf(slot);
  return (
    <li class={`card ${slot.state}`}>
      {!small && <Picture slot={slot} shop={shop} said={said} first={first} />}
      <div class="body">
        <When slot={slot} said={said} />
        <h4>
          <a href={page} dir="auto">{slot.summary}</a>
        </h4>
        {!small && goods.length > 0 && <p class="soft" dir="auto">{goods.join(', ')}</p>}
        <Cost slot={slot} shop={shop} said={said} />
        <p class="tags">
          {shop.suiting.value.has(slot.id) && <span class="badge suits">{words.suitsYou}</span>}
          {shop.openToMember.value.has(slot.id) ? <Badge state="open" text={words.openForYou} /> : <Badge state={slot.state} text={badgeOf(slot, said)} />}
          {ways && <span class="soft">{ways}</span>}
        </p>
        {slot.queue && <p class="soft">{words.takeTurns}</p>}
        {hasWaitingList(slot) && (
          <p class="wait">
            <a href={`${page}#wait`}>{words.joinWaitingList}</a>
          </p>
        )}
      </div>
    </li>
  );
}
