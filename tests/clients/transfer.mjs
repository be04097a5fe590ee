// Passing a booking on by its pages, in headless Chromium and without script: node transfer.mjs BASE DOOR.
// TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each page.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { violationsOf } from './accessibility.mjs';
import { launch } from './chromium.mjs';
import { comesTo, patient } from './waiting.mjs';

const [base, door] = process.argv.slice(2);
const pictures = process.env.TIMESHELF_SCREENSHOTS;
const browser = await launch();
after(() => browser.close());

const newContext = async (options) => patient(await browser.newContext({ baseURL: base, ...options }));

/** Whose bookings these are, as a word: the secret of a link may have the letters in it. */
const giver = /\bBea\b/;

async function shop(what, ...facts) {
  const answer = await fetch(`${door}/${what}`, { method: 'POST', body: JSON.stringify(facts) });
  assert(answer.ok, `${what}: ${await answer.clone().text()}`);
  return answer.json();
}

/** The same page where axe can run: it is script, too. */
async function look({ page: seen, name }) {
  const context = patient(await browser.newContext({ viewport: seen.viewportSize() }));
  const page = await context.newPage();
  const [url, body] = [seen.url(), await seen.content()];
  await page.route(url, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
  await page.goto(url);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert(wide <= page.viewportSize().width, `${name} is ${wide} px wide`);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    if (pictures) await page.screenshot({ path: `${pictures}/transfer-${name}-${colorScheme}.png`, fullPage: true });
    assert.deepEqual(await violationsOf(page, colorScheme), [], `${name}, ${colorScheme}`);
  }
  await context.close();
}

test('a booking is passed on by two people who have no script', async () => {
  const { token } = await shop('book', 1);
  const context = await newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await page.goto(`/b/${token}`);
  await page.getByRole('button', { name: 'Pass it on' }).click();
  const link = await page.getByLabel('Send this link to whoever shall have it').inputValue();
  assert(link.startsWith(`${base}/t/`), link);
  await look({ page: page, name: 'link' });
  await page.getByRole('link', { name: 'Back to the booking' }).click();
  await page.getByText('A link to pass this on is open until').waitFor();
  await look({ page: page, name: 'booking' });

  const friend = await context.newPage();
  await friend.goto(link);
  await friend.getByText('Mug').first().waitFor();
  assert.doesNotMatch(await friend.content(), giver, 'who gives it is not said');
  await look({ page: friend, name: 'accept' });
  await friend.getByLabel('Name').fill('Cy Newholder');
  await friend.getByLabel('E-mail address').fill('cy@example.com');
  await friend.getByRole('button', { name: 'Take it over' }).click();
  await friend.getByRole('heading', { name: /Cy Newholder/ }).waitFor();
  assert.notEqual(friend.url(), `${base}/b/${token}`);

  const answer = await page.reload();
  assert.equal(answer.status(), 410);
  await page.getByText('This booking was passed on').waitFor();
  await look({ page: page, name: 'passed-on' });
  const again = await friend.goto(link);
  assert.equal(again.status(), 409);
  await friend.getByRole('heading', { name: 'Somebody used the link already' }).waitFor();
  await context.close();
});

test('what is taken back passes nothing on, and a mistake keeps what was typed', async () => {
  const { token } = await shop('book', 1);
  const context = await newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`/b/${token}`);
  await page.getByRole('button', { name: 'Pass it on' }).click();
  const link = await page.getByLabel('Send this link to whoever shall have it').inputValue();
  const friend = await context.newPage();
  await friend.goto(link);
  await friend.getByLabel('Name').fill(' ');
  await friend.getByLabel('E-mail address').fill('cy@example.com');
  await friend.getByRole('button', { name: 'Take it over' }).click();
  await friend.getByRole('alert').waitFor();
  assert.equal(await friend.getByLabel('E-mail address').inputValue(), 'cy@example.com');
  await look({ page: friend, name: 'mistake' });
  await page.getByRole('button', { name: 'Keep it after all' }).click();
  await page.getByRole('button', { name: 'Pass it on' }).waitFor();
  const late = await friend.goto(link);
  assert.equal(late.status(), 410);
  await look({ page: friend, name: 'over' });
  assert.equal((await page.goto('/t/nonsense')).status(), 404);
  await context.close();
});

/** A page that runs script is looked at as it stands. */
async function lookAtApp(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert(wide <= page.viewportSize().width, `${name} is ${wide} px wide`);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    if (pictures) await page.screenshot({ path: `${pictures}/transfer-${name}-${colorScheme}.png`, fullPage: true });
    assert.deepEqual(await violationsOf(page, colorScheme), [], `${name}, ${colorScheme}`);
  }
}

test('a booking is passed on in the pages as an app, in German', async () => {
  const { token } = await shop('book', 1);
  const context = await newContext({ locale: 'de-DE', viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`/b/${token}`);
  await page.getByRole('heading', { name: 'Weitergeben' }).waitFor();
  await page.getByText('Auf diesem Gerät gespeichert').waitFor();
  await page.getByRole('button', { name: 'Link erstellen' }).click();
  const link = await page.getByLabel('Diesen Link schicken Sie').inputValue();
  assert(link.startsWith(`${base}/t/`), link);
  await page.getByText('Ein Link zum Weitergeben ist offen bis').waitFor();
  await lookAtApp(page, 'app-link');
  await page.reload();
  await page.getByText('Ein Link zum Weitergeben ist offen bis').waitFor(); // and the link itself is shown nowhere again
  await comesTo(() => page.getByLabel('Diesen Link schicken Sie').count(), 0);

  const friendly = await newContext({ locale: 'es-ES', viewport: { width: 1280, height: 800 } });
  const friend = await friendly.newPage();
  await friend.goto(link);
  await friend.getByRole('heading', { name: 'Alguien le cede esto' }).waitFor();
  assert.doesNotMatch(await friend.content(), giver, 'who gives it is not said');
  await lookAtApp(friend, 'app-accept');
  await friend.getByLabel('Nombre').fill('Cy'.repeat(200));
  await friend.getByLabel(/Correo/).fill('cy@example.com');
  await friend.getByRole('button', { name: 'Aceptarla' }).click();
  await friend.getByRole('alert').waitFor();
  await friend.getByLabel('Nombre').fill('Cy');
  await friend.getByRole('button', { name: 'Aceptarla' }).click();
  await friend.locator('.qr').waitFor();
  assert.notEqual(friend.url(), `${base}/b/${token}`);
  await friend.goBack().catch(() => undefined);
  assert(!friend.url().includes('/t/'), 'the link is used up, and is not come back to');

  await comesTo(async () => (await page.reload()).status(), 410); // a worker that is not answered in time shows what it kept
  await page.getByText('Diese Buchung wurde weitergegeben').waitFor();
  await lookAtApp(page, 'app-passed-on');
  await context.setOffline(true); // what is dead is not shown from a copy either
  const dead = await page.goto(`/b/${token}`).then(() => page.locator('.qr').count(), () => 0);
  assert.equal(dead, 0, 'a copy of what was passed on is gone');
  await context.close();
  await friendly.close();
});
