// The pages of tills and stock, on the demo shop with its pretended tills. Called by till_pages_test.py: node till_pages.mjs
// DEMO.JSON http://PAGE-ON-WHICH-THEY-SELL/.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, member, staffPassword } from './member.mjs';
import { shop, sizes } from './visitor.mjs';
import { comesTo, focused, until } from './waiting.mjs';

const counter = process.argv[3];
const books = async (venue, sku) => {
  const { venues } = await ask('/stock');
  return (await ask('/stock/books')).venues.find((one) => one.sku === sku && one.venue === venues.find(({ name }) => name === venue).id);
};

test('the pretended tills have a page on which they sell', async () => {
  const page = await (await fetch(counter)).text();
  assert.match(page, /nothing here is real/);
  assert.equal(page.match(/Sell one MUG-BLUE/g).length, 3);
  const item = /name="till" value="square"><input type="hidden" name="item" value="([A-Z0-9]+)"><button aria-label="Sell one MUG-BLUE"/.exec(page)[1];
  const before = (await books('Kiln Street Studio', 'MUG-BLUE')).free;
  const sold = await fetch(counter, { method: 'POST', body: new URLSearchParams({ till: 'square', item }) });
  assert.match(await sold.text(), /The shop has heard it/);
  await until('the mug is gone', async () => (await books('Kiln Street Studio', 'MUG-BLUE')).free === before - 1);
  assert.equal((await fetch(counter, { method: 'POST', body: new URLSearchParams({ till: 'abacus', item: '<b>' }) })).status, 200);
});

/** What came in is heard, and what goes out is taken: these pages show what there was when they were opened. */
async function settle() {
  for (const { id } of (await ask('/tills')).tills) {
    await until('a till is at rest', async () => {
      const { messages, changes } = await ask(`/tills/${id}`);
      return messages.every(({ state }) => state !== 'waiting') && changes.every(({ state }) => state === 'done');
    });
  }
}

for (const size of Object.keys(sizes)) {
  test(`tills show what they call what, what they told, and what was turned away, on a ${size}`, async () => {
    await settle();
    const visitor = await member(size, 'tills');
    const { page } = visitor;
    for (const maker of ['Square', 'Shopify', 'Another one']) await visitor.row(maker).getByText('All well').waitFor();
    await visitor.look('till-list');
    await visitor.link(/^Open Square/).click();
    await page.getByLabel('Tall vase, as the till calls it').waitFor();
    await visitor.row('QZ3J5KNDHRMWVT7X2YBE4ALU').filter({ hasText: 'Tall vase' }).getByText('In the books').waitFor();
    await visitor.row('Count').first().getByText('Taken').waitFor(); // the first time it is set
    await visitor.look('till-square');
    await visitor.link('All tills').click();
    await visitor.link(/^Open Till at the market hall/).click();
    await visitor.row('GLAZE-TESTER').getByText(/^Refused/).waitFor();
    await visitor.row('A later count stands').waitFor();
    await visitor.row('A signature that is not the till').waitFor();
    await visitor.row(/What cannot be read: statements\[0\]/).waitFor(); // a count below zero
    await visitor.look('till-market-hall');
    await visitor.leave();
  });
}

test('the stock page follows what a till sells', async () => {
  const visitor = await member('desk', 'stock');
  const { page } = visitor;
  const cell = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Market hall stall' }) }).locator('tbody tr').filter({ hasText: 'MUG-BLUE' }).locator('td strong');
  const before = Number(await cell.textContent());
  await fetch(counter, { method: 'POST', body: new URLSearchParams({ till: 'generic', item: 'MUG-BLUE' }) });
  await until('the figure follows', async () => Number(await cell.textContent()) === before - 1);
  await visitor.leave();
});

test('what was promised and is not there: each remedy does what it says', async () => {
  const visitor = await member('phone', 'today', { expected: /ERR_FAILED/ });
  const { page } = visitor;
  await page.getByText('1 product is promised beyond its stock').waitFor();
  await visitor.look('today-shortage');
  await visitor.link('See what can be done').click();
  const missing = (units) => page.getByRole('heading', { name: `${units} × Tall vase missing at Kiln Street Studio` });
  await missing(3).waitFor();
  await visitor.look('stock-conflict');

  await visitor.button(/^Release it: /).click();
  await visitor.dialog().getByRole('button', { name: 'Release it' }).click();
  await visitor.told('The hold is released.');
  await missing(2).waitFor();
  assert.equal((await books('Kiln Street Studio', 'VASE-TALL')).held, 0);

  // The network is away for a moment: what was brought over, and its answer lost, is brought over once.
  const brought = visitor.button(/^They have been brought: Bring 1 over from Market hall stall/);
  await page.route('**/stock/books', (route) => route.abort());
  await visitor.losesAnswerOf('**/stock/movements');
  await brought.click();
  await page.getByRole('alert').first().waitFor();
  await page.unroute('**/stock/books');
  await brought.click();
  await visitor.told('The move is in the books.');
  await missing(1).waitFor();
  assert.equal((await books('Market hall stall', 'VASE-TALL')).on_hand, 0);
  assert.equal((await ask('/stock/movements?sku=VASE-TALL&kind=move')).movements.length, 2, 'out of the one and into the other');

  await visitor.button(/^Order them: Order 1 more/).click();
  await visitor.told('Ordered. They are on their way.');
  await page.getByText('1 is on its way', { exact: true }).waitFor();
  await comesTo(() => visitor.button(/^Order them/).count(), 0, 'nobody orders it twice');
  assert.equal((await books('Kiln Street Studio', 'VASE-TALL')).in_transit, 1);
  await visitor.look('stock-ordered');
  const [order] = (await ask('/orders')).orders;
  assert.deepEqual([order.sku, order.units, order.state, order.reasons.missing], ['VASE-TALL', 1, 'ordered', 1]);
  await visitor.open('forecast');
  await visitor.row('Tall vase').getByText('3 promised, 1 missing.').waitFor();
  await visitor.open('stock');

  // Behind each figure are the movements that it is made of.
  await visitor.link('Movements of Tall vase').click();
  const told = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Movements' }) });
  await until('only vases are shown', async () => (await told.locator('tbody tr').count()) > 0 && (await told.locator('tbody tr').filter({ hasNotText: 'Tall vase' }).count()) === 0);
  await comesTo(() => focused(page), 'Movements');
  await until('they are in the window', () => told.getByRole('heading').evaluate((one) => one.getBoundingClientRect().top < innerHeight / 2));
  await visitor.open('stock');

  await visitor.button(/^They have arrived: /).click();
  await visitor.told('They are in the books.');
  await missing(1).waitFor({ state: 'detached' });
  assert.equal((await ask('/orders')).orders[0].state, 'received');
  assert.equal((await books('Kiln Street Studio', 'VASE-TALL')).missing, 0);
  for (const { state } of (await ask('/bookings?limit=500')).bookings) assert.equal(state, 'confirmed', 'every promise stands');
  await visitor.leave();
});

