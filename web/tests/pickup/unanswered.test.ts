import { expect, test } from 'vitest';
import { Problem } from '../../src/api/client';
import { Unanswered } from '../../src/pickup/unanswered';

test('what got no answer is asked for again by the same nonce, whatever was asked for in between; what got one by another', async () => {
  const wishes = new Unanswered();
  const used: string[] = [];
  const ask = (wanted: object, end?: Problem) =>
    wishes.ask(wanted, (nonce) => (used.push(nonce), end ? Promise.reject(end) : Promise.resolve(nonce))).catch(() => undefined);
  const [mugs, bowls] = [{ sku: 'MUG', units: 5 }, { sku: 'BOWL', units: 5 }];
  await ask(mugs, new Problem(0, 'lost'));
  await ask(bowls, new Problem(502, 'nobody knows'));
  await ask(mugs);
  await ask(bowls);
  await ask(mugs);
  await ask({ ...mugs, units: 4 }, new Problem(409, 'sold out'));
  await ask({ ...mugs, units: 4 });
  const [first, second, ...rest] = used;
  expect(rest.slice(0, 2)).toEqual([first, second]);
  expect(new Set(used).size).toBe(5);
  for (const nonce of used) expect(nonce).toMatch(/^[\w-]{16,64}$/); // as the server wants it
});
