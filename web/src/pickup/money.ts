// Money as the app counts it: in whole minor units.
import type { Money } from '../api/client';

/** So many minor units of the currency of `like`, with as many decimals as that has. */
export function withMinor(minor: number, like: Pick<Money, 'amount' | 'currency'>): Money {
  const decimals = like.amount.split('.')[1]?.length ?? 0;
  return { amount: (minor / 10 ** decimals).toFixed(decimals), currency: like.currency, minor };
}
