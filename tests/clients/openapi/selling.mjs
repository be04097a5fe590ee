// What anybody may: look at slots, hold and book.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, base, book, call, hold, notJson, nowhere, seen, shop, slotCalled, tooLarge, unknownId, wrongType } from './driving.mjs';

test('the description is a sound OpenAPI 3.1 document', async () => {
  assert.deepEqual(await api.complaints(), []);
});

test('the description is answered with an ETag, and not sent again to who has it', async () => {
  const { answer } = await call('getDescription', 200);
  await call('getDescription', 304, {}, { headers: { 'If-None-Match': answer.headers.get('etag') } });
});

test('a shop shows its products', async () => {
  const { answer, json } = await call('getShop', 200);
  assert.equal(json.products.length, 4);
  assert.equal((await fetch(json.products[0].image)).headers.get('content-type'), 'image/svg+xml');
  await call('getShop', 304, {}, { headers: { 'If-None-Match': answer.headers.get('etag') } });
  await call('getShop', 404, nowhere);
});

test('slots are listed by time, drop and bundle', async () => {
  const { json } = await call('listSlots', 200);
  assert(json.slots.length > 10);
  const range = { query: { from: json.from, to: json.to } };
  const { answer } = await call('listSlots', 200, range);
  await call('listSlots', 304, range, { headers: { 'If-None-Match': answer.headers.get('etag') } });
  assert.equal((await call('listSlots', 200, { query: { drop: 'spring-glaze' } })).json.slots.length, 8);
  assert.equal((await call('listSlots', 200, { query: { bundle: 'wheel-course' } })).json.slots.length, 2);
  await call('listSlots', 404, nowhere);
  await call('listSlots', 422, { query: { from: 'yesterday' } });
  await call('listSlots', 422, { query: { form: json.from } });
});

test('a slot has an address of its own', async () => {
  const { id } = await slotCalled('tall vases');
  const { answer, json } = await call('getSlot', 200, { slot: id });
  assert.equal((await fetch(json.page)).status, 200);
  await call('getSlot', 304, { slot: id }, { headers: { 'If-None-Match': answer.headers.get('etag') } });
  await call('getSlot', 404, { slot: unknownId });
  await call('getSlot', 404, { slot: 'nonsense' });
});

test('what can be booked is followed as it moves', async () => {
  const ending = new AbortController();
  const answer = await fetch(`${base}/api/v1/shops/${shop}/live`, { signal: ending.signal });
  const described = api.response(api.operations.get('followSlots'), 200);
  assert(described.content[answer.headers.get('content-type')], 'a stream of events');
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const next = async (event) => {
    while (!new RegExp(`event: ${event}\n(id: .*\n)?data: .*\n\n`).test(heard)) heard += (await reader.read()).value;
    return JSON.parse(heard.match(new RegExp(`event: ${event}\n(?:id: .*\n)?data: (.*)\n\n`))[1]);
  };
  assert.deepEqual(await next('hello'), {});
  const made = await hold('plates', 'PLATE-SPECKLE', 1);
  const news = await next('slot');
  const content = [...described.at, 'content', 'text/event-stream', 'schema', 'contentSchema'];
  assert.equal(api.mistakesOf(news, content), '');
  const now = await slotCalled('plates');
  for (const name of ['id', 'revision', 'edition', 'state', 'seats_remaining']) assert.equal(news[name], now[name], name);
  assert.equal(news.offers[0].remaining, now.offers[0].remaining);
  ending.abort();
  await call('releaseHold', 204, { hold: made.id });
  seen.add('followSlots 200');
  await call('followSlots', 404, nowhere);
  await call('followSlots', 422, { query: { since: 'yesterday' } });
});

test('a hold keeps units and the price, is found, and is released', async () => {
  const before = (await slotCalled('plates')).offers[0].remaining;
  const made = await hold('plates', 'PLATE-SPECKLE', 3);
  assert.equal(made.total.minor, 3 * made.lines[0].unit_price.minor);
  assert.equal((await slotCalled('plates')).offers[0].remaining, before - 3);
  assert.deepEqual((await call('getHold', 200, { hold: made.id })).json, made);
  await call('releaseHold', 204, { hold: made.id });
  assert.equal((await slotCalled('plates')).offers[0].remaining, before);
  await call('getHold', 404, { hold: made.id });
  await call('releaseHold', 404, { hold: made.id });
});

test('a bundle is held as a whole', async () => {
  const { json } = await call('makeHold', 201, {}, { body: { bundle: 'wheel-course', quantity: 2 } });
  assert.equal(json.lines.length, 2);
  await call('releaseHold', 204, { hold: json.id });
});

test('the same key holds once, and is refused for another request', async () => {
  const key = { 'Idempotency-Key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' };
  const first = await hold('plates', 'PLATE-SPECKLE', 1, key);
  assert.deepEqual(await hold('plates', 'PLATE-SPECKLE', 1, key), first);
  const { id } = await slotCalled('plates');
  const other = { lines: [{ slot: id, sku: 'PLATE-SPECKLE', quantity: 2 }] };
  await call('makeHold', 422, {}, { body: other, headers: key });
  await call('makeHold', 400, {}, { body: other, headers: { 'Idempotency-Key': 'x'.repeat(300) } });
  await call('releaseHold', 204, { hold: first.id });
});

