import { expect, test } from 'vitest';
import { periodSince, type Report } from '../../src/dashboard/report/view';

const now = Date.parse('2026-06-30T12:00:00Z');
const drop = (...starts: string[]): Pick<Report, 'slots'> => ({ slots: starts.map((starts_at) => ({ starts_at })) as unknown as Report['slots'] });

test('what was said of a drop is opened with a period that holds it', () => {
  expect(periodSince(drop('2026-06-29T10:00:00Z', '2026-07-02T10:00:00Z'), now)).toBe(30);
  expect(periodSince(drop('2026-06-20T10:00:00Z', '2026-06-25T10:00:00Z'), now)).toBe(90);
  expect(periodSince(drop('2026-03-01T10:00:00Z'), now)).toBe(365);
  expect(periodSince(drop('2024-03-01T10:00:00Z'), now)).toBe(365);
});
