// The elements on somebody else's site, and the page that gives the lines to copy. Called by embed_test.py:
// node embed.mjs DEMO.JSON BLOG, the origin of that site.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { othersTakeAllBut, shop, sizes, Visitor } from './visitor.mjs';
import { comesTo } from './waiting.mjs';

const blog = process.argv[3];
const said = {
  en: { left: /^(Only )?\d+ left$/, button: 'Book', toShop: 'To the shop', price: /€/ },
  de: { left: /^(nur )?noch \d+( Plätze?)?$/, button: 'Buchen', toShop: 'Zum Geschäft', price: /\d €$/ },
  es: { left: /^(solo )?quedan? \d+( plazas?)?$/, button: 'Reservar', toShop: 'Ir a la tienda', price: /\d €$/ },
};
const plain = (text) => text.replaceAll(/[\u00a0\u202f]/g, ' ').trim();
const { slots } = await (await fetch(`${shop.base}/api/v1/shops/kiln-street/slots`)).json();
const slotOf = (summary) => slots.find((slot) => slot.summary.includes(summary));
const script = `<script async src="${shop.base}/embed.js"></script>`;
const slotElement = (id, more = '') => `<timeshelf-slot shop="kiln-street" slot-id="${id}"${more}></timeshelf-slot>`;
const badges = (id) => ['/s/kiln-street', `/s/kiln-street/slots/${id}`].map((path) =>
  `<p><a href="${shop.base}${path}"><img src="${shop.base}${path}/badge.svg" alt="Kiln Street" height="60"></a></p>`).join('');

/** Opens a page of the blog. That it is asked at all is no complaint, because it is not the shop. */
async function read(visitor, body, { lang = 'en', ...more } = {}) {
  await visitor.page.goto(`${blog}/?${new URLSearchParams({ lang, body, ...more })}`);
}
async function leave(visitor, expected = /^$/) {
  visitor.complaints = visitor.complaints.filter((text) => !text.startsWith(`asked elsewhere: ${blog}`) && !expected.test(text));
  await visitor.leave();
}
async function inBothSchemes(visitor, name) {
  for (const colorScheme of ['light', 'dark']) {
    await visitor.page.emulateMedia({ colorScheme });
    if (process.env.TIMESHELF_SCREENSHOTS) await visitor.picture(`${process.env.TIMESHELF_SCREENSHOTS}/${name}-${visitor.size}-${colorScheme}.png`);
    assert.deepEqual(await visitor.violations(colorScheme), [], `${name}, ${colorScheme}`);
  }
}

for (const size of Object.keys(sizes)) {
  for (const [language, words] of Object.entries(said)) {
    test(`both elements stand on another site, in ${language} (${size})`, async () => {
      const visitor = await Visitor.at(size);
      const { page } = visitor;
      const { id } = slotOf('bowls at noon');
      await read(visitor, `${script}${slotElement(id)}<timeshelf-calendar shop="kiln-street" most="5"></timeshelf-calendar>${badges(id)}`, { lang: language });
      const card = page.locator('timeshelf-slot');
      assert.match(plain(await card.locator('.badge').textContent()), words.left);
      assert.match(plain(await card.locator('.price').textContent()), words.price);
      assert.equal(await card.locator('.button').getAttribute('href'), `${shop.base}/s/kiln-street/slots/${id}`);
      assert.equal(await card.locator('.button').textContent(), words.button);
      const calendar = page.locator('timeshelf-calendar');
      await calendar.locator('.entry').first().waitFor();
      await comesTo(() => calendar.locator('.entry').count(), 5);
      assert.equal(await calendar.getByRole('link', { name: words.toShop }).getAttribute('href'), `${shop.base}/s/kiln-street`);
      for (const badge of await page.locator('main > p img').all()) assert(await badge.evaluate((image) => image.decode().then(() => image.naturalWidth > 100)));
      assert(await card.locator('img').evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), 'the shop\'s own picture');
      await comesTo(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing is wider than the page');
      await inBothSchemes(visitor, `blog-${language}`);
      await leave(visitor);
    });
  }
}

