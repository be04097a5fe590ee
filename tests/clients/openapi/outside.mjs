// Experiments and pictures, and programs elsewhere: webhooks and tills.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, base, call, checkProblem, notJson, onlyForStaff, people, seen, shop, tooLarge, unknownId, whileLocked, wrongType } from './driving.mjs';
import { comesTo, until } from '../waiting.mjs';

test('an experiment is drafted, runs and ends', async () => {
  const headers = as('owner');
  const { json: { shelves } } = await call('getShelf', 200, {}, { headers });
  const evening = { summary: 'Of two titles', starts: '2099-05-01T18:00', ends: '2099-05-01T20:00', time_zone: 'Europe/Berlin', terms: { seats: 40, prices: [{ amount: '20' }] } };
  const { json: { slot } } = await call('makeSlot', 201, { shelf: shelves[0].id }, { headers, body: evening });
  const plan = { name: 'Titles', kind: 'words', slot, variants: [{ name: 'As it is' }, { name: 'B', title: 'Of one title', weight: 2 }], share: 5_000 };
  const { json: draft, answer } = await call('draftExperiment', 201, {}, { headers, body: plan });
  assert.equal(answer.headers.get('location').split('/').at(-1), draft.id);
  const here = { experiment: draft.id };
  const { json: changed } = await call('changeExperiment', 200, here, { headers, body: { ...plan, share: 10_000 } });
  assert.deepEqual([changed.share, changed.variants[1].weight, changed.summary], [10_000, 2, 'Of two titles']);
  assert.equal((await call('changeExperiment', 422, here, { headers, body: { ...plan, share: 0 } })).json.field, 'share');
  await call('endExperiment', 409, here, { headers, body: {} });
  const { json: running } = await call('startExperiment', 200, here, { headers });
  assert.equal(running.results.verdict, 'no-visitors');
  await call('startExperiment', 409, here, { headers });
  await call('changeExperiment', 409, here, { headers, body: plan });
  await call('removeExperiment', 409, here, { headers });
  const ladders = { ...plan, kind: 'ladder', variants: [{ name: 'A' }, { name: 'B', ladder: 'price 15 EUR until 2 days before, 25' }] };
  const { json: few } = await call('draftExperiment', 201, {}, { headers, body: ladders });
  await call('startExperiment', 422, { experiment: few.id }, { headers });
  await call('removeExperiment', 204, { experiment: few.id }, { headers });
  const order = { name: 'Order', kind: 'order', variants: [{ name: 'A' }, { name: 'B', order: 'almost-gone' }] };
  // Pictures are the shop's own, however their address is written.
  const { json: { image } } = await call('addImage', 201, {}, { headers: { ...headers, 'Content-Type': 'image/svg+xml' }, body: '<svg xmlns="http://www.w3.org/2000/svg"><!-- varied --></svg>' });
  const pictures = (address) => ({ ...plan, kind: 'picture', variants: [{ name: 'A' }, { name: 'B', image: address }] });
  const path = new URL(image).pathname;
  for (const own of [image, path]) {
    const { json: pictured } = await call('draftExperiment', 201, {}, { headers, body: pictures(own) });
    assert.equal(pictured.variants[1].image, image);
    await call('removeExperiment', 204, { experiment: pictured.id }, { headers });
  }
  for (const other of [`https://evil.example${path}`, `//evil.example${path}`, `${new URL(image).origin}.evil.example${path}`])
    assert.equal((await call('draftExperiment', 422, {}, { headers, body: pictures(other) })).json.field, 'variants[1].image', other);
  const { json: ordering } = await call('draftExperiment', 201, {}, { headers, body: order });
  await call('removeExperiment', 204, { experiment: ordering.id }, { headers });
  for (const keep of [2, -1]) await call('endExperiment', 422, here, { headers, body: { keep } });
  // What is kept is an edit like any other: not of what a calendar app has locked.
  await whileLocked(people.owner.shelf, () => call('endExperiment', 423, here, { headers, body: { keep: 1 } }));
  assert.equal((await call('getExperiment', 200, here, { headers })).json.state, 'running', 'nothing of it was done');
  const { json: ended } = await call('endExperiment', 200, here, { headers, body: { keep: 1 } });
  assert.deepEqual([ended.state, ended.kept, ended.summary, ended.variants[0].title], ['ended', 1, 'Of one title', 'Of two titles']);
  assert((await call('listExperiments', 200, {}, { headers })).json.experiments.some(({ id }) => id === draft.id));
  await call('planExperiment', 200, { query: { rate: 800, effect: 300, visitors: 40, variants: 2 } }, { headers });
  await call('planExperiment', 422, { query: { rate: 800, effect: 300, visitors: 40, variants: 6 } }, { headers });
  await call('draftExperiment', 422, {}, { headers, body: { ...plan, kind: 'price' } });
  for (const operation of ['draftExperiment', 'changeExperiment', 'endExperiment']) {
    await call(operation, 400, here, { ...notJson, headers });
    await call(operation, 413, here, { headers, body: tooLarge });
    await call(operation, 415, here, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  }
  const query = { rate: 800, effect: 300, visitors: 40, variants: 2 };
  for (const [operation, request, named] of [['listExperiments', {}, {}], ['planExperiment', {}, { query }], ['draftExperiment', { body: plan }, {}], ['getExperiment', {}, here],
    ['changeExperiment', { body: plan }, here], ['removeExperiment', {}, here], ['startExperiment', {}, here], ['endExperiment', { body: {} }, here]]) {
    await onlyForStaff(operation, request, named);
    await call(operation, 403, named, { ...request, headers: as('staff') });
    if (named === here) await call(operation, 404, { experiment: unknownId }, { ...request, headers });
  }
});

test('a picture is kept once, and what is none is refused', async () => {
  const headers = { ...as('owner'), 'Content-Type': 'image/svg+xml' };
  const drawing = (remark) => `<svg xmlns="http://www.w3.org/2000/svg"><!-- ${remark} --></svg>`;
  const { json: kept, answer } = await call('addImage', 201, {}, { headers, body: drawing('a mug') });
  assert.equal(answer.headers.get('location'), kept.image);
  assert.equal(await (await fetch(kept.image)).text(), drawing('a mug'));
  assert.deepEqual((await call('addImage', 200, {}, { headers, body: drawing('a mug') })).json, kept);
  await call('addImage', 201, {}, { headers, body: drawing('x'.repeat(600_000)) });
  await call('addImage', 507, {}, { headers, body: drawing('y'.repeat(600_000)) });
  await call('addImage', 413, {}, { headers, body: drawing('z'.repeat(1_048_576)) });
  await call('addImage', 415, {}, { headers, body: 'Dear shop, here is a picture.' });
  await call('addImage', 422, {}, { headers, body: '' });
  await call('addImage', 404, { shop: 'none' }, { headers, body: drawing('a mug') });
  await call('addImage', 403, {}, { headers: { ...as('staff'), 'Content-Type': 'image/png' }, body: drawing('a mug') });
  await call('addImage', 401, {}, { headers: { Authorization: `Basic ${btoa('nobody:wrong')}` }, body: drawing('a mug') });
});

test('webhooks are added, tried, changed and removed', async () => {
  const headers = as('owner');
  const body = { url: 'https://receiver.example/timeshelf', events: ['booking.made'] };
  const { json: made } = await call('addWebhook', 201, {}, { headers, body });
  assert(made.secret.startsWith('whsec_') && made.active);
  for (const [url, field] of [['http://receiver.example/', 'url'], ['https://127.0.0.1/', 'url'], ['https://[::1]/', 'url'], ['https://10.1.2.3/', 'url'],
    ['https://localhost/', 'url'], ['https://a:b@receiver.example/', 'url'], ['nonsense', 'url'], ['https://0x7f.1/', 'url'], ['file:///etc/passwd', 'url']]) {
    assert.equal((await call('addWebhook', 422, {}, { headers, body: { url } })).json.field, field, url);
  }
  assert.equal((await call('addWebhook', 422, {}, { headers, body: { ...body, events: ['tea.made'] } })).json.field, 'events');
  const at = { webhook: made.id };
  const { json: { webhooks, events } } = await call('listWebhooks', 200, {}, { headers });
  assert(webhooks.some((one) => one.id === made.id && !('secret' in one)) && events.includes('booking.made'));
  assert.notEqual((await call('renewWebhookSecret', 200, at, { headers })).json.secret, made.secret);
  const { json: { event } } = await call('pingWebhook', 202, at, { headers });
  const { json: { deliveries } } = await call('listDeliveries', 200, at, { headers });
  assert.deepEqual(deliveries.map((one) => [one.event, one.type]), [[event, 'webhook.ping']]);
  assert.equal((await call('listDeliveries', 422, { ...at, query: { state: 'lost' } }, { headers })).json.field, 'state');
  await call('replayDelivery', 202, { ...at, event }, { headers });
  await call('replayDelivery', 404, { ...at, event: unknownId }, { headers });
  assert.equal((await call('replayGivenUp', 202, at, { headers })).json.events, 0);
  assert.equal((await call('changeWebhook', 200, at, { headers, body: { ...body, active: false } })).json.active, false);
  assert.equal((await call('changeWebhook', 422, at, { headers, body: { ...body, url: 'https://192.168.0.1/' } })).json.field, 'url');
  assert.equal((await call('pingWebhook', 422, at, { headers })).json.field, 'active');
  for (const [operation, name] of [['addWebhook', {}], ['changeWebhook', at]]) {
    await call(operation, 400, name, { ...notJson, headers });
    await call(operation, 413, name, { headers, body: tooLarge });
    await call(operation, 415, name, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  }
  const unknown = { webhook: unknownId, event };
  for (const operation of ['listWebhooks', 'addWebhook', 'changeWebhook', 'removeWebhook', 'renewWebhookSecret', 'pingWebhook', 'replayGivenUp', 'listDeliveries', 'replayDelivery']) {
    const sent = operation === 'addWebhook' || operation === 'changeWebhook' ? { body } : {};
    await call(operation, 403, { ...at, event }, { headers: as('staff'), ...sent });
    await onlyForStaff(operation, sent, { ...at, event });
    if (operation !== 'listWebhooks' && operation !== 'addWebhook') await call(operation, 404, unknown, { headers, ...sent });
  }
  await call('removeWebhook', 204, at, { headers });
  await call('removeWebhook', 404, at, { headers });
});

test('tills are added, heard, mapped and removed', async () => {
  const headers = as('owner');
  const [venue] = (await call('listStock', 200, {}, { headers })).json.venues;
  const body = { maker: 'generic', name: 'Stall', venue: venue.id };
  const { json: till } = await call('addTill', 201, {}, { headers, body });
  assert.equal((await call('addTill', 422, {}, { headers, body: { ...body, api: 'https://10.0.0.1/' } })).json.field, 'api');
  const at = { till: till.id };
  assert((await call('listTills', 200, {}, { headers })).json.tills.some((one) => one.id === till.id && !('secret' in one)));
  assert.equal((await call('changeTill', 200, at, { headers, body: { ...body, name: 'Stand' } })).json.name, 'Stand');
  assert.equal((await call('changeTill', 422, at, { headers, body: { ...body, maker: 'square', location: 'L' } })).json.field, 'maker');
  const items = { items: [{ sku: 'MUG-BLUE', item: '4711' }] };
  assert.equal((await call('putTillItems', 200, at, { headers, body: items })).json.items[0].item, '4711');
  await call('putTillItems', 422, at, { headers, body: { items: [{ sku: 'NOTHING', item: '1' }] } });

  const statement = { id: 'r1', kind: 'adjust', sku: '4711', units: -1, occurred_at: '2026-03-01T12:00:00Z' };
  const sent = async (message, { at: when = Math.floor(Date.now() / 1000), id = 'm1' } = {}) => {
    const bytes = JSON.stringify(message);
    const key = await crypto.subtle.importKey('raw', Buffer.from(till.secret.slice('whsec_'.length), 'base64'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const signature = Buffer.from(await crypto.subtle.sign('HMAC', key, Buffer.from(`${id}.${when}.${bytes}`))).toString('base64');
    return { body: bytes, headers: { 'Content-Type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(when), 'webhook-signature': `v1,${signature}` } };
  };
  assert.equal((await call('hearTill', 202, at, await sent({ statements: [statement] }))).json.taken, 1);
  await call('hearTill', 422, at, await sent({ statements: [{ ...statement, units: 0.5 }] }));
  await call('hearTill', 400, at, await sent({ statements: [statement] }, { at: 1 }));
  await call('hearTill', 413, at, { body: 'x'.repeat(300_000) });
  await call('hearTill', 404, { till: unknownId }, await sent({ statements: [statement] }));
  await comesTo(async () => (await call('getTill', 200, at, { headers })).json.messages.map((one) => [one.id, one.state]), [['r1', 'applied']]);
  await call('changeTill', 200, at, { headers, body: { ...body, active: false } });
  await call('hearTill', 409, at, await sent({ statements: [statement] }));
  const flood = await sent({ statements: [statement] });
  const pour = () => Promise.all(Array.from({ length: 250 }, () => fetch(`${base}/api/v1/shops/${shop}/tills/${till.id}/messages`, { method: 'POST', ...flood })));
  const turnedAway = await until('one is turned away', async () => (await pour()).find((answer) => answer.status === 429));
  assert(Number(turnedAway.headers.get('retry-after')) > 0); // which of them it is nobody knows, so it is checked by hand
  await checkProblem(await turnedAway.json(), 429);
  seen.add('hearTill 429');

  for (const [operation, name, good] of [['addTill', {}, body], ['changeTill', at, body], ['putTillItems', at, items]]) {
    await call(operation, 400, name, { ...notJson, headers });
    await call(operation, 413, name, { headers, body: operation === 'putTillItems' ? JSON.stringify({ name: 'x'.repeat(1_100_000) }) : tooLarge });
    await call(operation, 415, name, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
    await call(operation, 403, name, { headers: as('staff'), body: good });
    await onlyForStaff(operation, { body: good }, name);
  }
  for (const operation of ['listTills', 'getTill', 'removeTill']) {
    await call(operation, 403, at, { headers: as('staff') });
    await onlyForStaff(operation, {}, at);
  }
  for (const [operation, good] of [['changeTill', { body }], ['putTillItems', { body: items }], ['getTill', {}], ['removeTill', {}]]) await call(operation, 404, { till: unknownId }, { headers, ...good });
  await call('removeTill', 204, at, { headers });
});

test('stock says where every unit is, and many products are counted at once', async () => {
  const headers = as('staff');
  const { json: books } = await call('listStockBooks', 200, {}, { headers });
  assert(books.slots.length > 0 && books.slots.every((one) => one.allotted >= 0));
  await onlyForStaff('listStockBooks');
  const [venue] = (await call('listStock', 200, {}, { headers })).json.venues;
  const there = async () => (await call('listStock', 200, {}, { headers })).json.levels.find((one) => one.venue === venue.id && one.sku === 'MUG-BLUE')?.there;
  const body = { id: 'take-1', venue: venue.id, counts: [{ sku: 'mug-blue', units: 90 }, { sku: 'BOWL-CELADON', units: 40 }] };
  const before = await there();
  const { json: dry } = await call('postCounts', 200, {}, { headers, body: { ...body, dry_run: true } });
  assert(!dry.posted && dry.differences.find((one) => one.sku === 'MUG-BLUE').difference === 90 - (before ?? 0));
  assert.equal(await there(), before);
  assert((await call('postCounts', 200, {}, { headers, body })).json.posted);
  assert.equal(await there(), 90);
  assert((await call('postCounts', 200, {}, { headers, body })).json.differences.every((one) => one.difference === 0), 'sent again, it is the same count');
  assert.equal((await call('postCounts', 409, {}, { headers, body: { ...body, counts: [{ sku: 'BOWL-CELADON', units: 41 }] } })).json.field, 'id');
  // All of them or none.
  await call('postCounts', 422, {}, { headers, body: { ...body, id: 'take-2', counts: [{ sku: 'MUG-BLUE', units: 1 }, { sku: 'NOTHING', units: 1 }] } });
  assert.equal(await there(), 90);
  for (const [field, wrong] of [['counts[0].units', { counts: [{ sku: 'MUG-BLUE', units: -1 }] }], ['counts[1].sku', { counts: [{ sku: 'MUG-BLUE', units: 1 }, { sku: 'mug-blue', units: 2 }] }],
    ['venue', { venue: 'x' }], ['colour', { colour: 'blue' }]]) {
    assert.equal((await call('postCounts', 422, {}, { headers, body: { ...body, id: 'take-3', ...wrong } })).json.field, field);
  }
  await call('postCounts', 400, {}, { ...notJson, headers });
  await call('postCounts', 413, {}, { headers, body: JSON.stringify({ id: 'x'.repeat(600_000) }) });
  await call('postCounts', 415, {}, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  await call('postCounts', 403, {}, { headers: as('reader'), body });
  await onlyForStaff('postCounts', { body });
});
