// Selling to who walks up, from what is on lease: tap what is sold, then how it was paid.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { writeDate, writeMoney } from '../../words/write';
import { ago } from '../../words/ago';
import { endOf, lastSale, leftOf, moneyOf, priced, priceOf, type Ended, type Lent, type Paid, type Sale } from '../sale';
import { useWords } from '../speech';
import type { Pickup } from '../state';
import type { Words } from '../words/en';
import { leaseName, Stock } from './stock';

const halfADay = 12 * 3_600_000;
/** Why nothing is sold of a lease any more. */
const sentences = { over: 'leaseOver', 'called-back': 'leaseCalledBack', returning: 'leaseReturning' } as const satisfies Record<Ended, keyof Words>;

export function Sell({ app }: { app: Pickup }): JSX.Element {
  const { words, locale } = useWords();
  const { leases, asOf } = app.onLease.value;
  const shown = leases.filter((lease) => leftOf(lease, app.sales.value) > 0);
  return (
    <>
      <section class="panel">
        <h1>{words.sell}</h1>
        {shown.length === 0 && <p>{words.sellNothing}</p>}
        {shown.length > 0 && <Goods app={app} leases={shown} />}
        {shown.length > 0 && <Paying app={app} />}
        {asOf > 0 && <p class="soft">{words.leaseAsOf(ago(asOf, app.now.value, locale, words.justNow))}</p>}
      </section>
      <LastSale app={app} key={lastSale(app.sales.value)?.seq} />
      <Stock app={app} leases={shown} />
    </>
  );
}

function Goods({ app, leases }: { app: Pickup; leases: readonly Lent[] }): JSX.Element {
  const { words } = useWords();
  const basket = app.basket.value;
  const currency = leases.find((lease) => basket.has(lease.id))?.currency;
  const others = currency !== undefined && leases.some((lease) => lease.currency !== currency);
  return (
    <>
      <ul class="goods">
        {leases.map((lease) => <Good app={app} lease={lease} key={lease.id} other={currency !== undefined && lease.currency !== currency} />)}
      </ul>
      {others && <p class="soft">{words.otherCurrency}</p>}
    </>
  );
}

function Good({ app, lease, other }: { app: Pickup; lease: Lent; other: boolean }): JSX.Element {
  const { words, locale } = useWords();
  const now = app.now.value;
  const chosen = app.basket.value.get(lease.id) ?? 0;
  const left = leftOf(lease, app.sales.value) - chosen;
  const ended = endOf(lease, now);
  const amount = writeMoney(moneyOf(priceOf(lease, now).minor, lease), locale);
  const name = leaseName(lease, words);
  const zone = app.manifest.value?.venue.time_zone ?? 'UTC';
  return (
    <li>
      <button type="button" class="good" disabled={!app.maySell.value || ended !== null || other || left < 1} aria-label={`${words.sellOne(name, amount)}. ${words.leftOf(left)}`} onClick={() => app.choose(lease.id, chosen + 1)}>
        <strong>{name}</strong>
        <span class="price">{amount}</span>
        <span>{words.leftOf(left)}</span>
      </button>
      {chosen > 0 && (
        <div class="stepper" role="group" aria-label={words.unitsOf(name)}>
          <button type="button" class="plain" aria-label={words.less(name)} onClick={() => app.choose(lease.id, chosen - 1)}>−</button>
          <output>{new Intl.NumberFormat(locale).format(chosen)}</output>
          <button type="button" class="plain" aria-label={words.more(name)} disabled={left < 1 || ended !== null} onClick={() => app.choose(lease.id, chosen + 1)}>+</button>
        </div>
      )}
      <p class="soft">{words.sellSlot(lease.slot.summary)}</p>
      <p class="soft">{ended ? words[sentences[ended]] : words.leaseUntil(writeDate(new Date(lease.expires_at), Date.parse(lease.expires_at) - now < halfADay ? 'time' : 'dayTime', locale, zone))}</p>
    </li>
  );
}

function Paying({ app }: { app: Pickup }): JSX.Element {
  const { words, locale } = useWords();
  const [mistake, setMistake] = useState('');
  const [busy, setBusy] = useState(false);
  const sum = priced(app.basket.value, app.onLease.value.leases, app.now.value);
  const finish = async (paid: Paid): Promise<void> => {
    setBusy(true);
    try {
      setMistake((await app.sell(paid)) ? '' : words.sellAgain);
    } catch {
      setMistake(words.storageFull);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div role="group" aria-label={words.total}>
      {sum ? <p class="sum"><span>{words.total}</span> <strong>{writeMoney(sum.total, locale)}</strong></p> : <p class="soft">{words.nothingChosen}</p>}
      {mistake && <p class="notice bad" role="alert">{mistake}</p>}
      {sum && (
        <>
          <div class="paying">
            <button type="button" class="large" disabled={busy || !app.maySell.value} onClick={() => void finish('cash')}>{words.cash}</button>
            <button type="button" class="large" disabled={busy || !app.maySell.value} onClick={() => void finish('card')}>{words.card}</button>
          </div>
          <p><button type="button" class="plain" onClick={() => (app.basket.value = new Map())}>{words.clearAll}</button></p>
        </>
      )}
    </div>
  );
}

/** Asks once more: a tap too many gives money back. */
function LastSale({ app }: { app: Pickup }): JSX.Element | null {
  const { words, locale } = useWords();
  const [asked, setAsked] = useState(false);
  const [mistake, setMistake] = useState('');
  const sale: Sale | undefined = lastSale(app.sales.value);
  if (!sale) return null;
  const when = writeDate(new Date(sale.at), 'time', locale, app.manifest.value?.venue.time_zone ?? 'UTC');
  const takeBack = (): Promise<void> => app.takeBack(sale.seq).catch(() => setMistake(words.storageFull));
  return (
    <section class="panel">
      <p>{words.lastSale(writeMoney(sale.total, locale), when)}</p>
      {mistake && <p class="notice bad" role="alert">{mistake}</p>}
      <div class="buttons">
        {asked ? (
          <>
            <button type="button" onClick={() => void takeBack()}>{words.takeBackSure}</button>
            <button type="button" class="plain" onClick={() => setAsked(false)}>{words.keepSale}</button>
          </>
        ) : (
          <button type="button" class="plain" onClick={() => setAsked(true)}>{words.takeBack}</button>
        )}
      </div>
    </section>
  );
}
