// What is to be paid as something is handed over, and what this device took, pure: whole minor units, the same with a network and
// without.
import type { Money } from '../api/client';
import type { Card } from './card';
import { withMinor } from './money';
import type { Sale } from './sale';

/** What the customer gave, or `no`. */
export type Settled = 'cash' | 'card' | 'no';

/** What was asked for at a hand-over, and what became of it. */
export interface Taken {
  paid: Settled;
  money: Money;
}

interface Handed {
  booking: string;
  taken?: Taken | undefined;
}

/** What the booking owes: as the manifest says, less what was taken here and the manifest does not know yet. Null where it is nothing. */
export function leftToPay(card: Card, handed: readonly Handed[]): Money | null {
  if (!card.to_pay) return null;
  const taken = handed.filter((one) => one.booking === card.booking && one.taken && one.taken.paid !== 'no');
  const left = taken.reduce((minor, one) => minor - (one.taken?.money.minor ?? 0), card.to_pay.minor);
  return left > 0 ? withMinor(left, card.to_pay) : null;
}

interface DueOf {
  line: number;
  quantity: number;
  due: number;
  minor?: number;
}

/**
 * Of what is left to pay, what is due with these units: all but what the rest costs that is still to come. Whoever paid a part
 * ahead has paid with it what goes first. Null where nothing is due.
 */
export function dueWith(card: Card, left: Money | null, lines: readonly DueOf[], giving: readonly { line: number; units: number }[]): Money | null {
  if (!left || giving.length === 0) return null;
  const stays = lines.map((line) => {
    const units = giving.find((one) => one.line === line.line)?.units ?? 0;
    return costOf(line, line.due - units);
  });
  // A card that was made before cards said what lines cost is paid for as a whole.
  const due = left.minor - stays.reduce((sum, minor) => sum + minor, card.to_pay_later ?? 0);
  return due > 0 ? withMinor(due, left) : null;
}

// Rounded down, so that the parts of a line never cost more than the line.
function costOf({ minor = 0, quantity }: DueOf, units: number): number {
  return Math.floor((minor * units) / quantity);
}

export interface Till {
  currency: string;
  cash: Money;
  card: Money;
}

/** What was taken with these, less what was given back: by currency, so that a till can be counted. */
export function tillsOf(handed: readonly Handed[], sales: readonly Sale[]): Till[] {
  const taken = [
    ...handed.flatMap(({ taken }) => (taken ? [{ ...taken, sign: 1 }] : [])),
    ...sales.map(({ paid, total, of }) => ({ paid, money: total, sign: of === undefined ? 1 : -1 })),
  ];
  const tills = new Map<string, Till>();
  for (const { paid, money, sign } of taken) {
    if (paid === 'no') continue;
    const none = withMinor(0, money);
    const till = tills.get(money.currency) ?? { currency: money.currency, cash: none, card: none };
    tills.set(money.currency, { ...till, [paid]: withMinor(till[paid].minor + sign * money.minor, money) });
  }
  return [...tills.values()].sort((a, b) => a.currency.localeCompare(b.currency));
}
