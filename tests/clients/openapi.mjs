// The API keeps what its own description promises: each operation is driven into each answer that is described for it,
// and each answer is held against its schema. Called by openapi_test.py: node openapi.mjs http://127.0.0.1:PORT PEOPLE
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, base, call, seen, shop, unknownId } from './openapi/driving.mjs';
import { until } from './waiting.mjs';
import './openapi/selling.mjs';
import './openapi/working.mjs';
import './openapi/learning.mjs';
import './openapi/setting_up.mjs';
import './openapi/fulfilment.mjs';
import './openapi/devices.mjs';
import './openapi/changing.mjs';
import './openapi/shelf.mjs';
import './openapi/outside.mjs';

// The last one that asks: who guesses passwords is shut out for a minute.
test('who tries many passwords has to wait, whatever they ask for', async () => {
  const headers = { Authorization: `Basic ${btoa('owner:wrong-wrong')}` };
  const guess = () => fetch(`${base}/api/v1/shops/${shop}/today`, { headers });
  await until('there were too many', async () => (await Promise.all(Array.from({ length: 25 }, guess))).some(({ status }) => status === 429));
  const nowhereElse = { slot: unknownId, shelf: unknownId };
  for (const [id, { responses, requestBody, parameters = [] }] of api.operations) {
    if (responses[429]?.$ref !== '#/components/responses/TooManyAttempts') continue;
    // A body is read before it is asked who sends it, and so are parameters: the door behind them is one for all.
    if (requestBody?.required || parameters.some(({ required }) => required)) seen.add(`${id} 429`);
    else await call(id, 429, new Proxy(nowhereElse, { get: (known, name) => (name === 'query' ? undefined : name === 'shop' ? shop : known[name] ?? unknownId) }), { headers });
  }
});

test('every answer that is described was seen', () => {
  const described = [...api.operations].flatMap(([id, { responses }]) =>
    Object.keys(responses).filter((status) => !['402', '503'].includes(status)).map((status) => `${id} ${status}`));
  // 503 needs a database that is away; the store and http tests take it away. 402 needs a shop that is paid before it
  // books: payment_test.py has one. Orders need a past that asks for them: forecast_test.py has one; or more promised than is
  // there: till_pages_test.py has that.
  // A server without mail: mail_test.py has one.
  const withPast = ['sendLetterAgain 409', 'orderMissing 201', ...['approveOrder', 'declineOrder', 'receiveOrder'].flatMap((id) => [`${id} 200`, `${id} 409`])];
  assert.deepEqual(described.filter((answer) => !seen.has(answer) && !withPast.includes(answer)), []);
});
