// The shop's page as an app: three views, three languages, and what is left as it moves. Called by storefront_test.py:
// node storefront.mjs DEMO.JSON.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { othersTakeAllBut, publish, shop, sizes, Visitor } from './visitor.mjs';
import { comesTo } from './waiting.mjs';

const words = {
  en: { views: ['Month', 'Week', 'List'], left: /^\d+ left$/, dir: 'ltr', subscribe: 'Subscribe', amount: '€130' },
  de: { views: ['Monat', 'Woche', 'Liste'], left: /^noch \d+$/, dir: 'ltr', subscribe: 'Abonnieren', amount: '130 €' },
  es: { views: ['Mes', 'Semana', 'Lista'], left: /^quedan \d+$/, dir: 'ltr', subscribe: 'Suscribirse', amount: '130 €' },
  'en-XB': { views: ['[Móñth ~~~]', '[Wéék ~~~]', '[Líst ~~~]'], left: /^\[\d+ léft ~+\]$/, dir: 'rtl', subscribe: '[Sübsçríbé ~~~]', amount: '€130' },
};
const plain = (text) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const pageOf = (language) => `/s/kiln-street${language ? `?lang=${language}` : ''}`;

const viewButton = (visitor, name) => visitor.page.locator('.views').getByRole('button', { name, exact: true });
/** The card of a slot, in the list. */
const card = (visitor, summary) => visitor.page.locator('.card').filter({ hasText: summary });
const badge = (visitor, summary) => card(visitor, summary).locator('.badge');

async function openList(visitor, address = pageOf()) {
  await visitor.page.goto(address);
  await visitor.page.locator('.views button').nth(2).click();
  await visitor.page.locator('.days').waitFor();
}

for (const size of Object.keys(sizes)) {
  for (const [language, said] of Object.entries(words)) {
    test(`each view speaks ${language} and is accessible (${size})`, async () => {
      const visitor = await Visitor.at(size);
      const { page } = visitor;
      await page.goto(pageOf(language));
      const html = page.locator('html');
      await page.locator('.calendar').waitFor();
      await comesTo(() => html.getAttribute('lang'), language);
      await comesTo(() => html.getAttribute('dir'), said.dir);
      await comesTo(() => page.locator('.without-script').count(), 0, 'the app has taken over');
      for (const view of said.views) {
        await viewButton(visitor, view).click();
        await comesTo(() => viewButton(visitor, view).getAttribute('aria-pressed'), 'true');
        await visitor.look(`shop-${said.views.indexOf(view)}-${language}`);
      }
      assert.match(plain(await badge(visitor, 'bowls at noon').textContent()), said.left);
      assert.equal(plain(await page.locator('.bundle [data-amount]').textContent()), said.amount);
      await page.getByRole('heading', { name: said.subscribe }).waitFor();
      await visitor.leave();
    });
  }

  test(`a shop without anything on sale says so (${size})`, async () => {
    const visitor = await Visitor.at(size);
    await visitor.page.goto('/s/empty');
    await visitor.page.getByText('Nothing is on sale at the moment.').waitFor();
    assert.equal(await visitor.page.getByText('Nothing is on sale at the moment.').count(), 1);
    assert.equal(await visitor.page.getByText('Subscribe below').count(), 0, 'a shop without feeds');
    await visitor.look('shop-empty');
    await visitor.leave();
  });

  test(`without script there is all of it, too (${size})`, async () => {
    const visitor = await Visitor.at(size, { script: false });
    await visitor.page.goto(pageOf());
    await visitor.look('shop-without-script');
    await visitor.link('Spring glaze: bowls at noon').click();
    await visitor.button('Hold it for me').waitFor();
    await visitor.leave();
  });
}

test('nothing that the page says of itself escapes translation', async () => {
  const visitor = await Visitor.at('desk');
  const { page } = visitor;
  await openList(visitor, pageOf('en-XB'));
  const said = await page.evaluate(() => [...document.querySelectorAll('[data-word], .calendar button, .calendar .badge, .calendar [role=status], .bundle .badge')]
    .map((element) => element.textContent.trim()));
  assert(said.length > 25, `only ${said.length} were found`);
  assert.deepEqual(said.filter((text) => !/^\[.*\]$/s.test(text)), []);
  await visitor.leave();
});

test('the language is what was asked for, what was chosen, or what the browser prefers', async () => {
  const visitor = await Visitor.at('desk', { language: 'es-MX' });
  const { page } = visitor;
  const spoken = async (address) => {
    await page.goto(address);
    await page.locator('.calendar').waitFor();
    return page.locator('html').getAttribute('lang');
  };
  assert.equal(await spoken(pageOf()), 'es');
  assert.equal(await spoken(pageOf('de')), 'de');
  assert.equal(await spoken(pageOf()), 'es', 'to be asked for is not to be chosen');
  await page.getByLabel('Idioma').selectOption('de');
  await viewButton(visitor, 'Monat').waitFor();
  await comesTo(() => page.locator('html').getAttribute('lang'), 'de');
  assert.equal(await spoken(pageOf()), 'de', 'the choice is remembered');
  assert.match(await (await page.context().request.get(pageOf())).text(), /<html lang="de">/, 'before the script runs, too');
  assert.equal(await spoken(pageOf('en')), 'en');
  assert.equal(await spoken(pageOf('xx')), 'de', 'a language that is not spoken here is not asked for');
  await visitor.leave();
});

