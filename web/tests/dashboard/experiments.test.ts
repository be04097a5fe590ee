import { expect, test } from 'vitest';
import type { Slot } from '../../src/api/client';
import type { Experiment, Results } from '../../src/dashboard/experiments/facts';
import { aboutOf, odds, ofHundred, sentenceOf } from '../../src/dashboard/experiments/facts';
import { earlyBird } from '../../src/dashboard/experiments/early_bird';
import { eventsOf, ofTenThousand } from '../../src/dashboard/experiments/form';
import { dealable, groupsOf } from '../../src/dashboard/experiments/slots';
import { de } from '../../src/dashboard/experiments/words/de';
import { en } from '../../src/dashboard/experiments/words/en';
import { es } from '../../src/dashboard/experiments/words/es';

const figures = (visitors: number, booked: number, looks: Results['variants'][number]['looks'] = []): Results['variants'][number] =>
  ({ visitors, held: booked, booked, looks, drifted: false, bookings: booked, cancelled: 0, refunded: 0, missed: 0, alarms: [] });

function experiment(results: Partial<Results> | null): Experiment {
  const variant = { weight: 1, title: null, story: null, image: null, ladder: null, order: null };
  return {
    id: '', name: 'Two pictures', kind: 'picture', state: 'running', slot: null, slots: [], events: ['Glaze evening'], summary: null, story: null, image: null,
    variants: [{ name: 'A', ...variant }, { name: 'B', ...variant }], share: 10_000, effect: 300, window_days: 7, kept: null,
    created_by: '', created_at: '', started_at: null, ended_at: null,
    results: results && { sentence: '', verdict: 'undecided', decided: null, sample_p: 1, alpha: 0.05, variants: [], slots: null, ...results },
  };
}

test('a difference is one plain sentence, of 100 visitors', () => {
  const better = experiment({ verdict: 'better', decided: 1, variants: [figures(1000, 80), figures(1000, 111, [{ at: '', p: 0.02, low: 0.004, high: 0.058 }])] });
  expect(sentenceOf(better, en, 'en', 'EUR')).toBe('B sold 3.1 more per 100 visitors, between 0.4 and 5.8; such a difference by chance alone: 1 in 50.');
  expect(sentenceOf(better, de, 'de', 'EUR')).toContain('3,1 mehr verkauft, zwischen 0,4 und 5,8');
  const worse = experiment({ verdict: 'worse', decided: 1, variants: [figures(1000, 111), figures(1000, 80, [{ at: '', p: 0.02, low: -0.058, high: -0.004 }])] });
  expect(sentenceOf(worse, es, 'es', 'EUR')).toContain('3,1 menos por cada 100 visitantes, entre 0,4 y 5,8');
});

test('what is no difference is said as plainly', () => {
  expect(sentenceOf(experiment(null), en, 'en', 'EUR')).toBe('');
  expect(sentenceOf(experiment({ verdict: 'no-visitors' }), en, 'en', 'EUR')).toBe(en.verdictNobody);
  expect(sentenceOf(experiment({ verdict: 'too-few' }), en, 'en', 'EUR')).toBe(en.verdictEarly);
  expect(sentenceOf(experiment({ verdict: 'undecided' }), en, 'en', 'EUR')).toBe(en.verdictUndecided);
  expect(sentenceOf(experiment({ verdict: 'sample-ratio' }), en, 'en', 'EUR')).toBe(en.verdictSample);
});

test('ladders are judged by the slots that are over', () => {
  const slot = (variant: number, over: boolean, minor = 100) => ({ slot: '', summary: 'Glaze evening', variant, starts_at: '', over, units: 1, minor });
  const slots = (list: ReturnType<typeof slot>[], p: number) => ({ list, p_of_takings: [1, p], p_of_units: [1, p], smallest_p: 0.1 });
  expect(sentenceOf(experiment({ slots: slots([slot(0, true), slot(1, false)], 1) }), en, 'en', 'EUR')).toBe(en.laddersEarly);
  expect(sentenceOf(experiment({ slots: slots([slot(0, true), slot(1, true)], 0.2) }), en, 'en', 'EUR')).toBe(en.laddersAlike);
  // Which one won, and by how much: it only said that the sums were others.
  const won = slots([slot(0, true, 9_000), slot(0, true, 11_000), slot(1, true, 13_050), slot(1, false, 0)], 0.01);
  expect(sentenceOf(experiment({ slots: won }), en, 'en', 'EUR')).toBe('A slot with B takes in €30.50 more, on average, than one with A; by the dealing alone: 1 in 100.');
  const lost = slots([slot(0, true, 9_000), slot(1, true, 8_000)], 0.01);
  expect(sentenceOf(experiment({ slots: lost }), de, 'de', 'EUR')).toContain('im Mittel 10\u00a0€ weniger');
  expect(sentenceOf(experiment({ slots: won }), es, 'es', 'EUR')).toContain('de media 30,50\u00a0€ más');
});

