// The dashboard's app as the people of a shop use it: the day, the calendar, the editor, products. Called by dashboard_test.py:
// node dashboard.mjs DEMO.JSON.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shop, sizes, Visitor } from './visitor.mjs';

const api = `${shop.base}/api/v1/shops/kiln-street`;
const authorised = { Authorization: `Basic ${btoa(`${shop.caldav.user}:${shop.caldav.password}`)}` };
const plain = (text) => text.replaceAll(/[\u00a0\u202f\u2009]/g, ' ');
const day = 86_400_000;

const get = async (path) => (await fetch(`${api}${path}`, { headers: authorised })).json();
async function slotCalled(summary) {
  const until = new Date(Date.now() + 300 * day).toISOString();
  const { slots } = await get(`/shelf?from=${new Date(Date.now() - day).toISOString()}&to=${until}`);
  return slots.find(({ slot }) => slot.summary === summary);
}

const stamp = (date) => `${date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
/** As a calendar app would. */
async function publish(uid, summary, lines, starts, ends = new Date(starts.getTime() + 2 * 3_600_000)) {
  const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test', 'BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20260301T000000Z', `DTSTART:${stamp(starts)}`,
    `DTEND:${stamp(ends)}`, `SUMMARY:${summary}`, ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
  const answer = await fetch(`${shop.caldav.shelf}${uid}.ics`, { method: 'PUT', headers: { 'Content-Type': 'text/calendar', ...authorised }, body: text });
  assert(answer.ok, await answer.text());
  return slotCalled(summary);
}

async function book({ slot }, name) {
  const json = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
  const { id } = await (await fetch(`${api}/holds`, { ...json, body: JSON.stringify({ lines: [{ slot: slot.id, sku: slot.offers[0].sku, quantity: 1 }] }) })).json();
  const answer = await fetch(`${api}/holds/${id}/confirm`, { ...json, body: JSON.stringify({ name, email: 'c@example.com' }) });
  assert(answer.ok, await answer.text());
}

/** So many days ahead, at that hour of UTC. */
const inDays = (days, hour) => new Date(Math.floor(Date.now() / day) * day + days * day + hour * 3_600_000);

async function creator(size, address = '/dashboard', options = {}) {
  const visitor = await Visitor.at(size, options);
  await visitor.page.goto(address);
  await visitor.signIn();
  await visitor.page.locator('html.app').waitFor();
  await visitor.page.locator('main [aria-busy]').waitFor({ state: 'detached' });
  return visitor;
}
const navigation = (visitor) => visitor.page.locator(visitor.size === 'phone' ? '.bottom' : '.side');
const told = (visitor, text) => visitor.page.locator('.told').filter({ hasText: text }).waitFor();
const dialog = (visitor) => visitor.page.getByRole('dialog');
async function saved(visitor) {
  await visitor.button('Save').click();
  await told(visitor, 'is saved.');
}

for (const size of Object.keys(sizes)) {
  test(`the day shows what is on, who comes, and what needs a decision (${size})`, async () => {
    const today = await publish(`today-${size}`, `Tonight on ${size}`, ['X-SHELF-STOCK;SKU=MUG-BLUE:5', 'X-SHELF-FULFILMENT;WINDOW=PT1H:PICKUP'],
      new Date(Date.now() + 600_000), new Date(Date.now() + 4 * 3_600_000));
    await book(today, 'Bea Tonight');
    await publish(`broken-${size}`, `Broken on ${size}`, ['DESCRIPTION:#shelf\\nseats many'], inDays(20, 9));
    const visitor = await creator(size, '/dashboard');
    const { page } = visitor;
    const slot = page.locator('.today-slots li').filter({ hasText: `Tonight on ${size}` });
    await slot.getByText('1 booking ').waitFor();
    assert.match(plain(await slot.locator('.windows tbody tr').first().textContent()), /10 of 1$/, 'the window knows one booking, and none of 1 handed over');
    const broken = page.locator('.decisions li').filter({ hasText: `Broken on ${size}` });
    await broken.getByText("write 'seats NUMBER'").waitFor();
    await visitor.look('dashboard-today');
    await broken.getByRole('link', { name: 'Mend' }).click();
    await page.getByRole('heading', { name: `Broken on ${size}` }).waitFor();
    await page.getByText('Lines that cannot be read').waitFor();
    await visitor.leave();
  });

  test(`each view is accessible and leads to the others (${size})`, async () => {
    const visitor = await creator(size);
    const { page } = visitor;
    for (const [name, heading] of [['Calendar', 'Calendar'], ['Products', 'Products']]) {
      const shown = navigation(visitor).getByRole('link', { name, exact: true });
      if (await shown.count()) await shown.click();
      else {
        await visitor.button('More').click();
        await dialog(visitor).getByRole('link', { name, exact: true }).click();
      }
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await page.locator('main [aria-busy]').waitFor({ state: 'detached' });
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1', 'a screen reader hears where one has come');
      await visitor.look(`dashboard-${name.toLowerCase()}`);
    }
    await page.goBack();
    await page.getByRole('heading', { name: 'Calendar', level: 1 }).waitFor();
    for (const mode of ['Month', 'Week', 'Day', 'List']) {
      await page.getByRole('button', { name: mode, exact: true }).click();
      await visitor.look(`dashboard-calendar-${mode.toLowerCase()}`);
    }
    await visitor.leave();
  });

  test(`a slot is made, priced and put on sale in the editor (${size})`, async () => {
    const visitor = await creator(size, '/dashboard/calendar');
    const { page } = visitor;
    await visitor.link('New slot').click();
    const wall = inDays(12, 0).toISOString().slice(0, 10);
    await page.getByLabel('Begins', { exact: true }).fill(`${wall}T18:00`);
    await page.getByLabel('Ends', { exact: true }).fill(`${wall}T17:00`);
    await page.getByLabel('Seats').fill('8');
    await visitor.button('Save').click();
    await page.getByText('Give it a title that customers see.').first().waitFor();
    await page.getByText('It ends after it begins.').first().waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-invalid')), 'true', 'the first that is wrong has the focus');
    await visitor.look('dashboard-editor-wrong');
    await page.getByLabel('Title').fill(`Made on ${size}`);
    await page.getByLabel('Ends', { exact: true }).fill(`${wall}T20:00`);
    await visitor.button('Add a step').click();
    await page.getByLabel('Price (EUR)').fill('39,5');
    await page.getByLabel('Until', { exact: true }).selectOption('before');
    await page.getByLabel('Until: How many').fill('2');
    await visitor.button('Add a step').click();
    await page.getByLabel('Price (EUR)').nth(1).fill('45');
    const rows = page.locator('.ladder tbody tr');
    assert.deepEqual(await rows.evaluateAll((all) => all.map((row) => row.querySelector('th').textContent)), ['€39.50', '€45']);
    assert.equal(await page.locator('.ladder rect').count(), 2, 'the ladder is drawn');
    await saved(visitor);
    await page.getByText('Yes: everything that it offers can be bought.').waitFor();
    await visitor.look('dashboard-editor');
    const { slot } = await slotCalled(`Made on ${size}`);
    assert.deepEqual([slot.seats, slot.offers[0].price.amount, slot.offers[0].next_price.amount, slot.state], [8, '39.50', '45.00', 'open']);
    assert.equal(new Date(slot.starts_at).toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' }), `${wall} 18:00:00`);

    // The check says why it is not on sale, as soon as it is not.
    await page.getByLabel('Off sale').check();
    await saved(visitor);
    await page.locator('.check').getByText('It was taken off sale.').waitFor();
    assert.equal((await slotCalled(`Made on ${size}`)).slot.state, 'off');
    await visitor.leave();
  });
}

test('a shift that nobody has is given to somebody', async () => {
  const visitor = await creator('desk', '/dashboard/today', { expected: /409/ });
  const { page } = visitor;
  const uncovered = page.locator('.decisions li').filter({ hasText: 'Nobody has this shift' });
  const summary = await uncovered.first().locator('strong').textContent();
  const shift = uncovered.filter({ hasText: summary });
  const ask = async (person) => {
    await shift.getByLabel(`Who works at ${summary}`).selectOption(person);
    await shift.getByRole('button', { name: 'Ask' }).click();
  };
  await ask('sam'); // who works at another slot then
  await shift.getByRole('alert').getByText('has another shift at that time').waitFor();
  await visitor.look('dashboard-shift');
  await ask('clara');
  await told(visitor, 'Clara Brenner has been asked.');
  await shift.waitFor({ state: 'detached' });
  await visitor.leave();
});

test('what was taken today is added up, and what is to be given back is told', async () => {
  const made = await publish('paid', 'Paid evening', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE:20'], inDays(13, 9));
  await book(made, 'Paula Paid');
  const post = async (path, body) => {
    const answer = await fetch(`${api}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...authorised }, body: JSON.stringify(body) });
    assert(answer.ok, await answer.clone().text());
  };
  const { lines } = await get(`/fulfilment?slot=${made.slot.id}`);
  const { booking } = lines[0];
  await post(`/bookings/${booking}/payments`, { kind: 'charge', tender: 'cash' });
  await post(`/bookings/${booking}/cancel`, { reason: 'the kiln broke' });
  const visitor = await creator('desk');
  const { page } = visitor;
  await page.locator('.figures').getByText('€20', { exact: true }).waitFor();
  const refund = page.locator('.decisions li').filter({ hasText: `Give back to booking ${booking}` });
  assert.match(plain(await refund.textContent()), /€20/);
  await refund.getByRole('link').click();
  await page.getByRole('heading', { name: `Booking ${booking}` }).waitFor();
  await page.getByRole('button', { name: 'was given back' }).click();
  await page.goto('/dashboard');
  await page.locator('.figures').getByText('Given back').waitFor();
  assert.equal(await refund.count(), 0);
  await visitor.leave();
});

