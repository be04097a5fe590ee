// What several of these pages have in common.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Money, Slot } from '../../api/client';
import { badgeOf, wayName } from '../../calendar/badge';
import { seatSku } from '../../calendar/slots';
import { writeRange } from '../../words/write';
import { mistakeOf, sayMistake } from '../mistakes';
import type { Address, Fees, Line, Mistake } from '../page';
import { useSpeech } from '../speech';
import { isolated, writeOwnTime, writeSum, writeWhen, zoneName, type Times } from '../sums';
import { here, visit } from '../visit';
import { signal } from '@preact/signals';

/** What did not work just now; gone with the next page. */
export const trouble = signal<Mistake | null>(null);
/** Where it is said: by the id of the notice. */
const troubled = signal('mistake');
/** Something is on its way, so a second press waits. */
export const busy = signal(false);

/** Does something that may be refused; what is wrong is said where `Trouble` stands. */
export async function attempt(act: () => Promise<void>, at = 'mistake'): Promise<void> {
  if (busy.value) return;
  busy.value = true;
  troubled.value = at;
  trouble.value = null;
  try {
    await act();
  } catch (reason) {
    trouble.value = mistakeOf(reason);
  } finally {
    busy.value = false;
  }
}

export function Trouble({ id = 'mistake' }: { id?: string }): JSX.Element | null {
  const said = useSpeech();
  const notice = useRef<HTMLParagraphElement>(null);
  const wrong = troubled.value === id ? trouble.value : null;
  // On a phone the button that was pressed may be far below.
  useEffect(() => notice.current?.scrollIntoView({ block: 'nearest' }), [wrong]);
  return wrong && <p class="notice bad" role="alert" id={id} ref={notice}>{sayMistake(wrong, said)}</p>;
}

/** A link to another page of this app, which is shown without loading all anew. */
export function Go({ href, class: name, children }: { href: string; class?: string; children: ComponentChildren }): JSX.Element {
  const go = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void attempt(() => visit(href, 'push'));
  };
  return <a href={href} class={name} onClick={go}>{children}</a>;
}

export function When({ times }: { times: Times }): JSX.Element {
  const said = useSpeech();
  const own = writeOwnTime(times, said);
  return (
    <p class="when">
      <time dateTime={times.from} dir="auto">{writeWhen(times, said)}</time> <span class="soft" dir="auto">({zoneName(times.zone, times.from, said)})</span>
      {own && <span class="soft own-time">{own}</span>}
    </p>
  );
}

export const timesOf = ({ starts_at, ends_at, time_zone }: Pick<Slot, 'starts_at' | 'ends_at' | 'time_zone'>): Times => ({ from: starts_at, to: ends_at, zone: time_zone });

/** Other slots to go to. */
export function Slots({ slots }: { slots: readonly Slot[] }): JSX.Element {
  const said = useSpeech();
  return (
    <ul class="dates">
      {slots.map((slot) => (
        <li key={slot.id}>
          <span>
            <Go href={here(slot.page)}><span dir="auto">{slot.summary}</span></Go>
            <time class="soft" dateTime={slot.starts_at} dir="auto">{writeWhen(timesOf(slot), said)}</time>
          </span>{' '}
          <span class={`badge ${slot.state}`}>{badgeOf(slot, said)}</span>
        </li>
      ))}
    </ul>
  );
}

/** In the language that is spoken; what a product is called, its shop says. */
export function nameOf({ sku, slot }: Pick<Line, 'sku' | 'slot'>, slots: readonly Slot[], seat: string): string {
  const offer = slots.find(({ id }) => id === slot)?.offers.find((one) => one.sku === sku);
  return sku === seatSku ? seat : offer?.name || sku;
}

/** How far a line of a booking is. */
function progressOf({ sku, fulfilment, state, handed_over = 0, quantity }: Line, words: ReturnType<typeof useSpeech>['words']): string {
  const done = sku === seatSku ? words.checkedIn : fulfilment === 'PICKUP' ? words.pickedUp : fulfilment === 'DIGITAL' ? words.opened : words.delivered;
  if (state === 'returned') return words.broughtBack;
  if (handed_over > 0 && handed_over < quantity) return words.someOf(handed_over, quantity, done);
  if (state === 'handed-over') return done;
  if (sku === seatSku) return '';
  if (state === 'ready') return fulfilment === 'PICKUP' ? words.readyForYou : words.underWay;
  return state === 'missed' ? words.notPickedUp : '';
}

