// How goods get to who booked them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, base, book, call, notJson, nowhere, onlyForStaff, shop, slotCalled, tooLarge, wrongType } from './driving.mjs';

const door = { name: 'Bea', street: 'Kiln Street 7', postal_code: '10999', city: 'Berlin', country: 'DE' };

test('goods are picked up in a window of the slot', async () => {
  const slot = await slotCalled('bowls at noon');
  const { windows } = slot.fulfilment.find((way) => way.kind === 'PICKUP');
  assert.equal(windows.length, 3);
  assert.equal(windows[1].capacity, 6);
  const line = { slot: slot.id, sku: 'BOWL-CELADON', quantity: 1 };
  const wanted = { body: { lines: [{ ...line, window: windows[1].starts_at }] } };
  const { json } = await call('makeHold', 201, {}, wanted);
  assert.equal(json.lines[0].window.ends_at, windows[1].ends_at);
  assert.deepEqual((await call('getHold', 200, { hold: json.id })).json, json);
  await call('releaseHold', 204, { hold: json.id });
  for (const window of ['noon', 7, '2026-03-01T10:00:00Z']) {
    const wrong = await call('makeHold', 422, {}, { body: { lines: [{ ...line, window }] } });
    assert.equal(wrong.json.field, 'lines[0].window');
  }
});

test('delivery needs an address, and its fee is part of the total', async () => {
  const slot = await slotCalled('bowls at noon');
  const body = { lines: [{ slot: slot.id, sku: 'BOWL-CELADON', quantity: 1, fulfilment: 'DELIVERY' }] };
  assert.equal((await call('makeHold', 422, {}, { body })).json.field, 'address');
  for (const [field, value] of [['country', 'Germany'], ['street', ''], ['street', 7], ['latitude', 'north'], ['latitude', 52.5],
    ['floor', 3]]) {
    const { json } = await call('makeHold', 422, {}, { body: { ...body, address: { ...door, [field]: value } } });
    assert.match(json.field, /^address/);
  }
  const { json: made } = await call('makeHold', 201, {}, { body: { ...body, address: door } });
  assert.equal(made.fees[0].amount.minor, 650);
  assert.equal(made.total.minor, made.lines[0].subtotal.minor + 650);
  assert.equal(made.address.street, door.street);
  const { json: booking } = await call('confirmHold', 201, { hold: made.id }, { body: { name: 'Bea', email: 'bea@example.com' } });
  assert.deepEqual((await call('getBooking', 200, { token: booking.token })).json, booking);
  assert.equal(booking.total.minor, made.total.minor);
});

test('managers say where the shop delivers', async () => {
  const headers = as('owner');
  const zone = { zone: 'kreuzberg' };
  const body = { prefixes: ['10999', '109 97'], country: 'DE', fee: '4.50', cut_off_minutes: 240, same_day_until: '12:00' };
  const { json: put } = await call('putZone', 200, zone, { headers, body });
  assert.deepEqual(put.prefixes, ['10999', '10997']);
  assert.equal(put.fee.minor, 450);
  assert.deepEqual((await call('listZones', 200, {}, { headers: as('staff') })).json.zones, [put]);
  for (const [field, value] of [['fee', 'free'], ['fee', '-1'], ['prefixes', '10999'], ['prefixes', []], ['prefixes', ['?']],
    ['metres', 0], ['venue', 'x'], ['tax_rate', 10001], ['cut_off_minutes', -1], ['cut_off_minutes', 10 ** 12],
    ['same_day_until', '25:00'], ['currency', 'XXX'], ['country', 'D1'], ['colour', 'blue']]) {
    const { json } = await call('putZone', 422, zone, { headers, body: { ...body, [field]: value } });
    assert(json.field, `${field} ${value}: names no field`);
  }
  await call('putZone', 422, { zone: 'Kreuz berg' }, { headers, body });
  await call('putZone', 403, zone, { headers: as('staff'), body });
  await call('putZone', 400, zone, { ...notJson, headers });
  await call('putZone', 413, zone, { headers, body: tooLarge });
  await call('putZone', 415, zone, { ...wrongType, headers: { ...headers, ...wrongType.headers } });

  const slot = await slotCalled('bowls at noon');
  const line = { slot: slot.id, sku: 'BOWL-CELADON', quantity: 1, fulfilment: 'DELIVERY' };
  const far = await call('makeHold', 422, {}, { body: { lines: [line], address: { ...door, postal_code: '80331' } } });
  assert.equal(far.json.field, 'address.postal_code');
  await onlyForStaff('listZones');
  await onlyForStaff('putZone', { body }, zone);
  await onlyForStaff('removeZone', {}, zone);
  await call('removeZone', 204, zone, { headers });
  await call('removeZone', 404, zone, { headers });
});

