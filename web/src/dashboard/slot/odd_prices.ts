// Prices that are probably a slip of the finger: nothing, or far from what it was and what the product costs.
import type { Money } from '../../api/client';
import { minorOf } from '../bookings/amount';
import type { Draft, DraftStep } from './draft';

/** So many times as much, or as little, is asked about. */
const far = 10;

export interface OddPrice {
  sku: string;
  now: Money;
  /** What it is far from; null where it costs nothing. */
  usual: Money | null;
}

export function oddPrices(draft: Draft, before: Draft, products: readonly { sku: string; base_price: Money }[], currency: string): OddPrice[] {
  const money = (step: DraftStep): Money | null => {
    const inCurrency = step.currency || currency;
    const minor = minorOf(step.amount, inCurrency);
    return minor === undefined ? null : { amount: step.amount.trim().replace(',', '.'), currency: inCurrency, minor };
  };
  const laddersOf = (of: Draft, like: DraftStep): DraftStep[] => of.prices.filter(({ sku, currency: one }) => sku === like.sku && one === like.currency);
  return draft.prices.flatMap((step): OddPrice[] => {
    const now = money(step);
    const was = laddersOf(before, step);
    if (!now || was.some((one) => money(one)?.minor === now.minor)) return [];
    if (now.minor === 0) return [{ sku: step.sku, now, usual: null }];
    const same = was[laddersOf(draft, step).indexOf(step)] ?? was.at(-1);
    const product = products.find(({ sku, base_price }) => sku === step.sku && base_price.currency === now.currency)?.base_price;
    const usual = [same && money(same), product].find((one) => one && one.minor > 0 && (now.minor > one.minor * far || now.minor * far < one.minor));
    return usual ? [{ sku: step.sku, now, usual }] : [];
  });
}
