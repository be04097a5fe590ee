// How much of what, and how it reaches the customer: chosen once, and held.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { components } from '../../api/schema';
import type { Offer, Slot } from '../../api/client';
import { Keys, send } from '../../api/send';
import { wayName } from '../../calendar/badge';
import { shownFulfilment } from '../../calendar/slots';
import { memberships } from '../../members/keep';
import { opening, type Membership } from '../../members/token';
import { writeDate, writeMoney, writeRange } from '../../words/write';
import { missingOf, noAddress } from '../address';
import { begun } from '../begun';
import { now } from '../clock';
import type { Address, Hold, SlotPage } from '../page';
import { isDelivered } from '../paying';
import { delivering } from '../rare';
import { useSpeech } from '../speech';
import { apiPath, here, visit } from '../visit';
import { leftText, nameOfOffer, Picture, Price } from './offer';
import { attempt, Press, Slots, Trouble, trouble } from './parts';

type HoldRequest = components['schemas']['HoldRequest'];
type Way = Slot['fulfilment'][number];
type Window = Way['windows'][number];
type Said = ReturnType<typeof useSpeech>;

const mostInForm = 12; // choices of a quantity; the API takes more

export const isOpenToSome = (slot: Slot, at: Date): boolean =>
  slot.state === 'upcoming' && slot.early.some(({ opens_at }) => Date.parse(opens_at) <= at.getTime());

/** The link for members on this device that opens the slot early. */
export const membershipFor = (slot: Slot, shop: string): Membership | undefined => opening(slot, memberships(shop), now.value.getTime());

export function windowText({ starts_at, ends_at, left }: Window, zone: string, { words, locale }: Said): string {
  const times = writeRange(new Date(starts_at), new Date(ends_at), 'time', locale, zone);
  return left === 0 ? words.windowFull(times) : left === null ? times : words.windowLeft(times, words.left(left));
}

function wayText(way: Way, { delivery, slot }: SlotPage, said: Said): string {
  const { words, locale } = said;
  const facts: string[] = [];
  if (way.fee && way.fee.minor > 0) facts.push(writeMoney(way.fee, locale));
  if (!way.fee && isDelivered(way.kind) && delivery) facts.push(words.feeByAddress(writeMoney(delivery.from, locale)));
  if (way.cut_off) facts.push(words.orderBy(writeDate(new Date(way.cut_off), 'dayTime', locale, slot.time_zone)));
  return wayName(way.kind, words) + (facts.length > 0 ? ` (${facts.join(', ')})` : '');
}

class Choice {
  constructor(
    readonly quantities: Signal<Record<string, number>>,
    readonly way: Signal<string>,
    readonly window: Signal<string>,
    readonly address: Signal<Address>,
    readonly code: Signal<string>,
  ) {}

  /** How many are chosen, as it is shown: others may have left less since. */
  quantityOf(slot: Slot, offer: Offer): number {
    return Math.min(this.quantities.value[offer.sku] ?? 0, mostOf(slot, offer));
  }

  /** As it is asked for; null where nothing is chosen. */
  request({ slot, place, shop }: SlotPage, ways: readonly Way[]): HoldRequest | null {
    const way = ways.length > 0 ? this.way.value : '';
    const window = way === '' || way === 'PICKUP' ? this.window.value : '';
    const lines = slot.offers.flatMap((offer) => {
      const quantity = this.quantityOf(slot, offer);
      return quantity < 1 ? [] : [{ slot: slot.id, sku: offer.sku, quantity, ...(way ? { fulfilment: way as Way['kind'] } : {}), ...(window ? { window } : {}) }];
    });
    if (lines.length === 0) return null;
    const code = this.code.value.trim() || (membershipFor(slot, shop.slug)?.token ?? '');
    return {
      lines,
      ...(code ? { code } : {}),
      ...(place ? { place: place.token } : {}),
      ...(isDelivered(way) ? { address: this.address.value } : {}),
    };
  }
}

function mostOf(slot: Slot, offer: Offer): number {
  return offer.price ? Math.max(0, Math.min(offer.remaining, slot.limit ?? mostInForm, mostInForm)) : 0;
}

function useChoice({ slot, delivery, typed }: SlotPage, ways: readonly Way[]): Choice {
  const only = slot.offers.length === 1 && !typed;
  const first = slot.offers.map(({ sku }) => [sku, Number(begun(`q.${sku}`, String(typed ? (typed.quantities[sku] ?? 0) : only ? 1 : 0)))] as const);
  const quantities = useSignal<Record<string, number>>(Object.fromEntries(first));
  const way = useSignal(begun('fulfilment', typed?.fulfilment || (ways[0]?.kind ?? '')));
  const window = useSignal(begun('window', typed?.window ?? ''));
  const known = typed?.address ?? { ...noAddress, country: delivery?.country ?? '' };
  const address = useSignal<Address>({
    name: begun('address_name', known.name),
    street: begun('street', known.street),
    postal_code: begun('postal_code', known.postal_code),
    city: begun('city', known.city),
    country: begun('country', known.country),
  });
  const code = useSignal(begun('code', typed?.code ?? ''));
  return useMemo(() => new Choice(quantities, way, window, address, code), []);
}