test('odds are told to two digits', () => {
  expect(odds(0.02, en, 'en')).toBe('1 in 50');
  expect(odds(0.00312, en, 'en')).toBe('1 in 320');
  expect(odds(0.4, en, 'en')).toBe('1 in 2.5');
  expect(odds(0.00001, en, 'en')).toBe('less than 1 in 10,000');
  expect(ofHundred(0.0314, 'de')).toBe('3,1');
});

test('what people type becomes parts of 10,000', () => {
  expect(ofTenThousand('3')).toBe(300);
  expect(ofTenThousand('2,5')).toBe(250);
  expect(ofTenThousand('many')).toBe(0);
});

test('of each event the next date can be chosen', () => {
  const slot = (summary: string, starts_at: string) => ({ summary, starts_at }) as Parameters<typeof eventsOf>[0][number];
  const shown = eventsOf([slot('Raku', '2026-01-01T00:00:00Z'), slot('Raku', '2026-03-01T00:00:00Z'), slot('Raku', '2026-04-01T00:00:00Z'), slot('Mugs', '2026-03-02T00:00:00Z')], Date.parse('2026-02-01T00:00:00Z'));
  expect(shown.map((one) => one.starts_at)).toEqual(['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z']);
});

const money = (amount: string) => ({ amount, currency: 'EUR', minor: Math.round(Number(amount) * 100) });

test('an early bird is written from what a slot costs', () => {
  const offer = (sku: string, price: string | null, next: string | null = null) =>
    ({ sku, price: price === null ? null : money(price), next_price: next === null ? null : money(next) });
  const slot = { offers: [offer('SEAT', '45.00'), offer('MUG', '18.00', '22.00'), offer('FREE', '0.00'), offer('LATER', null)] };
  expect(earlyBird([slot as unknown as Slot])).toBe('price SEAT 38.25 EUR until 7 days before, 45.00\nprice MUG 18.70 EUR until 7 days before, 22.00');
  expect(earlyBird([])).toBe('');
  const dearer = { offers: [offer('SEAT', '60.00'), offer('MUG', '22.00')] };
  expect(earlyBird([slot, dearer] as unknown as Slot[])).toBe('price MUG 18.70 EUR until 7 days before, 22.00');
});

test('slots of a drop, a calendar or an event are added at once, those without bookings alone', () => {
  const slot = (id: string, summary: string, drop: string | null, booked = 0, starts_at = '2026-05-01T10:00:00Z') =>
    ({ slot: { id, summary, drop, starts_at, offers: [{}] }, shelf: 'spring', booked });
  const shelf = {
    shelves: [{ id: 'spring', name: 'Spring' }],
    slots: [slot('1', 'Glaze', 'first'), slot('2', 'Glaze', null), slot('3', 'Raku', 'first'), slot('4', 'Raku', 'first', 2), slot('5', 'Raku', 'first', 0, '2026-03-01T10:00:00Z')],
  } as unknown as Parameters<typeof dealable>[0];
  const free = dealable(shelf, Date.parse('2026-04-01T00:00:00Z'));
  expect(free.map((one) => one.slot.id)).toEqual(['1', '2', '3']);
  expect(groupsOf(shelf, free)).toEqual([
    { of: 'drop', name: 'first', slots: ['1', '3'] }, { of: 'shelf', name: 'Spring', slots: ['1', '2', '3'] }, { of: 'event', name: 'Glaze', slots: ['1', '2'] },
  ]);
});

test('what it is about is named once', () => {
  const over = { ...experiment(null), kind: 'ladder' as const, events: ['Raku', 'Glaze', 'Raku'] };
  expect(aboutOf(over, 'The page', 'en')).toBe('Raku and Glaze');
  expect(aboutOf({ ...over, kind: 'order' }, 'The page', 'en')).toBe('The page');
});
