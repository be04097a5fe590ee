// Where every unit is: by slot, and what to do where more was promised than is there.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { Keys } from '../../api/send';
import { writeDate } from '../../words/write';
import type { useNames } from '../lists/names';
import { useWords } from '../outside/speech';
import { confirm } from '../parts/confirm';
import { List } from '../parts/list';
import { useSending } from '../parts/sending';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import type { Dashboard } from '../state';
import type { Stock } from './view';

export type Books = components['schemas']['StockBooks'];
type Conflict = Books['conflicts'][number];
type Remedy = Conflict['remedies'][number];

interface Props {
  app: Dashboard;
  names: ReturnType<typeof useNames>;
}

export function SlotBooks({ app, names, slots }: Props & { slots: Books['slots'] }): JSX.Element | null {
  const { words } = useWords();
  if (slots.length === 0) return null;
  return (
    <details class="panel" open={matchMedia('(min-width: 48rem)').matches}>
      <summary><h2>{words.bySlot}</h2></summary>
      <List label={words.bySlot} file="stock-by-slot" rows={slots} keyOf={(one) => one.slot + one.sku} empty=""
        columns={[
          { name: words.slot, heading: true, text: (one) => one.summary, show: (one) => <>{one.summary}<div class="soft">{names.nameOf(one.sku)}</div></> },
          { name: words.product, text: (one) => one.sku },
          { name: words.when, text: (one) => one.starts_at, show: (one) => <When at={one.starts_at} zone={app.shop.time_zone} /> },
          { name: words.freeUnits, number: true, text: (one) => one.allotted, show: (one) => one.allotted },
          { name: words.heldUnits, number: true, text: (one) => one.held, show: (one) => one.held },
          { name: words.soldUnits, number: true, text: (one) => one.sold, show: (one) => one.sold },
          { name: words.leased, number: true, text: (one) => one.leased, show: (one) => one.leased },
          { name: words.unitsHandedOver, number: true, text: (one) => one.handed_over, show: (one) => one.handed_over },
          { name: words.preordered, number: true, text: (one) => one.promised, show: (one) => one.promised },
        ]} />
    </details>
  );
}

interface ConflictProps extends Props {
  conflicts: Books['conflicts'];
  venues: Stock['venues'];
  done: (sentence: string) => void;
}

export function Conflicts({ app, names, conflicts, venues, done }: ConflictProps): JSX.Element | null {
  const { words, locale } = useWords();
  const [keys, setKeys] = useState(() => new Keys());
  const { busy, reason, send } = useSending();
  if (conflicts.length === 0) return null;
  const runs = app.may('manager'); // who may order
  const venueName = (id: string | undefined): string => venues.find((venue) => venue.id === id)?.name ?? '';
  const write = (at: string | undefined): string => (at === undefined ? '' : writeDate(new Date(at), 'dayTime', locale, app.shop.time_zone));
  const attempt = (act: () => Promise<unknown>, sentence: string): Promise<void> => send(async () => {
    await act();
    setKeys(new Keys());
    done(sentence);
  });
  const release = async (hold: string): Promise<void> => {
    if (!(await confirm({ title: words.releaseHoldTitle, text: words.releaseHoldText, act: words.releaseHold, danger: true }))) return;
    await attempt(() => app.client.delete('/api/v1/shops/{shop}/holds/{hold}', { shop: app.shop.slug, hold }), words.holdReleased);
  };
  const bring = (conflict: Conflict, { venue, units }: Remedy): Promise<void> => attempt(() => app.client.post('/api/v1/shops/{shop}/stock/movements', { shop: app.shop.slug },
    { kind: 'move', venue: venue ?? '', to: conflict.venue, sku: conflict.sku, units, source: 'dashboard' }), words.broughtOver);
  const order = (conflict: Conflict, units: number): Promise<void> => attempt(() => app.client.post('/api/v1/shops/{shop}/orders', { shop: app.shop.slug },
    { id: keys.of([conflict.venue, conflict.sku, units]), venue: conflict.venue, sku: conflict.sku, units }), words.missingOrdered);
  const takeIn = (id: string): Promise<void> => attempt(() => app.client.post('/api/v1/shops/{shop}/orders/{order}/receive', { shop: app.shop.slug, order: id }, {}), words.takenIn);
  const sentence = (remedy: Remedy): string => {
    switch (remedy.kind) {
      case 'release-hold': return words['remedy:release-hold'](remedy.units, write(remedy.at));
      case 'free-missed': return words['remedy:free-missed'](remedy.units, remedy.booking ?? '');
      case 'bring-over': return words['remedy:bring-over'](remedy.units, venueName(remedy.venue));
      case 'take-in': return words['remedy:take-in'](remedy.units, write(remedy.at));
      case 'order-more': return words['remedy:order-more'](remedy.units);
      case 'tell-customer': return words['remedy:tell-customer'](remedy.units, remedy.booking ?? '');
    }
  };
  return (
    <section class="panel">
      <h2>{words.conflictsTitle}</h2>
      <p class="soft">{words.conflictsStory}</p>
      {reason !== undefined && <Trouble reason={reason} />}
      {conflicts.map((conflict) => (
        <div key={conflict.venue + conflict.sku} class="conflict">
          <h3>{words.missingAt(conflict.missing, names.nameOf(conflict.sku), venueName(conflict.venue))} <span class="soft">{words.conflictSince(write(conflict.since))}</span></h3>
          <ul class="remedies">
            {conflict.remedies.map((remedy) => (
              <li key={remedy.kind + (remedy.hold ?? remedy.venue ?? remedy.order ?? remedy.booking ?? '')}>
                <span>{sentence(remedy)}</span>
                {remedy.hold !== undefined && <button type="button" class="plain" disabled={busy} aria-label={`${words.releaseHold}: ${sentence(remedy)}`} onClick={() => void release(remedy.hold ?? '')}>{words.releaseHold}</button>}
                {remedy.venue !== undefined && <button type="button" class="plain" disabled={busy} aria-label={`${words.bringOver}: ${sentence(remedy)}`} onClick={() => void bring(conflict, remedy)}>{words.bringOver}</button>}
                {remedy.kind === 'order-more' && runs && <button type="button" class="plain" disabled={busy} aria-label={`${words.orderMore}: ${sentence(remedy)}`} onClick={() => void order(conflict, remedy.units)}>{words.orderMore}</button>}
                {remedy.order !== undefined && runs && <button type="button" class="plain" disabled={busy} aria-label={`${words.takeIn}: ${sentence(remedy)}`} onClick={() => void takeIn(remedy.order ?? '')}>{words.takeIn}</button>}
                {remedy.booking !== undefined && <a href={app.router.address('bookings', { booking: remedy.booking })} aria-label={`${words.openBooking} ${remedy.booking}`}>{words.openBooking}</a>}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