test('what is left moves by itself, and without anybody\'s cookies', async () => {
  const visitor = await Visitor.at('phone');
  const { page, context } = visitor;
  await context.addCookies([{ name: 'secret', value: 'of-the-dashboard', url: shop.base }]);
  const asked = [];
  page.on('request', (request) => request.url().includes('/api/') && asked.push(request.allHeaders().catch(() => ({})))); // who leaves does not wait for them
  const { id, offers: [{ remaining }] } = slotOf('bowls at noon');
  await read(visitor, `${script}${slotElement(id)}${slotElement(id)}<timeshelf-calendar shop="kiln-street" most="40"></timeshelf-calendar>`);
  const all = [page.locator('timeshelf-slot .badge').nth(0), page.locator('timeshelf-slot .badge').nth(1),
    page.locator('timeshelf-calendar .entry').filter({ hasText: 'bowls at noon' }).locator('.badge')];
  for (const badge of all) await comesTo(() => badge.textContent(), `${remaining} left`);
  const holds = await othersTakeAllBut(2, 'bowls at noon');
  for (const badge of all) await badge.filter({ hasText: 'Only 2 left' }).waitFor();
  for (const hold of holds) await fetch(hold, { method: 'DELETE' });
  for (const badge of all) await badge.filter({ hasText: `${remaining} left` }).waitFor();
  assert(asked.length >= 4, 'slot, slots and stream');
  for (const headers of await Promise.all(asked)) assert.equal(headers.cookie, undefined);
  const streams = (await Promise.all(asked)).filter((headers) => headers.accept === 'text/event-stream');
  assert.equal(streams.length, 1, 'one stream for all that shows the same shop');
  await leave(visitor);
});

test('what moves beyond what a calendar shows is looked for once, and no more', async () => {
  const visitor = await Visitor.at('phone');
  const { page } = visitor;
  const later = slots.find((slot) => Date.parse(slot.starts_at) > Date.now() + 10 * 86_400_000 && slot.offers[0]?.remaining > 4 && (slot.limit ?? 9) > 1 && slot.queue === null && slot.state === 'open');
  let lists = 0;
  page.on('request', (request) => { lists += /\/slots\?/.test(request.url()); });
  const looked = (times) => comesTo(() => lists, times);
  // The script comes last, as to most pages: the elements are there before it.
  await read(visitor, `<timeshelf-calendar shop="kiln-street" days="3"></timeshelf-calendar>${slotElement(later.id)}${script}`);
  await looked(2); // at first, and once the stream has begun
  const badge = page.locator('timeshelf-slot .badge');
  const first = await badge.textContent();
  const moved = async () => {
    const [offer] = later.offers;
    const before = await badge.textContent();
    const answer = await fetch(`${shop.base}/api/v1/shops/kiln-street/holds`, { method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ lines: [{ slot: later.id, sku: offer.sku, quantity: 1 }] }) });
    assert.equal(answer.status, 201, await answer.clone().text());
    await page.waitForFunction((text) => document.querySelector('timeshelf-slot').shadowRoot.querySelector('.badge').textContent !== text, before);
    return answer.headers.get('location');
  };
  const holds = [await moved()];
  await looked(3);
  holds.push(await moved(), await moved());
  for (const hold of holds) await fetch(hold, { method: 'DELETE' });
  await badge.filter({ hasText: first }).waitFor();
  assert.equal(lists, 3, 'further moves of the same slot');
  await leave(visitor);
});

