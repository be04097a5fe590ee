// What is to be done with somebody who shows a token: decided here alone, from what the device took along and what it handed
// over since, so that it is the same with a network and without.
import type { Money } from '../api/client';
import { cardIndex, openCard, type Card, type CardLine } from './card';
import type { Elsewhere } from './elsewhere';
import { freshnessOf, type Manifest, type ManifestSlot } from './manifest';
import { leftToPay, type Taken } from './paying';
import { isOfShop, codeIn, tokenIn } from './token';

/** What this device handed over and the manifest does not know yet. */
export interface HandOver {
  booking: string;
  lines: { line: number; units: number }[];
  /** What was asked for with it. */
  taken?: Taken;
  /** By the server's clock, in milliseconds. */
  at: number;
}

export interface DueLine extends CardLine {
  name: string;
  ofSlot: ManifestSlot | undefined;
}

export type Refusal = 'nothing-known' | 'expired' | 'other-shop' | 'cancelled' | 'moved' | 'transferred' | 'handed-over' | 'unknown';

export type Verdict =
  /** Of a booking that the device did not take along. */
  | Elsewhere
  /** `toPay`: what all of the booking owes, as far as this device knows. */
  | { kind: 'hand-over'; token: string; card: Card; lines: DueLine[]; toPay: Money | null }
  /** `code`: what was shown is a booking's code for reading out; "" where it is nothing of ours. */
  | { kind: 'no-token'; code: string }
  | { kind: Refusal; token: string; card?: Card; at?: number };

interface Known {
  manifest: Manifest | null;
  handedOver: readonly HandOver[];
  /** By the server's clock. */
  now: number;
}

/** Who may not have anything is refused before "already handed over" is said: the first is a matter for the shop. */
export async function judge(scanned: string, { manifest, handedOver, now }: Known): Promise<Verdict> {
  const token = tokenIn(scanned);
  if (!token) return { kind: 'no-token', code: codeIn(scanned) };
  if (!manifest) return { kind: 'nothing-known', token };
  if (!(await isOfShop(token, manifest.keys))) return { kind: 'other-shop', token };
  if (freshnessOf(manifest, now) === 'expired') return { kind: 'expired', token };
  const index = await cardIndex(token);
  const revoked = manifest.revoked.find((one) => one.index === index);
  if (revoked) return { kind: revoked.reason, token };
  const sealed = manifest.cards.find((one) => one.index === index);
  if (!sealed) return { kind: 'unknown', token };
  const card = await openCard(sealed, token);
  const lines = dueLines(card, manifest, handedOver);
  if (lines.some((line) => line.due > 0)) return { kind: 'hand-over', token, card, lines, toPay: leftToPay(card, handedOver) };
  const last = handedOver.filter((one) => one.booking === card.booking).at(-1);
  return { kind: 'handed-over', token, card, ...(last && { at: last.at }) };
}

function dueLines(card: Card, manifest: Manifest, handedOver: readonly HandOver[]): DueLine[] {
  return card.lines.map((line) => ({
    ...line,
    due: Math.max(0, line.due - unitsOf(handedOver, card.booking, line.line)),
    name: manifest.items.find((item) => item.sku === line.sku)?.name ?? line.sku,
    ofSlot: manifest.slots.find((slot) => slot.id === line.slot),
  }));
}

function unitsOf(handedOver: readonly HandOver[], booking: string, line: number): number {
  return handedOver
    .filter((one) => one.booking === booking)
    .flatMap((one) => one.lines)
    .filter((one) => one.line === line)
    .reduce((sum, one) => sum + one.units, 0);
}
