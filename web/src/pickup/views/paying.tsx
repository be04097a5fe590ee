// What is to be paid with what is handed over: how it was paid is the last tap, as with a sale.
import type { JSX } from 'preact';
import type { Money } from '../../api/client';
import { writeMoney } from '../../words/write';
import type { Settled } from '../paying';
import { useWords } from '../speech';

interface Props {
  due: Money;
  /** What all of the booking owes. */
  all: Money | null;
  units: number;
  busy: boolean;
  settle: (paid: Settled) => void;
}

export function Paying({ due, all, units, busy, settle }: Props): JSX.Element {
  const { words, locale } = useWords();
  const give = (paid: Settled, said: string): JSX.Element => (
    <button type="button" class="large" disabled={busy} onClick={() => settle(paid)}><strong>{said}</strong> <span>{words.handOver(units)}</span></button>
  );
  return (
    <div role="group" aria-label={words.paidNow}>
      <p class="sum"><span>{words.paidNow}</span> <strong>{writeMoney(due, locale)}</strong></p>
      {all && all.minor > due.minor && <p class="soft">{words.ofAllToPay(writeMoney(all, locale))}</p>}
      <div class="paying">{give('cash', words.cash)}{give('card', words.card)}</div>
      <p><button type="button" class="plain" disabled={busy} onClick={() => settle('no')}>{words.notPaid}</button></p>
    </div>
  );
}
