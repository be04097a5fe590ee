import { expect, test } from 'vitest';
import { moodDays } from '../../src/dashboard/voice/days';
import { linesOf, wordsOf } from '../../src/dashboard/voice/lines';

test('a day on which nothing was said has bookings and no mood', () => {
  const sales = { time_zone: 'UTC', days: [{ day: '2026-03-01', bookings: 4, cancelled: 0, steps: [] }, { day: '2026-03-02', bookings: 1, cancelled: 0, steps: [] }] };
  const point = { begins: '2026-03-02T00:00:00Z', day: '2026-03-02', messages: 9, scored: 8, few: false, mean: 0.5, smooth: 0.4, negative_share: 0.1 };
  expect(moodDays(sales, [point])).toEqual([
    { day: '2026-03-01', bookings: 4, messages: 0, mean: null, smooth: null, negative: null, few: false },
    { day: '2026-03-02', bookings: 1, messages: 9, mean: 0.5, smooth: 0.4, negative: 0.1, few: false },
  ]);
});

test('words are sent as they are, without the lines that were left empty', () => {
  const lines = linesOf([{ word: 'fire', value: 2 }]);
  expect(wordsOf([{ key: 7, word: ' ', value: '' }, { key: 8, word: 'mid ', value: '-1,5' }, ...lines])).toEqual([{ word: 'mid', value: -1.5 }, { word: 'fire', value: 2 }]);
});