export function Choose({ shown }: { shown: SlotPage }): JSX.Element {
  const said = useSpeech();
  const { words, locale } = said;
  const { slot } = shown;
  const ways = shownFulfilment(slot).filter(({ cut_off }) => !cut_off || Date.parse(cut_off) > now.peek().getTime());
  const choice = useChoice(shown, ways);
  const keys = useMemo(() => new Keys(), []);
  const asked = useSignal(false);
  const AddressFields = delivering.value?.AddressFields;
  useEffect(() => {
    if (shown.typed) trouble.value = shown.typed.mistake;
  }, []);
  const hold = async (): Promise<void> => {
    const request = choice.request(shown, ways);
    if (!request) {
      trouble.value = { kind: 'invalid-quantity', title: '', detail: words.chooseOne };
      return;
    }
    const [first] = request.address ? missingOf(choice.address.value) : [];
    asked.value = first !== undefined;
    if (first) {
      trouble.value = { kind: 'invalid-address', field: `address.${first}`, title: '', detail: '' };
      document.getElementById(`address-${first}`)?.focus();
      return;
    }
    const held = await send<Hold>('POST', `${apiPath()}/holds`, request, keys.of(request));
    await visit(here(held.page), 'push');
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void attempt(hold);
  };
  const toSome = isOpenToSome(slot, now.value);
  const windows = (ways.find(({ kind }) => kind === 'PICKUP')?.windows ?? []).filter(({ ends_at }) => Date.parse(ends_at) > now.peek().getTime());
  const chosen = choice.way.value;
  return (
    <form class="choose" onSubmit={submit} noValidate>
      <Trouble />
      <SoldOutMeanwhile shown={shown} />
      <ul class="offers">
        {slot.offers.map((offer) => <Row offer={offer} shown={shown} choice={choice} key={offer.sku} />)}
      </ul>
      {ways.length > 1 && (
        <fieldset>
          <legend>{words.howItReachesYou}</legend>
          {ways.map((way) => (
            <label class="choice" key={way.kind}>
              <input type="radio" name="fulfilment" value={way.kind} checked={chosen === way.kind} onChange={() => (choice.way.value = way.kind)} /> {wayText(way, shown, said)}
            </label>
          ))}
        </fieldset>
      )}
      {ways.length === 1 && <p><strong>{words.howItReachesYou}:</strong> {wayText(ways[0]!, shown, said)}</p>}
      {windows.length > 0 && chosen === 'PICKUP' && (
        <p class="field">
          <label for="window">{words.whenYouPickUp}</label>
          <select id="window" value={choice.window.value} onChange={(event) => (choice.window.value = event.currentTarget.value)}>
            <option value="">{words.firstFree}</option>
            {windows.map((one) => <option value={one.starts_at} disabled={one.left === 0} key={one.starts_at}>{windowText(one, slot.time_zone, said)}</option>)}
          </select>
        </p>
      )}
      {isDelivered(chosen) && AddressFields && <AddressFields address={choice.address} countries={shown.delivery?.countries ?? []} asked={asked.value} />}
      {membershipFor(slot, shown.shop.slug) ? null : toSome ? (
        <>
          <p class="notice">{words.openToSome}</p>
          <CodeField code={choice.code} />
        </>
      ) : (
        <details open={choice.code.peek() !== ''}>
          <summary>{words.haveACode}</summary>
          <CodeField code={choice.code} />
        </details>
      )}
      {slot.limit && <p class="soft">{words.limit(slot.limit)}</p>}
      {slot.closes_at && slot.closes_at < slot.starts_at && <p class="soft">{words.bookingCloses(writeDate(new Date(slot.closes_at), 'dayTime', locale, slot.time_zone))}</p>}
      <Press>{words.holdItForMe}</Press>
      <p class="soft">{words.holdingIsFree}</p>
    </form>
  );
}

// Somebody was faster: what is left, when the rest may come back, and where there is more.
function SoldOutMeanwhile({ shown }: { shown: SlotPage }): JSX.Element | null {
  const { words, locale } = useSpeech();
  const wrong = trouble.value;
  if (wrong?.kind !== 'sold-out') return null;
  const alternatives = wrong.alternatives ?? [];
  return (
    <>
      {(wrong.remaining ?? 0) > 0 && <p>{words.onlySomeLeft(wrong.remaining ?? 0)}</p>}
      {wrong.held_until && <p>{words.heldByOthers(writeDate(new Date(wrong.held_until), 'time', locale, shown.slot.time_zone))}</p>}
      {alternatives.length > 0 && <><h3>{words.stillToBeHad}</h3><Slots slots={alternatives} /></>}
    </>
  );
}

function Row({ offer, shown, choice }: { offer: Offer; shown: SlotPage; choice: Choice }): JSX.Element {
  const { words } = useSpeech();
  const { slot } = shown;
  const most = mostOf(slot, offer);
  const least = slot.offers.length === 1 ? 1 : 0;
  const id = `q-${offer.sku}`;
  const choose = (quantity: number): void => {
    choice.quantities.value = { ...choice.quantities.value, [offer.sku]: quantity };
  };
  return (
    <li>
      <Picture of={offer} />
      <div>
        {most > 0 ? <label for={id} dir="auto">{nameOfOffer(offer, words)}</label> : <p><strong dir="auto">{nameOfOffer(offer, words)}</strong></p>}
        <Price offer={offer} slot={slot} />
        <p class="soft">{leftText(offer, words)}</p>
      </div>
      {most > 0 && (
        <select id={id} value={String(choice.quantityOf(slot, offer))} onChange={(event) => choose(Number(event.currentTarget.value))}>
          {Array.from({ length: most - least + 1 }, (_, at) => least + at).map((number) => <option value={String(number)} key={number}>{number}</option>)}
        </select>
      )}
    </li>
  );
}

function CodeField({ code }: { code: Signal<string> }): JSX.Element {
  const { words } = useSpeech();
  return (
    <p class="field">
      <label for="code">{words.yourCode}</label>
      <input id="code" value={code.value} autocomplete="off" autocapitalize="characters" spellcheck={false} onInput={(event) => (code.value = event.currentTarget.value)} />
    </p>
  );
}
