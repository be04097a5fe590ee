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
