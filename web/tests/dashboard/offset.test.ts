import { expect, test } from 'vitest';
import { offsetOf } from '../../src/dashboard/calendar/offset';

test('what is now is drawn by the shop’s zone, in summer and winter', () => {
  expect(offsetOf('Europe/Berlin', new Date('2026-07-01T12:00:30Z'))).toBe('+02:00');
  expect(offsetOf('Europe/Berlin', new Date('2026-01-01T12:00:30Z'))).toBe('+01:00');
  expect(offsetOf('America/St_Johns', new Date('2026-01-01T01:00:00Z'))).toBe('-03:30');
  expect(offsetOf('Asia/Kathmandu', new Date('2026-01-01T23:00:00Z'))).toBe('+05:45');
  expect(offsetOf('UTC', new Date('2026-01-01T12:00:00Z'))).toBe('+00:01'); // 0 would be the browser's own zone
});
