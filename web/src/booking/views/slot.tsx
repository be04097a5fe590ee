// One slot, as it moves: what it is, what is left, what it costs and will, and how to have it.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Client } from '../../api/client';
import { badgeOf } from '../../calendar/badge';
import { isOwn } from '../../calendar/slots';
import { follow } from '../../live/follow';
import { merged } from '../../live/merge';
import { writeDate, writeMoney } from '../../words/write';
import { now } from '../clock';
import type { SlotPage } from '../page';
import { announcement, speech, useSpeech } from '../speech';
import { apiPath, page, prefix, shopPath } from '../visit';
import { Choose, isOpenToSome, membershipFor } from './choose';
import { HeldHere } from './held';
import { leftText, nameOfOffer, Picture, Price } from './offer';
import { Go, Slots, timesOf, Trouble, When } from './parts';
import { Wait, waitable } from './wait';

type Slot = SlotPage['slot'];

const shownSlot = (): SlotPage | null => (page.value?.view === 'slot' ? page.value : null);
const put = (slot: Slot): void => {
  const shown = shownSlot();
  if (!shown || shown.slot.id !== slot.id || shown.slot.revision > slot.revision) return;
  sayWhatChanged(shown.slot, slot);
  page.value = { ...shown, slot };
  if (slot.state === 'sold-out' && shown.slot.state !== 'sold-out') void lookForOthers(slot);
};

// Heard as well as seen; each unit that somebody takes is not worth a word.
function sayWhatChanged(before: Slot, after: Slot): void {
  const said = speech.value;
  if (!said) return;
  const { words, locale } = said;
  const dearer = after.offers.find((offer) => {
    const known = before.offers.find(({ sku }) => sku === offer.sku);
    return offer.price && known?.price && known.price.minor !== offer.price.minor;
  });
  if (after.state !== before.state) announcement.value = badgeOf(after, said);
  else if (dearer?.price) announcement.value = words.priceNow(writeMoney(dearer.price, locale));
}

async function lookForOthers({ id }: Slot): Promise<void> {
  const shown = shownSlot();
  if (!shown) return;
  try {
    const alternatives = await new Client(prefix()).get('/api/v1/shops/{shop}/slots/{slot}/alternatives', { shop: shown.shop.slug, slot: id });
    const still = shownSlot();
    if (still?.slot.id === id) page.value = { ...still, alternatives };
  } catch {
    // the page says that it is sold out all the same
  }
}

async function reread(): Promise<void> {
  const shown = shownSlot();
  if (!shown) return;
  put(await new Client(prefix()).get('/api/v1/shops/{shop}/slots/{slot}', { shop: shown.shop.slug, slot: shown.slot.id }));
}

function stateStory(slot: Slot, said: ReturnType<typeof useSpeech>): string {
  const { words, language, locale } = said;
  // Of what is sold out the page knows more than the reason: a part may be held.
  if (slot.reason && language === 'en' && slot.state !== 'sold-out') return slot.reason;
  switch (slot.state) {
    case 'upcoming':
      return slot.opens_at ? words.bookingOpens(writeDate(new Date(slot.opens_at), 'dayTime', locale, slot.time_zone)) : words.bookingOpensLater;
    case 'sold-out':
      return words.allSoldOrHeld;
    case 'closed':
      return words.bookingHasClosed;
    case 'cancelled':
      return words.calledOff;
    default:
      return words.offSale;
  }
}

export function SlotView({ shown }: { shown: SlotPage }): JSX.Element {
  const said = useSpeech();
  const { words } = said;
  const { slot } = shown;
  const connected = useSignal(true);
  useEffect(
    () =>
      follow(`${apiPath()}/live`, shown.mark, {
        moved: (news) => {
          const known = shownSlot()?.slot;
          if (!known || news.id !== known.id || news.revision <= known.revision) return;
          if (news.edition !== known.edition) void reread().catch(() => undefined);
          else put(merged(known, news));
        },
        reread,
        connected: (yes) => (connected.value = yes),
      }),
    [slot.id],
  );
  // At a step of the price the news may come a moment later than the step.
  const step = slot.offers.some(({ price_until }) => price_until !== null && Date.parse(price_until) <= now.value.getTime());
  useEffect(() => {
    if (step) void reread().catch(() => undefined);
  }, [step]);
  const toSome = isOpenToSome(slot, now.value);
  const bookable = slot.state === 'open' || slot.state === 'low' || toSome;
  const isMember = membershipFor(slot, shown.shop.slug) !== undefined;
  const mustQueue = slot.queue !== null && bookable && !shown.place?.in;
  return (
    <>
      <p class="back"><a href={shopPath()}>{words.allSlots}</a></p>
      <HeldHere shop={shown.shop} />
      <div class="split">
        <div>
          <Picture of={[slot, ...slot.offers].find(({ image }) => isOwn(image, shown.origin)) ?? slot} wide />
          <When times={timesOf(slot)} />
          <h1 tabIndex={-1} dir="auto">{slot.summary}</h1>
          <p><span class={`badge ${slot.state}`}>{badgeOf(slot, said)}</span></p>
          {slot.location && <p class="place"><bdi>{slot.location}</bdi></p>}
          {slot.description && <p class="story" dir="auto">{slot.description}</p>}
          {shown.bundle_title && <p class="notice">{words.partOfBundle(shown.bundle_title)} <Go href={`${shopPath()}/bundles/${encodeURIComponent(slot.bundle ?? '')}`}>{words.bookTogether}</Go></p>}
          {bookable && <p class="soft pulse">{connected.value ? words.live : words.polling}</p>}
        </div>
        <section class="panel buy" aria-labelledby="buy">
          <h2 id="buy">{bookable ? words.takeYourPick : words.notToBeHad}</h2>
          {(!bookable || toSome) && <p class="notice">{isMember ? words.openToYou : stateStory(slot, said)}</p>}
          {bookable && !mustQueue && <Choose shown={shown} key={slot.id} />}
          {(!bookable || mustQueue) && <Trouble />}
          {(!bookable || mustQueue) && <Offers slot={slot} bookable={bookable} />}
          {mustQueue && (
            <>
              <p class="notice">{words.thereIsALine}</p>
              <p class="buttons"><Go class="button" href={`${shopPath()}/drops/${encodeURIComponent(slot.drop ?? '')}`}>{words.toTheLine}</Go></p>
            </>
          )}
          {slot.state === 'sold-out' && <Instead shown={shown} />}
          {waitable(slot).length > 0 && <Wait slot={slot} />}
        </section>
      </div>
    </>
  );
}

function Offers({ slot, bookable }: { slot: Slot; bookable: boolean }): JSX.Element {
  const { words } = useSpeech();
  return (
    <ul class="offers">
      {slot.offers.map((offer) => (
        <li key={offer.sku}>
          <Picture of={offer} />
          <div>
            <p><strong dir="auto">{nameOfOffer(offer, words)}</strong></p>
            <Price offer={offer} slot={slot} />
            {bookable && <p class="soft">{leftText(offer, words)}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}

// When held units may come back, and the next dates with room.
function Instead({ shown }: { shown: SlotPage }): JSX.Element | null {
  const { words, locale } = useSpeech();
  const { held_until, slots } = shown.alternatives;
  const mayComeBack = held_until !== null && Date.parse(held_until) > now.value.getTime();
  return (
    <>
      {mayComeBack && <p class="held-until">{words.heldByOthers(writeDate(new Date(held_until), 'time', locale, shown.slot.time_zone))}</p>}
      {slots.length > 0 && <><h3>{words.stillToBeHad}</h3><Slots slots={slots} /></>}
    </>
  );
}
