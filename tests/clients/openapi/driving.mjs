// Calls operations as the description says, and holds each answer against it. `seen` are the answers that came.
import assert from 'node:assert/strict';
import { Description } from '../openapi_document.mjs';

export const base = process.argv[2];
export const people = JSON.parse(process.argv[3]); // role: {user, password}
export const shop = 'kiln-street';
export const api = await Description.fetch(base);
export const seen = new Set(); // "makeHold 409"

// Calls an operation as its description says and checks the answer: status, media type, headers, schema.
export async function call(id, status, parameters = {}, { body, headers = {} } = {}) {
  const operation = api.operations.get(id);
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(parameters[name] ?? { shop }[name]));
  const query = new URLSearchParams(parameters.query).toString();
  const request = { method: operation.method, headers: { ...headers } };
  if (body !== undefined) {
    request.body = typeof body === 'string' ? body : JSON.stringify(body);
    request.headers['Content-Type'] ??= 'application/json';
    if (status < 300 && request.headers['Content-Type'] === 'application/json') {
      const schema = [...operation.at, 'requestBody', 'content', 'application/json', 'schema'];
      assert.equal(api.mistakesOf(typeof body === 'string' ? JSON.parse(body) : body, schema), '', `${id}: a request that works is not described`);
    }
  }
  const answer = await fetch(`${base}${path}${query && `?${query}`}`, request);
  const text = await answer.text();
  assert.equal(answer.status, status, `${id}: ${text}`);
  const described = api.response(operation, status);
  assert(described, `${id} answers ${status}, which is not described`);
  seen.add(`${id} ${status}`);
  for (const header of Object.keys(described.headers ?? {})) {
    assert(answer.headers.has(header), `${id} ${status} lacks the header ${header}`);
  }
  if (!described.content) {
    assert.equal(text, '', `${id} ${status} should have no body`);
    return { answer, text };
  }
  const type = answer.headers.get('content-type').split(';')[0];
  assert(described.content[type], `${id} ${status} came as ${type}`);
  const json = type.endsWith('json') ? JSON.parse(text) : undefined;
  const mistakes = api.mistakesOf(json ?? text, [...described.at, 'content', type, 'schema']);
  assert.equal(mistakes, '', `${id} ${status} is not what its schema says:\n${text}`);
  if (type === 'application/problem+json') await checkProblem(json, status);
  return { answer, text, json };
}

// RFC 9457: `status` repeats the answer's, and `type` leads to a page for people.
export async function checkProblem(problem, status) {
  assert.equal(problem.status, status);
  const page = await fetch(problem.type, { headers: { Accept: 'text/html' } });
  assert.equal(page.status, 200, `${problem.type} explains nothing`);
}

/** Headers of one of the shop's people: 'owner', 'staff' or 'reader'. */
export function as(role) {
  const { user, password } = people[role];
  return { Authorization: `Basic ${btoa(`${user}:${password}`)}` };
}

export async function slotCalled(summary) {
  const { json } = await call('listSlots', 200);
  const slot = json.slots.find((one) => one.summary.includes(summary));
  assert(slot, `the demo shop has no slot "${summary}"`);
  return slot;
}

export async function hold(summary, sku, quantity, headers) {
  const slot = await slotCalled(summary);
  return (await call('makeHold', 201, {}, { body: { lines: [{ slot: slot.id, sku, quantity }] }, headers })).json;
}

export async function book(summary, sku, quantity, email = 'bea@example.com') {
  const { id } = await hold(summary, sku, quantity);
  return (await call('confirmHold', 201, { hold: id }, { body: { name: 'Bea', email } })).json;
}

export const nowhere = { shop: 'no-such-shop' };
export const unknownId = '0'.repeat(26);
export const tooLarge = JSON.stringify({ name: 'x'.repeat(70_000) });
export const notJson = { body: '{"lines": [,', headers: {} };
export const wrongType = { body: '{}', headers: { 'Content-Type': 'text/plain' } };

// Who is not one of the shop's people, or only reads, is turned away; so is the dashboard's cookie from a foreign page.
export async function onlyForStaff(operation, request = {}, named = {}) {
  await call(operation, 401, named, { ...request, headers: {} });
  await call(operation, 401, named, { ...request, headers: { Authorization: `Basic ${btoa('sam:wrong')}` } });
  await call(operation, 403, named, { ...request, headers: as('reader') });
  await call(operation, 404, { ...named, ...nowhere }, { ...request, headers: as('owner') });
  if (api.operations.get(operation).method.toUpperCase() !== 'GET') {
    await call(operation, 403, named, { ...request, headers: { Cookie: 'timeshelf_session=x', 'Sec-Fetch-Site': 'cross-site' } });
  }
}

export const later = async (not) => (await call('listSlots', 200)).json.slots.find((one) =>
  one.id !== not && one.state === 'open' && one.offers.some((offer) => offer.sku === 'MUG-BLUE' && offer.remaining > 2));

export const dav = (method, address, body, headers = {}) => fetch(address, { method, body, headers: { ...as('owner'), ...headers } });
const lockInfo = '<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>';

/** While a calendar app has locked it. */
export async function whileLocked(address, act) {
  const token = (await dav('LOCK', address, lockInfo, { Depth: 'infinity', Timeout: 'Second-60', 'Content-Type': 'application/xml' })).headers.get('lock-token');
  await act();
  assert.equal((await dav('UNLOCK', address, undefined, { 'Lock-Token': token })).status, 204);
}
