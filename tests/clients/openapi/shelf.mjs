// The calendar behind the shelf.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, call, dav, notJson, nowhere, onlyForStaff, people, tooLarge, unknownId, whileLocked, wrongType } from './driving.mjs';

const shelfEvent = (uid, lines) => ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test', 'BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20260301T000000Z',
  'DTSTART:20990601T160000Z', 'DTEND:20990601T180000Z', `SUMMARY:${uid}`, ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');

/** With a home that holds all that it may, to the byte. */
async function whileFull(address, act) {
  const store = async (size) => (await dav('PUT', `${address}filler.ics`, shelfEvent('filler', [`X-FILLER:${'x'.repeat(size)}`]), { 'Content-Type': 'text/calendar' })).status;
  let [fits, over] = [0, 1_048_576];
  while (over - fits > 1) {
    const size = (fits + over) >> 1;
    if ((await store(size)) < 300) fits = size;
    else over = size;
  }
  assert.equal(await store(fits + 1), 507);
  await act();
  assert.equal((await dav('DELETE', `${address}filler.ics`)).status, 204);
}

async function onlyForMembers(operation) {
  await call(operation, 401);
  await call(operation, 403, { shop: 'elsewhere' }, { headers: as('owner') });
  await call(operation, 404, nowhere, { headers: as('owner') });
  await call(operation, 200, {}, { headers: as('reader') });
}

test('the day and the shelf are for all people of the shop', async () => {
  await onlyForMembers('getToday');
  await onlyForMembers('getShelf');
  await call('getShelf', 422, { query: { from: 'soon' } }, { headers: as('reader') });
  const { json } = await call('getShelf', 200, {}, { headers: as('owner') });
  assert(json.slots.every(({ shelf: id }) => json.shelves.some((one) => one.id === id)));
});

