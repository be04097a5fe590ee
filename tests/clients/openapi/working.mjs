// What staff do all day: stock, shifts, bookings and the log.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, book, call, notJson, onlyForStaff, people, tooLarge, unknownId, wrongType } from './driving.mjs';
import { until } from '../waiting.mjs';

test('people of the shop tell what is in stock, and nobody else does', async () => {
  const headers = as('staff');
  const [venue] = (await call('listStock', 200, {}, { headers })).json.venues;
  const told = (changes) => ({
    headers, body: { kind: 'delivery', venue: venue.id, sku: 'MUG-BLUE', units: 400, id: 'D-1', source: 'test', ...changes },
  });
  const { json: first } = await call('tellStock', 201, {}, told());
  assert.equal(first.movements[0].actor, people.staff.user);
  assert.deepEqual((await call('tellStock', 200, {}, told())).json.movements[0].id, 'D-1');
  await call('tellStock', 409, {}, told({ units: 41 }));
  const { json: list } = await call('listStockMovements', 200, { query: { venue: venue.id, sku: 'mug-blue', kind: 'delivery', limit: 1 } }, { headers });
  assert.deepEqual(list.movements, first.movements);
  const { levels } = (await call('listStock', 200, {}, { headers })).json;
  const level = levels.find((one) => one.sku === 'MUG-BLUE');
  assert.equal(level.there, 400);

  for (const wrong of [{ units: 0 }, { units: -1 }, { units: 1.5 }, { units: 10 ** 12 }, { kind: 'theft' }, { sku: 'NO-SUCH' },
    { venue: unknownId }, { venue: 'x' }, { to: venue.id }, { occurred_at: 'yesterday' }, { id: 'D 2' }, { colour: 'blue' }]) {
    const { json } = await call('tellStock', 422, {}, told(wrong));
    assert.equal(json.field, Object.keys(wrong)[0]);
  }
  await call('tellStock', 400, {}, { ...notJson, headers });
  await call('tellStock', 413, {}, { headers, body: tooLarge });
  await call('tellStock', 415, {}, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  for (const query of [{ venue: 'x' }, { kind: 'theft' }, { limit: 0 }, { cursor: 'x' }, { page: 2 }]) {
    await call('listStockMovements', 422, { query }, { headers });
  }
  await onlyForStaff('listStock');
  await onlyForStaff('listStockMovements');
  await onlyForStaff('tellStock', told());
});

test('shifts are listed to staff, and given away by who runs the shop', async () => {
  await book('plates', 'PLATE-SPECKLE', 1, 'shift@example.com');
  const listed = async (query) => (await call('listShifts', 200, { query }, { headers: as('staff') })).json.shifts;
  const ours = async () => (await listed()).filter((one) => one.summary.includes('plates')).map((one) => one.id);
  await until('they follow the booking', async () => (await ours()).length >= 2); // the venue asks for two people
  const [first, second] = await ours();
  await call('listShifts', 422, { query: { uncovered: 'maybe' } }, { headers: as('staff') });
  await onlyForStaff('listShifts');

  const assign = (status, shift, body, headers = as('owner')) => call('assignShift', status, { shift }, { body, headers });
  assert((await listed({ uncovered: 'true' })).some((one) => one.id === second), 'two are needed, and there is one of the staff');
  assert.equal((await assign(200, second, { person: people.owner.user })).json.person.answer, 'asked');
  await assign(409, first, { person: people.owner.user });
  assert.equal((await assign(200, first, { person: 'helper@agency.example' })).json.person.name, 'helper@agency.example');
  await assign(400, first, notJson.body);
  await assign(401, first, {}, { Authorization: `Basic ${btoa('sam:wrong')}` });
  await assign(403, first, {}, as('staff'));
  await assign(404, `${unknownId}-1`, {});
  await assign(413, first, tooLarge);
  await assign(415, first, '{}', { ...as('owner'), ...wrongType.headers });
  await assign(422, first, { person: 'nobody' });
});

test('short lists come page by page, too', async () => {
  const headers = as('owner');
  for (const [operation, list, key] of [['listPeople', 'people', 'id'], ['listCodes', 'codes', 'code'], ['listBundles', 'bundles', 'bundle'], ['listShifts', 'shifts', 'id'],
    ['listWaiting', 'waiting', 'id'], ['listFeeds', 'feeds', 'name'], ['listDevices', 'devices', 'id'], ['listLeases', 'leases', 'id']]) {
    const all = (await call(operation, 200, {}, { headers })).json;
    assert.equal(all.next, null, operation);
    const paged = [];
    for (let cursor = ''; cursor !== null;) {
      const { json: page } = await call(operation, 200, { query: { limit: 1, ...(cursor && { cursor }) } }, { headers });
      assert(page[list].length <= 1, operation);
      paged.push(...page[list]);
      cursor = page.next;
    }
    assert.deepEqual(paged.map((row) => row[key]), all[list].map((row) => row[key]), operation);
    for (const query of [{ limit: 0 }, { limit: 501 }, { cursor: 'nothing like it' }, { page: 2 }]) await call(operation, 422, { query }, { headers });
  }
});

test('staff pass a booking on for its customer, and take the link back', async () => {
  const headers = as('staff');
  const { code: booking } = await book('plates', 'PLATE-SPECKLE', 1, 'passes@example.com');
  await call('takeTransferBackForCustomer', 204, { booking }, { headers });
  const { json: link } = await call('offerTransferForCustomer', 201, { booking }, { headers, body: { days: 2 } });
  const view = (await call('lookAtBooking', 200, { booking }, { headers })).json;
  assert.equal(view.passing_on.open_until, link.expires_at);
  assert.equal(view.history.find(({ action }) => action === 'booking.passing_on').actor, people.staff.user);
  await call('takeTransferBackForCustomer', 204, { booking }, { headers });
  assert.equal((await call('lookAtBooking', 200, { booking }, { headers })).json.passing_on.open_until, null);
  await call('offerTransferForCustomer', 422, { booking }, { headers, body: { days: 31 } });
  await call('offerTransferForCustomer', 404, { booking: 'nowhere' }, { headers, body: {} });
  await call('takeTransferBackForCustomer', 404, { booking: 'nowhere' }, { headers });
  await call('cancelForCustomer', 200, { booking }, { headers, body: { reason: 'rain' } });
  await call('offerTransferForCustomer', 409, { booking }, { headers, body: {} });
  await call('offerTransferForCustomer', 400, { booking }, { ...notJson, headers });
  await call('offerTransferForCustomer', 413, { booking }, { headers, body: tooLarge });
  await call('offerTransferForCustomer', 415, { booking }, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  for (const operation of ['offerTransferForCustomer', 'takeTransferBackForCustomer']) await onlyForStaff(operation, {}, { booking });
});

test('staff put right who a booking is written to, and have its letter sent again', async () => {
  const headers = as('staff');
  const { code: booking, token, qr } = await book('plates', 'PLATE-SPECKLE', 1, 'bea@exmaple.com');
  const look = async () => (await call('lookAtBooking', 200, { booking }, { headers })).json;
  const { contact_etag: first } = await look();
  const mend = (status, body, etag, at = { booking }) => call('putContact', status, at, { headers: { ...headers, ...(etag && { 'If-Match': etag }) }, body });
  const right = { name: 'Bea Berg', email: 'bea@example.com', language: 'de-AT' };
  const { json: mended } = await mend(200, right, first);
  assert.deepEqual(mended.booking.customer, { name: 'Bea Berg', email: 'bea@example.com', language: 'de' });
  assert.notEqual(mended.contact_etag, first);
  assert.equal((await call('getBooking', 200, { token })).json.qr, qr, 'codes and links stay as they are');
  const { action, actor, facts } = mended.history[0];
  assert.deepEqual([action, actor, facts], ['booking.contact_changed', people.staff.user, { changed: ['name', 'email', 'language'] }]);
  await until('the letter goes to the right address', async () => (await look()).letters.some(({ state }) => state === 'sent'));

  assert.equal((await mend(412, right, first)).json.kind, 'edited-meanwhile');
  await mend(428, right);
  for (const [body, field] of [[{ ...right, name: ' ' }, 'name'], [{ ...right, email: 'nobody' }, 'email'], [{ ...right, phone: '1' }, 'phone'], [{ ...right, language: 'german!' }, 'language']])
    assert.equal((await mend(422, body, mended.contact_etag)).json.field, field);
  await mend(404, right, first, { booking: 'nowhere' });
  await call('putContact', 400, { booking }, { ...notJson, headers });
  await call('putContact', 413, { booking }, { headers, body: tooLarge });
  await call('putContact', 415, { booking }, { ...wrongType, headers: { ...headers, ...wrongType.headers } });

  const again = (status, key, more = {}) => call('sendLetterAgain', status, { booking }, { headers: { ...headers, ...(key && { 'Idempotency-Key': key }) }, ...more });
  assert.deepEqual((await again(202, 'once')).json, { recipient: 'bea@example.com' });
  await again(202, 'once');
  assert.equal((await look()).history.filter((one) => one.action === 'booking.letter_asked').length, 1, 'twice is once');
  await again(422, 'once', { body: '{}' });
  await again(400, '\u00e9');
  await call('sendLetterAgain', 404, { booking: 'nowhere' }, { headers });
  for (let asked = 2; asked < 5; ++asked) await again(202);
  const wait = Number((await again(429)).answer.headers.get('retry-after'));
  assert(wait > 0 && wait <= 3600, `${wait} s`);
  await mend(429, { ...right, email: 'bea@elsewhere.example' }, mended.contact_etag);
  await onlyForStaff('putContact', { body: right }, { booking });
  await onlyForStaff('sendLetterAgain', {}, { booking });
});

test('the audit log is read by who runs the shop, page by page', async () => {
  const booking = await book('plates', 'PLATE-SPECKLE', 1, 'audit@example.com');
  const reason = 'the kiln broke';
  await call('cancelForCustomer', 200, { booking: booking.code }, { body: { reason }, headers: as('owner') });
  const headers = as('owner');
  const { entries } = (await call('listAudit', 200, { query: { booking: booking.code } }, { headers })).json;
  assert.equal(entries[0].action, 'booking.cancelled');
  assert.equal(entries[0].facts.reason, reason);
  assert.equal(entries[0].actor, people.owner.user);
  const same = (await call('listAudit', 200, { query: { subject: entries[0].subject } }, { headers })).json;
  assert.deepEqual(same.entries, entries);

  const all = (await call('listAudit', 200, {}, { headers })).json.entries;
  const paged = [];
  for (let cursor = ''; cursor !== null;) {
    const { json: page } = await call('listAudit', 200, { query: { limit: 2, ...(cursor && { cursor }) } }, { headers });
    paged.push(...page.entries);
    cursor = page.next;
  }
  assert.deepEqual(paged.slice(-all.length), all);
  const mine = (await call('listAudit', 200, { query: { actor: people.owner.user, action: 'booking', from: booking.created_at, to: '2099-01-01T00:00:00Z' } }, { headers })).json;
  assert.deepEqual(mine.entries[0], entries[0]);
  assert.deepEqual((await call('listAudit', 200, { query: { actor: 'nobody' } }, { headers })).json, { entries: [], next: null });
  for (const query of [{ limit: 0 }, { cursor: 'x' }, { page: 2 }, { action: 'Stock!' }, { from: 'yesterday' }, { to: '' },
    { booking: booking.code, subject: entries[0].subject }]) {
    await call('listAudit', 422, { query }, { headers });
  }
  await call('listAudit', 404, { query: { booking: 'nowhere' } }, { headers });
  await onlyForStaff('listAudit');
  await call('listAudit', 403, {}, { headers: as('staff') });
});

test('staff find bookings, and look at one as a whole', async () => {
  const headers = as('staff');
  const mine = [];
  for (let i = 0; i < 3; ++i) mine.push(await book('plates', 'PLATE-SPECKLE', 1, `found-${i}@example.com`));
  const found = async (query) => (await call('listBookings', 200, { query }, { headers })).json;
  assert.deepEqual((await found({ words: 'FOUND-' })).bookings.map(({ code }) => code), mine.map(({ code }) => code).reverse());
  assert.deepEqual((await found({ words: mine[1].code })).bookings.map(({ code }) => code), [mine[1].code]);
  const paged = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await found({ words: 'found-', limit: 2, ...(cursor && { cursor }) });
    paged.push(...page.bookings);
    cursor = page.next;
  }
  assert.deepEqual(paged, (await found({ words: 'found-' })).bookings);
  const [{ slot }] = mine[0].lines;
  assert((await found({ slot, state: 'confirmed', from: mine[0].created_at })).bookings.length >= 3);
  assert.equal((await found({ to: '2020-01-01T00:00:00Z' })).bookings.length, 0);
  assert(!JSON.stringify(await found({})).includes(mine[0].token), 'what opens a booking is its customer\'s');
  for (const query of [{ slot: 'x' }, { state: 'lost' }, { from: 'yesterday' }, { to: 'x' }, { cursor: 'x' }, { limit: 0 }, { limit: 501 },
    { words: 'x'.repeat(201) }, { page: 2 }]) {
    const { json } = await call('listBookings', 422, { query }, { headers });
    assert.equal(json.field, Object.keys(query)[0]);
  }
  await onlyForStaff('listBookings');

  const { code } = mine[0];
  await call('cancelForCustomer', 200, { booking: code }, { body: { reason: 'rain' }, headers });
  const look = async () => (await call('lookAtBooking', 200, { booking: code }, { headers })).json;
  await until('a letter is written', async () => (await look()).letters.length > 0);
  const json = await look();
  assert.equal(json.booking.state, 'cancelled');
  assert.equal(json.money.booking, code);
  assert.equal(json.history[0].facts.reason, 'rain');
  assert.equal((await call('lookAtBooking', 200, { booking: mine[1].code }, { headers })).json.letters.every(({ subject }) => subject !== ''), true);
  assert(!JSON.stringify(json).includes(mine[0].token));
  await call('lookAtBooking', 404, { booking: 'nowhere' }, { headers });
  await onlyForStaff('lookAtBooking', {}, { booking: code });
});