function BookedLine({ line, slots, zone }: { line: Line; slots: readonly Slot[]; zone: string }): JSX.Element {
  const said = useSpeech();
  const { words, locale } = said;
  const { quantity, tier, fulfilment, window, discount, unit_price, subtotal, sku } = line;
  const way = sku === seatSku ? '' : wayName(fulfilment, words);
  const times = way && window ? writeRange(new Date(window.starts_at), new Date(window.ends_at), 'time', locale, zone) : '';
  const progress = progressOf(line, words);
  return (
    <li>
      <p>
        <strong>{quantity} × <span dir="auto">{nameOf(line, slots, words.seat)}</span></strong>{' '}
        <span class="soft">{[tier && words.tierPrice(tier), [way, times].filter(Boolean).join(' ')].filter(Boolean).join(', ')}</span>
        {progress && <> <span class="badge">{progress}</span></>}
        {line.claim && <><br /><a href={here(line.claim)}>{words.openIt}</a></>}
        {line.preorder && <span class="soft preorder">{words.preordered}</span>}
      </p>
      <p class="sum">
        {writeSum(subtotal, said)}
        {quantity > 1 && <span class="soft">{words.each(writeSum(unit_price, said))}</span>}
        {discount && <span class="soft">{words.off(writeSum(discount, said))}</span>}
      </p>
    </li>
  );
}

interface Booked {
  summary: string;
  location: string;
  times: Times | null;
  lines: Line[];
}

/** Lines by their slots, in their order. A booking's lines say themselves where and when; a hold's slots do. */
export function bySlot(lines: readonly Line[], slots: readonly Slot[]): Booked[] {
  const groups = new Map<string, Booked>();
  for (const line of lines) {
    const group = groups.get(line.slot);
    if (group) {
      group.lines.push(line);
      continue;
    }
    const slot = slots.find(({ id }) => id === line.slot);
    const times = line.starts_at && line.ends_at && line.time_zone ? { from: line.starts_at, to: line.ends_at, zone: line.time_zone } : slot ? timesOf(slot) : null;
    groups.set(line.slot, { summary: line.summary ?? slot?.summary ?? '', location: line.location ?? slot?.location ?? '', times, lines: [line] });
  }
  return [...groups.values()];
}

export function BookedSlots({ lines, slots }: { lines: readonly Line[]; slots: readonly Slot[] }): JSX.Element {
  return (
    <ul class="bookeds">
      {bySlot(lines, slots).map(({ summary, location, times, lines: own }) => (
        <li class="booked" key={own[0]?.slot}>
          {summary && <h2 dir="auto">{summary}</h2>}
          {times && <When times={times} />}
          {location && <p class="soft"><bdi>{location}</bdi></p>}
          <ul class="lines">
            {own.map((line) => <BookedLine line={line} slots={slots} zone={times?.zone ?? 'UTC'} key={line.position} />)}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** A fee has a part for each rate of tax; people are told one sum. */
export function summedFees(fees: Fees): { kind: string; amount: Money }[] {
  const sums = new Map<string, { kind: string; amount: Money }>();
  for (const { slot, fulfilment, zone, amount } of fees) {
    const key = `${slot} ${fulfilment} ${zone ?? ''}`;
    const known = sums.get(key);
    const minor = (known?.amount.minor ?? 0) + amount.minor;
    sums.set(key, { kind: fulfilment, amount: known ? { ...amount, minor, amount: decimalOf(minor, amount) } : amount });
  }
  return [...sums.values()];
}

// With as many decimals as the server wrote.
function decimalOf(minor: number, { amount }: Money): string {
  const digits = amount.split('.')[1]?.length ?? 0;
  return (minor / 10 ** digits).toFixed(digits);
}

export function Sums({ fees, address, total }: { fees: Fees; address: Address | null; total: Money }): JSX.Element {
  const said = useSpeech();
  const { words } = said;
  return (
    <>
      {summedFees(fees).map(({ kind, amount }) => (
        <p class="total fee" key={kind}><span>{wayName(kind, words)}</span> <span>{writeSum(amount, said)}</span></p>
      ))}
      {address && <p class="soft">{words.to(`${isolated(address.name)}, ${isolated(address.street)}, ${address.postal_code} ${isolated(address.city)}, ${address.country}`)}</p>}
      <p class="total"><span>{words.total}</span> <strong>{writeSum(total, said)}</strong></p>
    </>
  );
}

/** A button that says so while it is at work, and keeps the focus. */
export function Press({ class: name, act, children }: { class?: string; act?: () => unknown; children: ComponentChildren }): JSX.Element {
  return (
    <button type={act ? 'button' : 'submit'} class={name} aria-disabled={busy.value || undefined} onClick={act}>
      {children}
    </button>
  );
}
