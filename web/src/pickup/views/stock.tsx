// Taking stock on lease and returning it, which needs a network.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Problem } from '../../api/client';
import { Unanswered } from '../../api/unanswered';
import { writeDate, writeMoney } from '../../words/write';
import { goodsName } from '../goods';
import { sayProblem, type Said } from '../problems/say';
import type { Lease, LeaseOffer, Lent } from '../sale';
import { speech, useWords } from '../speech';
import type { Pickup } from '../state';
import type { Words } from '../words/en';
import { Mistake } from './mistake';

const unanswered = new Unanswered();

/** Pressed again because no answer came, it is the same lease. */
function takeOnce(app: Pickup, offer: LeaseOffer, units: number): Promise<void> {
  const { slot, sku, from } = offer;
  return unanswered.ask(JSON.stringify({ slot, sku, from, units }), (nonce) => app.takeLease(offer, units, nonce));
}

export function Stock({ app, leases }: { app: Pickup; leases: readonly Lent[] }): JSX.Element | null {
  const { words } = useWords();
  const [mistake, setMistake] = useState<Said | null>(null);
  const [busy, setBusy] = useState(false);
  const { offers } = app.onLease.value;
  if (!app.maySell.value) return null;
  const act = async (what: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await what();
      setMistake(null);
    } catch (reason) {
      setMistake(reason instanceof Problem ? await sayProblem(reason, speech.value?.language, words.needsNetwork) : { sentence: words.storageFull });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="panel">
      <h2>{words.takeLease}</h2>
      <p class="soft">{words.takeLeaseWhy}</p>
      {offers.length === 0 && <p>{app.reach.value === 'online' ? words.noOffers(app.manifest.value?.venue.name ?? '') : words.needsNetwork}</p>}
      <Mistake said={mistake} />
      <ul class="lines">
        {offers.map((offer) => (
          <Take app={app} offer={offer} busy={busy} key={`${offer.slot} ${offer.sku} ${offer.from}`} take={(units) => void act(() => takeOnce(app, offer, units))} />
        ))}
        {leases.map((lease) => (
          <li key={lease.id}>
            <div><strong>{leaseName(lease, words)}</strong><p class="soft">{lease.slot.summary}</p></div>
            {lease.returning
              ? <span class="soft">{words.givingBack}</span>
              : <button type="button" class="plain" disabled={busy} aria-label={words.giveBackLease(leaseName(lease, words))} onClick={() => void act(() => app.giveBack(lease.id))}>{words.giveBack}</button>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The same goods may be on lease of a slot and of what lies at the venue in none. */
export function leaseName(lease: Pick<Lease, 'sku' | 'name' | 'from'>, words: Words): string {
  const name = goodsName(lease, words);
  return lease.from === 'venue' ? words.fromVenue(name) : name;
}

interface TakeProps {
  app: Pickup;
  offer: LeaseOffer;
  busy: boolean;
  take: (units: number) => void;
}
function Take({ app, offer, busy, take }: TakeProps): JSX.Element {
  const { words, locale } = useWords();
  const [units, setUnits] = useState(Math.min(10, offer.free));
  const zone = app.manifest.value?.venue.time_zone ?? 'UTC';
  const name = offer.from === 'venue' ? words.fromVenue(goodsName(offer, words)) : words.ofSlot(goodsName(offer, words));
  const id = `take-${offer.slot}-${offer.sku}-${offer.from}`;
  return (
    <li class="offer">
      <div>
        <strong>{name}</strong> {writeMoney(offer.price, locale)}
        <p class="soft">{offer.summary}, {writeDate(new Date(offer.starts_at), 'dayTime', locale, zone)}</p>
        <p class="soft">{offer.from === 'venue' ? words.inNoSlot(offer.free) : words.freeOf(offer.free)}</p>
      </div>
      <div class="fields">
        <label class="hidden" for={id}>{words.unitsToTake(name)}</label>
        <input id={id} type="number" inputMode="numeric" min={1} max={offer.free} value={units} onInput={(event) => setUnits(Number(event.currentTarget.value))} />
        <button type="button" disabled={busy || !(units >= 1)} onClick={() => take(Math.floor(units))}>{words.take}</button>
      </div>
    </li>
  );
}
