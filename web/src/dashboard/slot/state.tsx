// How a slot stands, in words: its state, and why it is not on sale.
import type { JSX } from 'preact';
import type { components } from '../../api/schema';
import type { Slot } from '../../api/client';
import { writeDate } from '../../words/write';
import { useWords } from '../speech';
import type { Words } from '../words/en';

export type Obstacle = components['schemas']['SaleObstacle'];

export function stateWord(state: Slot['state'], words: Words): string {
  const named: Record<Slot['state'], string> = {
    open: words.stateOpen,
    low: words.stateLow,
    upcoming: words.stateUpcoming,
    'sold-out': words.stateSoldOut,
    closed: words.stateClosed,
    cancelled: words.stateCancelled,
    off: words.stateOff,
    'not-on-sale': words.stateProblem,
  };
  return named[state];
}

export function State({ slot }: { slot: Pick<Slot, 'state'> }): JSX.Element {
  const { words } = useWords();
  return <span class={`badge ${slot.state}`}>{stateWord(slot.state, words)}</span>;
}

/** A sentence; `nameOf` says what a SKU is called. */
export function sayObstacle({ kind, sentence, sku, at }: Obstacle, words: Words, when: (at: string) => string, nameOf: (sku: string) => string): string {
  const what = sku ? nameOf(sku) : '';
  switch (kind) {
    case 'cancelled': return words.checkCancelled;
    case 'switched-off': return words.checkSwitchedOff;
    case 'over': return words.checkOver(at ? when(at) : '');
    case 'not-yet': return words.checkNotYet(at ? when(at) : '');
    case 'nothing': return words.checkNothing;
    case 'no-price': return words.checkNoPrice(what);
    case 'no-stock': return words.checkNoStock(what);
    case 'sold-out': return words.checkSoldOut;
    case 'hidden': return words.checkHidden;
    case 'picture-unreadable': return words.checkPictureUnreadable;
    case 'picture-elsewhere': return words.checkPictureElsewhere;
    case 'picture-pending': return words.checkPicturePending;
    case 'unreadable': return words.checkUnreadable(sentence); // of a line that its creator wrote, or of a venue: only the server knows
  }
}

/** Why it is not on sale; nothing where there is no reason. */
export function Obstacles({ check, slot }: { check: readonly Obstacle[]; slot: Pick<Slot, 'time_zone' | 'offers'> }): JSX.Element | null {
  const { words, locale } = useWords();
  if (check.length === 0) return null;
  const when = (at: string): string => writeDate(new Date(at), 'dayTime', locale, slot.time_zone);
  const nameOf = (sku: string): string => (sku === 'SEAT' ? words.seat : slot.offers.find((offer) => offer.sku === sku)?.name ?? sku);
  return <ul class="obstacles">{check.map((one) => <li key={one.kind + (one.sku ?? '')}>{sayObstacle(one, words, when, nameOf)}</li>)}</ul>;
}
