import { expect, test } from 'vitest';
import { Problem } from '../../src/api/client';
import { MemberClient } from '../../src/api/member_client';

function answering(answer: Response): { client: MemberClient; asked: [string, RequestInit][] } {
  const asked: [string, RequestInit][] = [];
  const client = new MemberClient('/cal', (address, request) => {
    asked.push([String(address), request ?? {}]);
    return Promise.resolve(answer);
  });
  return { client, asked };
}

test('what is written goes as JSON, with the headers that it needs', async () => {
  const { client, asked } = answering(Response.json({ id: 's-1' }));
  await client.post('/api/v1/shops/{shop}/shifts/{shift}/assign', { shop: 'kiln', shift: 's-1' }, { person: 'sam' }, { 'If-Match': '"3"' });
  const [address, { method, body, headers }] = asked[0] ?? ['', {}];
  expect([address, method, body]).toEqual(['/cal/api/v1/shops/kiln/shifts/s-1/assign', 'POST', '{"person":"sam"}']);
  expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'If-Match': '"3"' });
});

test('nothing to say is no failure, and a refusal is a Problem', async () => {
  const gone = answering(new Response(null, { status: 204 }));
  expect(await gone.client.delete('/api/v1/shops/{shop}/feeds/{feed}', { shop: 'kiln', feed: 'f' })).toBeUndefined();
  expect(gone.asked[0]?.[1].body).toBeUndefined();
  const refused = answering(new Response('{"detail":"No.","status":403,"title":"No","type":"x"}', { status: 403, headers: { 'Content-Type': 'application/problem+json' } }));
  const put = refused.client.delete('/api/v1/shops/{shop}/feeds/{feed}', { shop: 'kiln', feed: 'f' });
  await expect(put).rejects.toBeInstanceOf(Problem);
  await expect(put).rejects.toMatchObject({ status: 403, message: 'No.' });
});

/** A client whose requests end as said, one after the other, and the keys that they had. */
function ending(...ends: (Response | 'lost')[]): { client: MemberClient; keys: (string | undefined)[] } {
  const keys: (string | undefined)[] = [];
  const client = new MemberClient('', (_, request) => {
    keys.push((request?.headers as Record<string, string>)['Idempotency-Key']);
    const end = ends.shift() ?? Response.json({});
    return end === 'lost' ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(end);
  });
  return { client, keys };
}
const step = (client: MemberClient, quantity: number): Promise<unknown> =>
  client.post('/api/v1/shops/{shop}/fulfilment/{booking}/{line}', { shop: 'kiln', booking: 'abc', line: 0 }, { state: 'handed-over', quantity }).catch(() => undefined);

test('what is sent again because no answer came has the same key, until there is an answer', async () => {
  const cutOff = new Response(new ReadableStream({ start: (answer) => answer.error(new TypeError('cut off')) }));
  const { client, keys } = ending('lost', new Response(null, { status: 502 }), cutOff);
  for (let turn = 0; turn < 6; ++turn) await step(client, 1);
  const [first, second, third, fourth, fifth, sixth] = keys;
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect([second, third, fourth]).toEqual([first, first, first]);
  expect(new Set([first, fifth, sixth]).size).toBe(3);
});

test('another request has a key of its own, and so has one that was refused, or comes after something else was done', async () => {
  const refused = new Response('{}', { status: 409, headers: { 'Content-Type': 'application/problem+json' } });
  const { client, keys } = ending('lost', 'lost', refused, 'lost');
  await step(client, 1);
  await step(client, 2);
  await step(client, 1); // refused, which changed nothing
  await step(client, 1); // lost
  expect(new Set(keys).size).toBe(3);
  expect([keys[2], keys[3]]).not.toContain(keys[1]);
  await client.delete('/api/v1/shops/{shop}/feeds/{feed}', { shop: 'kiln', feed: 'f' });
  expect(keys[4]).toBeUndefined();
  await step(client, 2);
  await step(client, 1);
  expect(keys.slice(0, 4)).not.toContain(keys[5]);
  expect(keys.slice(0, 4)).not.toContain(keys[6]);
});

test('who gave up on a request means the next one anew', async () => {
  const { client, keys } = ending('lost');
  await step(client, 1);
  client.unanswered.forget();
  await step(client, 1);
  expect(keys[1]).not.toBe(keys[0]);
});