test('what the server refuses stands at its field', async () => {
  const made = await publish('refused', 'Refused evening', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE:20'], inDays(14, 9));
  await book(made, 'Rita Refused');
  await book(made, 'Rolf Refused');
  const visitor = await creator('desk', `/dashboard/calendar?slot=${made.slot.id}`, { expected: /409/ });
  const { page } = visitor;
  await page.getByLabel('Seats').fill('1');
  await visitor.button('Save').click();
  await page.locator('.field').filter({ hasText: 'Seats' }).locator('.error').getByText('it cannot have fewer').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.value), '1', 'the field that is wrong has the focus');
  assert.equal((await slotCalled('Refused evening')).slot.seats, 4);
  await visitor.leave();
});

test('two editors do not overwrite each other', async () => {
  const made = await publish('twice', 'Twice edited', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE:20'], inDays(15, 9));
  const visitor = await creator('desk', `/dashboard/calendar?slot=${made.slot.id}`, { expected: /412/ });
  const { page } = visitor;
  await page.getByLabel('Title').fill('Mine');
  await publish('twice', 'Theirs', ['X-SHELF-SEATS:5', 'X-SHELF-PRICE:20'], inDays(15, 9)); // in a calendar app
  await visitor.button('Save').click();
  await page.getByText('nothing of theirs was overwritten').waitFor();
  assert.equal(await page.getByLabel('Title').inputValue(), 'Mine', 'what was written is still there');
  await visitor.button('Load it again').click();
  await page.getByRole('heading', { name: 'Theirs' }).waitFor();
  assert.equal(await page.getByLabel('Seats').inputValue(), '5');
  await visitor.leave();
});

test('unsaved changes are asked for', async () => {
  const made = await publish('unsaved', 'Unsaved evening', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE:20'], inDays(16, 9));
  const visitor = await creator('desk', '/dashboard/calendar');
  const { page } = visitor;
  await page.goto(`/dashboard/calendar?slot=${made.slot.id}`);
  await page.getByLabel('Title').fill('Not yet');
  await navigation(visitor).getByRole('link', { name: 'Today' }).click();
  await dialog(visitor).getByRole('button', { name: 'Stay' }).click();
  assert.equal(await page.getByLabel('Title').inputValue(), 'Not yet');
  await page.keyboard.press('Escape');
  await navigation(visitor).getByRole('link', { name: 'Today' }).click();
  await dialog(visitor).getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
  assert.equal((await slotCalled('Unsaved evening')).slot.seats, 4);
  await visitor.leave();
});

// A slot of the week view, dragged by so many pixels.
async function drag(visitor, summary, by) {
  const { page } = visitor;
  const box = await page.locator('.ec-event').filter({ hasText: summary }).boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + 12];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 8; ++step) await page.mouse.move(x, y + (by * step) / 8);
  await page.mouse.up();
}
async function showWeekOf(visitor, summary) {
  await visitor.button('Week').click();
  const event = visitor.page.locator('.ec-event').filter({ hasText: summary });
  for (let weeks = 0; weeks < 6; ++weeks) {
    await visitor.page.waitForTimeout(300);
    if (await event.count()) break;
    await visitor.button('Later').click();
  }
  await event.scrollIntoViewIfNeeded();
}