test('holds that cannot be made say why', async () => {
  const slot = (await slotCalled('bowls at noon')).id;
  const line = (more) => ({ body: { lines: [{ slot, sku: 'BOWL-CELADON', quantity: 1, ...more }] } });
  await call('makeHold', 404, nowhere, line());
  await call('makeHold', 400, {}, notJson);
  await call('makeHold', 413, {}, { body: tooLarge });
  await call('makeHold', 415, {}, wrongType);
  for (const wrong of [{ quantity: 0 }, { quantity: -1 }, { quantity: 1.5 }, { quantity: 10 ** 12 }, { quantiy: 1 },
    { sku: 'NO-SUCH' }, { slot: unknownId }, { slot: 'x' }]) {
    const { json } = await call('makeHold', 422, {}, line(wrong));
    assert.match(json.pointer, /^#\/lines\/0/);
  }
  await call('makeHold', 422, {}, { body: { bundle: 'no-such-bundle', quantity: 1 } });
  await call('makeHold', 422, {}, { body: { lines: [] } });
});

test('who comes too late for the last one learns what is still free', async () => {
  const held = [];
  for (let i = 0; i < 6; ++i) held.push(await hold('tall vases', 'VASE-TALL', 1));
  const { id } = await slotCalled('tall vases');
  const { json } = await call('makeHold', 409, {}, { body: { lines: [{ slot: id, sku: 'VASE-TALL', quantity: 1 }] } });
  assert.equal(json.remaining, 0);
  assert(json.held_until > held[0].created_at, 'says when held units may come back');
  for (const { id: hold } of held) await call('releaseHold', 204, { hold });

  const mugs = (await slotCalled('last call')).id;
  const few = await call('makeHold', 409, {}, { body: { lines: [{ slot: mugs, sku: 'MUG-BLUE', quantity: 11 }] } });
  assert.equal(few.json.remaining, 10);
  assert(few.json.alternatives.length > 0, 'names slots that have as many');
});

test('a hold becomes a booking that is found by its token', async () => {
  const { id } = await hold('afternoon pickup', 'MUG-BLUE', 2);
  const wanted = { body: { name: 'Bea', email: 'bea@example.com', language: 'de-AT' } };
  const { answer, json: booking } = await call('confirmHold', 201, { hold: id }, wanted);
  assert.equal(answer.headers.get('location'), booking.self);
  assert.deepEqual((await call('confirmHold', 201, { hold: id }, wanted)).json, booking, 'twice is once');
  const { token } = booking;
  assert.deepEqual((await call('getBooking', 200, { token })).json, booking);
  assert.match((await call('getBookingQrCode', 200, { token })).text, /^<svg/);
  assert.match((await call('getBookingCalendar', 200, { token })).text, /^BEGIN:VCALENDAR\r\n/);
  for (const operation of ['getBooking', 'getBookingQrCode', 'getBookingCalendar']) {
    await call(operation, 404, { token: `${token}x` });
  }
});

test('confirmations that cannot be made say why', async () => {
  const { id } = await hold('evening with a glass', 'MUG-BLUE', 1);
  const good = { name: 'Bea', email: 'bea@example.com' };
  await call('confirmHold', 404, { hold: unknownId }, { body: good });
  await call('confirmHold', 400, { hold: id }, notJson);
  await call('confirmHold', 413, { hold: id }, { body: tooLarge });
  await call('confirmHold', 415, { hold: id }, wrongType);
  for (const wrong of [{ name: '' }, { email: 'nobody' }, { mail: 'a@b.example' }, { name: 7 }, { payment: 'online' }, { language: 'german!' }]) {
    await call('confirmHold', 422, { hold: id }, { body: { ...good, ...wrong } });
  }
  await call('releaseHold', 204, { hold: id });
  const gone = await call('confirmHold', 410, { hold: id }, { body: good });
  assert.match(gone.json.type, /hold-expired$/);
});

test('one customer may not have more than the slot allows', async () => {
  await book('first pick', 'MUG-BLUE', 2, 'greedy@example.com');
  const { id } = await hold('first pick', 'MUG-BLUE', 1);
  const { json } = await call('confirmHold', 409, { hold: id }, { body: { name: 'G', email: 'greedy@example.com' } });
  assert.match(json.type, /over-limit$/);
});

test('a booking is cancelled once, and its units are free again', async () => {
  const before = (await slotCalled('last call')).offers[0].remaining;
  const { token } = await book('last call', 'MUG-BLUE', 1);
  await call('cancelBooking', 400, { token }, notJson);
  await call('cancelBooking', 413, { token }, { body: tooLarge });
  await call('cancelBooking', 415, { token }, wrongType);
  await call('cancelBooking', 422, { token }, { body: { reason: 'rain' } });
  await call('cancelBooking', 404, { token: `${token}x` });
  const { json } = await call('cancelBooking', 200, { token }, { body: {} });
  assert.equal(json.state, 'cancelled');
  assert.equal((await slotCalled('last call')).offers[0].remaining, before);
  await call('cancelBooking', 409, { token });
});
