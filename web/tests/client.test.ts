import { expect, test } from 'vitest';
import { Client, Problem } from '../src/api/client';
import { MemberClient } from '../src/api/member_client';

const answering = (answer: Response, asked: string[] = []) => new Client('/cal', (address) => {
  asked.push(String(address));
  return Promise.resolve(answer);
});
const slots = '/api/v1/shops/{shop}/slots';

test('an address is filled and asked below the prefix', async () => {
  const asked: string[] = [];
  const body = { from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z', slots: [] };
  const client = answering(Response.json(body), asked);
  expect(await client.get(slots, { shop: 'a b' }, { from: body.from })).toEqual(body);
  expect(asked).toEqual(['/cal/api/v1/shops/a%20b/slots?from=2026-03-01T00%3A00%3A00Z']);
});

test('a problem document says what went wrong', async () => {
  const document = { type: 'x', title: 'No', status: 404, detail: 'There is no shop "x" here; check the address.' };
  const answer = new Response(JSON.stringify(document), { status: 404, headers: { 'Content-Type': 'application/problem+json' } });
  const problem = (await answering(answer).get(slots, { shop: 'x' }).catch((reason: unknown) => reason)) as Problem;
  expect(problem).toBeInstanceOf(Problem);
  expect([problem.status, problem.message, problem.document]).toEqual([404, document.detail, document]);
});

test('what is no problem document still has a status and a sentence', async () => {
  const said = async (body: string, type: string) => {
    const answer = new Response(body, { status: 503, statusText: 'Service Unavailable', headers: { 'Content-Type': type } });
    const problem = (await answering(answer).get(slots, { shop: 'x' }).catch((reason: unknown) => reason)) as Problem;
    return [problem.status, problem.message];
  };
  expect(await said('The database cannot be reached.\n', 'text/plain; charset=utf-8')).toEqual([503, 'The database cannot be reached.']);
  expect(await said('<h1>Bad gateway', 'text/html')).toEqual([503, 'Service Unavailable']);
  expect(await said('{"cut', 'application/problem+json')).toEqual([503, 'Service Unavailable']);
});

test('no answer at all has status 0', async () => {
  const client = new Client('', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(client.get(slots, { shop: 'x' })).rejects.toMatchObject({ name: 'Problem', status: 0, message: 'Failed to fetch' });
});

test('a table says where it goes on', async () => {
  const next = '</api/v1/shops/x/fulfilment?cursor=2026%2Fabc&limit=2>; rel="next"';
  const page = new Response('a,b\r\n', { headers: { 'Content-Type': 'text/csv', Link: next } });
  const member = (answer: Response) => new MemberClient('', () => Promise.resolve(answer));
  expect(await member(page).csv('/api/v1/shops/{shop}/fulfilment', { shop: 'x' })).toEqual({ text: 'a,b\r\n', next: '2026/abc' });
  expect((await member(new Response('a,b\r\n')).csv('/api/v1/shops/{shop}/fulfilment', { shop: 'x' })).next).toBeNull();
});