test('a slot that is dragged moves, in the calendar too, and moves back', async () => {
  const starts = inDays(9, 9);
  await publish('dragged', 'Dragged evening', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE:20', 'X-ODD:kept'], starts);
  const visitor = await creator('desk', '/dashboard/calendar');
  await showWeekOf(visitor, 'Dragged evening');
  await drag(visitor, 'Dragged evening', 96); // two hours
  await told(visitor, 'Dragged evening now is');
  const moved = await slotCalled('Dragged evening');
  assert(Date.parse(moved.slot.starts_at) > starts.getTime(), moved.slot.starts_at);
  assert.equal(Date.parse(moved.slot.ends_at) - Date.parse(moved.slot.starts_at), 2 * 3_600_000);
  const object = await (await fetch(`${shop.caldav.shelf}dragged.ics`, { headers: authorised })).text();
  assert.match(object, new RegExp(`DTSTART:${stamp(new Date(moved.slot.starts_at))}\r\n`), 'calendar apps see it, too');
  assert.match(object, /X-ODD:kept\r\n/);
  await visitor.button('Undo').click();
  await visitor.page.locator('.told').waitFor({ state: 'detached' });
  assert.equal(Date.parse((await slotCalled('Dragged evening')).slot.starts_at), starts.getTime());
  await visitor.leave();
});

test('a slot grows where its end is dragged, and an empty time makes one', async () => {
  const starts = inDays(8, 7);
  await publish('resized', 'Resized morning', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE:20'], starts);
  const visitor = await creator('desk', '/dashboard/calendar');
  const { page } = visitor;
  await showWeekOf(visitor, 'Resized morning');
  const event = page.locator('.ec-event').filter({ hasText: 'Resized morning' });
  await event.hover();
  const end = await event.locator('.ec-resizer').last().boundingBox();
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2);
  await page.mouse.down();
  for (let step = 1; step <= 6; ++step) await page.mouse.move(end.x + end.width / 2, end.y + step * 8);
  await page.mouse.up();
  await told(visitor, 'Resized morning now is');
  const { slot } = await slotCalled('Resized morning');
  assert.equal(Date.parse(slot.starts_at), starts.getTime());
  assert(Date.parse(slot.ends_at) - starts.getTime() > 2 * 3_600_000, slot.ends_at);
  const box = await event.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height + 60);
  await page.getByRole('heading', { name: 'A new slot' }).waitFor();
  const wall = new Date(slot.starts_at).toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' }).slice(0, 10);
  assert((await page.getByLabel('Begins', { exact: true }).inputValue()).startsWith(wall), 'on the day that was chosen');
  await visitor.leave();
});

