import { expect, test } from 'vitest';
import { addDays, addMonths, dayIn, firstOfWeek, firstWeekdayOf, weekOf, weeksOfMonth } from '../src/calendar/days';

test('an instant falls on the day that it is in its zone', () => {
  const at = new Date('2026-03-06T23:30:00Z');
  expect(dayIn(at, 'Europe/Berlin')).toBe('2026-03-07');
  expect(dayIn(at, 'America/New_York')).toBe('2026-03-06');
});

test('days are counted over summer time, months and leap years', () => {
  expect(addDays('2026-03-28', 1)).toBe('2026-03-29');
  expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
});

test('months follow each other by their first days', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-01');
  expect(addMonths('2026-11-15', 2)).toBe('2027-01-01');
  expect(addMonths('2026-01-15', -1)).toBe('2025-12-01');
});

test('a week begins where its people begin it', () => {
  expect(firstOfWeek('2026-03-06', 1)).toBe('2026-03-02'); // a Friday
  expect(firstOfWeek('2026-03-06', 7)).toBe('2026-03-01');
  expect(firstOfWeek('2026-03-02', 1)).toBe('2026-03-02');
  expect(weekOf('2026-03-06', 6)).toEqual(['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06']);
  expect(firstWeekdayOf('en-US')).toBe(7);
  expect(firstWeekdayOf('de')).toBe(1);
});

test('a sheet has every day of its month once, in whole weeks', () => {
  for (const [day, days] of [['2026-02-10', 28], ['2026-03-31', 31], ['2028-02-01', 29]] as const) {
    for (const firstWeekday of [1, 6, 7]) {
      const weeks = weeksOfMonth(day, firstWeekday);
      expect(weeks.every((week) => week.length === 7)).toBe(true);
      expect(weeks.flat().filter((one) => one.startsWith(day.slice(0, 7)))).toHaveLength(days);
      expect(new Set(weeks.flat()).size).toBe(weeks.length * 7);
    }
  }
  expect(weeksOfMonth('2026-02-10', 7)).toHaveLength(4); // it begins on a Sunday
});
