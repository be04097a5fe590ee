import { expect, test } from 'vitest';
import { counter } from '../src/words/plural';
test('a number takes the form that its language asks for', () => {
  const count = counter('en');
  expect(count(1, { one: '# slot', other: '# slots' })).toBe('1 slot');
  expect(count(1200, { one: '# slot', other: '# slots' })).toBe('1,200 slots');
});
