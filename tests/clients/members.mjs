// Who has a link for members books before it opens to all. Called by members_test.py: node members.mjs DEMO.JSON LINK.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publish, shop, sizes, Visitor } from './visitor.mjs';

const link = process.argv[3];
const token = link.split('#member=')[1];
const title = 'Members first';
const cutOff = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch/;
await publish('members-first', title, '#shelf\\nseats 8\\nprice 12.00\\nopens 2 days before\\nopens 60 days before for MEMBERS');

const card = (page) => page.locator('.card', { has: page.getByRole('link', { name: title }) }).first();
async function arrive(visitor, address, button = 'List') {
  await visitor.page.goto(address);
  await visitor.button(button).click();
}

for (const size of Object.keys(sizes)) {
  test(`a member comes by the link, and books (${size})`, async () => {
    const member = await Visitor.at(size);
    const { page } = member;
    const sent = [];
    page.on('request', (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''} ${JSON.stringify(request.headers())}`));
    await arrive(member, link);
    await page.getByText(/You book early here as MEMBERS/).waitFor();
    await page.waitForURL((url) => url.hash === ''); // nobody shares the link unaware
    await card(page).locator('.badge').first().filter({ hasText: /^Open for you$/ }).waitFor();
    await member.look('members-shop');
    await arrive(member, shop.storefront); // this device remembers
    await card(page).getByText('Open for you').waitFor();
    await card(page).getByRole('link', { name: title }).click();
    await page.getByText('It is open for you already.').waitFor();
    await member.look('members-slot');
    assert(!sent.some((request) => request.includes(token)), 'the server is told of no link before something is held');
    await member.button('Hold it for me').click();
    await page.locator('.held').waitFor();
    await member.leave();
  });
}

test('what is open is known without a network', async () => {
  const member = await Visitor.at('phone', { language: 'de-DE', expected: cutOff });
  const { page } = member;
  await arrive(member, shop.storefront, 'Liste');
  await card(page).waitFor();
  assert.equal(await card(page).getByText('Für Sie offen').count(), 0, 'for others it opens later');
  await arrive(member, link, 'Liste');
  await card(page).getByText('Für Sie offen').waitFor();
  await page.getByRole('button', { name: 'Auf diesem Gerät vergessen' }).click();
  await card(page).getByText('Für Sie offen').waitFor({ state: 'detached' });
  await arrive(member, link, 'Liste');
  await card(page).getByText('Für Sie offen').waitFor();
  await member.context.setOffline(true);
  await page.getByRole('button', { name: 'Woche' }).click();
  await page.getByRole('button', { name: 'Liste' }).click();
  await card(page).getByText('Für Sie offen').waitFor();
  await member.look('members-offline');
  await member.context.setOffline(false);
  await member.leave();
});

test('a link that the shop did not make opens nothing, and says so', async () => {
  const guest = await Visitor.at('phone');
  const { page } = guest;
  for (const wrong of [link.slice(0, -6), `${link.slice(0, -90)}AAAA${link.slice(-86)}`, '/s/kiln-street#member=CLUB', '/s/kiln-street#member=%F0%9F%8F%BA']) {
    await page.goto('about:blank');
    await arrive(guest, wrong);
    await page.getByText('not one that the shop has made').waitFor();
    assert.equal(await card(page).getByText('Open for you').count(), 0, wrong);
  }
  await guest.look('members-wrong');
  await arrive(guest, shop.storefront);
  assert.equal(await page.getByText('not one that the shop has made').count(), 0, 'nothing of it is kept');
  await guest.leave();
});

test('where nothing is kept, the link opens nothing, and the page says what to do', async () => {
  const guest = await Visitor.at('phone');
  const { page } = guest;
  await page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } }));
  await arrive(guest, link);
  await page.getByText('Let it keep data, and open the link again.').waitFor();
  assert.equal(await card(page).getByText('Open for you').count(), 0);
  await guest.leave();
});