test('who drags what is booked is told who hears of it', async () => {
  const starts = inDays(10, 9);
  const made = await publish('booked', 'Booked evening', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE:20'], starts);
  await book(made, 'Dora Dragged');
  const visitor = await creator('desk', '/dashboard/calendar');
  await showWeekOf(visitor, 'Booked evening');
  await drag(visitor, 'Booked evening', 96);
  await dialog(visitor).getByText('1 booking: who made it is told of the new time.').waitFor();
  await visitor.look('dashboard-move');
  await dialog(visitor).getByRole('button', { name: 'Cancel' }).click();
  assert.equal(Date.parse((await slotCalled('Booked evening')).slot.starts_at), starts.getTime());
  await drag(visitor, 'Booked evening', 96);
  await dialog(visitor).getByRole('button', { name: 'Move it' }).click();
  await told(visitor, 'Booked evening now is');
  assert.notEqual(Date.parse((await slotCalled('Booked evening')).slot.starts_at), starts.getTime());
  await visitor.leave();
});

test('one date of a series is moved alone', async () => {
  const starts = inDays(11, 9);
  await publish('weekly', 'Weekly open', ['RRULE:FREQ=WEEKLY;COUNT=3', 'X-SHELF-SEATS:4', 'X-SHELF-PRICE:20'], starts);
  const { slot } = await slotCalled('Weekly open');
  const to = { starts_at: new Date(starts.getTime() + day).toISOString(), ends_at: new Date(starts.getTime() + day + 3_600_000).toISOString() };
  const answer = await fetch(`${api}/slots/${slot.id}/reschedule`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...authorised }, body: JSON.stringify(to) });
  assert.equal(answer.status, 200, await answer.clone().text());
  const { slots } = await get(`/shelf?to=${new Date(Date.now() + 60 * day).toISOString()}`);
  const times = slots.filter((one) => one.slot.summary === 'Weekly open').map((one) => (Date.parse(one.slot.starts_at) - starts.getTime()) / day);
  assert.deepEqual(times.sort((a, b) => a - b), [1, 7, 14]);
  const moved = slots.find((one) => one.slot.id === slot.id);
  assert.deepEqual([moved.slot.seats, moved.slot.state], [4, 'open'], 'it has the terms of its series');
});

