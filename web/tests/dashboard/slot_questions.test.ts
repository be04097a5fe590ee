import { describe, expect, it } from 'vitest';
import { emptyDraft, wrongIn, type Draft, type DraftStep } from '../../src/dashboard/slot/draft';
import { oddPrices } from '../../src/dashboard/slot/odd_prices';
import { fallsBehind } from '../../src/dashboard/slot/past';
import { shelfInUse } from '../../src/dashboard/slot/shelves';
import { venueIn } from '../../src/calendar/venue';

const step = (amount: string, part: Partial<DraftStep> = {}): DraftStep => ({ sku: 'MUG', currency: '', amount, tier: '', until: { kind: 'none' }, sold: '', ...part });
const draft = (...prices: DraftStep[]): Draft => ({ ...emptyDraft('2026-12-02T10:00', '2026-12-02T12:00', 'Europe/Berlin'), summary: 'Mugs', prices });

describe('a price', () => {
  it('has no more digits than its currency', () => {
    const wrong = (amount: string, currency: string): boolean => wrongIn(draft(step(amount)), currency).has('terms.prices[0].amount');
    expect(['18.50', '18,5', '18', '1.99'].map((typed) => wrong(typed, 'EUR'))).toEqual([false, false, false, false]);
    expect(['1.999', 'x', '', '-3', '1 000'].map((typed) => wrong(typed, 'EUR'))).toEqual([true, true, true, true, true]);
    expect([wrong('500', 'JPY'), wrong('5.5', 'JPY')]).toEqual([false, true]);
    expect(wrongIn(draft(step('5.5', { currency: 'JPY' })), 'EUR').size, 'a step has a currency of its own').toBe(1);
  });

  const products = [{ sku: 'MUG', base_price: { amount: '26.00', currency: 'EUR', minor: 2600 } }];
  const odd = (now: Draft, before: Draft) => oddPrices(now, before, products, 'EUR').map(({ now: { minor }, usual }) => [minor, usual?.minor ?? null]);
  it('of nothing is asked about, once', () => {
    expect(odd(draft(step('0')), draft(step('26')))).toEqual([[0, null]]);
    expect(odd(draft(step('0')), draft(step('0.00'))), 'what it was before stays').toEqual([]);
  });
  it('is asked about where it is far from what it was', () => {
    const seat = (amount: string): Draft => draft(step(amount, { sku: 'SEAT' }));
    expect(odd(seat('3901'), seat('39'))).toEqual([[390100, 3900]]);
    expect(odd(seat('390'), seat('39')), 'ten times is not more than ten times').toEqual([]);
    expect(odd(seat('3.89'), seat('39'))).toEqual([[389, 3900]]);
    expect(odd(seat('3901'), draft()), 'a new one has nothing to be far from').toEqual([]);
  });
  it('or from what the product costs', () => {
    expect(odd(draft(step('2600')), draft())).toEqual([[260000, 2600]]);
    expect(odd(draft(step('26'), step('30')), draft())).toEqual([]);
    expect(odd(draft(step('2600', { currency: 'USD' })), draft()), 'which is in its own currency').toEqual([]);
  });
  it('of a step that was added is held against the last one', () => {
    const one = step('39', { sku: 'SEAT' });
    expect(odd(draft(one, step('4500', { sku: 'SEAT' })), draft(one))).toEqual([[450000, 3900]]);
  });
});

describe('a time', () => {
  const at = (starts: string, ends: string) => ({ starts: new Date(`2026-12-${starts}:00Z`), ends: new Date(`2026-12-${ends}:00Z`) });
  const now = new Date('2026-12-02T12:00:00Z');
  it('in the past is asked about where it was not there', () => {
    expect(fallsBehind(at('02T13:00', '02T14:00'), null, now)).toBe(false);
    expect(fallsBehind(at('01T13:00', '02T14:00'), null, now)).toBe(true);
    expect(fallsBehind(at('02T11:00', '02T15:00'), at('02T11:00', '02T14:00'), now), 'it runs, and lasts longer').toBe(false);
    expect(fallsBehind(at('02T11:00', '02T11:30'), at('02T11:00', '02T14:00'), now), 'it runs, and would have ended').toBe(true);
    expect(fallsBehind(at('01T10:00', '01T11:00'), at('01T09:00', '01T10:00'), now)).toBe(true);
  });
});

describe('the calendar of a new slot', () => {
  const shelves = [{ id: 'old' }, { id: 'new' }];
  const on = (shelf: string, starts_at: string) => ({ shelf, slot: { starts_at } });
  it('is the one of the slot that begins last', () => {
    expect(shelfInUse({ shelves, slots: [on('new', '2026-12-09T10:00:00Z'), on('old', '2026-11-29T10:00:00Z')] })).toBe('new');
    expect(shelfInUse({ shelves, slots: [] })).toBe('old');
    expect(shelfInUse({ shelves: [], slots: [] })).toBe('');
  });
});

describe('a place', () => {
  const venues = ['Kiln', 'Kiln Street', 'Dépôt'];
  it('counts as the longest venue that it begins with, as a whole word', () => {
    expect(venueIn('kiln street, Berlin', venues)).toBe('Kiln Street');
    expect(venueIn('Kiln Streetside', venues)).toBe('Kiln');
    expect(venueIn('Kilns', venues)).toBeUndefined();
    expect(venueIn('dépôt', venues)).toBe('Dépôt');
    expect(venueIn('At the Kiln', venues)).toBeUndefined();
    expect(venueIn('', ['', ...venues])).toBeUndefined();
  });
});
