// What is asked before a slot is saved: whatever customers are told of, or was hardly meant.
import { writeDate, writeMoney, writeRange } from '../../words/write';
import { confirm } from '../parts/confirm';
import type { Words } from '../words/en';
import { instantOf } from './clock';
import type { Change, Draft, ShelfEvent } from './draft';
import type { OddPrice } from './odd_prices';
import { fallsBehind } from './past';

export interface Saving {
  /** Null for a new slot. */
  event: ShelfEvent | null;
  change: Change;
  draft: Draft;
  odd: readonly OddPrice[];
  nameOf: (sku: string) => string;
  words: Words;
  locale: string;
}

/** One question after the other; false as soon as one of them is answered so. */
export async function mayBeSaved(saving: Saving): Promise<boolean> {
  return (await mayCost(saving)) && (await mayBePast(saving)) && (await mayBeTold(saving));
}

async function mayCost({ odd, nameOf, words, locale }: Saving): Promise<boolean> {
  if (odd.length === 0) return true;
  const sentence = ({ sku, now, usual }: OddPrice): string =>
    usual ? words.priceFar(nameOf(sku), writeMoney(now, locale), writeMoney(usual, locale)) : words.priceNothing(nameOf(sku));
  const text = odd.map((one, at) => <p key={at}>{sentence(one)}</p>);
  return confirm({ title: words.priceTitle, text, act: words.priceMeant, refrain: words.priceMend });
}

async function mayBePast({ event, change, draft, words, locale }: Saving): Promise<boolean> {
  if (event && change.starts === undefined) return true;
  const [starts, ends] = [instantOf(draft.starts, draft.zone), instantOf(draft.ends, draft.zone)];
  const before = event && { starts: new Date(event.starts_at), ends: new Date(event.ends_at) };
  if (!fallsBehind({ starts, ends }, before, new Date())) return true;
  return confirm({ title: words.pastTitle, text: words.pastText(writeDate(starts, 'dayTime', locale, draft.zone)), act: words.pastMeant, refrain: words.pastMend });
}

// Who has booked is told of another time or place, and that it does not take place.
async function mayBeTold({ event, change, draft, words, locale }: Saving): Promise<boolean> {
  if (!event) return true;
  if (change.cancelled === true)
    return confirm({ title: words.callOffTitle(event.summary), text: words.callOffText(event.booked_in_all), act: words.callOff, danger: true });
  if (change.starts === undefined || event.booked === 0) return true;
  const write = (from: Date, to: Date, zone: string): string => writeRange(from, to, 'dayTime', locale, zone);
  const from = write(new Date(event.starts_at), new Date(event.ends_at), event.time_zone);
  const to = write(instantOf(draft.starts, draft.zone), instantOf(draft.ends, draft.zone), draft.zone);
  const text = <><p>{words.moveText(from, to)}</p><p>{words.moveTells(event.booked)}</p></>;
  return confirm({ title: words.moveTitle(event.summary), text, act: words.moveIt });
}
