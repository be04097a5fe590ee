// Bookings that change, are paid, are waited for or stand in line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, book, call, hold, later, notJson, nowhere, onlyForStaff, slotCalled, tooLarge, unknownId, wrongType } from './driving.mjs';
import { until } from '../waiting.mjs';

test('a part of a booking is cancelled, by its customer and by staff', async () => {
  const { token, code, lines } = await book('last call', 'MUG-BLUE', 2, 'part@example.com');
  const position = lines[0].position;
  for (const wrong of [{ position, quantity: 3 }, { position, quantity: 0 }, { position, quantity: 1.5 }, { position: 9, quantity: 1 }]) {
    const { json } = await call('cancelBooking', 422, { token }, { body: { lines: [wrong] } });
    assert.match(json.pointer, /^#\/lines\/0/);
  }
  const { json: smaller } = await call('cancelBooking', 200, { token }, { body: { lines: [{ position, quantity: 1 }] } });
  assert.equal(smaller.lines[0].quantity, 1);
  assert.equal(smaller.total.minor, lines[0].unit_price.minor);

  const headers = as('staff');
  const wanted = { headers, body: { reason: 'kiln broke', goods: 'waste' } };
  const here = { booking: code };
  await call('cancelForCustomer', 400, here, { ...notJson, headers });
  await call('cancelForCustomer', 413, here, { headers, body: tooLarge });
  await call('cancelForCustomer', 415, here, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  for (const body of [{}, { reason: '' }, { reason: 'x', goods: 'moon' }, { reason: 'x', lines: [] }]) {
    await call('cancelForCustomer', 422, here, { headers, body });
  }
  await call('cancelForCustomer', 404, { booking: 'nonesuch' }, wanted);
  await onlyForStaff('cancelForCustomer', wanted, here);
  assert.equal((await call('cancelForCustomer', 200, here, wanted)).json.state, 'cancelled');
  await call('cancelForCustomer', 409, here, wanted);
});

test('a booking moves to another slot for the total that was shown', async () => {
  const { token, code, lines } = await book('last call', 'MUG-BLUE', 1, 'move@example.com');
  const to = (await later(lines[0].slot)).id;
  await call('moveBooking', 400, { token }, notJson);
  await call('moveBooking', 413, { token }, { body: tooLarge });
  await call('moveBooking', 415, { token }, wrongType);
  for (const body of [{}, { to: 'x' }, { to: unknownId, total: 1 }, { to: lines[0].slot, total: 1 }]) {
    await call('moveBooking', 422, { token }, { body });
  }
  await call('moveBooking', 404, { token: `${token}x` }, { body: { to } });
  const { id: behindALine } = await slotCalled('Kiln opening');
  assert.match((await call('moveBooking', 403, { token }, { body: { to: behindALine } })).json.type, /place-needed$/);
  const { json: price } = await call('moveBooking', 409, { token }, { body: { to } });
  assert.match(price.type, /total-differs$/);
  const { json: moved } = await call('moveBooking', 200, { token }, { body: { to, total: price.total.minor } });
  assert.equal(moved.lines[0].slot, to);
  assert.equal(moved.total.minor, price.total.minor);

  const here = { booking: code };
  const back = { headers: as('staff'), body: { to: lines[0].slot, reason: 'she called', total: lines[0].subtotal.minor } };
  const { headers } = back;
  await call('moveForCustomer', 400, here, { ...notJson, headers });
  await call('moveForCustomer', 413, here, { headers, body: tooLarge });
  await call('moveForCustomer', 415, here, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  await call('moveForCustomer', 422, here, { headers, body: { to: lines[0].slot } });
  await call('moveForCustomer', 409, here, { headers, body: { ...back.body, total: 1 } });
  await onlyForStaff('moveForCustomer', back, here);
  await call('moveForCustomer', 200, here, back);
});

test('what is paid at pickup is written down once, and never more than is owed', async () => {
  const { code, total } = await book('last call', 'MUG-BLUE', 1, 'pay@example.com');
  const here = { booking: code };
  const headers = as('staff');
  const paid = { headers, body: { kind: 'charge', tender: 'cash', reference: `R-${code}` } };
  assert.equal((await call('listPayments', 200, here, { headers })).json.owed.minor, total.minor);
  await call('writePaymentDown', 400, here, { ...notJson, headers });
  await call('writePaymentDown', 413, here, { headers, body: tooLarge });
  await call('writePaymentDown', 415, here, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  for (const wrong of [{ minor: 0 }, { minor: -1 }, { minor: 10 ** 12 }, { tender: 'shells' }, { kind: 'gift' }, { colour: 'blue' }]) {
    const { json } = await call('writePaymentDown', 422, here, { headers, body: { ...paid.body, ...wrong } });
    assert.equal(json.field, Object.keys(wrong)[0]);
  }
  const first = (await call('writePaymentDown', 201, here, paid)).json;
  assert.equal(first.owed.minor, 0);
  assert.deepEqual((await call('writePaymentDown', 201, here, paid)).json, first, 'twice is once');
  await call('writePaymentDown', 422, here, { headers, body: { kind: 'refund', tender: 'cash' } });
  await call('cancelForCustomer', 200, here, { headers, body: { reason: 'ill' } });
  const { json } = await call('writePaymentDown', 201, here, { headers, body: { kind: 'refund', tender: 'cash' } });
  assert.deepEqual([json.paid.minor, json.owed.minor, json.payments.length], [0, 0, 2]);
  await onlyForStaff('listPayments', {}, here);
  await onlyForStaff('writePaymentDown', paid, here);
  await call('listPayments', 404, { booking: 'nonesuch' }, { headers });
});

test('a hold is paid for online', async () => {
  const { id } = await hold('last call', 'MUG-BLUE', 1);
  const here = { hold: id };
  const customer = { body: { name: 'Bea', email: 'online@example.com', language: 'es' } };
  await call('getCheckout', 404, here);
  await call('beginCheckout', 400, here, notJson);
  await call('beginCheckout', 413, here, { body: tooLarge });
  await call('beginCheckout', 415, here, wrongType);
  for (const wrong of [{ name: '' }, { email: 'nobody' }, { mail: 'a@b.example' }, { language: '' }]) {
    await call('beginCheckout', 422, here, { body: { ...customer.body, ...wrong } });
  }
  await call('beginCheckout', 404, { hold: unknownId }, customer);
  await call('beginCheckout', 202, here, customer);
  const checkout = await until('the provider has a page', async () => {
    const { json } = await call('getCheckout', 200, here);
    return json.url && json;
  });
  assert.equal((await call('beginCheckout', 202, here, customer)).json.url, checkout.url, 'twice is once');
  await call('releaseHold', 204, here);

  const { id: gone } = await hold('last call', 'MUG-BLUE', 1);
  await call('releaseHold', 204, { hold: gone });
  await call('beginCheckout', 410, { hold: gone }, customer);
});

test('what is sold out is waited for, offered to the first in line, declined and left', async () => {
  const slot = (await slotCalled('Raku')).id;
  const ada = { name: 'Ada', email: 'ada@example.com' };
  const { answer, json: place } = await call('joinWaitingList', 201, { slot }, { body: { ...ada, quantity: 2, language: 'fr' } });
  assert.equal(answer.headers.get('location'), place.self);
  assert.equal(place.ahead, 2, 'the demo has two who wait');
  assert.deepEqual((await call('getWaiting', 200, { token: place.token })).json, place);
  await call('getWaiting', 404, { token: `${place.token}x` });
  assert.match((await call('joinWaitingList', 409, { slot }, { body: ada })).json.type, /waits-already$/);
  const vases = { slot: (await slotCalled('tall vases')).id };
  assert.match((await call('joinWaitingList', 409, vases, { body: ada })).json.type, /still-free$/);
  await call('joinWaitingList', 404, { slot: unknownId }, { body: ada });
  await call('joinWaitingList', 400, { slot }, notJson);
  await call('joinWaitingList', 413, { slot }, { body: tooLarge });
  await call('joinWaitingList', 415, { slot }, wrongType);
  for (const wrong of [{ name: '' }, { email: 'nobody' }, { quantity: 0 }, { quantity: 21 }, { sku: 'NO-SUCH' }, { language: 'd' }, { x: 1 }]) {
    await call('joinWaitingList', 422, { slot }, { body: { ...ada, ...wrong } });
  }
  await call('leaveWaitingList', 404, { token: 'x' });
  const left = (await call('leaveWaitingList', 200, { token: place.token })).json;
  assert.equal(left.state, 'left');
  assert.deepEqual((await call('leaveWaitingList', 200, { token: place.token })).json, left, 'twice is once');
});

test('staff see who waits, and others do not', async () => {
  const slot = (await slotCalled('Raku')).id;
  const headers = as('staff');
  const { json } = await call('listWaiting', 200, {}, { headers });
  assert.deepEqual(json.waiting.map((one) => [one.customer.name, one.ahead]), [['Ben Adler', 0], ['Ida Lund', 1]]);
  assert.deepEqual((await call('listWaiting', 200, { query: { slot } }, { headers })).json, json);
  await call('listWaiting', 422, { query: { slot: 'x' } }, { headers });
  await onlyForStaff('listWaiting');
});

test('a drop with a line lets in who has a place, when it is their turn', async () => {
  const drop = 'kiln-opening';
  const slot = (await slotCalled('Kiln opening')).id;
  const line = { lines: [{ slot, sku: 'MUG-BLUE', quantity: 1 }] };
  const { json: none } = await call('makeHold', 403, {}, { body: line });
  assert(none.queue.endsWith(`/drops/${drop}/place`));
  const { answer, json: place } = await call('takePlace', 201, { drop });
  assert.equal(answer.headers.get('location'), place.self);
  assert.equal((await call('takePlace', 201, { drop }, { body: {} })).json.standing > 0, true);
  await call('takePlace', 404, { drop: 'no-such-drop' });
  await call('takePlace', 400, { drop }, notJson);
  await call('takePlace', 413, { drop }, { body: tooLarge });
  await call('takePlace', 415, { drop }, wrongType);
  await call('takePlace', 422, { drop }, { body: { place: 'x' } });
  await call('getPlace', 404, { drop, token: `${place.token}x` });
  const later = [];
  for (let i = 0; i < 20; ++i) later.push((await call('takePlace', 201, { drop })).json);
  const { answer: wait } = await call('makeHold', 429, {}, { body: { ...line, place: later.at(-1).token } });
  assert.match(wait.headers.get('retry-after'), /^[0-9]+$/);
  await until('the first is let in', async () => (await call('getPlace', 200, { drop, token: place.token })).json.in);
  const { json: held } = await call('makeHold', 201, {}, { body: { ...line, place: place.token } });
  await call('releaseHold', 204, { hold: held.id });
});

test('members get links', async () => {
  const headers = as('owner');
  await call('putCode', 200, { code: 'LINKED' }, { headers, body: { audience: 'MEMBERS' } });
  const { json } = await call('makeAudienceToken', 201, { code: 'LINKED' }, { headers, body: {} });
  assert(json.link.endsWith(`#member=${json.token}`));
  const here = { code: 'LINKED' };
  await call('makeAudienceToken', 400, here, { ...notJson, headers });
  await call('makeAudienceToken', 401, here, { body: {} });
  await call('makeAudienceToken', 403, here, { headers: as('reader'), body: {} });
  await call('makeAudienceToken', 404, { ...nowhere, ...here }, { headers, body: {} });
  await call('makeAudienceToken', 413, here, { headers, body: tooLarge });
  await call('makeAudienceToken', 415, here, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  await call('makeAudienceToken', 422, here, { headers, body: { valid_until: 'soon' } });
});

test('a hold lasts longer for who needs it', async () => {
  const held = await hold('afternoon pickup', 'MUG-BLUE', 1);
  const here = { hold: held.id };
  const { json: longer } = await call('extendHold', 200, here);
  assert(longer.expires_at >= held.expires_at && longer.expires_at <= longer.extendable_until);
  await call('extendHold', 200, here, { body: {} });
  await call('extendHold', 400, here, notJson);
  await call('extendHold', 404, { hold: unknownId });
  await call('extendHold', 413, here, { body: tooLarge });
  await call('extendHold', 415, here, wrongType);
  await call('extendHold', 422, here, { body: { minutes: 90 } });
  await call('releaseHold', 204, here);
  await call('extendHold', 410, here);
  const paying = { hold: (await hold('afternoon pickup', 'MUG-BLUE', 1)).id };
  await call('beginCheckout', 202, paying, { body: { name: 'Bea', email: 'bea@example.com' } });
  await call('extendHold', 409, paying); // it lasts as long as the payment page
  await call('releaseHold', 204, paying);
});

test('instead of a slot there are others', async () => {
  const { id: slot } = await slotCalled('bowls at noon');
  const { answer, json } = await call('getAlternatives', 200, { slot });
  assert(json.slots.every((other) => other.id !== slot && other.offers.some(({ sku, remaining }) => sku === 'BOWL-CELADON' && remaining > 0)));
  await call('getAlternatives', 304, { slot }, { headers: { 'If-None-Match': answer.headers.get('etag') } });
  await call('getAlternatives', 404, { slot: unknownId });
});
