// The dashboard's app as the people of a shop use it: the day, the calendar, the editor, products. Called by dashboard_test.py:
// node dashboard.mjs DEMO.JSON.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shop, sizes, Visitor } from './visitor.mjs';
import { comesTo, leftOfToday, until, wallOf, withinADay } from './waiting.mjs';

const api = `${shop.base}/api/v1/shops/kiln-street`;
const authorised = { Authorization: `Basic ${btoa(`${shop.caldav.user}:${shop.caldav.password}`)}` };
const plain = (text) => text.replaceAll(/[\u00a0\u202f\u2009]/g, ' ');
const day = 86_400_000;

const get = async (path) => (await fetch(`${api}${path}`, { headers: authorised })).json();
async function slotCalled(summary) {
  const until = new Date(Date.now() + 300 * day).toISOString();
  const { slots } = await get(`/shelf?from=${new Date(Date.now() - 2 * day).toISOString()}&to=${until}`);
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

/** In ten minutes, or before the shop's day ends. */
const laterToday = () => new Date(Date.now() + Math.min(600_000, leftOfToday()));

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
async function published(visitor) {
  await visitor.button('Publish').click();
  await told(visitor, 'is published.');
}
const dialog = (visitor) => visitor.page.getByRole('dialog');
async function saved(visitor) {
  await visitor.button('Save').click();
  await told(visitor, 'is saved.');
}

for (const size of Object.keys(sizes)) {
  test(`the day shows what is on, who comes, and what needs a decision (${size})`, async () => {
    await withinADay();
    const ends = new Date(Date.now() + 4 * 3_600_000);
    const today = await publish(`today-${size}`, `Tonight on ${size}`,
      ['X-SHELF-STOCK;SKU=MUG-BLUE:5', 'X-SHELF-FULFILMENT;WINDOW=PT1H:PICKUP', `X-SHELF-CLOSES:${stamp(ends)}`], laterToday(), ends);
    await book(today, 'Bea Tonight');
    // It was in the takings of the day, and in none of its bookings.
    await book(await publish(`later-${size}`, `Later on ${size}`, ['X-SHELF-STOCK;SKU=MUG-BLUE:5'], inDays(21, 9)), 'Cem Later');
    await publish(`broken-${size}`, `Broken on ${size}`, ['DESCRIPTION:#shelf\\nseats many'], inDays(20, 9));
    const visitor = await creator(size, '/dashboard');
    const { page } = visitor;
    const slot = page.locator('.today-slots li').filter({ hasText: `Tonight on ${size}` });
    await slot.getByText('1 booking ').waitFor();
    await slot.locator('.windows tbody tr').first().filter({ hasText: /10 of 1$/ }).waitFor(); // the window knows one booking, and none of 1 handed over
    const figure = async (label) => Number(await page.locator('.figures > div').filter({ hasText: label }).locator('dd').innerText());
    const come = await figure('Bookings for today’s slots');
    assert.ok(come > 0 && await figure('Bookings made today') > come, 'what is booked today for another day is said apart');
    const broken = page.locator('.decisions li').filter({ hasText: `Broken on ${size}` });
    await broken.getByText("write 'seats NUMBER'").waitFor();
    await visitor.look('dashboard-today');
    await broken.getByRole('link', { name: 'Fix' }).click();
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
      await comesTo(() => page.evaluate(() => document.activeElement.tagName), 'H1', 'a screen reader hears where one has come');
      await visitor.look(`dashboard-${name.toLowerCase()}`);
    }
    await page.goBack();
    await page.getByRole('heading', { name: 'Calendar', level: 1 }).waitFor();
    for (const mode of ['Month', 'Week', 'Day', 'List']) {
      await page.getByRole('button', { name: mode, exact: true }).click();
      await visitor.look(`dashboard-calendar-${mode.toLowerCase()}`);
    }
    await page.getByRole('button', { name: 'Week', exact: true }).click();
    for (let weeks = 0; weeks < 3; weeks++) await page.getByRole('button', { name: 'Earlier' }).click();
    await page.locator('main [aria-busy]').waitFor({ state: 'detached' });
    await comesTo(() => page.locator('.ec-event').count(), 0);
    await visitor.look('dashboard-calendar-empty-week');
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
    await visitor.button('Publish').click();
    await page.getByText('Give it a title that customers see.').first().waitFor();
    await page.getByText('It has to end after it begins.').first().waitFor();
    await comesTo(() => page.evaluate(() => document.activeElement.getAttribute('aria-invalid')), 'true', 'the first that is wrong has the focus');
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
    await comesTo(() => rows.evaluateAll((all) => all.map((row) => row.querySelector('th').textContent)), ['€39.50', '€45']);
    await comesTo(() => page.locator('.ladder rect').count(), 2, 'the ladder is drawn');
    await published(visitor);
    await page.getByText('Yes: everything it offers can be booked.').waitFor();
    await visitor.look('dashboard-editor');
    const { slot } = await slotCalled(`Made on ${size}`);
    assert.deepEqual([slot.seats, slot.offers[0].price.amount, slot.offers[0].next_price.amount, slot.state], [8, '39.50', '45.00', 'open']);
    assert.equal(wallOf(new Date(slot.starts_at)), `${wall} 18:00:00`);

    // The check says why it is not on sale, as soon as it is not.
    await visitor.button('Take off sale').click();
    await told(visitor, 'is off sale.');
    await page.locator('.check').getByText('It is not published').waitFor();
    assert.equal((await slotCalled(`Made on ${size}`)).slot.state, 'off');
    await visitor.look('dashboard-editor-draft');

    // Enter keeps it a draft; what is changed is kept in it, and published with one tap.
    await page.getByLabel('Seats').fill('9');
    await page.keyboard.press('Enter');
    await told(visitor, 'is saved as a draft');
    assert.deepEqual(await slotCalled(`Made on ${size}`).then(({ slot }) => [slot.seats, slot.state]), [9, 'off']);
    await published(visitor);
    assert.equal((await slotCalled(`Made on ${size}`)).slot.state, 'open');
    assert.equal(await visitor.button('Save').isDisabled(), true, 'there is nothing to be saved');
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
  await withinADay();
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
  await page.getByRole('button', { name: 'Give money back …' }).click();
  await page.getByRole('button', { name: 'It was given back' }).click();
  await told(visitor, 'The payment is recorded.');
  await page.goto('/dashboard');
  await page.locator('.figures').getByText('Given back').waitFor();
  await comesTo(() => refund.count(), 0);
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
  await comesTo(() => page.evaluate(() => document.activeElement.value), '1', 'the field that is wrong has the focus');
  assert.equal((await slotCalled('Refused evening')).slot.seats, 4);
  await visitor.leave();
});

test('windows by name, earlier openings, what is kept for others, a line and a staffing rule are written and read back', async () => {
  const one = await publish('whole', 'Whole terms', ['X-SHELF-STOCK;SKU=MUG-BLUE:9', 'X-SHELF-PRICE;SKU=MUG-BLUE:18.00', 'X-SHELF-FULFILMENT:PICKUP'], inDays(24, 9));
  const visitor = await creator('phone', `/dashboard/calendar?slot=${one.slot.id}`);
  const { page } = visitor;
  const field = (label) => page.getByLabel(label, { exact: true });
  await field('Pickup windows').selectOption('named');
  await field('Window 1 begins').fill('10:00');
  await field('Window 1 ends').fill('10:00');
  await field('Bookings in window 1').fill('4');
  await visitor.button('Add a window').click();
  await visitor.button('Add an earlier opening').click();
  await field('Who, 1').fill('my friends');
  await field('Queue for the drop: people let in per minute').fill('60');
  await page.getByLabel('A rule of its own').check();
  await field('for every so many bookings').fill('6');
  await field('But at least').fill('2');
  await visitor.button('Save').click();
  // What cannot be is told before the server is asked, and the first of it has the focus.
  await page.getByText('A window begins and ends at two different times.').first().waitFor();
  await page.getByText('A queue belongs to a drop: name the drop as well.').first().waitFor();
  await page.getByText('Name who may book early with letters, digits and hyphens.').first().waitFor();
  await visitor.look('dashboard-editor-terms-wrong');
  await field('Window 1 ends').fill('10:30');
  await field('Window 2 begins').fill('10:30');
  await field('Window 2 ends').fill('11:00');
  await field('Bookings in window 2').fill('');
  await field('Who, 1').fill('members');
  await field('Drop').fill('spring-drop');
  await page.getByLabel(/: kept for others$/).fill('3');
  await saved(visitor);
  const { terms } = await get(`/slots/${one.slot.id}/event`);
  assert.deepEqual(terms.windows, { length_minutes: null, capacity: null, list: [{ begins: '10:00', ends: '10:30', capacity: 4 }, { begins: '10:30', ends: '11:00', capacity: null }] });
  assert.deepEqual(terms.early, [{ audience: 'MEMBERS', at: '-P14D' }]);
  assert.deepEqual(terms.thresholds, [{ sku: 'MUG-BLUE', units: 3 }]);
  assert.equal(terms.queue, 60);
  assert.deepEqual([terms.staffing.people, terms.staffing.per_bookings, terms.staffing.at_least], [1, 6, 2]);
  await page.reload();
  await comesTo(() => field('Window 2 ends').inputValue(), '11:00');
  await comesTo(() => field('Who, 1').inputValue(), 'MEMBERS');
  await visitor.look('dashboard-editor-terms');

  await visitor.button('Remove window 2').click();
  await visitor.button('Remove the earlier opening 1').click();
  await page.getByLabel('A rule of its own').uncheck();
  await field('Queue for the drop: people let in per minute').fill('');
  await page.getByLabel(/: kept for others$/).fill('');
  await saved(visitor);
  const after = (await get(`/slots/${one.slot.id}/event`)).terms;
  assert.deepEqual([after.windows.list.length, after.early, after.staffing, after.queue, after.thresholds], [1, [], null, null, [{ sku: 'MUG-BLUE', units: 0 }]]); // 0: no bound
  await visitor.leave();
});

test('the editor asks about what was hardly meant, and says once what is wrong', async () => {
  const made = await publish('odd', 'Odd evening', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE:20'], inDays(17, 9));
  const visitor = await creator('desk', `/dashboard/calendar?slot=${made.slot.id}`);
  const { page } = visitor;
  const price = page.getByLabel('Price (EUR)');
  await price.fill('21');
  await saved(visitor);
  await price.fill('1.999');
  await visitor.button('Save').click();
  await page.locator('.field .error').getByText('Write an amount like 18.50.').waitFor();
  assert.equal(await page.getByText('Write an amount like 18.50.').count(), 1);
  assert.equal(await page.locator('.told').count(), 0, 'nothing says any more that it is saved');
  await visitor.look('dashboard-editor-amount');
  await price.fill('2100');
  await visitor.button('Save').click();
  await dialog(visitor).getByText('Seat costs €2,100; so far it was €21.').waitFor();
  await visitor.button('Correct it').click();
  await price.fill('0');
  await visitor.button('Save').click();
  await dialog(visitor).getByText('Seat costs nothing.').waitFor();
  await visitor.button('Correct it').click();
  assert.equal((await slotCalled('Odd evening')).slot.offers[0].price.amount, '21.00');
  await price.fill('21');

  const past = inDays(-3, 0).toISOString().slice(0, 10);
  await page.getByLabel('Begins', { exact: true }).fill(`${past}T18:00`);
  await page.getByLabel('Ends', { exact: true }).fill(`${past}T20:00`);
  await visitor.button('Save').click();
  await dialog(visitor).getByText('which has passed').waitFor();
  await visitor.look('dashboard-editor-past');
  await visitor.button('Save it in the past').click();
  await told(visitor, 'is saved.');
  await page.locator('.check').getByText('It is over: nobody can book it since').waitFor();

  const place = page.getByLabel('Venue', { exact: true });
  await place.fill('kiln street studio, back room');
  await page.getByText('It is at Kiln Street Studio:').waitFor();
  await place.fill('Somewhere else');
  await page.getByText('This is not one of the shop’s venues').waitFor();
  const names = await place.evaluate((input) => [...input.list.options].map(({ value }) => value));
  assert(names.includes('Kiln Street Studio'), names.join());
  await visitor.leave();
});

test('a slot is made like another, and deleted while nobody has booked it', async () => {
  const starts = inDays(18, 9);
  const made = await publish('model', 'Model evening', ['X-SHELF-STOCK;SKU=MUG-BLUE:9', 'X-SHELF-FULFILMENT:PICKUP'], starts);
  const visitor = await creator('phone', `/dashboard/calendar?slot=${made.slot.id}`);
  const { page } = visitor;
  await page.getByText(/^No price of its own: it costs what the product costs, €\d/).waitFor();
  await visitor.link('Duplicate').click();
  await page.getByRole('heading', { name: 'A new slot like Model evening' }).waitFor();
  const weekLater = new Date(Date.parse(`${wallOf(starts).replace(' ', 'T')}Z`) + 7 * day).toISOString().slice(0, 16); // on the wall: clocks may change meanwhile
  assert.equal(await page.getByLabel('Begins', { exact: true }).inputValue(), weekLater);
  await page.getByLabel('Title').fill('Copied evening');
  await published(visitor);
  const copy = await slotCalled('Copied evening');
  assert.deepEqual([copy.shelf, copy.slot.offers[0].remaining, copy.slot.fulfilment[0].kind], [made.shelf, 9, 'PICKUP']);
  await visitor.look('dashboard-editor-copy');
  await visitor.button('Delete …').click();
  await dialog(visitor).getByText('Nobody has booked it.').waitFor();
  await visitor.button('Delete it').click();
  await told(visitor, 'Copied evening was deleted.');
  await page.getByRole('heading', { name: 'Calendar', level: 1 }).waitFor();
  assert.equal(await slotCalled('Copied evening'), undefined);
  assert(await slotCalled('Model evening'));
  await book(made, 'Mona Model');
  await page.goto(`/dashboard/calendar?slot=${made.slot.id}`);
  await visitor.link('Duplicate').waitFor();
  assert.equal(await visitor.button('Delete …').count(), 0, 'what is booked is called off instead');
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
  await comesTo(() => page.getByLabel('Seats').inputValue(), '5');
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

/** Where it is drawn; the calendar draws anew what it asks for. */
const placeOf = (locator) => until('it is drawn', () => locator.boundingBox());

// A slot of the week view, dragged by so many pixels.
async function drag(visitor, summary, by) {
  const { page } = visitor;
  const box = await placeOf(page.locator('.ec-event').filter({ hasText: summary }));
  const [x, y] = [box.x + box.width / 2, box.y + 12];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 8; ++step) await page.mouse.move(x, y + (by * step) / 8);
  await page.mouse.up();
}
async function showWeekOf(visitor, summary, starts, turn = 'Later') {
  const { page } = visitor;
  await visitor.button('Week').click();
  const days = () => page.locator('.grid-room time').evaluateAll((all) => all.map((one) => one.dateTime).filter((text) => /^\d{4}-\d\d-\d\d$/.test(text)));
  await until('the week is shown', async () => (await days()).length === 7);
  for (let weeks = 0; weeks < 6; ++weeks) {
    const before = await days();
    if (before.includes(wallOf(starts).slice(0, 10))) break;
    await visitor.button(turn).click();
    await until('the next week is shown', async () => (await days()).join() !== before.join());
  }
  await page.locator('.ec-event').filter({ hasText: summary }).scrollIntoViewIfNeeded();
}

test('a slot that is dragged about in the past is asked for', async () => {
  const starts = inDays(-1, 9);
  const { slot } = await publish('behind', 'Evening behind us', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE:20'], starts);
  const visitor = await creator('desk', '/dashboard/calendar');
  await showWeekOf(visitor, 'Evening behind us', starts, 'Earlier');
  await drag(visitor, 'Evening behind us', 60);
  await dialog(visitor).getByText('That has passed: nobody can book it any more.').waitFor();
  await dialog(visitor).getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await get(`/slots/${slot.id}`)).starts_at, slot.starts_at, 'it is where it was');
  await visitor.leave();
});

test('a slot that is dragged moves, in the calendar too, and moves back', async () => {
  const starts = inDays(9, 9);
  await publish('dragged', 'Dragged evening', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE:20', 'X-ODD:kept'], starts);
  const visitor = await creator('desk', '/dashboard/calendar');
  await showWeekOf(visitor, 'Dragged evening', starts);
  await drag(visitor, 'Dragged evening', 96); // two hours
  await told(visitor, 'Dragged evening is now');
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
  await showWeekOf(visitor, 'Resized morning', starts);
  const event = page.locator('.ec-event').filter({ hasText: 'Resized morning' });
  await event.hover();
  const end = await placeOf(event.locator('.ec-resizer').last());
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2);
  await page.mouse.down();
  for (let step = 1; step <= 6; ++step) await page.mouse.move(end.x + end.width / 2, end.y + step * 8);
  await page.mouse.up();
  await told(visitor, 'Resized morning is now');
  const { slot } = await slotCalled('Resized morning');
  assert.equal(Date.parse(slot.starts_at), starts.getTime());
  assert(Date.parse(slot.ends_at) - starts.getTime() > 2 * 3_600_000, slot.ends_at);
  const box = await placeOf(event);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height + 60);
  await page.getByRole('heading', { name: 'A new slot' }).waitFor();
  const wall = wallOf(new Date(slot.starts_at)).slice(0, 10);
  assert((await page.getByLabel('Begins', { exact: true }).inputValue()).startsWith(wall), 'on the day that was chosen');
  await visitor.leave();
});

test('the line of now stands at the shop’s time, wherever somebody looks', async () => {
  for (const elsewhere of ['Pacific/Auckland', 'America/Los_Angeles']) {
    const visitor = await creator('desk', '/dashboard/calendar', { zone: elsewhere });
    await visitor.page.getByRole('button', { name: 'Day', exact: true }).click();
    const line = visitor.page.locator('.ec-now-indicator');
    await line.waitFor({ state: 'attached' });
    const halfHour = 24; // pixels
    await until(`the line is at the shop's time, looked at in ${elsewhere}`, async () => {
      const [hour, minute] = wallOf(new Date()).slice(-8).split(':').map(Number);
      const top = await line.evaluate((element) => parseFloat(element.style.insetBlockStart));
      const away = Math.abs(top / halfHour * 30 - (hour * 60 + minute));
      return Math.min(away, 1440 - away) <= 2;
    });
    await visitor.leave();
  }
});

test('who drags what is booked is told who hears of it', async () => {
  const starts = inDays(10, 9);
  const made = await publish('booked', 'Booked evening', ['X-SHELF-SEATS:4', 'X-SHELF-PRICE:20'], starts);
  await book(made, 'Dora Dragged');
  const visitor = await creator('desk', '/dashboard/calendar');
  await showWeekOf(visitor, 'Booked evening', starts);
  await drag(visitor, 'Booked evening', 96);
  await dialog(visitor).getByText('1 booking: its customer is told the new time.').waitFor();
  await visitor.look('dashboard-move');
  await dialog(visitor).getByRole('button', { name: 'Cancel' }).click();
  assert.equal(Date.parse((await slotCalled('Booked evening')).slot.starts_at), starts.getTime());
  await drag(visitor, 'Booked evening', 96);
  await dialog(visitor).getByRole('button', { name: 'Move it' }).click();
  await told(visitor, 'Booked evening is now');
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
  const tabTo = async (matches) => {
    for (let presses = 0; presses < 120; ++presses) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(matches)) return;
    }
    assert.fail(`${matches} is not reached`);
  };
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await tabTo(() => document.activeElement.textContent === 'New slot');
  await page.keyboard.press('Enter');
  await page.getByLabel('Title').waitFor();
  await tabTo(() => document.activeElement === document.querySelector('input[maxlength="200"]'));
  await page.keyboard.type('Typed evening');
  await tabTo(() => document.activeElement.textContent === 'Publish');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Save as draft');
  await page.keyboard.press('Enter');
  await told(visitor, 'Typed evening is saved as a draft');
  await page.locator('.check').getByText('It is not published').waitFor();
  await tabTo(() => document.activeElement === document.querySelector('input[maxlength="200"]'));
  await page.keyboard.type(' in earnest');
  await tabTo(() => document.activeElement.textContent === 'Publish');
  await page.keyboard.press('Enter');
  await told(visitor, 'is published.');
  await page.locator('.check').getByText('It says neither how many seats there are nor what is in stock.').waitFor();
  await visitor.leave();
});

