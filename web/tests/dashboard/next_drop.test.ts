import { expect, test } from 'vitest';
import { bodyOf, chosenSlots, dayOfSlot, draftOf, isSound, mistakeInPrice, type Proposal } from '../../src/dashboard/next_drop/draft';

const price = (amount: string) => ({ amount, currency: 'EUR', minor: Number(amount) * 100 });
const slot = (like: string, day: string) => ({
  like, title: 'Winter glaze: first pick', day, starts_at: `${day}T09:00:00Z`, ends_at: `${day}T11:00:00Z`, time_zone: 'Europe/Berlin', location: '',
  lines: [
    { sku: 'MUG', name: 'Mug', units: 24, first_price: price('22.00'), last_price: price('26.00'), reasons: [] },
    { sku: 'SEAT', name: null, units: 6, first_price: price('10.00'), last_price: price('10.00'), reasons: [] },
  ],
});
const proposal: Proposal = { after: 'autumn-2026-10', day: '2026-12-02', reasons: [], slots: [slot('a', '2026-12-02'), slot('b', '2026-12-04')] };

test('a draft is called after the drop before and its month', () => {
  expect(draftOf(proposal, 's').drop).toBe('autumn-2026-12');
  expect(draftOf({ ...proposal, after: '2026-10' }, 's').drop).toBe('drop-2026-12');
});

test('slots keep their distance when the drop begins on another day', () => {
  const draft = { ...draftOf(proposal, 's'), day: '2027-03-27' }; // across the change of the clocks
  expect(draft.slots.map((one) => dayOfSlot(draft, one, proposal))).toEqual(['2027-03-27', '2027-03-29']);
});

test('what is not chosen is left out, and slots with nothing else', () => {
  const draft = draftOf(proposal, 's');
  draft.slots[0]!.lines[1]!.chosen = false;
  for (const line of draft.slots[1]!.lines) line.chosen = false;
  expect(chosenSlots(draft)).toHaveLength(1);
  expect(bodyOf(draft, proposal).slots.map(({ lines }) => lines.map(({ sku }) => sku))).toEqual([['MUG']]);
});

test('prices may be written with a comma, and nothing else is taken', () => {
  const draft = draftOf(proposal, 's');
  const line = draft.slots[0]!.lines[0]!;
  line.first = ' 22,50 ';
  expect(isSound(draft)).toBe(true);
  expect(bodyOf(draft, proposal).slots[0]!.lines[0]!.first_price).toEqual({ amount: '22.50', currency: 'EUR' }); // and not the minor units of before
  for (const wrong of ['', '-3', '1e3', '22 EUR', '1.234,50']) expect(mistakeInPrice(wrong), wrong).toBe('badPrice');
  line.units = '2.5';
  expect(isSound(draft)).toBe(false);
  line.chosen = false;
  expect(isSound(draft)).toBe(true);
});
