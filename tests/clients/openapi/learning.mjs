// What managers learn: drops, figures, forecasts, orders, the voice of customers.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { as, base, book, call, checkProblem, hold, notJson, onlyForStaff, seen, shop, tooLarge, unknownId, wrongType } from './driving.mjs';
import { until } from '../waiting.mjs';

test('managers see how a drop went', async () => {
  const headers = as('owner');
  const { json: { drops } } = await call('listDrops', 200, { query: { limit: 10 } }, { headers });
  const { drop } = drops.find((one) => one.drop === 'spring-glaze');
  await book('plates', 'PLATE-SPECKLE', 2, 'report@example.com');
  const { json: report } = await call('reportDrop', 200, { drop }, { headers });
  assert.equal(report.title, drop);
  assert.equal(report.over, false);
  assert(report.skus.find((one) => one.sku === 'PLATE-SPECKLE').sold >= 2);
  assert(report.funnel.bookings >= 1 && report.funnel.holds >= report.funnel.bookings);
  const { json: alone } = await call('reportSlot', 200, { slot: report.slots[0].id }, { headers });
  assert.equal(alone.slots.length, 1);
  const csv = await call('reportDrop', 200, { drop, query: { format: 'csv' } }, { headers });
  assert.match(csv.text, /^part,of,measure,value,currency\r\n/);
  const pdf = await call('reportDrop', 200, { drop, query: { format: 'pdf', lang: 'es' } }, { headers });
  assert.match(pdf.text, /^%PDF-/);
  await call('reportDrop', 404, { drop: 'nowhere' }, { headers });
  await call('reportDrop', 422, { drop, query: { format: 'docx' } }, { headers });
  await call('reportDrop', 422, { drop, query: { lang: 'xx' } }, { headers });
  await call('reportSlot', 404, { slot: 'nowhere' }, { headers });
  await call('reportSlot', 422, { slot: report.slots[0].id, query: { format: 'docx' } }, { headers });
  await call('listDrops', 422, { query: { limit: 0 } }, { headers });
  await onlyForStaff('listDrops');
  await onlyForStaff('reportDrop', {}, { drop });
  await onlyForStaff('reportSlot', {}, { slot: report.slots[0].id });
});

test('the next drop is not proposed before one is over', async () => {
  const headers = as('owner');
  const { json } = await call('proposeNextDrop', 200, {}, { headers });
  assert.deepEqual(json, { proposal: null, why: 'no-drop-is-over' });
  await onlyForStaff('proposeNextDrop');
});

test('a drop is drafted like the slots that it names, whole or not at all', async () => {
  const headers = as('owner');
  const { json: { slots } } = await call('listSlots', 200);
  const like = slots.find(({ summary }) => summary.includes('bowls at noon'));
  const price = (amount) => ({ amount, currency: 'EUR', minor: Math.round(amount * 100) });
  const slot = { like: like.id, title: 'Bowls again', day: '2099-05-03', lines: [{ sku: 'BOWL-CELADON', units: 9, first_price: price('28.00'), last_price: price('36.00') }] };
  const body = { drop: 'May-2099', slots: [slot] };
  await call('draftNextDrop', 404, {}, { headers, body: { ...body, slots: [slot, { ...slot, like: 'nowhere' }] } });
  for (const wrong of [{ units: 0 }, { first_price: { amount: '1.234', currency: 'EUR' } }, { last_price: price('36.00'), first_price: { amount: '28', currency: 'CHF' } }])
    await call('draftNextDrop', 422, {}, { headers, body: { ...body, slots: [{ ...slot, lines: [{ ...slot.lines[0], ...wrong }] }] } });
  await call('draftNextDrop', 422, {}, { headers, body: { ...body, drop: 'May 2099' } });
  await call('draftNextDrop', 422, {}, { headers, body: { ...body, slots: [{ ...slot, day: '2099-02-30' }] } });
  assert(!(await call('listDrops', 200, {}, { headers })).json.drops.some(({ drop }) => drop === 'may-2099'), 'a refused draft left something');

  const { json: made } = await call('draftNextDrop', 201, {}, { headers: { ...headers, 'Idempotency-Key': 'may' }, body });
  const again = (await call('draftNextDrop', 201, {}, { headers: { ...headers, 'Idempotency-Key': 'may' }, body })).json;
  assert.deepEqual(again, made);
  const { json: event } = await call('getEvent', 200, { slot: made.slots[0] }, { headers });
  assert.equal(event.summary, 'Bowls again');
  assert.equal(event.off, true);
  assert.equal(event.terms.drop, 'may-2099');
  assert.deepEqual(event.terms.stock, [{ sku: 'BOWL-CELADON', units: 9 }]);
  assert.deepEqual(event.terms.prices.map(({ amount }) => amount), ['28.00', '36.00']);
  assert.equal(event.location, (await call('getEvent', 200, { slot: like.id }, { headers })).json.location);
  assert.equal((await call('getSlot', 200, { slot: made.slots[0] })).json.state, 'off');
  await call('draftNextDrop', 409, {}, { headers, body });
  await onlyForStaff('draftNextDrop', { body });
});