test('two people who change a product do not overwrite each other', async () => {
  const visitor = await creator('desk', '/dashboard/products', { expected: /412/ });
  const { page } = visitor;
  const put = (terms) => fetch(`${api}/products/PLATE-WHITE`, { method: 'PUT', headers: { ...authorised, 'Content-Type': 'application/json' }, body: JSON.stringify(terms) });
  await put({ name: 'White plate', amount: '15' });
  await page.reload();
  await visitor.button('Edit PLATE-WHITE').click();
  const form = dialog(visitor);
  await form.getByLabel('Price').fill('16');
  await put({ name: 'White plate, large', amount: '19' });
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByRole('alert').getByText('Somebody changed this product').waitFor();
  assert.equal(await form.getByLabel('Price').inputValue(), '16', 'what was written is still there');
  await visitor.look('dashboard-product-edited');
  await form.getByRole('button', { name: 'Load it again' }).click();
  await comesTo(() => form.getByLabel('Price').inputValue(), '19.00');
  assert.equal(await form.getByLabel('Name').inputValue(), 'White plate, large');
  await form.getByLabel('Price').fill('17');
  await form.getByRole('button', { name: 'Save' }).click();
  await told(visitor, 'White plate, large is saved.');

  // A new one takes no other's place.
  await visitor.button('New product').click();
  await form.getByLabel('SKU').fill('plate-white');
  await form.getByLabel('Name').fill('Another plate');
  await form.getByLabel('Price').fill('3');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.locator('.error').getByText('There is a product PLATE-WHITE already').waitFor();
  assert.equal((await get('')).products.find(({ sku }) => sku === 'PLATE-WHITE').base_price.amount, '17.00');
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
