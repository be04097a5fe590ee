// The pages in headless Chromium, as people use them, from the storefront to the dashboard. Called by browser_test.py:
// node browser.mjs DEMO.JSON.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { othersTakeAllBut, publish, shop, sizes, Visitor } from './visitor.mjs';
import { comesTo, focused, until } from './waiting.mjs';

// The API refuses, and the page says why.
const refused = /status of 4\d\d|ERR_FAILED/;
const pickedUpAtHalfPast = /Pickup \d+:30\s–\s\d+:00/;

/** Loads the page again until it shows that; before its app is there nothing is seen, and that may be later than the page is loaded. */
const comesToShow = (page, what) => until(`${what}`, async () => {
  await page.reload();
  await page.locator('main h1[tabindex]').waitFor();
  return what.isVisible();
});

// From the storefront to the booking's page and back.
async function bookAndCancel(visitor) {
  const { page } = visitor;
  await visitor.openShop();
  await visitor.look('storefront');
  await visitor.link('Spring glaze: afternoon pickup').click();
  await visitor.look('slot');
  await page.getByLabel('Blue mug').selectOption('2');
  await page.getByLabel('Celadon bowl').selectOption('1');
  await visitor.button('Hold it for me').click();
  await page.waitForURL(/\/holds\//);
  await visitor.look('checkout');
  const total = await page.locator('.total strong').textContent();
  assert.match(total, /^€\d+\.\d\d$/);

  await visitor.fillIn('Bea Customer', 'bea@example.com');
  await visitor.button(/^Book for/).click();
  await page.waitForURL(/\/b\//);
  await visitor.look('booking');
  assert.equal(await page.locator('.total strong').textContent(), total, 'the price that was held');
  await page.getByRole('img', { name: /^QR code of booking/ }).waitFor();
  const download = page.waitForEvent('download');
  await visitor.link(/\.ics/).click();
  const calendar = await readFile(await (await download).path(), 'utf8');
  assert.match(calendar, /^BEGIN:VCALENDAR\r\n[^]*SUMMARY:[^]*Spring glaze: afternoon pickup/);

  await visitor.link('Cancel this booking').click();
  await visitor.look('cancel');
  await visitor.button('Cancel what is chosen').click();
  await visitor.look('cancelled');
  await page.getByRole('heading', { name: 'This booking is cancelled' }).waitFor();
}

for (const size of Object.keys(sizes)) {
  test(`a customer books and cancels (${size})`, async () => {
    const customer = await Visitor.at(size);
    await bookAndCancel(customer);
    await customer.leave();
  });

  test(`a customer books and cancels without script (${size})`, async () => {
    const customer = await Visitor.at(size, { script: false });
    await bookAndCancel(customer);
    await customer.leave();
  });

  test(`bowls are brought home, or picked up in a window (${size})`, async () => {
    const customer = await Visitor.at(size, { expected: refused });
    const { page } = customer;
    await customer.openShop();
    await customer.link('Spring glaze: bowls at noon').click();
    await page.getByLabel('When you pick up').selectOption({ index: 2 });
    await customer.look('slot-windows');
    await customer.button('Hold it for me').click();
    await customer.look('checkout-window');
    await page.getByText(pickedUpAtHalfPast).waitFor();
    await customer.button('Let it go').click();

    await customer.link('Spring glaze: bowls at noon').click();
    await page.getByRole('radio', { name: /Delivery/ }).check();
    assert(await page.getByLabel('When you pick up').isHidden(), 'what is brought is not picked up');
    await customer.button('Hold it for me').click();
    await page.getByRole('alert').filter({ hasText: /Look at the address|whose name/ }).waitFor();
    await customer.look('slot-without-address');
    await page.getByLabel('Name at the door').fill('Bea');
    await page.getByLabel('Street and number').fill('Kiln Street 7');
    await page.getByLabel('Postal code').fill('10999');
    await page.getByLabel('Town').fill('Berlin');
    if (await page.locator('select#address-country').count()) await page.getByLabel('Country').selectOption({ label: 'Germany' });
    else await page.getByLabel('Country').fill('de');
    await customer.button('Hold it for me').click();
    await customer.look('checkout-delivery');
    await page.getByText('€6.50').waitFor();
    await page.getByText('To Bea, Kiln Street 7, 10999 Berlin, DE').waitFor();
    await customer.fillIn('Bea Customer', 'bea@example.com');
    await customer.button(/^Book for/).click();
    await customer.look('booking-delivery');
    await page.getByText('€6.50').waitFor();
    await customer.leave();
  });

  test(`a course of two dates is booked as one (${size})`, async () => {
    const customer = await Visitor.at(size);
    await customer.openShop();
    await customer.link('Book all dates').click();
    await customer.page.getByRole('heading', { name: 'Wheel Course' }).or(customer.page.getByRole('heading', { name: /course/i })).first().waitFor();
    await customer.look('bundle');
    await customer.page.getByLabel('People').selectOption('2');
    await customer.button('Hold all dates').click();
    await customer.look('checkout-bundle');
    await customer.fillIn('Bea Customer', 'bea@example.com');
    await customer.button('Book for €260.00').click();
    await customer.look('booking-bundle');
    assert.equal(await customer.page.getByText(/Wheel course, day (one|two)/).count() >= 2, true);
    await customer.leave();
  });

  test(`a customer with a code pays online, and what is cancelled goes back (${size})`, async () => {
    const customer = await Visitor.at(size, { expected: refused });
    const { page } = customer;
    await customer.openShop();
    await customer.link('Spring glaze: afternoon pickup').click();
    await page.getByLabel('Blue mug').selectOption('1');
    await page.getByText('Have a code?').click();
    await page.getByLabel('Your code').fill(shop.code.toLowerCase());
    await customer.button('Hold it for me').click();
    await customer.look('checkout-code');
    await page.getByText('€2.20 off').waitFor();
    await customer.fillIn('Pia Payer', 'nobody@');
    await page.locator('form.fields').evaluate((form) => { form.noValidate = true; });
    await customer.button('Pay €19.80 now').click();
    await page.getByRole('alert').filter({ hasText: 'This is not an e-mail address.' }).waitFor();
    await customer.look('checkout-pay-mistake');
    await customer.fillIn('Pia Payer', `pia-${size}@example.com`);
    await customer.button('Pay €19.80 now').click();
    await page.waitForURL(/\/pretended\/pay\//);
    await customer.look('pay');
    await page.getByText('1 x Blue mug, Spring glaze: afternoon pickup').waitFor();
    await customer.link('Cancel').click();
    await customer.look('checkout-not-paid');
    await comesTo(() => page.getByLabel('Name', { exact: true }).inputValue(), 'Pia Payer', 'who came back need not type again');
    await customer.button('Pay €19.80 now').click();
    await page.waitForURL(/\/pretended\/pay\//);
    const paying = page.url();
    await customer.button('Pay €19.80').click();
    await page.waitForURL(/\/b\//); // it looks by itself
    await customer.look('booking-paid');
    await page.getByText('Paid online').waitFor();

    await customer.link('Cancel this booking').click();
    await customer.button('Cancel the booking').click();
    await page.getByRole('heading', { name: 'This booking is cancelled' }).waitFor();
    await comesToShow(page, page.getByText('Given back online'));
    await customer.look('cancelled-paid');
    await page.goto(paying);
    await customer.look('pay-given-back');
    await page.getByText('€19.80 of it went back.').waitFor();
    await customer.leave();
  });

  test(`a booking moves to another slot, and is picked up in the window that was chosen (${size})`, async () => {
    const customer = await Visitor.at(size);
    const { page } = customer;
    await customer.openShop();
    await customer.link('Spring glaze: last call').click();
    await page.getByLabel('Celadon bowl').selectOption('1');
    await customer.button('Hold it for me').click();
    await customer.fillIn('Mo Mover', `mo-${size}@example.com`);
    await customer.button(/^Book for/).click();
    await customer.link('Move to another slot').click();
    await customer.look('move');
    const noon = page.getByLabel('To which slot?').locator('option', { hasText: 'bowls at noon' });
    await page.getByLabel('To which slot?').selectOption(await noon.getAttribute('value'));
    await customer.button('Move it for the price shown').click();
    await customer.look('move-window');
    await page.getByLabel('When you pick up').selectOption({ index: 2 });
    await customer.button(/^Move it for €/).click();
    await page.getByText('Moved. This is how it stands now.').waitFor();
    await customer.look('booking-moved');
    await page.getByRole('heading', { name: 'Spring glaze: bowls at noon' }).waitFor();
    await page.getByText(pickedUpAtHalfPast).waitFor();
    assert.equal(await page.getByText('last call').count(), 0, 'it is in one slot alone');

    await customer.link('Move to another slot').click(); // to one without windows: nothing more is asked
    const last = page.getByLabel('To which slot?').locator('option', { hasText: 'last call' });
    await page.getByLabel('To which slot?').selectOption(await last.getAttribute('value'));
    await customer.button('Move it for the price shown').click();
    await page.getByRole('heading', { name: 'Spring glaze: last call' }).waitFor();
    await customer.leave();
  });

  test(`what is made to order says so (${size})`, async () => {
    const customer = await Visitor.at(size);
    const { page } = customer;
    await customer.openShop();
    await customer.link('Plates, made to order').click();
    await customer.look('slot-preorder');
    await page.getByText('to preorder: it is made once you have booked').waitFor();
    await customer.button('Hold it for me').click();
    await customer.look('checkout-preorder');
    await page.getByText('Preordered: it is made for you.').waitFor();
    await customer.button('Let it go').click();
    await customer.leave();
  });

  test(`a digital line is opened once (${size})`, async () => {
    await publish('recipes', 'Glaze recipes\\, evening of questions',
      'A file of all our glazes.\\n\\n#shelf\\nstock RECIPES 50\\nprice RECIPES 9 EUR\\ndigital');
    const customer = await Visitor.at(size);
    const { page } = customer;
    await customer.openShop();
    await customer.link('Glaze recipes, evening of questions').click();
    await customer.button('Hold it for me').click();
    await customer.fillIn('Dia Digital', `dia-${size}@example.com`);
    await customer.button(/^Book for/).click();
    await customer.look('booking-digital');
    await customer.link('Open it').click();
    await page.waitForURL(/\/d\//);
    const claim = page.url();
    await customer.look('claim');
    await customer.button('Open it now').click();
    await customer.look('claim-open');
    await customer.link('Get it').waitFor();
    const other = await Visitor.at(size);
    await other.page.goto(claim);
    await other.look('claim-used');
    await other.page.getByText(/This link was used/).waitFor();
    await other.leave();
    await customer.leave();
  });

  test(`a mistake is named and what was typed stays (${size})`, async () => {
    const customer = await Visitor.at(size, { expected: refused });
    const { page } = customer;
    await customer.openShop();
    await customer.link('Spring glaze: plates for a table').click();
    await customer.button('Hold it for me').click();
    await customer.fillIn('   ', 'bea@example.com'); // what a browser lets through
    await customer.button(/^Book for/).click();
    await page.getByRole('alert').filter({ hasText: 'Tell us a name' }).waitFor();
    await customer.look('checkout-mistake');
    assert.equal(await page.getByLabel('E-mail address', { exact: true }).inputValue(), 'bea@example.com');
    await customer.button('Let it go').click();
    await page.waitForURL(shop.storefront);
    await customer.look('storefront-again');
    await customer.leave();
  });

  test(`the one who comes too late is told what is still free (${size})`, async () => {
    const customer = await Visitor.at(size, { expected: refused });
    for (const news of ['**/live', '**/api/v1/shops/*/slots/*']) await customer.page.route(news, (route) => route.abort()); // else the choice follows what is left
    await customer.openShop();
    await customer.link('Spring glaze: bowls at noon').click();
    await customer.page.getByLabel('Celadon bowl').selectOption('3');
    const taken = await othersTakeAllBut(2, 'bowls at noon');
    await customer.button('Hold it for me').click();
    await customer.page.getByText('Only 2 left').first().waitFor();
    await customer.look('refused');
    await customer.page.reload();
    await comesTo(() => customer.page.getByLabel('Celadon bowl').locator('option').last().textContent(), '2');
    for (const hold of taken) await fetch(hold, { method: 'DELETE' });
    await customer.leave();
  });

  test(`who waits for what is sold out is offered what comes back (${size})`, async () => {
    const customer = await Visitor.at(size);
    const { page } = customer;
    const [first, ...taken] = await othersTakeAllBut(0, 'tall vases');
    await customer.openShop();
    await customer.link('Spring glaze: the tall vases').click();
    await customer.look('sold-out');
    await customer.fillIn('Wanda Waiting', `wanda-${size}@example.com`);
    await customer.button('Join the waiting list').click();
    await customer.look('waiting');
    await page.getByText('Nobody is ahead of you.').waitFor();
    await fetch(first, { method: 'DELETE' });
    await comesToShow(page, page.getByRole('heading', { name: 'It is held for you' }));
    await customer.look('offered');
    await customer.button('Book it for Wanda Waiting').click();
    await customer.look('booking-offered');
    await page.getByRole('heading', { name: 'See you there, Wanda Waiting' }).waitFor();
    for (const hold of taken) await fetch(hold, { method: 'DELETE' });
    await customer.leave();
  });

  test(`without script, the creator signs in, sees the booking, and signs out (${size})`, async () => {
    const creator = await Visitor.at(size, { script: false });
    const { page } = creator;
    await page.goto(shop.dashboard);
    await creator.look('login');
    await creator.signIn('wrong');
    await creator.look('login-mistake', 403);
    await creator.signIn();
    await creator.look('dashboard');
    await page.getByRole('cell', { name: /Bea Customer/ }).first().waitFor();
    await page.getByLabel(/^Who works at/).first().selectOption({ label: 'Whose turn it is' });
    await creator.button('Ask').first().click();
    await page.getByRole('region', { name: 'Shifts of the next 60 days' }).waitFor();
    await creator.button('Sign out').click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(shop.dashboard);
    await page.getByLabel('Password').waitFor();
    await creator.leave();
  });

  test(`pages that are not there say where to go (${size})`, async () => {
    const visitor = await Visitor.at(size);
    for (const [name, path, status] of [['no-shop', '/s/none', 404], ['no-slot', '/s/kiln-street/slots/x', 404],
      ['no-booking', '/b/x', 404], ['hold-gone', '/s/kiln-street/holds/x', 410], ['nowhere', '/nowhere', 404],
      ['explain', '/problems/sold-out', 200]]) {
      await visitor.page.goto(path);
      await visitor.look(name, status);
    }
    await visitor.leave();
  });
}

test('a drop with a line lets people in by turns', async () => {
  const customer = await Visitor.at('phone');
  const { page } = customer;
  await customer.openShop();
  await customer.link('Kiln opening, by turns').click();
  await customer.look('slot-with-line');
  await customer.link('To the line').click();
  await customer.look('line');
  const place = `${shop.base}/api/v1/shops/kiln-street/drops/kiln-opening/place`;
  for (let i = 0; i < 15; ++i) await fetch(place, { method: 'POST' }); // others are faster
  await customer.button('Take a place in the line').click();
  await customer.look('line-waiting');
  const cookies = await customer.context.cookies();
  await page.reload();
  assert.deepEqual(await customer.context.cookies(), cookies, 'reloading takes no new place');
  await page.getByText('You are in. Choose what you want below.').waitFor(); // it looks by itself
  await customer.look('line-in');
  await customer.link('Kiln opening, by turns').click();
  await page.getByLabel('Blue mug').selectOption('1');
  await customer.button('Hold it for me').click();
  await customer.look('checkout-in-line');
  await customer.button('Let it go').click();
  await customer.leave();
});

test('ten windows of one browser are one place in the line', async () => {
  // It opens later, so that nobody comes in meanwhile.
  await publish('rare-glaze', 'Rare glaze', 'One of each.\\n\\n#shelf\\nstock MUG-BLUE 4\\ndrop rare-glaze\\nqueue 1\\nopens 2 days before');
  const takePlace = async () => (await fetch(`${shop.base}/api/v1/shops/kiln-street/drops/rare-glaze/place`, { method: 'POST' })).json();
  for (let i = 0; i < 3; ++i) await takePlace();
  const customer = await Visitor.at('desk');
  const { context } = customer;
  const windows = [customer.page];
  while (windows.length < 10) windows.push(await context.newPage());
  await Promise.all(windows.map((page) => page.goto('/s/kiln-street/drops/rare-glaze')));
  const press = (page) => page.getByRole('button', { name: 'Take a place in the line' }).click();
  const late = windows.pop(); // shows the button for as long as nobody reloads it
  await Promise.all(windows.map(press));
  const inLine = async (page) => {
    await page.getByText('You have a place').waitFor();
    await page.getByText('4 in line.').waitFor();
  };
  await Promise.all(windows.map(inLine));
  const places = async () => (await context.cookies()).filter(({ name }) => name.startsWith('timeshelf_place')).map(({ value }) => value);
  const taken = await places();
  assert.equal(taken.length, 1);

  await press(late);
  windows.push(late);
  await Promise.all(windows.map(inLine));
  await Promise.all(windows.map((page) => page.reload()));
  await Promise.all(windows.map(inLine));
  assert.deepEqual(await places(), taken);
  assert.equal((await takePlace()).standing, 5, 'who comes next stands behind one of them, not behind ten');
  await customer.leave();
});

test('the first stop of the Tab key leads past the header', async () => {
  const visitor = await Visitor.at('desk');
  await visitor.page.goto(shop.storefront);
  await visitor.button('List').waitFor();
  await visitor.page.keyboard.press('Tab');
  await comesTo(() => focused(visitor.page), 'Skip to the content');
  await visitor.leave();
});
