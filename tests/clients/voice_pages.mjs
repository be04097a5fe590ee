// The voice of the customer on the dashboard: an empty page that teaches, a pasted export, figures that open their messages, words that
// mean something else, and forgetting. Called by voice_pages_test.py: node voice_pages.mjs DEMO.JSON.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { shop, Visitor } from './visitor.mjs';
import { comesTo, focused, until, withinADay } from './waiting.mjs';

async function owner(size, options = {}) {
  const visitor = await Visitor.at(size, options);
  const { page } = visitor;
  await page.goto('/dashboard');
  await page.locator('input[name="user"]').fill(shop.dashboard_user);
  await page.locator('input[name="password"]').fill(shop.dashboard_password);
  await page.locator('main form button').first().click();
  await page.locator('html.app').waitFor();
  return visitor;
}
async function open(visitor, address) {
  await visitor.page.goto(`/dashboard/voice${address}`);
  await visitor.page.locator('.voice-parts').waitFor();
  await settled(visitor.page);
}
/** What the chart sets by script is no style in the page: axe is there before. */
async function look(visitor, name) {
  await visitor.violations();
  await visitor.look(name);
}
async function settled(page) {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
}

test('a page on which nothing was said says how to begin', async () => {
  const visitor = await owner('phone');
  const { page } = visitor;
  await open(visitor, '');
  await page.getByText('Nothing has been said yet').waitFor();
  await look(visitor, 'voice-empty');
  await page.getByRole('link', { name: 'Import messages' }).click();
  await page.getByRole('heading', { name: 'Paste an export' }).waitFor();
});

test('an export is shown as it was understood, and then taken in', async () => {
  await withinADay(); // and the mood of that day is looked at behind it
  const visitor = await owner('desk');
  const { page } = visitor;
  await open(visitor, '?part=intake');
  const said = ['love the drop, it is fire', 'please make a bigger mug', 'bigger mug!!', 'die Teller sind leider schon weg', 'so disappointed, sold out again :('];
  const lines = said.map((text, at) => `[00:0${at}] fan${at}: ${text}`).join('\n');
  await page.getByLabel('Messages', { exact: true }).fill(`${lines}\n[99:99] fan9: when?`);
  await page.getByLabel('Where they are from').fill('twitch');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText('Read as the export of a chat: 6 messages.').waitFor();
  await page.getByText('Line 6:').first().waitFor();
  await comesTo(() => page.locator('tbody tr').filter({ hasText: 'fan1' }).count(), 1);
  await look(visitor, 'voice-preview');
  await page.getByRole('button', { name: 'Import 5 messages' }).click();
  await page.getByText('5 imported, 0 already there, 1 refused.').waitFor();
});

test('figures open the messages behind them, with the words that made the score', async () => {
  const visitor = await owner('desk');
  const { page } = visitor;
  await open(visitor, '');
  await page.locator('.chart canvas').waitFor();
  await page.getByText('1 message is not scored: it is in German (1).').waitFor();
  await look(visitor, 'voice');
  await page.getByText('As a table: Mood beside bookings').click();
  const today = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Mood beside bookings' }) }).locator('tbody tr').last();
  assert.match(await today.innerText(), /\+0\.\d\d/, 'five people spoke, so the day has a mood');
  await page.getByRole('link', { name: /^Messages: bigger/ }).click();
  await page.getByText('Only messages about: bigger').waitFor();
  await settled(page);
  await comesTo(() => page.locator('.messages li').count(), 2);
  await comesTo(() => focused(page), 'Messages', 'who opened them is led there');
  await page.reload();
  await settled(page);
  await comesTo(() => page.locator('.messages li').count(), 2);
  await page.getByRole('link', { name: 'Show all messages' }).click();
  await page.getByLabel('Sounds').selectOption('negative');
  await page.locator('.messages li').filter({ hasText: 'bigger' }).first().waitFor({ state: 'detached' });
  await comesTo(() => page.locator('.messages mark.bad').evaluateAll((marks) => marks.map((mark) => mark.firstChild.textContent)), ['disappointed', ':(']);
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('section').filter({ has: page.getByRole('heading', { name: 'What they wish' }) }).getByRole('button', { name: 'Export as CSV' }).click()]);
  assert.match(await readFile(await file.path(), 'utf8'), /bigger/);
});

test('words of the shop change what is said', async () => {
  const visitor = await owner('phone');
  const { page } = visitor;
  await open(visitor, '?part=words');
  await look(visitor, 'voice-words');
  await page.getByRole('button', { name: 'Add a word' }).click();
  await page.getByLabel('Word or emoji').first().fill('two words');
  await page.getByLabel('Value of two words').fill('1');
  await page.getByRole('button', { name: 'Save the words' }).click();
  await page.getByRole('alert').getByText('Name one word').waitFor();
  await comesTo(() => page.getByLabel('Word or emoji').first().getAttribute('aria-invalid'), 'true');
  await page.getByLabel('Word or emoji').first().fill('fire');
  await page.getByRole('button', { name: 'Save the words' }).click();
  await page.getByRole('alert').getByText('is there twice').waitFor();
  await page.getByLabel('Word or emoji').first().fill('bigger');
  await page.getByLabel('Value of bigger').fill('-3');
  await page.getByRole('button', { name: 'Save the words' }).click();
  await page.getByText('The words are saved').waitFor();
  await page.getByText('Version 2').waitFor();
  // Messages are scored anew behind it.
  await open(visitor, '?mood=negative');
  await until('they are scored anew', async () => {
    await page.reload();
    await settled(page);
    return (await page.locator('.messages li').count()) === 3;
  });
});

test('somebody is forgotten, and a secret is shown once', async () => {
  const visitor = await owner('desk', { language: 'de-DE' });
  const { page } = visitor;
  await open(visitor, '');
  await look(visitor, 'voice-german');
  await page.getByText('Jemanden vergessen').click();
  await page.getByLabel('Name im Chat').fill('@FAN0');
  await page.getByRole('button', { name: 'Deren Nachrichten löschen' }).click();
  await page.getByText('1 Nachricht ist gelöscht.').waitFor();
  await open(visitor, '?part=intake');
  // Messages came in, so there is a secret already, which nobody saw.
  await page.getByRole('button', { name: 'Neues Geheimnis erzeugen' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Neues Geheimnis erzeugen' }).click();
  await page.getByText(/^whsec_/).waitFor();
  await page.reload();
  await settled(page);
  assert.equal(await page.getByText(/^whsec_/).count(), 0);
  await page.getByLabel('Tage').fill('14');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await page.getByText('Gespeichert.').waitFor();
});

test('from right to left nothing stands out', async () => {
  const visitor = await owner('phone');
  const { page } = visitor;
  for (const part of ['', '&part=intake', '&part=words']) {
    await page.goto(`/dashboard/voice?lang=en-XB${part}`);
    await page.locator('.voice-parts').waitFor();
    await settled(page);
    await comesTo(() => page.evaluate(() => document.documentElement.dir), 'rtl');
    await look(visitor, `voice-rtl${part.replace('&part=', '-')}`);
  }
});
