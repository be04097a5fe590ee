import { expect, test } from 'vitest';
import { movedBy } from '../../src/dashboard/stock/moved';

test('a movement says by how much the books moved', () => {
  expect(movedBy({ kind: 'delivery', units: 5, adjusted: 0 })).toBe(5);
  expect(movedBy({ kind: 'count', units: 7, adjusted: -2 })).toBe(-2);
  expect(movedBy({ kind: 'sale', units: -3, adjusted: 3 })).toBe(0);
});
