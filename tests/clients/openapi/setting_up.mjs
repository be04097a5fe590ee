// What a shop is set up with: settings, app passwords, feeds, codes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, base, call, notJson, nowhere, onlyForStaff, people, slotCalled, tooLarge, unknownId, wrongType } from './driving.mjs';
import { until } from '../waiting.mjs';

test('owners change what the shop says once for all', async () => {
  const headers = as('owner');
  const { json: before } = await call('getSettings', 200, {}, { headers });
  const { name, tax_included, tax_rounding, cancel_before_hours } = before;
  const same = { name, tax_included, tax_rounding, cancel_before_hours };
  const { json: after } = await call('putSettings', 200, {}, { headers, body: { ...same, name: 'Kiln & Co', cancel_before_hours: 24 } });
  assert.deepEqual({ ...after, etag: '' }, { ...before, name: 'Kiln & Co', cancel_before_hours: 24, etag: '' });
  assert.equal((await call('putSettings', 412, {}, { headers: { ...headers, 'If-Match': before.etag }, body: same })).json.kind, 'edited-meanwhile');
  await call('putSettings', 200, {}, { headers: { ...headers, 'If-Match': after.etag }, body: { ...same, name: 'Kiln & Co', cancel_before_hours: 24 } });
  assert.equal((await call('getShop', 200)).json.name, 'Kiln & Co');
  const [{ action, facts }] = (await call('listAudit', 200, { query: { action: 'shop.changed' } }, { headers })).json.entries;
  assert.deepEqual([action, facts], ['shop.changed', { name: 'Kiln & Co', cancel_before_hours: 24 }]);
  await call('putSettings', 200, {}, { headers, body: same });
  for (const wrong of [{ name: ' ' }, { name: 7 }, { tax_included: 'yes' }, { tax_rounding: 'up' }, { cancel_before_hours: -1 }, { cancel_before_hours: 10001 }, { language: 'fr' }, { currency: 'USD' }]) {
    const { json } = await call('putSettings', 422, {}, { headers, body: { ...same, ...wrong } });
    assert.equal(json.field, Object.keys(wrong)[0]);
  }
  const { tax_included: _, ...without } = same;
  assert.equal((await call('putSettings', 422, {}, { headers, body: without })).json.field, 'tax_included');
  await call('putSettings', 400, {}, { ...notJson, headers });
  await call('putSettings', 413, {}, { headers, body: tooLarge });
  await call('putSettings', 415, {}, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  await onlyForStaff('getSettings');
  await onlyForStaff('putSettings', { body: same });

  const { json: { people: all } } = await call('listPeople', 200, {}, { headers });
  assert.deepEqual(all.map(({ id, role }) => [id, role]), [[people.owner.user, 'owner'], [people.staff.user, 'staff'], [people.reader.user, 'reader']]);
  await onlyForStaff('listPeople');
});

test('who is signed in makes app passwords, shown once, and revokes them', async () => {
  const login = await fetch(`${base}/dashboard/login`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(people.dashboard) });
  const headers = { Cookie: login.headers.get('set-cookie').split(';')[0] };
  const { json: made } = await call('makeAppPassword', 201, {}, { headers, body: { label: 'Phone' } });
  const asApp = (password) => ({ Authorization: `Basic ${btoa(`${made.user}:${password}`)}` });
  const { json: list } = await call('listAppPasswords', 200, {}, { headers: asApp(made.password) });
  assert.equal(list.user, made.user);
  assert.deepEqual(list.app_passwords.at(-1), { id: made.id, label: 'Phone', made_at: made.made_at, used_at: null });
  const used = async () => (await call('listAppPasswords', 200, {}, { headers })).json.app_passwords.at(-1).used_at;
  await until('that it was used is written down', used);
  assert(!JSON.stringify(list).includes(made.password));

  for (const body of [{}, { label: '' }, { label: ' ' }, { label: 'x'.repeat(101) }, { name: 'Phone' }]) await call('makeAppPassword', 422, {}, { headers, body });
  await call('makeAppPassword', 400, {}, { ...notJson, headers });
  await call('makeAppPassword', 413, {}, { headers, body: tooLarge });
  await call('makeAppPassword', 415, {}, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  await call('makeAppPassword', 401, {}, { body: { label: 'x' } });
  await call('makeAppPassword', 404, nowhere, { headers, body: { label: 'x' } });
  await call('revokeAppPassword', 401, { password: made.id });
  await call('revokeAppPassword', 404, { password: unknownId }, { headers });
  await call('listAppPasswords', 401);
  await call('listAppPasswords', 403, { shop: 'elsewhere' }, { headers });
  await call('listAppPasswords', 404, nowhere, { headers });
  // An app that was lost makes no passwords for its finder.
  await call('makeAppPassword', 403, {}, { headers: asApp(made.password), body: { label: 'x' } });
  await call('revokeAppPassword', 403, { password: made.id }, { headers: asApp(made.password) });
  await call('makeAppPassword', 403, {}, { headers: { ...headers, 'Sec-Fetch-Site': 'cross-site' }, body: { label: 'x' } });

  const more = [];
  for (let left = 50 - list.app_passwords.length; left > 0; --left) {
    more.push((await call('makeAppPassword', 201, {}, { headers, body: { label: `Phone ${left}` } })).json);
  }
  await call('makeAppPassword', 409, {}, { headers, body: { label: 'x' } });
  for (const { id } of [made, ...more]) await call('revokeAppPassword', 204, { password: id }, { headers });
  await call('revokeAppPassword', 404, { password: made.id }, { headers });
  await call('listAppPasswords', 401, {}, { headers: asApp(more[0].password) });
  const actions = (await call('listAudit', 200, { query: { action: 'app_password', limit: 1000 } }, { headers: as('owner') })).json.entries;
  assert.equal(actions.filter(({ action }) => action === 'app_password.revoked').length, more.length + 1);
});

test('every feed is listed with a QR code that a phone subscribes with', async () => {
  const headers = as('staff');
  const { subscriptions } = (await call('listSubscriptions', 200, {}, { headers })).json;
  assert(subscriptions.length > 0);
  const { text } = await call('getSubscriptionQrCode', 200, { query: { url: subscriptions[0].url } }, { headers });
  assert.match(text, /^<svg/);
  await call('getSubscriptionQrCode', 404, { query: { url: 'https://elsewhere.example/feeds/x.ics' } }, { headers });
  await call('getSubscriptionQrCode', 422, { query: { address: subscriptions[0].url } }, { headers });
  await onlyForStaff('listSubscriptions');
  await onlyForStaff('getSubscriptionQrCode', {}, { query: { url: subscriptions[0].url } });
});

test('managers give out codes and prices of bundles', async () => {
  const headers = as('owner');
  const { json: spring } = await call('putCode', 200, { code: 'spring-10' }, { headers, body: { rate: 1000, limit: 2 } });
  assert.deepEqual([spring.code, spring.rate, spring.limit, spring.used], ['SPRING-10', 1000, 2, 0]);
  const { id } = await slotCalled('afternoon pickup');
  const lines = [{ slot: id, sku: 'MUG-BLUE', quantity: 1 }];
  const { json: held } = await call('makeHold', 201, {}, { body: { lines, code: 'spring-10' } });
  assert.equal(held.lines[0].discount.minor * 10, held.lines[0].unit_price.minor);
  await call('putCode', 200, { code: 'spring-10' }, { headers, body: { rate: 1000, limit: 1 } });
  const { json: used } = await call('makeHold', 409, {}, { body: { lines, code: 'SPRING-10' } });
  assert.match(used.type, /code-used-up$/);
  const { codes } = (await call('listCodes', 200, {}, { headers: as('staff') })).json;
  assert.equal(codes.find((one) => one.code === 'SPRING-10').held, 1);
  await call('releaseHold', 204, { hold: held.id });

  for (const [body, field] of [[{}, 'rate'], [{ rate: 0 }, 'rate'], [{ rate: 10001 }, 'rate'], [{ rate: 500, sum: '5' }, 'sum'],
    [{ sum: '5.001' }, 'sum'], [{ sum: '-5' }, 'sum'], [{ sum: '5', currency: 'XXX' }, 'currency'], [{ rate: 100, limit: 0 }, 'limit'],
    [{ rate: 100, slot: unknownId }, 'slot'], [{ rate: 100, sku: 'NO-SUCH' }, 'sku'], [{ rate: 100, active: 'yes' }, 'active'],
    [{ rate: 100, valid_from: '2026-03-02T00:00:00Z', valid_until: '2026-03-01T00:00:00Z' }, 'valid_until'], [{ colour: 'blue' }, 'colour']]) {
    const { json } = await call('putCode', 422, { code: 'wrong' }, { headers, body });
    assert.equal(json.field, field);
  }
  assert.equal((await call('putCode', 422, { code: 'x!' }, { headers, body: { rate: 100 } })).json.field, 'code');

  const { json: course } = await call('putBundle', 200, { bundle: 'wheel-course' }, { headers, body: { title: 'The whole course', price: '99' } });
  assert.equal(course.price.minor, 9900);
  const { json: together } = await call('makeHold', 201, {}, { body: { bundle: 'wheel-course', quantity: 1 } });
  assert.equal(together.total.minor, 9900);
  await call('releaseHold', 204, { hold: together.id });
  await call('putBundle', 200, { bundle: 'wheel-course' }, { headers, body: { price: '99', active: false } });
  await call('makeHold', 409, {}, { body: { bundle: 'wheel-course', quantity: 1 } });
  await call('putBundle', 200, { bundle: 'wheel-course' }, { headers, body: {} });
  assert.equal((await call('listBundles', 200, {}, { headers })).json.bundles[0].bundle, 'wheel-course');
  for (const body of [{ price: 'free' }, { price: '1', currency: 'XXX' }, { title: 'x'.repeat(201) }, { colour: 'blue' }]) {
    const { json } = await call('putBundle', 422, { bundle: 'wheel-course' }, { headers, body });
    assert.equal(json.field, Object.keys(body).at(-1));
  }

  for (const [operation, name] of [['putCode', { code: 'abc' }], ['putBundle', { bundle: 'abc' }]]) {
    await call(operation, 400, name, { ...notJson, headers });
    await call(operation, 413, name, { headers, body: tooLarge });
    await call(operation, 415, name, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
    await call(operation, 403, name, { headers: as('staff'), body: operation === 'putCode' ? { rate: 100 } : {} });
  }
  await onlyForStaff('listCodes');
  await onlyForStaff('listBundles');
  await onlyForStaff('putCode', { body: { rate: 100 } }, { code: 'abc' });
  await onlyForStaff('putBundle', { body: {} }, { bundle: 'abc' });
});