test('all of it can be done with the keyboard', async () => {
  const visitor = await creator('desk', '/dashboard/calendar');
  const { page } = visitor;
  const until = async (matches) => {
    for (let presses = 0; presses < 120; ++presses) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(matches)) return;
    }
    assert.fail(`${matches} is not reached`);
  };
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await until(() => document.activeElement.textContent === 'New slot');
  await page.keyboard.press('Enter');
  await page.getByLabel('Title').waitFor();
  await until(() => document.activeElement === document.querySelector('input[maxlength="200"]'));
  await page.keyboard.type('Typed evening');
  await page.keyboard.press('Enter');
  await told(visitor, 'Typed evening is saved.');
  await page.locator('.check').getByText('It says neither how many seats there are nor what is in stock.').waitFor();
  await visitor.leave();
});

test('products are added and changed, and what they cost is seen at once', async () => {
  const visitor = await creator('desk', '/dashboard/products', { expected: /4(15|22)/ });
  const { page } = visitor;
  await visitor.button('New product').click();
  const form = dialog(visitor);
  await form.getByLabel('SKU').fill('cup-red');
  await form.getByLabel('Name').fill('Red cup');
  await form.getByLabel('Price').fill('much');
  await form.getByLabel('Tax rate in %').fill('19');
  await visitor.look('dashboard-product');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.locator('.error').getByText('"much" is not an amount in EUR').waitFor();
  await form.getByLabel('Price').fill('12,50');
  await form.getByLabel('From this device').setInputFiles({ name: 'cup.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await form.getByRole('alert').getByText(/picture/).waitFor();
  const { products } = await get('');
  await form.getByLabel('Picture').fill(products.find(({ image }) => image).image);
  assert(await form.locator('img').evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), 'it shows how it looks');
  await form.getByLabel('From this device').setInputFiles({ name: 'cup.png', mimeType: 'image/png', buffer: await page.screenshot() });
  await page.waitForFunction((before) => document.querySelector('.picture-field input').value !== before, products.find(({ image }) => image).image);
  assert(await form.locator('img').evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), 'it shows how it looks');
  await form.getByRole('button', { name: 'Save' }).click();
  await told(visitor, 'Red cup is saved.');
  const row = page.getByRole('row').filter({ hasText: 'CUP-RED' });
  assert.match(plain(await row.textContent()), /Red cup.*€12\.50.*19%/);
  assert.equal(await row.locator('img').count(), 1);
  const wait = page.waitForEvent('download');
  await visitor.button('Export as CSV').click();
  const file = await wait;
  assert.equal(file.suggestedFilename(), 'products.csv');
  let text = '';
  for await (const piece of await file.createReadStream()) text += piece;
  assert.match(text, /^\ufeffName,SKU,Price,Tax rate in %,On hand\r\n/);
  assert.match(text, /\r\nRed cup,CUP-RED,12\.5,19,\r\n/);
  await visitor.leave();
});

