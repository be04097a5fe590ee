// A proposal while somebody edits it.
import type { components } from '../../api/schema';

export type Proposal = NonNullable<components['schemas']['NextDrop']['proposal']>;
export type Reason = components['schemas']['Reason'];
type ProposedSlot = Proposal['slots'][number];
type ProposedLine = ProposedSlot['lines'][number];

export interface Line {
  proposed: ProposedLine;
  chosen: boolean;
  units: string;
  first: string;
  last: string;
}
export interface Slot {
  proposed: ProposedSlot;
  title: string;
  lines: Line[];
}
export interface Draft {
  drop: string;
  /** "2026-12-02": of the first slot; the others keep their distance. */
  day: string;
  shelf: string;
  slots: Slot[];
}

const dayLength = 86_400_000;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** "next-2026-12": a name that may be changed. */
export function draftOf(proposal: Proposal, shelf: string): Draft {
  return {
    drop: `${proposal.after.replace(/-?\d{4}(-\d+)*$/, '') || 'drop'}-${proposal.day.slice(0, 7)}`,
    day: proposal.day,
    shelf,
    slots: proposal.slots.map((slot) => ({
      proposed: slot,
      title: slot.title,
      lines: slot.lines.map((line) => ({ proposed: line, chosen: true, units: String(line.units), first: line.first_price.amount, last: line.last_price.amount })),
    })),
  };
}

/** On which day a slot is, when the drop begins on another. */
export function dayOfSlot(draft: Draft, slot: Slot, proposal: Proposal): string {
  const distance = Date.parse(slot.proposed.day) - Date.parse(proposal.day);
  return dayOf(Date.parse(draft.day) + Math.round(distance / dayLength) * dayLength);
}

export type Mistake = 'badPrice' | 'badUnits';
export const mistakeInUnits = (line: Line): Mistake | undefined => (/^[1-9]\d{0,6}$/.test(line.units.trim()) ? undefined : 'badUnits');
export const mistakeInPrice = (price: string): Mistake | undefined => (/^\d{1,9}([.,]\d{1,3})?$/.test(price.trim()) ? undefined : 'badPrice');

export const chosenSlots = (draft: Draft): Slot[] => draft.slots.filter(({ lines }) => lines.some(({ chosen }) => chosen));
export const isSound = (draft: Draft): boolean =>
  draft.slots.every(({ lines }) => lines.every((line) => !line.chosen || !(mistakeInUnits(line) ?? mistakeInPrice(line.first) ?? mistakeInPrice(line.last))));

/** What the API is asked for. */
export function bodyOf(draft: Draft, proposal: Proposal): components['schemas']['DropDraft'] {
  const price = (written: string, { currency }: ProposedLine['first_price']) => ({ amount: written.trim().replace(',', '.'), currency });
  return {
    drop: draft.drop.trim(),
    shelf: draft.shelf,
    slots: chosenSlots(draft).map((slot) => ({
      like: slot.proposed.like,
      title: slot.title.trim(),
      day: dayOfSlot(draft, slot, proposal),
      lines: slot.lines.filter(({ chosen }) => chosen).map((line) => ({
        sku: line.proposed.sku,
        units: Number(line.units),
        first_price: price(line.first, line.proposed.first_price),
        last_price: price(line.last, line.proposed.last_price),
      })),
    })),
  };
}