test('the customer who came last is told, and what they do without is there for the others', async () => {
  const item = /value="([A-Z0-9]+)"><button aria-label="Sell one VASE-TALL"/.exec(await (await fetch(counter)).text())[1];
  await fetch(counter, { method: 'POST', body: new URLSearchParams({ till: 'square', item }) });
  await until('one is missing', async () => (await ask('/stock/books')).conflicts[0]?.missing === 1);

  const staff = await member('desk', 'stock', { user: shop.staff.user, password: staffPassword });
  await staff.page.getByRole('heading', { name: '1 × Tall vase missing at Kiln Street Studio' }).waitFor();
  assert.equal(await staff.button(/^Order them/).count(), 0, 'who runs the shop orders');
  await staff.leave();

  const visitor = await member('desk', 'stock');
  const { page } = visitor;
  await page.getByRole('heading', { name: '1 × Tall vase missing at Kiln Street Studio' }).waitFor();
  await visitor.look('stock-conflict');
  const [last] = (await ask('/stock/books')).conflicts[0].remedies.filter(({ kind }) => kind === 'tell-customer');
  await page.getByRole('link', { name: `Open the booking ${last.booking}` }).click();
  await page.getByRole('heading', { name: `Booking ${last.booking}` }).waitFor();
  const { booking } = await ask(`/bookings/${last.booking}`);
  assert.equal(await page.getByRole('link', { name: booking.customer.email }).getAttribute('href'), `mailto:${booking.customer.email}`);
  await visitor.button('Cancel …').click();
  await visitor.dialog().getByLabel('Reason').fill('It was sold at the counter');
  await visitor.dialog().getByRole('button', { name: 'Cancel it' }).click();
  await visitor.told(`Booking ${last.booking} was cancelled.`);
  await visitor.open('stock');
  await comesTo(() => page.getByText('More promised than in stock').count(), 0);
  assert.equal((await books('Kiln Street Studio', 'VASE-TALL')).missing, 0);
  await visitor.leave();
});

test('stock is exported, changed in a spreadsheet, and read back as a count', async () => {
  const visitor = await member('desk', 'stock?lang=de');
  const { page } = visitor;
  const venue = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Market hall stall' }) });
  const csv = await visitor.download(venue.getByRole('button', { name: 'Als CSV speichern' }));
  assert.match(csv, /^Produkt,Ort,Da,/);
  const changed = csv.replace(/^MUG-BLUE,Market hall stall,\d+/m, 'MUG-BLUE,Market hall stall,11');
  await venue.getByRole('button', { name: /^Inventur/ }).click();
  await visitor.dialog().getByLabel('CSV einlesen').setInputFiles({ name: 'stock.csv', mimeType: 'text/csv', buffer: Buffer.from(changed) });
  await visitor.button('Unterschiede zeigen').click();
  await visitor.dialog().getByRole('button', { name: /buchen/ }).waitFor();
  await visitor.look('stocktake-from-csv');
  await visitor.dialog().getByRole('button', { name: /buchen/ }).click();
  await until('it is counted', async () => (await books('Market hall stall', 'MUG-BLUE')).on_hand === 11);
  await venue.getByRole('button', { name: /^Inventur/ }).click();
  await visitor.dialog().getByLabel('CSV einlesen').setInputFiles({ name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from('sku,units\nMUG-BLUE,-3') });
  await visitor.dialog().getByText('Zeile 2 wird nicht gelesen').waitFor();
  await visitor.leave();
});

for (const language of ['de', 'es', 'en-XB']) {
  test(`tills and the conflict speak ${language}`, async () => {
    const item = /value="([A-Z0-9]+)"><button aria-label="Sell one VASE-TALL"/.exec(await (await fetch(counter)).text())[1];
    await fetch(counter, { method: 'POST', body: new URLSearchParams({ till: 'square', item }) });
    await until('some are missing', async () => (await ask('/stock/books')).conflicts.length === 1);
    const visitor = await member('phone', `stock?lang=${language}`);
    await visitor.page.locator('.conflict').waitFor();
    await visitor.look(`stock-conflict-${language}`);
    const [, , { id }] = (await ask('/tills')).tills;
    await visitor.open(`tills?till=${id}&lang=${language}`);
    if (language === 'de') await visitor.row('GLAZE-TESTER').getByText('kennt hier niemand').waitFor();
    await visitor.look(`till-market-hall-${language}`);
    await visitor.leave();
  });
}