test('managers see figures by day', async () => {
  const headers = as('owner');
  const { json: shopAsItIs } = await call('getShop', 200);
  const before = (await call('salesByDay', 200, {}, { headers })).json;
  assert.equal(before.days.length, 30);
  assert.equal(before.time_zone, shopAsItIs.time_zone);
  const today = before.days.at(-1).day;
  const { lines: [{ slot, unit_price }] } = await book('plates', 'PLATE-SPECKLE', 2, 'figures@example.com');
  await call('releaseHold', 204, { hold: (await hold('plates', 'PLATE-SPECKLE', 1)).id }); // today, too: those before may be of yesterday
  const { json: sales } = await call('salesByDay', 200, { query: { from: today, to: today, slot } }, { headers });
  assert.equal(sales.days.length, 1);
  assert(sales.days[0].bookings > 0);
  assert(sales.days[0].steps.some((step) => step.price.minor === unit_price.minor && step.units >= 2));
  const { json: holds } = await call('holdsByDay', 200, { query: { from: today } }, { headers });
  const { held, confirmed, released, expired, open } = holds.days[0];
  assert.equal(held, confirmed + released + expired + open);
  assert(confirmed > 0 && released > 0);
  const { venues } = (await call('listStock', 200, {}, { headers })).json;
  await call('tellStock', 201, {}, { headers, body: { kind: 'delivery', venue: venues[0].id, sku: 'VASE-TALL', units: 30 } });
  const there = (await call('listStock', 200, {}, { headers })).json.levels.find((level) => level.sku === 'VASE-TALL').there;
  const of = { venue: venues[0].id, sku: 'vase-tall' };
  const { json: stock } = await call('stockByDay', 200, { query: { ...of, to: today } }, { headers });
  assert.deepEqual(stock.days.at(-1), { day: today, came: 30, went: 0, there });
  assert.equal(stock.days.at(-2).there, there - 30);

  for (const operation of ['salesByDay', 'holdsByDay', 'stockByDay']) {
    const query = operation === 'stockByDay' ? of : {};
    for (const wrong of [{ from: '2026-13-01' }, { to: 'today' }, { from: '2026-03-02', to: '2026-03-01' }, { from: '2024-01-01', to: '2026-01-01' }, { page: 2 }]) {
      const { json } = await call(operation, 422, { query: { ...query, ...wrong } }, { headers });
      assert.equal(json.field, Object.keys(wrong).at(-1));
    }
    await onlyForStaff(operation, {}, { query });
    await call(operation, 403, { query }, { headers: as('staff') });
  }
  await call('salesByDay', 422, { query: { slot: 'x' } }, { headers });
  for (const query of [{}, { venue: 'x', sku: 'MUG-BLUE' }, { venue: venues[0].id }, { venue: venues[0].id, sku: 'NO-SUCH' }]) {
    await call('stockByDay', 422, { query }, { headers });
  }
});