test('managers make feeds of calendars, and end them', async () => {
  const headers = as('owner');
  const feed = { feed: 'yard' };
  const body = { title: 'In the yard', color: '#b22222', sku: 'SEAT', past_days: 14 };
  const { json: put } = await call('putFeed', 200, feed, { headers, body });
  assert.equal(put.url, `${base}/feeds/${shop}/yard.ics`);
  assert.equal((await fetch(put.url)).status, 200);
  assert.deepEqual((await call('listFeeds', 200, {}, { headers })).json.feeds, [put]);
  for (const [field, value] of [['title', 'a\nb'], ['color', 'red'], ['image', 'file:///x'], ['calendars', ['nobody/x']], ['calendars', 'x'],
    ['venue', 'Nowhere'], ['sku', 'NO-SUCH'], ['past_days', -1], ['future_days', 10 ** 9], ['secret', 'yes'], ['colour', 'blue']]) {
    const { json } = await call('putFeed', 422, feed, { headers, body: { ...body, [field]: value } });
    assert(json.field, `${field} ${value}: names no field`);
  }
  await call('putFeed', 422, { feed: 'The yard' }, { headers, body });
  await call('renewFeed', 422, feed, { headers });
  const { json: secret } = await call('putFeed', 200, feed, { headers, body: { ...body, secret: true } });
  const { json: renewed } = await call('renewFeed', 200, feed, { headers });
  assert.notEqual(renewed.url, secret.url);
  await call('putFeed', 400, feed, { ...notJson, headers });
  await call('putFeed', 413, feed, { headers, body: tooLarge });
  await call('putFeed', 415, feed, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  await call('putFeed', 403, feed, { headers: as('staff'), body });
  await onlyForStaff('putFeed', { body }, feed);
  for (const operation of ['listFeeds', 'renewFeed', 'removeFeed']) { // without wrong passwords: they are counted
    await call(operation, 401, feed);
    await call(operation, 403, feed, { headers: as('staff') });
    await call(operation, 404, { ...feed, ...nowhere }, { headers });
  }
  await call('removeFeed', 204, feed, { headers });
  await call('removeFeed', 404, feed, { headers });
});

test('staff see what is due, and say that it was handed over', async () => {
  const headers = as('staff');
  const booking = await book('plates', 'PLATE-SPECKLE', 3, '=cmd@example.com');
  const mine = (await call('listFulfilment', 200, { query: { kind: 'PICKUP', state: 'due', limit: 1000 } }, { headers })).json.lines
    .find((one) => one.booking === booking.code);
  assert.equal(mine.quantity, 3);
  const slot = { query: { slot: mine.slot, limit: 1 } };
  const { json: page, answer } = await call('listFulfilment', 200, slot, { headers });
  if (page.next) assert.match(answer.headers.get('link'), /rel="next"/);
  const at = { booking: mine.booking, line: mine.line };
  const step = (changes) => ({ headers, body: { state: 'handed-over', ...changes } });
  assert.equal((await call('advanceLine', 200, at, step({ state: 'ready' }))).json.state, 'ready');
  assert.equal((await call('advanceLine', 200, at, step({ quantity: 2 }))).json.handed_over, 2);
  assert.equal((await call('advanceLine', 200, at, step())).json.state, 'handed-over');
  await call('advanceLine', 409, at, step());
  await call('cancelBooking', 409, { token: booking.token });
  const back = { state: 'returned', quantity: 1, goods: 'waste', reason: 'cracked' };
  assert.equal((await call('advanceLine', 200, at, step(back))).json.returned, 1);
  for (const [wrong, status] of [[{ state: 'eaten' }, 422], [{ quantity: 1.5, state: 'returned', goods: 'stock' }, 422],
    [{ quantity: 9, state: 'returned', goods: 'stock' }, 422], [{ state: 'returned' }, 422], [{ state: 'returned', goods: 'home' }, 422],
    [{ goods: 'stock' }, 422], [{ who: 'me' }, 422]]) {
    await call('advanceLine', status, at, step(wrong));
  }
  await call('advanceLine', 404, { ...at, booking: 'nobody' }, step());
  await call('advanceLine', 404, { ...at, line: 99 }, step());
  await call('advanceLine', 400, at, { ...notJson, headers });
  await call('advanceLine', 413, at, { headers, body: tooLarge });
  await call('advanceLine', 415, at, { ...wrongType, headers: { ...headers, ...wrongType.headers } });

  const { text } = await call('listFulfilment', 200, { query: { slot: mine.slot } }, { headers: { ...headers, Accept: 'text/csv' } });
  const rows = text.trimEnd().split('\r\n');
  assert.match(rows[0], /^booking,line,customer,email,/);
  const row = rows.find((one) => one.includes(booking.code));
  assert(row.includes(`"'=cmd@example.com"`), 'a spreadsheet must not run what a customer wrote');
  assert.equal((await call('listFulfilment', 200, { query: { slot: mine.slot, format: 'csv' } }, { headers })).text, text);
  for (const query of [{ slot: 'x' }, { state: 'eaten' }, { kind: 'DRONE' }, { window: 'noon' }, { cursor: 'x' }, { limit: 0 },
    { format: 'xml' }, { from: 'today' }, { page: 2 }]) {
    await call('listFulfilment', 422, { query }, { headers });
  }
  await onlyForStaff('listFulfilment');
  await onlyForStaff('advanceLine', step(), at);
});
