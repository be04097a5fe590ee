import { expect, test } from 'vitest';
import { Problem } from '../src/api/client';
import { Unanswered } from '../src/api/unanswered';

const [mugs, bowls] = ['5 mugs', '5 bowls'];

test('what got no answer goes by the same key until it was answered, or something else was done after it', async () => {
  const unanswered = new Unanswered();
  const keyOf = (request: string, end?: Problem): Promise<string> => {
    let used = '';
    return unanswered.ask(request, async (key) => {
      used = key;
      if (end) throw end;
    }).catch(() => undefined).then(() => used);
  };
  const [first, second] = [await keyOf(mugs, new Problem(0, 'lost')), await keyOf(bowls, new Problem(502, 'nobody knows'))];
  expect(first).toMatch(/^[\w-]{16,64}$/); // as the server wants it
  expect(second).not.toBe(first);
  expect(await keyOf(bowls, new Problem(0, 'lost'))).toBe(second);
  expect(await keyOf(mugs)).toBe(first);
  expect(await keyOf(bowls)).not.toBe(second); // whoever wants more has seen what is there
  const refused = await keyOf(mugs, new Problem(409, 'sold out'));
  expect(refused).not.toBe(first);
  expect(await keyOf(mugs)).not.toBe(refused);
});
