import { expect, test } from 'vitest';
import { choicesOf, dayPartOf, fitOf, none, ranked, suiting, venueOf } from '../src/preferences/fit';
import { offerWith as offer, slotWith } from './slot';

const at = (id: string, starts_at: string, more = {}) => slotWith({ id, starts_at, ends_at: starts_at, time_zone: 'Europe/Berlin', state: 'open', seats: null, seats_remaining: null, limit: null, location: 'Studio, Kiln Street 7', ...more });
const mug = offer({ sku: 'MUG', name: 'Mug', remaining: 3 });
const bowl = offer({ sku: 'BOWL', name: 'Bowl', remaining: 3 });

test('the time of day is that of the place', () => {
  expect(['2026-03-06T10:59:00Z', '2026-03-06T11:00:00Z', '2026-03-06T16:00:00Z'].map((instant) => dayPartOf(at('a', instant)))).toEqual(['morning', 'afternoon', 'evening']);
  expect(venueOf(at('a', '2026-03-06T10:00:00Z'))).toBe('Studio');
});

test('a slot suits that meets every kind of wish, and what meets most comes first', () => {
  const morning = at('morning', '2026-03-07T08:00:00Z', { offers: [mug] });
  const evening = at('evening', '2026-03-06T18:00:00Z', { offers: [mug] });
  const both = at('both', '2026-03-08T18:00:00Z', { offers: [bowl, mug] });
  const gone = at('gone', '2026-03-05T18:00:00Z', { offers: [{ ...mug, remaining: 0 }], state: 'sold-out' });
  const wishes = { venues: ['Studio'], times: ['evening'], things: ['MUG'] } as const;
  const all = [morning, evening, both, gone];
  expect(fitOf(morning, wishes)).toEqual({ met: 2, all: false });
  expect([...suiting(all, wishes)]).toEqual(['evening', 'both']);
  expect(ranked(all, wishes).map(({ id }) => id)).toEqual(['evening', 'both', 'morning']);
  expect(ranked(all, none)).toEqual([]);
  expect(fitOf(evening, none)).toEqual({ met: 0, all: false });
});

test('there is to choose from what the shop has, seats apart', () => {
  const { venues, things } = choicesOf([at('a', '2026-03-06T10:00:00Z', { offers: [mug, offer({ sku: 'SEAT', name: 'Seat' })] }), at('b', '2026-03-07T10:00:00Z', { offers: [bowl], location: 'Market' })]);
  expect(venues).toEqual(['Market', 'Studio']);
  expect([...things]).toEqual([['BOWL', 'Bowl'], ['MUG', 'Mug']]);
});