test('a slot that is gone, a shop that is not, and a site that lets nobody ask: a sentence and the way to the shop', async () => {
  const visitor = await Visitor.at('phone', { expected: /404|violates|Refused|Failed to load|Fetch API/ });
  const { page } = visitor;
  await read(visitor, script + slotElement('068q2m4v7c9xk3n5t8w1z0ar2d'));
  await page.getByText('This is not on sale any more.').waitFor();
  assert.equal(await page.getByRole('link', { name: 'To the shop' }).getAttribute('href'), `${shop.base}/s/kiln-street`);
  await read(visitor, `${script}<timeshelf-calendar shop="empty"></timeshelf-calendar>`);
  await page.getByText('Nothing is on sale at the moment.').waitFor();
  await read(visitor, script + slotElement(slotOf('bowls at noon').id), { connect: "'none'" });
  await page.getByText('What is on sale cannot be shown here at the moment.').waitFor();
  await leave(visitor);
});

test('an element follows its attributes: another slot, a language, a scheme, and its end', async () => {
  const visitor = await Visitor.at('desk');
  const { page } = visitor;
  const [first, second] = [slotOf('bowls at noon'), slotOf('Plates')];
  await read(visitor, script + slotElement(first.id, ' theme="dark"'));
  const element = page.locator('timeshelf-slot');
  const color = () => element.locator('.entry').evaluate((entry) => getComputedStyle(entry).backgroundColor);
  await element.getByText(first.summary).waitFor();
  await comesTo(color, 'rgb(32, 29, 26)');
  await element.evaluate((one) => one.setAttribute('theme', 'light'));
  await comesTo(color, 'rgb(255, 253, 249)');
  await element.evaluate((one, id) => one.setAttribute('slot-id', id), second.id);
  await element.getByText(second.summary).waitFor();
  await element.evaluate((one) => one.setAttribute('lang', 'de'));
  await element.getByText('Buchen').waitFor();
  await element.evaluate((one) => one.remove());
  await leave(visitor);
});

for (const size of Object.keys(sizes)) {
  for (const [language, title] of Object.entries({
    en: 'Show it on your own site', de: 'Auf der eigenen Website zeigen', es: 'Muéstrelo en su propia web', 'en-XB': '[Shów ít óñ yóür ówñ síté ~~~ ~~~]',
  })) {
    test(`the page of lines to copy speaks ${language} (${size})`, async () => {
      const visitor = await Visitor.at(size);
      const { page } = visitor;
      await page.goto(`/s/kiln-street/embed?lang=${language}`);
      await page.getByRole('heading', { name: title, exact: true }).waitFor();
      await page.locator('timeshelf-calendar .entry').first().waitFor();
      await page.locator('timeshelf-slot .entry').waitFor();
      const badge = page.locator('img[src*="/slots/"]');
      const asked = { de: '?lang=de', es: '?lang=es' }[language] ?? '?lang=en';
      await comesTo(async () => (await badge.getAttribute('src')).endsWith(`/badge.svg${asked}`), true);
      await comesTo(async () => (await page.locator('#line-slot-badge').textContent()).includes(`/badge.svg${asked}" alt`), true);
      await visitor.look(`embed-${language}`);
      await visitor.leave();
    });
  }
}

test('a line is copied as it stands there, for the slot that was chosen', async () => {
  const visitor = await Visitor.at('desk');
  const { page, context } = visitor;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/s/kiln-street/embed');
  const { id, summary } = slotOf('Plates');
  await page.getByLabel('Slot').selectOption(id);
  await page.getByRole('button', { name: 'Show' }).click();
  await page.locator('timeshelf-slot').getByText(summary).waitFor();
  const place = page.locator('.copy[data-of="line-slot"]');
  await place.getByRole('button', { name: 'Copy' }).click();
  await place.getByText('Copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()),
    `<script async src="${shop.base}/embed.js"></script>\n<timeshelf-slot shop="kiln-street" slot-id="${id}"></timeshelf-slot>`);
  await visitor.leave();
});

test('without script the lines are there to be copied by hand', async () => {
  const visitor = await Visitor.at('phone', { script: false });
  await visitor.page.goto('/s/kiln-street/embed');
  assert.match(await visitor.page.locator('#line-calendar').textContent(), /<timeshelf-calendar shop="kiln-street">/);
  await visitor.look('embed-without-script');
  await visitor.leave();
});