test('managers make, edit and move slots as a calendar app would', async () => {
  const headers = as('owner');
  const { json: { shelves: [{ id: shelfId }] } } = await call('getShelf', 200, {}, { headers });
  const evening = {
    summary: 'Edited evening', story: 'By the API.', starts: '2099-05-01T18:00', ends: '2099-05-01T20:00', time_zone: 'Europe/Berlin',
    terms: {
      seats: 6, prices: [{ amount: '20', until: '-P7D' }, { amount: '25' }], limit: 2, closes: '-PT1H', early: [{ audience: 'members', at: '-P21D' }],
      stock: [{ sku: 'MUG-BLUE', units: 4 }], fulfilment: [{ kind: 'PICKUP' }, { kind: 'DELIVERY', fee: '4.50', cut_off: '-PT4H' }],
      windows: { length_minutes: 30, capacity: 2 }, staffing: { people: 1, per_bookings: 6, at_least: 2 }, drop: 'spring', opens: '20261201T090000',
    },
  };
  const { json: made, answer } = await call('makeSlot', 201, { shelf: shelfId }, { headers, body: evening });
  assert.deepEqual([made.starts_at, made.ends_at, made.time_zone], ['2099-05-01T16:00:00Z', '2099-05-01T18:00:00Z', 'Europe/Berlin']);
  assert.equal((await fetch(answer.headers.get('location'), { headers })).status, 200);
  assert.deepEqual(made.terms.prices.map(({ amount, until }) => [amount, until]), [['20.00', '-P7D'], ['25.00', null]]);
  const here = { slot: made.slot };
  assert.deepEqual((await call('getEvent', 200, here, { headers })).json, made);

  const wrong = [[{ summary: '' }, 'summary'], [{ starts: 'soon', ends: evening.ends, time_zone: 'Europe/Berlin' }, 'starts'],
    [{ starts: evening.starts, ends: evening.starts, time_zone: 'Europe/Berlin' }, 'ends'], [{ starts: evening.starts }, 'ends'],
    [{ starts: evening.starts, ends: evening.ends, time_zone: 'Mars' }, 'time_zone'],
    // The hour that the clocks skip.
    [{ starts: '2027-03-28T02:30', ends: '2027-03-28T04:00', time_zone: 'Europe/Berlin' }, 'starts'],
    [{ starts: '2027-03-28T01:30', ends: '2027-03-28T02:30', time_zone: 'Europe/Berlin' }, 'ends'], [{ image: 'javascript:alert(1)' }, 'image'], [{ off: 'yes' }, 'off'],
    [{ colour: 'blue' }, 'colour'], [{ terms: { colour: 'blue' } }, 'terms.colour'], [{ terms: { seats: -1 } }, 'terms.seats'], [{ terms: { seats: null } }, 'terms.seats'],
    [{ terms: { limit: 0 } }, 'terms.limit'], [{ terms: { opens: 'soon' } }, 'terms.opens'], [{ terms: { drop: 'a b' } }, 'terms.drop'],
    [{ terms: { prices: [{ amount: '1' }, { amount: 'x' }] } }, 'terms.prices[1].amount'], [{ terms: { prices: [{ amount: '20' }, { amount: '25' }] } }, 'terms.prices'],
    [{ terms: { prices: [{ amount: '20', currency: 'XXX' }] } }, 'terms.prices[0].currency'], [{ terms: { prices: {} } }, 'terms.prices'],
    [{ terms: { stock: [{ sku: 'a b', units: 1 }] } }, 'terms.stock[0].sku'], [{ terms: { stock: [{ sku: 'MUG-BLUE' }] } }, 'terms.stock[0].units'],
    [{ terms: { fulfilment: [{ kind: 'DRONE' }] } }, 'terms.fulfilment[0].kind'], [{ terms: { windows: {} } }, 'terms.windows.length_minutes'],
    [{ terms: { windows: { list: [{ begins: '25:00', ends: '10:00' }] } } }, 'terms.windows.list[0].begins'],
    [{ terms: { staffing: { at_least: 101 } } }, 'terms.staffing.at_least'], [{ terms: { early: [{ audience: 'a b', at: '-P1D' }] } }, 'terms.early[0].audience']];
  for (const [body, field] of wrong) {
    const { json } = await call('putEvent', 422, here, { headers: { ...headers, 'If-Match': made.etag }, body });
    assert.equal(json.field, field, JSON.stringify(body));
  }
  assert.equal((await call('makeSlot', 422, { shelf: shelfId }, { headers, body: { summary: 'When?' } })).json.field, 'starts');
  const once = { headers: { ...headers, 'Idempotency-Key': 'evening-once' }, body: { ...evening, summary: 'Made once', terms: {} } };
  const [first, second] = [await call('makeSlot', 201, { shelf: shelfId }, once), await call('makeSlot', 201, { shelf: shelfId }, once)];
  assert.equal(first.json.slot, second.json.slot, 'what was sent twice is made once');
  const gone = { slot: first.json.slot };
  await call('deleteEvent', 204, gone, { headers: { ...headers, 'If-Match': first.json.etag } });
  await call('deleteEvent', 404, gone, { headers: { ...headers, 'If-Match': '*' } });
  await call('makeSlot', 404, { shelf: unknownId }, { headers, body: evening });
  await call('putEvent', 428, here, { headers, body: { summary: 'Other' } });
  const { json: other } = await call('putEvent', 200, here, { headers: { ...headers, 'If-Match': made.etag }, body: { summary: 'Other evening', terms: { limit: null, drop: null } } });
  assert.deepEqual([other.summary, other.terms.limit, other.terms.drop, other.terms.seats], ['Other evening', null, null, 6]);
  await call('putEvent', 412, here, { headers: { ...headers, 'If-Match': made.etag }, body: { summary: 'Mine' } });

  const last = (await call('getSlot', 200, here)).json.fulfilment.find(({ kind }) => kind === 'PICKUP').windows.at(-1);
  await call('putEvent', 200, here, { headers: { ...headers, 'If-Match': '*' }, body: { terms: { opens: null, early: [] } } });
  const { json: held } = await call('makeHold', 201, {}, { body: { lines: [{ slot: made.slot, sku: 'MUG-BLUE', quantity: 2, window: last.starts_at }] } });
  await call('confirmHold', 201, { hold: held.id }, { body: { name: 'Bea', email: 'bea@example.com' } });
  const fewer = await call('putEvent', 409, here, { headers: { ...headers, 'If-Match': '*' }, body: { terms: { stock: [{ sku: 'MUG-BLUE', units: 1 }] } } });
  assert.equal(fewer.json.field, 'terms.stock');
  const shorter = { starts_at: '2099-05-01T16:00:00Z', ends_at: '2099-05-01T17:00:00Z' };
  await call('rescheduleSlot', 409, here, { headers, body: shorter });
  const later = { starts_at: '2099-05-02T16:00:00Z', ends_at: '2099-05-02T18:00:00Z' };
  const { json: moved } = await call('rescheduleSlot', 200, here, { headers, body: later });
  assert.deepEqual([moved.starts_at, moved.ends_at, moved.booked], [later.starts_at, later.ends_at, 1]);
  await call('rescheduleSlot', 412, here, { headers: { ...headers, 'If-Match': made.etag }, body: later });
  await call('rescheduleSlot', 412, here, { headers, body: { ...later, moved_from: shorter.starts_at } });
  await call('deleteEvent', 428, here, { headers });
  await call('deleteEvent', 412, here, { headers: { ...headers, 'If-Match': made.etag } });
  assert.match((await call('deleteEvent', 409, here, { headers: { ...headers, 'If-Match': moved.etag } })).json.type, /below-sold$/);
  await call('rescheduleSlot', 200, here, { headers, body: { ...later, moved_from: later.starts_at } });
  for (const body of [{}, { ...later, starts_at: 'soon' }, { ...later, ends_at: later.starts_at }, { ...later, colour: 'blue' }]) await call('rescheduleSlot', 422, here, { headers, body });
  assert.equal((await call('rescheduleSlot', 422, here, { headers, body: { ...later, moved_from: 'then' } })).json.field, 'moved_from');

  const { shelf: ours } = people.owner;
  await whileLocked(ours, async () => {
    await call('putEvent', 423, here, { headers: { ...headers, 'If-Match': '*' }, body: { summary: 'Locked' } });
    await call('deleteEvent', 423, here, { headers: { ...headers, 'If-Match': '*' } });
    await call('rescheduleSlot', 423, here, { headers, body: later });
    await call('makeSlot', 423, { shelf: shelfId }, { headers, body: evening });
  });
  await dav('PUT', `${ours}never-moved.ics`, shelfEvent('never-moved', ['X-SHELF-SEATS:2', 'X-SHELF-PRICE:9']), { 'Content-Type': 'text/calendar' });
  const { json: { slots: week } } = await call('getShelf', 200, { query: { from: '2099-06-01T00:00:00Z', to: '2099-06-02T00:00:00Z' } }, { headers });
  const still = { slot: week.find(({ slot }) => slot.summary === 'never-moved').slot.id };
  await whileFull(ours, async () => {
    const { json: full } = await call('putEvent', 507, here, { headers: { ...headers, 'If-Match': '*' }, body: { story: 'Longer than it was before.' } });
    assert.match(full.detail, /may have 1048576 bytes\. Delete something first\./);
    await call('rescheduleSlot', 507, still, { headers, body: later });
    await call('makeSlot', 507, { shelf: shelfId }, { headers, body: evening });
    await call('putEvent', 200, here, { headers: { ...headers, 'If-Match': '*' }, body: { summary: 'Less' } });
  });
  await call('getEvent', 404, { slot: unknownId }, { headers });
  await call('putEvent', 404, { slot: 'x' }, { headers: { ...headers, 'If-Match': '*' }, body: {} });
  await call('rescheduleSlot', 404, { slot: unknownId }, { headers, body: later });
  const changes = [['makeSlot', { shelf: shelfId }, evening], ['putEvent', here, {}], ['rescheduleSlot', here, later], ['putProduct', { sku: 'CUP' }, { name: 'Cup', amount: '9' }]];
  for (const [operation, name, body] of changes) {
    await call(operation, 400, name, { ...notJson, headers });
    await call(operation, 413, name, { headers, body: tooLarge });
    await call(operation, 415, name, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
    await call(operation, 403, name, { headers: as('staff'), body });
    await onlyForStaff(operation, { body }, name);
  }
  await onlyForStaff('getEvent', {}, here);
  await onlyForStaff('deleteEvent', {}, here);
  await call('deleteEvent', 403, here, { headers: as('staff') });
});

test('managers add products and change them', async () => {
  const headers = as('owner');
  const cup = { name: 'Red cup', amount: '12.5', tax_rate: 1900, description: null, image: '' };
  const { json } = await call('putProduct', 200, { sku: 'cup-red' }, { headers, body: cup });
  assert.deepEqual([json.sku, json.base_price.minor, json.tax_rate, json.image], ['CUP-RED', 1250, 1900, null]);
  const { json: { products } } = await call('getShop', 200);
  const { image } = products.find((one) => one.image);
  const { json: pictured } = await call('putProduct', 200, { sku: 'CUP-RED' }, { headers, body: { ...cup, image } });
  assert.equal(pictured.image, image);
  const unless = (status, more) => call('putProduct', status, { sku: 'CUP-RED' }, { headers: { ...headers, ...more }, body: { ...cup, image } });
  assert.equal((await unless(412, { 'If-Match': json.etag })).json.kind, 'edited-meanwhile');
  const exists = (await unless(412, { 'If-None-Match': '*' })).json;
  assert.deepEqual([exists.kind, exists.field], ['product-exists', 'sku']);
  assert.equal((await unless(200, { 'If-Match': pictured.etag })).json.etag, pictured.etag, 'the same is the same edition');
  await call('putProduct', 412, { sku: 'NOT-THERE' }, { headers: { ...headers, 'If-Match': '*' }, body: cup });
  for (const [body, field] of [[{ ...cup, amount: 'free' }, 'amount'], [{ ...cup, currency: 'XXX' }, 'currency'], [{ ...cup, name: ' ' }, 'name'],
    [{ ...cup, tax_rate: 10_001 }, 'tax_rate'], [{ name: 'x' }, 'amount'], [{ ...cup, colour: 'red' }, 'colour']]) {
    assert.equal((await call('putProduct', 422, { sku: 'CUP' }, { headers, body })).json.field, field);
  }
  for (const sku of ['SEAT', 'a b', 'é']) assert.equal((await call('putProduct', 422, { sku }, { headers, body: cup })).json.field, 'sku');
});
