// A slot like another, on another day.
import { instantOf, type Moment } from './clock';
import { draftOf, type Draft, type ShelfEvent } from './draft';

const dayLong = 86_400_000;

function later(wall: string, days: number): string {
  return new Date(Date.parse(`${wall}Z`) + days * dayLong).toISOString().slice(0, 16);
}

/** A week behind the other, or as many as it takes not to be over. What its terms say of days goes along. */
export function copyOf(event: ShelfEvent, now: Date): Draft {
  const draft = draftOf(event);
  let days = 7;
  while (instantOf(later(draft.starts, days), draft.zone) <= now) days += 7;
  const moved = (moment: Moment): Moment => (moment.kind === 'at' ? { ...moment, wall: later(moment.wall, days) } : moment);
  return {
    ...draft,
    starts: later(draft.starts, days),
    ends: later(draft.ends, days),
    cancelled: false,
    prices: draft.prices.map((step) => ({ ...step, until: moved(step.until) })),
    early: draft.early.map((opening) => ({ ...opening, at: moved(opening.at) })),
    ways: Object.fromEntries(Object.entries(draft.ways).map(([kind, way]) => [kind, { ...way, cutOff: moved(way.cutOff) }])) as Draft['ways'],
    opens: moved(draft.opens),
    closes: moved(draft.closes),
    cancel: moved(draft.cancel),
  };
}
