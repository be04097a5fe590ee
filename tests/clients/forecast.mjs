// The dashboard's forecasts in headless Chromium: node forecast.mjs DEMO.JSON {"slot", "sku", "summary"} (forecast_test.py).
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { shop, sizes, Visitor } from './visitor.mjs';
import { comesTo, until } from './waiting.mjs';

const known = JSON.parse(process.argv[3]);

async function manager(size, options) {
  const visitor = await Visitor.at(size, options);
  const { page } = visitor;
  await page.goto('/dashboard');
  await visitor.signIn();
  await page.locator('html.app').waitFor();
  await page.goto(`/dashboard/forecast?of=${encodeURIComponent(`${known.slot} ${known.sku}`)}`);
  await page.locator('.forecast-of canvas').waitFor();
  await page.waitForLoadState('networkidle');
  return visitor;
}

test('a curve is drawn, and every number says what it is made of', async () => {
  for (const size of Object.keys(sizes)) {
    const visitor = await manager(size);
    const { page } = visitor;
    await until('it is painted', () => page.locator('.chart canvas').first().evaluate((canvas) =>
      canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte !== 0)));
    await page.getByText(/From 12 past slots of the same name/).waitFor();
    await page.locator('.forecast-of').getByText(/No such forecast can be judged yet/).waitFor();
    await page.getByText('Past slots it is based on').click();
    await comesTo(() => page.locator('details[open] .reasons li').count(), 12);
    await page.locator('.forecast-of').getByText('The curve as a table').click();
    await page.waitForFunction(() => document.querySelectorAll('.forecast-of tbody tr').length === 61);
    assert.deepEqual(await visitor.violations(), []);
    await visitor.look('dashboard-forecast');
    await visitor.leave();
  }
});

test('a plan is set, refused where it is none, and taken back', async () => {
  const visitor = await manager('desk');
  const { page } = visitor;
  const plan = page.getByLabel('Plan', { exact: true });
  await comesTo(() => plan.inputValue(), '12');
  await plan.fill('many');
  await visitor.button('Save the plan').click();
  await page.getByText('Write a whole number of units, or nothing.').waitFor();
  await plan.fill('');
  await visitor.button('Save the plan').click();
  await page.getByRole('status').getByText('The plan is removed.').waitFor();
  await page.locator('.forecast-of .curve-key .line-plan').waitFor({ state: 'detached' });
  await visitor.leave();
});

test('the table leads to each slot, and is exported', async () => {
  const visitor = await manager('desk');
  const { page } = visitor;
  const other = page.locator('section:not(.drops-of) tbody .slot-of[aria-pressed="false"]').first();
  const name = await other.textContent();
  await other.click();
  await page.getByRole('heading', { level: 2 }).filter({ hasText: name }).waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('section').filter({ has: page.locator('.slot-of').first() }).last().getByRole('button', { name: 'Export as CSV' }).click()]);
  const csv = await readFile(await file.path(), 'utf8');
  assert.match(csv, /Expected demand/);
  assert(csv.includes(known.sku));
  await visitor.leave();
});

test('drops have a curve of their own, and are exported', async () => {
  for (const size of Object.keys(sizes)) {
    const visitor = await manager(size);
    const { page } = visitor;
    const drops = page.locator('.drops-of');
    const other = drops.locator('.slot-of[aria-pressed="false"]').first();
    const name = await other.textContent();
    await other.click();
    await page.waitForURL(/drop=/);
    await drops.getByRole('heading', { name: `Booking curve of the drop ${name}` }).waitFor();
    await drops.locator('canvas').waitFor();
    await drops.getByText(/No earlier drop is over yet/).waitFor();
    await drops.getByText(/Expected in the end: .* units/).waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), drops.getByRole('button', { name: 'Export as CSV' }).first().click()]);
    assert((await readFile(await file.path(), 'utf8')).includes(name));
    assert.deepEqual(await visitor.violations(), []);
    await visitor.look('dashboard-forecast-drops');
    await visitor.leave();
  }
});

test('a draft is approved with one tap, and its goods go into stock', async () => {
  const visitor = await manager('phone');
  const { page } = visitor;
  const orders = page.locator('.orders');
  await orders.getByText(/Expected .* are free or on their way/).first().waitFor();
  await orders.getByText(/No such forecast can be judged yet/).first().waitFor();
  assert.deepEqual(await visitor.violations(), []);
  await orders.getByRole('button', { name: 'Approve' }).first().click();
  await page.getByRole('status').getByText('It is ordered.').waitFor();
  await orders.getByText('On its way').first().waitFor();
  await orders.getByRole('button', { name: 'It has arrived' }).first().click();
  const form = page.getByRole('dialog');
  const came = form.getByLabel('units that arrived');
  const all = Number(await came.inputValue());
  const rest = form.getByLabel('The rest comes later');
  assert.equal(await rest.count(), 0, 'all came');
  await came.fill('1');
  await rest.waitFor();
  await visitor.look('dashboard-order-came');
  await form.getByRole('button', { name: 'Take it in' }).click();
  await page.getByRole('status').getByText(`1 of ${all} × `).waitFor();
  await orders.getByText(`1 of ${all} came; the rest is expected.`).first().waitFor();
  await orders.getByRole('button', { name: 'It has arrived' }).first().click();
  assert.equal(await came.inputValue(), String(all - 1), 'what is expected');
  await form.getByText('1 came before.').waitFor();
  await came.fill(String(all - 3));
  await rest.uncheck();
  await form.getByText('The 2 that are missing are not expected any more.').waitFor();
  await form.getByRole('button', { name: 'Take it in' }).click();
  await page.getByRole('status').getByText(`${all - 2} of ${all} × `).waitFor();
  await orders.getByText('Received').first().waitFor();
  await orders.getByText(`${all - 2} of ${all} came; the 2 missing are not expected any more.`).first().waitFor();
  await visitor.leave();
});

test('how goods can be had is written down, and refused beside its field', async () => {
  const visitor = await manager('desk', { expected: /422/ });
  const { page } = visitor;
  await page.getByRole('button', { name: 'How to order goods' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel('Cost per unit').fill('3,50');
  await dialog.getByLabel('Days until it arrives').fill('-2');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Goods take from 0 to 365 days.').waitFor();
  await dialog.getByLabel('Days until it arrives').fill('4');
  assert.deepEqual(await visitor.violations(), []);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').getByText('The terms are saved.').waitFor();
  await visitor.leave();
});
