import { expect, test } from 'vitest';
import { minorOf, typedOf } from '../../src/dashboard/bookings/amount';

test('amounts are read as people type them, in the coins of their currency', () => {
  expect(minorOf('18.50', 'EUR')).toBe(1850);
  expect(minorOf(' 18,5 ', 'EUR')).toBe(1850);
  expect(minorOf('18', 'EUR')).toBe(1800);
  expect(minorOf('0.07', 'EUR')).toBe(7);
  expect(minorOf('1800', 'JPY')).toBe(1800);
  expect(minorOf('1.234', 'KWD')).toBe(1234);
});

test('what is no amount, or finer than the currency, is none', () => {
  for (const typed of ['', '-1', '1e3', '18.505', '1.800,50', '12345678901', 'so']) expect(minorOf(typed, 'EUR'), typed).toBeUndefined();
  expect(minorOf('18.5', 'JPY')).toBeUndefined();
});

test('what an input begins with is read as the same again', () => {
  for (const [minor, currency] of [[1850, 'EUR'], [7, 'EUR'], [1800, 'JPY'], [1234, 'KWD']] as const)
    expect(minorOf(typedOf(minor, currency), currency)).toBe(minor);
});