test('the view is remembered; phones begin with the list', async () => {
  const desk = await Visitor.at('desk');
  await desk.page.goto(pageOf());
  await desk.page.getByRole('grid').waitFor();
  await viewButton(desk, 'Week').click();
  await desk.page.reload();
  await desk.page.locator('.week').waitFor();
  await desk.leave();
  const phone = await Visitor.at('phone');
  await phone.page.goto(pageOf());
  await phone.page.locator('.days').waitFor();
  await phone.leave();
});

test('who lives in another zone reads their own time beside', async () => {
  const abroad = await Visitor.at('desk', { zone: 'America/New_York' });
  await openList(abroad);
  await abroad.page.getByText('Where you are, it is Eastern Time').waitFor();
  const { slots } = await (await fetch(`${shop.base}/api/v1/shops/kiln-street/slots`)).json();
  const slot = slots.find(({ summary }) => summary.includes('bowls at noon'));
  const write = (timeZone) => new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', minute: '2-digit' }).format(new Date(slot.starts_at));
  assert.equal(plain(await card(abroad, 'bowls at noon').locator('.own-time').textContent()), plain(`${write('America/New_York')} your time`));
  await abroad.leave();
  const farther = await Visitor.at('desk', { zone: 'Pacific/Kiritimati' });
  await openList(farther);
  const there = new Intl.DateTimeFormat('en-US', { timeZone: 'Pacific/Kiritimati', weekday: 'short' }).format(new Date(slot.starts_at));
  assert.match(await card(farther, 'bowls at noon').locator('.own-time').textContent(), new RegExp(`^${there}, `), 'there it is another day');
  await farther.leave();
  const home = await Visitor.at('desk');
  await openList(home);
  assert.equal(await home.page.locator('.own-time').count(), 0);
  await home.leave();
});

test('a card says what the price becomes, and when', async () => {
  const visitor = await Visitor.at('desk');
  await openList(visitor);
  const cost = card(visitor, 'bowls at noon').locator('.cost');
  assert.match(await cost.locator('strong').textContent(), /^(from )?€\d+$/);
  await card(visitor, 'afternoon pickup').getByText(/^then €\d+ in \d+ (days|hours|minutes|seconds)$/).waitFor();
  await card(visitor, 'bowls at noon').getByText('Pickup, Delivery').waitFor();
  const picture = card(visitor, 'bowls at noon').locator('img');
  assert.deepEqual([await picture.getAttribute('width'), await picture.getAttribute('height')], ['400', '250']);
  await visitor.leave();
});

test('what others book is seen without reloading', async () => {
  const visitor = await Visitor.at('desk');
  const { page } = visitor;
  const stream = await visitor.hears('hello'); // what moves before that is read
  await openList(visitor);
  await stream.heard;
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  const taken = await othersTakeAllBut(2, 'bowls at noon');
  await badge(visitor, 'bowls at noon').getByText('Only 2 left').waitFor();
  await page.locator('.badge.moved').first().waitFor();
  await viewButton(visitor, 'Month').click(); // the other views follow, too
  await viewButton(visitor, 'Week').click();
  for (const hold of taken) await fetch(hold, { method: 'DELETE' });
  await viewButton(visitor, 'List').click();
  await badge(visitor, 'bowls at noon').getByText(/^1\d left$/).waitFor();
  assert.deepEqual(asked.filter((url) => url.includes('/slots')), [], 'it came by itself');
  await visitor.leave();
});