for (const [language, dir, words] of [['de', 'ltr', ['Heute', 'Kalender', 'Waren']], ['es', 'ltr', ['Hoy', 'Calendario', 'Productos']], ['en-XB', 'rtl', [/^\[Tódáy/, /^\[Cáléñdár/, /^\[Pródüçts/]]]) {
  test(`the dashboard speaks ${language}`, async () => {
    const { slot } = await publish(`spoken-${language}`, 'Spoken', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE;UNTIL=-P1D:20', 'X-SHELF-PRICE:25'], inDays(18, 9));
    const visitor = await creator('phone');
    const { page } = visitor;
    await page.setViewportSize({ width: 360, height: 740 }); // the smallest that it is made for
    const views = [`today?lang=${language}`, `calendar?lang=${language}`, `products?lang=${language}`];
    for (const [at, view] of views.entries()) {
      await page.goto(`/dashboard/${view}`);
      await page.getByRole('heading', { name: words[at], level: 1 }).waitFor();
      await page.locator('main [aria-busy]').waitFor({ state: 'detached' });
      assert.equal(await page.locator('html').getAttribute('dir'), dir);
      await visitor.look(`dashboard-${at}-${language}`);
    }
    await page.goto(`/dashboard/calendar?lang=${language}&slot=${slot.id}`);
    await page.locator('.ladder svg').waitFor();
    await visitor.look(`dashboard-editor-${language}`);
    if (language === 'en-XB') {
      const said = await page.evaluate(() => [...document.querySelectorAll('main :is(h1, label, legend, button, .help, figcaption), main .check p')]
        .map((element) => element.textContent.trim()).filter((text) => /\p{L}{3}/u.test(text)));
      assert(said.length > 30, `only ${said.length} were found`);
      assert.deepEqual(said.filter((text) => !text.startsWith('[')), []);
    }
    await visitor.leave();
  });
}

test('who has been signed out is told so, and loses nothing', async () => {
  const { slot } = await publish('signed-out', 'Signed out', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE:20'], inDays(19, 9));
  const visitor = await creator('desk', `/dashboard/calendar?slot=${slot.id}`, { expected: /401/ });
  const { page } = visitor;
  await page.getByLabel('Title').fill('Still here');
  await visitor.context.clearCookies();
  await visitor.button('Save').click();
  await page.getByText('You have been signed out.').waitFor();
  const [again] = await Promise.all([visitor.context.waitForEvent('page'), page.getByRole('link', { name: 'Sign in' }).click()]);
  await again.getByLabel('User name').fill(shop.dashboard_user);
  await again.getByLabel('Password').fill(shop.dashboard_password);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.locator('html.app').waitFor();
  await saved(visitor);
  assert((await slotCalled('Still here')).slot.id === slot.id);
  await page.getByRole('heading', { name: 'Still here' }).waitFor();
  await visitor.button('Sign out').click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await visitor.leave();
});
