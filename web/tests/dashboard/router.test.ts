import { expect, test } from 'vitest';
import { Router } from '../../src/dashboard/router';

test('addresses stand below the installation, without what is empty', () => {
  expect(new Router('/cal/dashboard').address('calendar', { slot: 'a b', window: '' })).toBe('/cal/dashboard/calendar?slot=a+b');
  expect(new Router('/dashboard').address('today')).toBe('/dashboard/today');
});
