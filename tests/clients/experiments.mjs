// The dashboard's view of experiments, and what a visitor's browser sees of one. Called by experiments_page_test.py:
// node experiments.mjs DEMO.JSON.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { test } from 'node:test';
import { launch } from './chromium.mjs';
import { shop, Visitor } from './visitor.mjs';
import { comesTo, patient } from './waiting.mjs';

const api = `${shop.base}/api/v1/shops/kiln-street`;
const owner = { Authorization: `Basic ${btoa(`${shop.caldav.user}:${shop.caldav.password}`)}`, 'Content-Type': 'application/json' };
const asIs = 'Raku in the yard, twice';

async function ask(path, { method = 'GET', body } = {}) {
  const answer = await fetch(`${api}${path}`, { method, headers: owner, ...(body && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  assert(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
}

async function manager(size, view, options) {
  const visitor = await Visitor.at(size, options);
  const { page } = visitor;
  await page.goto('/dashboard');
  await page.locator('input[name="user"]').fill(shop.dashboard_user);
  await page.locator('input[type="password"]').fill(shop.dashboard_password);
  await page.locator('form[action$="/login"] button').click();
  await page.locator('html.app').waitFor();
  await page.goto(`/dashboard/${view}`);
  await settled(visitor);
  return visitor;
}
async function settled({ page }) {
  await page.locator('html.app main h1').waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
}

/** A page as a browser asks for it: `fetch` would say that it is a script. */
function open(path, cookie = '') {
  return new Promise((resolve, reject) => {
    get(`${shop.base}${path}`, { headers: { 'Sec-Fetch-Mode': 'navigate', ...(cookie && { Cookie: cookie }) } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => resolve({ answer, text }));
    }).on('error', reject);
  });
}

/** Visitors without a window, until all of them are counted; of those who see the other title three times as many book. */
async function simulate(slot, more) {
  const path = `/s/kiln-street/slots/${slot}`;
  const counts = [0, 0];
  const before = await visitors();
  for (let i = 0; i < more; ++i) {
    const { answer } = await open(path);
    const cookie = answer.headers['set-cookie']?.[0].split(';')[0];
    assert(cookie, 'a new visitor is given a token');
    const { text } = await open(path, cookie);
    const other = Number(text.includes('Fire and smoke'));
    if (counts[other]++ % (other ? 4 : 12) !== 0) continue;
    const headers = { Cookie: cookie, 'Content-Type': 'application/json' };
    const held = await fetch(`${api}/holds`, { method: 'POST', headers, body: JSON.stringify({ lines: [{ slot, sku: 'SEAT', quantity: 1 }] }) });
    assert.equal(held.status, 201);
    const body = JSON.stringify({ name: 'Bea', email: `bea-${i}@example.org` });
    await fetch(`${api}/holds/${(await held.json()).id}/confirm`, { method: 'POST', headers, body });
  }
  await comesTo(visitors, before + more);
}

let id = '';
let browsers = 0;
const slot = process.argv[3];
/** Who was counted so far: a visit is written down a moment behind its page. */
const visitors = async () => (await ask(`/experiments/${id}`)).results.variants.reduce((sum, { visitors }) => sum + visitors, 0);

test('a draft is written, started and read on the dashboard', async () => {
  const visitor = await manager('desk', 'experiments');
  const { page } = visitor;
  await page.getByText('No experiment yet.').waitFor();
  await visitor.look('experiments-empty');
  await visitor.button('New experiment').click();
  const dialog = page.locator('dialog[open]').last();
  await dialog.getByLabel('Name of the experiment').fill('Fire or yard');
  await dialog.getByLabel('Event').selectOption({ value: slot });
  await dialog.getByLabel('What differs').selectOption({ label: 'Title and text' });
  await dialog.getByLabel('Its title').fill('Fire and smoke');
  await dialog.getByText(/It takes about .* visitors in all/).waitFor();
  await dialog.getByLabel('Difference to be seen, of 100 visitors').fill('0.5');
  await dialog.getByText('Look for a larger difference').waitFor();
  await dialog.getByLabel('Difference to be seen, of 100 visitors').fill('10');
  await visitor.look('experiments-form');
  await dialog.getByRole('button', { name: 'Keep as a draft' }).click();
  await page.getByRole('heading', { name: /Fire or yard/ }).waitFor();
  await visitor.look('experiments-draft');
  await visitor.button('Start').click();
  await page.locator('dialog[open]').last().getByRole('button', { name: 'Start' }).click();
  await page.getByText('Nobody has seen it yet').waitFor();
  await comesTo(() => visitor.button('Change the draft').count(), 0, 'what runs is not changed');
  await visitor.look('experiments-running');
  id = new URL(page.url()).searchParams.get('experiment');
  await visitor.leave();
});

test('a browser sees one variant, also when the page moves by itself', async () => {
  const seen = new Set();
  for (let i = 0; i < 24 && seen.size < 2; ++i) {
    const visitor = await Visitor.at('phone');
    const { page } = visitor;
    ++browsers;
    await page.goto(`/s/kiln-street/slots/${slot}`);
    const title = await page.locator('main h1').textContent();
    assert.equal(new URL(page.url()).search, '', 'a clean address');
    await page.reload();
    assert.equal(await page.locator('main h1').textContent(), title);
    if (!seen.has(title)) {
      await page.goto('/s/kiln-street');
      await page.locator('.card, .cards').first().waitFor();
      const other = title.includes('Fire') ? asIs : 'Fire and smoke';
      await page.getByText(title).first().waitFor();
      // Somebody else holds one: the page hears of it, and goes on saying what it said.
      const hold = await ask('/holds', { method: 'POST', body: { lines: [{ slot, sku: 'SEAT', quantity: 1 }] } });
      await page.getByText(/\b499\b/).first().waitFor();
      assert.equal(await page.getByText(other, { exact: true }).count(), 0, 'the other title appears nowhere');
      await ask(`/holds/${hold.id}`, { method: 'DELETE' });
      await page.getByText(/\b500\b/).first().waitFor();
    }
    seen.add(title);
    await visitor.leave();
  }
  assert.equal(seen.size, 2, `of 24 browsers somebody sees each: ${[...seen]}`);
});

test('a browser is counted over plain http in a local network, too', async () => {
  // To a name that is not the machine itself no browser sends Sec-Fetch-Mode without https.
  const browser = await launch('--host-resolver-rules=MAP shop.lan 127.0.0.1');
  try {
    await comesTo(visitors, browsers);
    const page = await patient(await browser.newContext()).newPage();
    const asked = page.waitForRequest((request) => request.isNavigationRequest());
    await page.goto(`http://shop.lan:${new URL(shop.base).port}/s/kiln-street/slots/${slot}`);
    assert.equal((await (await asked).allHeaders())['sec-fetch-mode'], undefined, 'this is what the test is about');
    assert.equal(new URL(page.url()).search, '', 'a clean address');
    await comesTo(visitors, browsers + 1);
  } finally {
    await browser.close();
  }
});

test('ladders are drafted over the slots of a drop, an early bird by one tap', async () => {
  const visitor = await manager('phone', 'experiments');
  const { page } = visitor;
  await visitor.button('New experiment').click();
  const dialog = page.locator('dialog[open]').last();
  await dialog.getByLabel('Name of the experiment').fill('Early bird or open booking');
  await dialog.getByLabel('What differs').selectOption({ label: 'Price ladder' });
  await dialog.getByLabel('Slots of several events').check();
  await dialog.getByLabel('Add all of').selectOption('Drop twins (2)');
  const chosen = dialog.locator('.choices input:checked');
  await comesTo(() => chosen.count(), 2);
  await chosen.first().uncheck();
  await dialog.getByText('One slot', { exact: true }).waitFor();
  await dialog.getByLabel('Add all of').selectOption('Drop twins (2)');
  await dialog.getByRole('button', { name: /^Early bird: 15 % off/ }).click();
  await comesTo(() => dialog.getByLabel('Its prices').inputValue(), 'price SEAT 25.50 EUR until 7 days before, 30.00');
  await visitor.look('experiments-ladder-form');
  await dialog.getByRole('button', { name: 'Keep as a draft' }).click();
  await page.getByRole('heading', { name: /Early bird or open booking/ }).waitFor();
  await page.getByText('Twins: morning and Twins: evening · 2 slots · Price ladder').waitFor();
  await visitor.look('experiments-ladder-draft');
  await visitor.leave();
});

test('figures, band, guard rails and CSV are shown; its end keeps the winner', async () => {
  await simulate(slot, 400);
  // One run of a thousand is dealt so unevenly that it is rightly not believed.
  while ((await ask(`/experiments/${id}`)).results.sample_p <= 0.001) await simulate(slot, 100);
  for (const [size, language] of [['phone', 'de-DE'], ['desk', 'es-ES'], ['desk', 'en-US']]) {
    const visitor = await manager(size, `experiments?experiment=${id}`, { language });
    await visitor.page.locator('.band polygon').waitFor();
    await visitor.look(`experiments-result-${language}`);
    if (language === 'en-US') {
      const { page } = visitor;
      const sentence = await page.locator('.verdict').textContent();
      assert.match(sentence, /^Variant B sold \d+\.\d more per 100 visitors, between .* and .*; such a difference by chance alone: (1 in|less than 1 in) [\d,.]+\.$/);
      const [file] = await Promise.all([page.waitForEvent('download'), visitor.button('Export as CSV').click()]);
      const csv = await readFile(await file.path(), 'utf8');
      assert.match(csv.replace('\ufeff', ''), /^Variant,Visitors,Held,Booked,/);
      assert.equal(csv.trim().split('\r\n').length, 3);
      await visitor.button('End it …').click();
      const dialog = page.locator('dialog[open]').last();
      await comesTo(() => dialog.getByLabel('Keep Variant B').isChecked(), true, 'the winner is proposed');
      await visitor.look('experiments-end');
      await dialog.getByRole('button', { name: 'End the experiment' }).click();
      await page.getByText('Variant B was kept').waitFor();
      await comesTo(() => page.locator('.variants').getByText(asIs).count(), 1, 'what it was stays to be read');
      await visitor.look('experiments-ended');
      await page.goto('/dashboard/experiments');
      await settled(visitor);
      await page.getByRole('link', { name: 'Fire or yard' }).waitFor();
      await visitor.look('experiments-list');
    }
    await visitor.leave();
  }
  assert.equal((await ask(`/slots/${slot}`)).summary, 'Fire and smoke', 'kept in the event');
});

test('the view can be read from right to left', async () => {
  const visitor = await manager('phone', `experiments?experiment=${id}&lang=en-XB`);
  await comesTo(() => visitor.page.evaluate(() => document.documentElement.dir), 'rtl');
  await visitor.look('experiments-rtl');
  await visitor.leave();
});