test('what is sold out says so and leads to the waiting list', async () => {
  const visitor = await Visitor.at('phone');
  await openList(visitor);
  const taken = await othersTakeAllBut(0, 'tall vases');
  await badge(visitor, 'tall vases').getByText('Sold out').waitFor();
  await visitor.look('shop-sold-out');
  await card(visitor, 'tall vases').getByRole('link', { name: 'Join the waiting list' }).click();
  await visitor.page.getByRole('heading', { name: 'Wait for Tall vase' }).waitFor();
  assert.match(visitor.page.url(), /#wait$/);
  for (const hold of taken) await fetch(hold, { method: 'DELETE' });
  await visitor.leave();
});

test('what is put on sale, changed and taken away is followed', async () => {
  const visitor = await Visitor.at('desk');
  await openList(visitor);
  await publish('moon-jars', 'Moon jars', 'Round.\\n\\n#shelf\\nstock MUG-BLUE 4');
  await badge(visitor, 'Moon jars').getByText(/4 left$/).waitFor();
  await publish('moon-jars', 'Moon jars, large', 'Round.\\n\\n#shelf\\nstock MUG-BLUE 4');
  await card(visitor, 'Moon jars, large').waitFor();
  await publish('moon-jars', 'Moon jars, large', 'Round.\\n\\n#shelf\\nstock MUG-BLUE 4\\noff');
  await card(visitor, 'Moon jars').waitFor({ state: 'detached' });
  await visitor.leave();
});

test('where the stream is refused it is asked every now and then, until the stream is back', async () => {
  const visitor = await Visitor.at('desk', { expected: /status of 503|text\/event-stream/ });
  const { page } = visitor;
  let refused = 0;
  await page.route('**/live', (route) => {
    ++refused;
    return route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' });
  });
  await openList(visitor);
  await page.getByText('The connection is poor').waitFor();
  const taken = await othersTakeAllBut(2, 'bowls at noon');
  await badge(visitor, 'bowls at noon').getByText('Only 2 left').waitFor();
  assert(refused > 0);
  await page.unroute('**/live');
  await page.getByText('stays up to date by itself').waitFor();
  for (const hold of taken) await fetch(hold, { method: 'DELETE' });
  await badge(visitor, 'bowls at noon').getByText(/^1\d left$/).waitFor();
  await visitor.leave();
});

test('the keyboard reaches everything', async () => {
  const visitor = await Visitor.at('desk');
  const { page } = visitor;
  const { keyboard } = page;
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-day') ?? document.activeElement?.textContent ?? '');
  const press = async (key, leadsTo) => {
    await keyboard.press(key);
    await comesTo(focused, leadsTo, key);
  };
  await page.goto(pageOf());
  await page.getByRole('grid').waitFor();
  const first = await page.locator('.day[tabindex="0"]').getAttribute('data-day');
  for (let i = 0; i < 20 && (await focused()) !== first; ++i) await keyboard.press('Tab');
  assert.equal(await focused(), first, 'one stop for the whole sheet');
  const dayAfter = (day, days) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
  await press('ArrowRight', dayAfter(first, 1));
  await press('ArrowDown', dayAfter(first, 8));
  await press('ArrowUp', dayAfter(first, 1));
  await press('ArrowLeft', first);
  const [year, month] = first.split('-').map(Number);
  const firstOf = (months) => new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
  await press('PageDown', firstOf(1));
  await press('PageUp', firstOf(0));
  const { slots } = await (await fetch(`${shop.base}/api/v1/shops/kiln-street/slots`)).json();
  const days = new Set(slots.map(({ starts_at }) => starts_at.slice(0, 10)));
  let day = firstOf(0);
  while (!days.has(day)) {
    day = dayAfter(day, 1);
    await press('ArrowRight', day);
  }
  await keyboard.press('Tab'); // from the sheet to the first card of the day
  const name = await focused();
  assert(slots.some(({ summary }) => summary === name), `"${name}" is no slot`);
  await keyboard.press('Enter');
  await page.waitForURL(/\/slots\//);
  await page.getByRole('heading', { name }).waitFor();
  await visitor.leave();
});

test('arrows follow the direction of writing', async () => {
  const visitor = await Visitor.at('desk');
  const { page } = visitor;
  await page.goto(pageOf('en-XB'));
  const chosen = page.locator('.day[tabindex="0"]');
  const before = await chosen.getAttribute('data-day');
  await chosen.focus();
  await page.keyboard.press('ArrowLeft');
  const after = new Date(Date.parse(before) + 86_400_000).toISOString().slice(0, 10);
  await comesTo(() => page.locator('.day[tabindex="0"]').getAttribute('data-day'), after, 'left is later');
  await visitor.leave();
});

test('below a path everything is asked for below it', async () => {
  const visitor = await Visitor.at('desk', { expected: /ERR_FAILED/ });
  const { page } = visitor;
  const asked = await visitor.below();
  await openList(visitor, `/cal${pageOf('de')}`);
  const link = card(visitor, 'bowls at noon').getByRole('link').first();
  assert.match(await link.getAttribute('href'), /^\/cal\/s\/kiln-street\/slots\/\w+$/);
  const picture = card(visitor, 'bowls at noon').locator('img');
  await picture.scrollIntoViewIfNeeded();
  await page.waitForFunction((image) => image.naturalWidth > 0, await picture.elementHandle());
  assert.deepEqual(asked.filter((path) => !path.startsWith('/cal/')), []);
  assert(asked.some((path) => path.endsWith('/live')));
  await visitor.leave();
});

test('what lies further ahead is read when somebody goes there', async () => {
  const visitor = await Visitor.at('desk');
  const { page } = visitor;
  await page.goto(pageOf());
  const title = page.locator('#calendar-title');
  await page.getByRole('button', { name: 'Today' }).waitFor();
  const asked = page.waitForRequest(/\/slots\?from=/);
  const next = page.getByRole('button', { name: 'Next month' });
  const seen = new Set();
  for (let i = 0; i < 6; ++i) {
    seen.add(await title.textContent());
    await next.click();
    await page.waitForFunction((known) => !known.includes(document.querySelector('#calendar-title').textContent), [...seen]);
  }
  assert.equal(seen.size, 6);
  assert((await (await asked).response()).ok());
  await page.getByRole('button', { name: 'Today' }).click();
  await page.locator('.day[aria-current="date"]').waitFor();
  await comesTo(() => page.getByRole('button', { name: 'Previous month' }).isDisabled(), true, 'what is over is not sold');
  await visitor.leave();
});