test('managers see what is still to come, and say what they mean to have booked', async () => {
  const headers = as('owner');
  const { lines: [{ slot }] } = await book('plates', 'PLATE-SPECKLE', 1, 'forecast@example.com');
  const { json: all } = await call('listForecasts', 200, {}, { headers });
  const one = all.forecasts.find((forecast) => forecast.slot === slot && forecast.sku === 'PLATE-SPECKLE');
  assert.equal(one.made_of.likeness, 'none'); // a shop without a past says so
  assert.equal(one.record, null);
  assert.deepEqual(one.velocity.map(({ days }) => days), [30, 7, 1]);
  const { json: { forecasts } } = await call('getForecast', 200, { slot }, { headers });
  assert(forecasts.some(({ sku }) => sku === 'PLATE-SPECKLE'));
  const table = await call('listForecasts', 200, { query: { format: 'csv' } }, { headers });
  assert.match(table.text, /^slot,summary,drop,starts_at,time_zone,sku,name,made_at,days_before,/);
  const [names, ...rows] = table.text.trimEnd().split('\r\n');
  assert.equal(rows.length, all.forecasts.length);
  assert(rows.every((row) => row.replace(/"(?:[^"]|"")*"/g, '').split(',').length === names.split(',').length));
  const of = (await call('getForecast', 200, { slot }, { headers: { ...headers, Accept: 'text/csv' } })).text;
  assert(of.startsWith(names) && of.includes('"PLATE-SPECKLE"') && of.includes('"none"'));
  const plan = { sku: 'PLATE-SPECKLE', units: 9 };
  assert.deepEqual((await call('putPlan', 200, { slot }, { headers, body: plan })).json, plan);
  const { json: curve } = await call('getBookingCurve', 200, { slot, query: { sku: 'plate-speckle' } }, { headers });
  assert.equal(curve.forecast.plan, 9);
  assert.equal(curve.points.length, 61);
  assert.equal(curve.points.at(-1).plan, 9);
  const days = (await call('getBookingCurve', 200, { slot, query: { sku: plan.sku, format: 'csv' } }, { headers })).text.trimEnd().split('\r\n');
  assert.equal(days[0], 'days_before,booked,usual_low,usual_middle,usual_high,expected_low,expected_middle,expected_high,plan');
  assert.equal(days.length, 62);
  assert(days.at(-1).startsWith('0,') && days.at(-1).endsWith(',9'));
  for (const name of ['listForecasts', 'getForecast', 'getBookingCurve']) await call(name, 422, { slot, query: { format: 'xml' } }, { headers });
  await call('getDropCurve', 422, { drop: 'spring-glaze', query: { format: 'xml' } }, { headers });
  const { json: drop } = await call('getDropCurve', 200, { drop: 'spring-glaze' }, { headers });
  assert.deepEqual([drop.drop, drop.past], ['spring-glaze', []]);
  assert.equal(drop.points[0].days_before, 60);
  assert(drop.planned.of >= 1 && drop.there >= drop.booked);
  const dropDays = (await call('getDropCurve', 200, { drop: 'spring-glaze', query: { format: 'csv' } }, { headers })).text.trimEnd().split('\r\n');
  assert.equal(dropDays.length, drop.points.length + 1);
  await call('getDropCurve', 404, { drop: 'no-such' }, { headers });
  await onlyForStaff('getDropCurve', {}, { drop: 'spring-glaze' });
  await call('putPlan', 200, { slot }, { headers, body: { ...plan, units: 0 } });
  assert.equal((await call('getBookingCurve', 200, { slot, query: { sku: plan.sku } }, { headers })).json.forecast.plan, null);

  for (const wrong of [{ from: 'today' }, { from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' }, { page: 2 }]) await call('listForecasts', 422, { query: wrong }, { headers });
  await call('getBookingCurve', 422, { slot, query: { sku: 'NO-SUCH' } }, { headers });
  for (const wrong of [{ sku: 'NO-SUCH' }, { sku: 7 }, { units: -1 }, { units: 1.5 }, { units: 1_000_001 }]) {
    assert.equal((await call('putPlan', 422, { slot }, { headers, body: { ...plan, ...wrong } })).json.field, Object.keys(wrong)[0]);
  }
  await call('putPlan', 400, { slot }, { ...notJson, headers });
  await call('putPlan', 413, { slot }, { headers, body: tooLarge });
  await call('putPlan', 415, { slot }, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  for (const operation of ['getForecast', 'getBookingCurve']) await call(operation, 404, { slot: unknownId }, { headers });
  await call('putPlan', 404, { slot: unknownId }, { headers, body: plan });
  await onlyForStaff('listForecasts');
  await onlyForStaff('getForecast', {}, { slot });
  await onlyForStaff('getBookingCurve', {}, { slot });
  await onlyForStaff('putPlan', { body: plan }, { slot });
});

test('managers say how goods can be had, and see what is ordered', async () => {
  const headers = as('owner');
  const { venues } = (await call('listStock', 200, {}, { headers })).json;
  const terms = { venue: venues[0].id, sku: 'MUG-BLUE', lead_days: 3, cost: 450 };
  const { json: put } = await call('putSupplyTerms', 200, {}, { headers, body: { ...terms, pack: 6, by_itself: 0 } });
  assert.deepEqual(put, { ...terms, supplier: '', salvage: 0, pack: 6, least: 0, room: null, budget: null, by_itself: 0 });
  const { json: looked } = await call('lookForOrders', 200, {}, { headers });
  assert.deepEqual(looked.terms, [put]);
  assert.deepEqual(looked.orders, []); // a shop without a past orders nothing
  assert.deepEqual((await call('listOrders', 200, {}, { headers })).json, looked);
  for (const wrong of [{ lead_days: -1 }, { cost: -1 }, { salvage: 451 }, { pack: 0 }, { least: -1 }, { room: -1 }, { budget: -1 }, { by_itself: -1 }, { sku: 'NO-SUCH' }, { venue: unknownId }, { venue: 'x' }, { price: 3 }]) {
    assert.equal((await call('putSupplyTerms', 422, {}, { headers, body: { ...terms, ...wrong } })).json.field, Object.keys(wrong)[0]);
  }
  await call('putSupplyTerms', 400, {}, { ...notJson, headers });
  await call('putSupplyTerms', 413, {}, { headers, body: tooLarge });
  await call('putSupplyTerms', 415, {}, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  await onlyForStaff('putSupplyTerms', { body: terms });
  await onlyForStaff('listOrders');
  await onlyForStaff('lookForOrders');
  // What was promised and is not there is ordered at once, and once.
  const wanted = { id: 'by-hand', venue: venues[0].id, sku: 'MUG-BLUE', units: 3 };
  await call('orderMissing', 409, {}, { headers, body: wanted }); // nothing is missing
  for (const wrong of [{ units: 0 }, { units: 'all' }, { venue: unknownId }, { venue: 'x' }, { sku: 'NO-SUCH' }, { id: '' }, { colour: 'blue' }]) {
    assert.equal((await call('orderMissing', 422, {}, { headers, body: { ...wanted, ...wrong } })).json.field, Object.keys(wrong)[0]);
  }
  await call('orderMissing', 400, {}, { ...notJson, headers });
  await call('orderMissing', 413, {}, { headers, body: tooLarge });
  await call('orderMissing', 415, {}, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  await onlyForStaff('orderMissing', { body: wanted });
  for (const operation of ['approveOrder', 'declineOrder', 'receiveOrder']) {
    await call(operation, 404, { order: unknownId }, { headers });
    await onlyForStaff(operation, {}, { order: unknownId });
  }
  await call('receiveOrder', 422, { order: unknownId }, { headers, body: { units: 'all' } });
  await call('receiveOrder', 400, { order: unknownId }, { ...notJson, headers });
  await call('receiveOrder', 413, { order: unknownId }, { headers, body: tooLarge });
  await call('receiveOrder', 415, { order: unknownId }, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
});

test('what customers say comes in, is counted, and is forgotten', async () => {
  const headers = as('owner');
  const said = { text: 'love the new drop, but make a bigger mug', author: 'mia', source: 'twitch', id: 'v1' };
  const { json: taken } = await call('hearMessages', 200, {}, { headers, body: { messages: [said, { text: 'restock', slot: unknownId }] } });
  assert.deepEqual([taken.taken, taken.refused[0].reason], [1, 'unknown-slot']);
  const { json: { secret } } = await call('renewVoiceSecret', 201, {}, { headers });
  const lines = JSON.stringify({ ...said, id: 'v2' });
  const stamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update(`m1.${stamp}.${lines}`).digest('base64');
  const signed = { 'webhook-id': 'm1', 'webhook-timestamp': stamp, 'webhook-signature': `v1,${signature}`, 'Content-Type': 'application/x-ndjson' };
  assert.equal((await call('hearMessages', 200, {}, { headers: signed, body: lines })).json.taken, 1);
  await call('hearMessages', 400, {}, { headers: { ...signed, 'webhook-id': 'm2' }, body: lines });
  await call('hearMessages', 400, {}, { ...notJson, headers });
  await call('hearMessages', 413, {}, { headers: { ...headers, 'Content-Type': 'application/x-ndjson' }, body: '{"text":"a"}\n'.repeat(501) });
  await call('hearMessages', 415, {}, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  await call('hearMessages', 422, {}, { headers, body: { messages: [] } });
  await onlyForStaff('hearMessages', { body: { messages: [said] } });

  const text = '[2026-13-01 10:00] a: late\nplain';
  const { json: preview } = await call('pasteMessages', 200, {}, { headers, body: { text, preview: true, from: 0 } });
  assert.deepEqual([preview.layout, preview.unreadable], ['chat', 1]);
  assert.equal((await call('pasteMessages', 200, {}, { headers, body: { text: 'in green please', preview: false, from: 0 } })).json.next, null);
  await call('pasteMessages', 400, {}, { ...notJson, headers });
  await call('pasteMessages', 413, {}, { headers, body: JSON.stringify({ text: 'x'.repeat(2_200_000) }) });
  await call('pasteMessages', 415, {}, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
  await call('pasteMessages', 422, {}, { headers, body: { text, day: 'soon' } });
  await onlyForStaff('pasteMessages', { body: { text } });

  const { json: topics } = await call('getTopics', 200, {}, { headers });
  const bigger = topics.wishes.find(({ wish }) => wish === 'bigger');
  const { json: behind } = await call('listMessages', 200, { query: { kind: bigger.kind, wish: bigger.wish, about: bigger.about, limit: 1 } }, { headers });
  assert.equal(behind.messages.length, 1);
  assert(behind.next && behind.messages[0].parts.some(({ value }) => value > 0));
  await call('listMessages', 422, { query: { wish: 'bigger' } }, { headers });
  await call('getTopics', 422, { query: { since: 'ever' } }, { headers });
  assert((await call('getMood', 200, { query: { span: 'hour' } }, { headers })).json.points.length > 0);
  await call('getMood', 422, { query: { span: 'week' } }, { headers });

  const { json: words } = await call('getVoiceWords', 200, {}, { headers });
  assert((await call('putVoiceWords', 200, {}, { headers, body: { words: [...words.words, { word: 'mid', value: -1.5 }] } })).json.version > words.version);
  await call('putVoiceWords', 412, {}, { headers, body: { version: words.version, words: [] } });
  const { json: settings } = await call('getVoiceSettings', 200, {}, { headers });
  assert(settings.has_secret);
  await call('putVoiceSettings', 200, {}, { headers, body: { keep_days: settings.keep_days } });
  const right = { forgetAuthor: { author: 'mia' }, putVoiceWords: { words: [] }, putVoiceSettings: { keep_days: 9 } };
  const wrong = { forgetAuthor: { author: 7 }, putVoiceWords: { words: [{ word: 'a b', value: 1 }] }, putVoiceSettings: { keep_days: 0 } };
  for (const [operation, body] of Object.entries(wrong)) {
    await call(operation, 400, {}, { ...notJson, headers });
    await call(operation, 413, {}, { headers, body: tooLarge });
    await call(operation, 415, {}, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
    await call(operation, 422, {}, { headers, body });
    await onlyForStaff(operation, { body: right[operation] });
  }
  for (const operation of ['listMessages', 'getTopics', 'getMood', 'getVoiceWords', 'getVoiceSettings', 'renewVoiceSecret']) await onlyForStaff(operation);
  const [{ id: message }] = behind.messages;
  await onlyForStaff('eraseMessage', {}, { message });
  await call('eraseMessage', 204, { message }, { headers });
  await call('eraseMessage', 404, { message }, { headers });
  assert.equal((await call('forgetAuthor', 200, {}, { headers, body: { author: '@MIA' } })).json.erased, 1);
  // More than a burst is told when to come again, so that sales go first.
  const flood = Array.from({ length: 500 }, () => JSON.stringify({ text: ' ' })).join('\n'); // found empty sooner than the next may come
  const asLines = { ...headers, 'Content-Type': 'application/x-ndjson' };
  const pour = () => Promise.all(Array.from({ length: 25 }, () => fetch(`${base}/api/v1/shops/${shop}/messages`, { method: 'POST', headers: asLines, body: flood })));
  const turnedAway = await until('one is turned away', async () => (await pour()).find((answer) => answer.status === 429));
  await checkProblem(await turnedAway.json(), 429); // which of them it is nobody knows, so it is checked by hand
  seen.add('hearMessages 429');
});
