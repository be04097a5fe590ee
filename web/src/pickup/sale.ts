// Selling from what is on lease, pure: what is left, what it costs, whether it may be sold. The same with a network and without.
import type { components } from '../api/schema';
import type { Money } from '../api/client';
import { withMinor } from './money';

export type Lease = components['schemas']['Lease'];
export type LeaseOffer = components['schemas']['LeaseOffer'];
export type Paid = 'cash' | 'card';

/** A line of a sale; of one that was taken back, with units below zero. */
export interface SoldLine {
  lease: string;
  units: number;
  minor: number;
}
/** What this device sold, or took back. */
export interface Sale {
  seq: number;
  lines: SoldLine[];
  total: Money;
  paid: Paid;
  /** By the server's clock, in milliseconds. */
  at: number;
  /** Of one that takes another back: its number. */
  of?: number;
  /** The server took it. */
  told: boolean;
  /** What the server says of the leases knows it. */
  settled: boolean;
}

/** What of a lease this device may still sell: what the server says, less what it does not know yet. */
export function leftOf(lease: Lease, sales: readonly Sale[]): number {
  const since = sales.filter((one) => !one.settled).flatMap((one) => one.lines).filter((line) => line.lease === lease.id);
  return lease.left - since.reduce((sum, line) => sum + line.units, 0);
}

/** A lease as the device has it. */
export interface Lent extends Lease {
  /** It is on its way back: the server may have its units already, whether or not it was heard to say so. */
  returning?: boolean;
}
export type Ended = 'called-back' | 'over' | 'returning';

/** Why nothing is sold of it any more; nothing while it may be. `now` by the server's clock. */
export function endOf(lease: Lent, now: number): Ended | null {
  if (lease.called_back) return 'called-back';
  if (now >= Date.parse(lease.expires_at)) return 'over';
  return lease.returning ? 'returning' : null;
}

/** The price at that moment: it was locked with the lease, with the steps that follow by time. */
export function priceOf(lease: Lease, now: number): Lease['prices'][number] {
  const past = lease.prices.filter((price) => Date.parse(price.from) <= now);
  const price = past.at(-1) ?? lease.prices[0];
  if (!price) throw new Error('a lease has a price');
  return price;
}

/** Whole minor units as they are written down. */
export function moneyOf(minor: number, lease: Lease): Money {
  return withMinor(minor, { amount: lease.prices[0]?.amount ?? '', currency: lease.currency });
}

export type Basket = ReadonlyMap<string, number>;

/** The lines of a basket and what they cost; nothing of an empty one. Throws nothing: what is gone is left out. */
export function priced(basket: Basket, leases: readonly Lease[], now: number): { lines: SoldLine[]; total: Money } | null {
  const chosen = leases.filter((lease) => (basket.get(lease.id) ?? 0) > 0);
  const lines = chosen.map((lease) => ({ lease: lease.id, units: basket.get(lease.id) ?? 0, minor: priceOf(lease, now).minor }));
  const first = chosen[0];
  if (!first) return null;
  return { lines, total: moneyOf(lines.reduce((sum, line) => sum + line.units * line.minor, 0), first) };
}

/** Whether all of it is there and may be sold at these prices now. */
export function maySell(lines: readonly SoldLine[], leases: readonly Lent[], sales: readonly Sale[], now: number): boolean {
  return lines.every((line) => {
    const lease = leases.find((one) => one.id === line.lease);
    return lease !== undefined && endOf(lease, now) === null && line.units <= leftOf(lease, sales) && priceOf(lease, now).minor === line.minor;
  });
}

/** The last sale, if it stands: it may be taken back. */
export function lastSale(sales: readonly Sale[]): Sale | undefined {
  const last = sales.filter((one) => one.of === undefined).at(-1);
  return last && sales.some((one) => one.of === last.seq) ? undefined : last;
}

export function undoing(sale: Sale, seq: number, at: number): Sale {
  return { ...sale, seq, of: sale.seq, at, lines: sale.lines.map((line) => ({ ...line, units: -line.units })), told: false, settled: false };
}
