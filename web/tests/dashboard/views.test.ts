import { expect, test } from 'vitest';
import { views } from '../../src/dashboard/views';

test('each view has an address of its own, for which the server answers', () => {
  const server = Object.values(import.meta.glob<string>('../../../server/dashboard/dashboard.cpp', { query: '?raw', import: 'default', eager: true }))[0] ?? '';
  const answered = server.split('kViews = {')[1]?.split('}')[0]?.match(/[a-z-]+/g) ?? [];
  expect(views.map(({ path }) => path).sort()).toEqual([...answered].sort());
});

test('views of a group stand together, and the first of all fit a phone’s bar', () => {
  const groups = views.map(({ group }) => group);
  expect(groups.filter((group, at) => group !== groups[at - 1])).toEqual(['toSell', 'toLearn', 'toSetUp']);
  expect(views.slice(0, 4).map(({ path }) => path)).toEqual(['today', 'calendar', 'bookings', 'fulfilment']);
});
