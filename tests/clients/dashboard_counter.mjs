// Devices and bookings on the dashboard, as people at a counter use them. Called by dashboard_counter_test.py:
// node dashboard_counter.mjs DEMO.JSON.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, book, member, owner, staffPassword } from './member.mjs';
import { publish, shop } from './visitor.mjs';
import { comesTo, until } from './waiting.mjs';

const json = { 'Content-Type': 'application/json' };
const url = (bytes) => Buffer.from(bytes).toString('base64url');

/** A phone with a key of its own, which talks to the API as the pickup app does. */
class Phone {
  static async enrolled(code) {
    const phone = new Phone();
    phone.keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
    const key = url(await crypto.subtle.exportKey('spki', phone.keys.publicKey));
    const answer = await ask('/devices', { method: 'POST', headers: json, body: { code, public_key: key, proof: await phone.sign(`timeshelf-enrolment:${code}`) }, status: 201 });
    phone.id = answer.device.id;
    await phone.begin();
    return phone;
  }
  async sign(text) {
    return url(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.keys.privateKey, new TextEncoder().encode(text)));
  }
  async begin() {
    const { challenge } = await ask(`/devices/${this.id}/challenge`, { method: 'POST', headers: json });
    const signature = await this.sign(`timeshelf-session:${challenge}`);
    const { token } = await ask(`/devices/${this.id}/session`, { method: 'POST', headers: json, body: { challenge, signature } });
    this.headers = { ...json, Authorization: `Bearer ${token}` };
  }
  manifest() {
    return ask(`/devices/${this.id}/manifest`, { headers: this.headers });
  }
  lease(slot, sku, units) {
    return ask(`/devices/${this.id}/leases`, { method: 'POST', headers: this.headers, body: { nonce: url(crypto.getRandomValues(new Uint8Array(16))), slot, sku, units } });
  }
  /** A record that nobody signed, which somebody has to look at. */
  forge() {
    const record = JSON.stringify({ device: this.id, seq: 1 });
    return ask(`/devices/${this.id}/records`, { method: 'POST', headers: this.headers,
      body: { clock: { t_device: Date.now(), mono_ms: 1 }, records: [{ record, signature: url(new Uint8Array(64)) }] } });
  }
}

/** What the dashboard says of each device, by the heads of the columns. */
const cells = (row) => row.evaluate((element) => Object.fromEntries([...element.querySelectorAll('td')].map((cell) => [cell.dataset.label, cell.textContent])));

test('a phone is enrolled, what it knows grows old, it leases, and is revoked', async () => {
  const visitor = await member('desk', 'devices');
  const { page } = visitor;
  await page.getByText('No device yet.').waitFor();
  await visitor.look('dashboard-devices-none');
  await visitor.button('Enrol a device …').click();
  await visitor.dialog().getByLabel('Name of the device').fill('Till phone');
  await visitor.dialog().getByLabel('It may').selectOption('sell');
  await visitor.dialog().getByLabel('Customers sign on its screen').check();
  await visitor.button('Show the code').click();
  await page.getByRole('img', { name: 'QR code that enrols Till phone' }).waitFor();
  const [typed, link] = await visitor.dialog().locator('.copyable code').allTextContents();
  assert.match(typed, /^kiln-street\/[a-z2-9]{4}(-[a-z2-9]{4}){2}$/);
  assert.equal(link, `${shop.base}/pickup#${typed}`);
  await visitor.look('dashboard-device-code');
  const phone = await Phone.enrolled(typed.split('/')[1]);
  await visitor.button('Done').click();

  const row = page.getByRole('region', { name: 'Devices' }).getByRole('row').filter({ hasText: 'Till phone' });
  await row.waitFor();
  await row.getByText('Kiln Street Studio').waitFor();
  let said = await cells(row);
  assert.deepEqual([said['Knows as of'], said['Last heard of'], said.State], ['Not yet', 'Not yet', 'Enrolled']);
  assert.match(said.May, /hand over, and sell what it has on lease.*Customers sign/);
  await phone.manifest();
  await publish('stall', 'Market stall', '#shelf\\nstock MUG-BLUE 9\\nprice MUG-BLUE 18 EUR\\npickup', { begins: Date.now() + 7_200_000, location: 'Kiln Street Studio' });
  const { offers } = await ask(`/devices/${phone.id}/leases`, { headers: phone.headers });
  const offer = offers.find(({ free }) => free >= 3) ?? assert.fail(`nothing to lease: ${JSON.stringify(offers)}`);
  await phone.lease(offer.slot, offer.sku, 3);
  await phone.forge();
  await page.reload();
  await visitor.settled();
  await row.getByText('3 units').waitFor();
  said = await cells(row);
  const lately = /^(just now|\d+ minutes? ago)$/;
  assert.match(said['Knows as of'], lately);
  assert.match(said['Last heard of'], lately);
  assert.equal(said['On lease'], '3 units');
  await visitor.look('dashboard-devices');

  const csv = await visitor.download(page.locator('section').filter({ has: page.getByRole('heading', { name: 'Devices' }) }).getByRole('button', { name: 'Export as CSV' }));
  assert.equal(csv.split('\r\n')[0], 'Device,Venue,May,Last heard of,Knows as of,Records,On lease,State');
  assert.match(csv, /Till phone,Kiln Street Studio,"hand over, and sell what it has on lease",20/);

  await visitor.button(`Call back: ${offer.name} of Till phone`).click();
  await visitor.dialog().getByText('This cannot be undone').waitFor();
  await visitor.look('dashboard-lease-call-back');
  await visitor.dialog().getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await ask('/leases')).leases[0].called_back, false, 'who refrains calls nothing back');
  await visitor.button(`Call back: ${offer.name} of Till phone`).click();
  await visitor.dialog().getByRole('button', { name: 'Call back' }).click();
  await page.getByText('Called back', { exact: true }).waitFor();
  await visitor.button(`At once … ${offer.name} of Till phone`).click();
  await visitor.button('End it now').click();
  await visitor.told(`The lease of ${offer.name} has ended.`);
  assert.deepEqual((await ask('/leases')).leases, []);

  await visitor.button('Revoke … Till phone').click();
  await visitor.dialog().getByText('for thirty days').waitFor();
  await visitor.dialog().getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await ask('/devices')).devices[0].revoked_at, null, 'who refrains revokes nothing');
  await visitor.button('Revoke … Till phone').click();
  await visitor.button('Revoke it').click();
  await visitor.told('Till phone was revoked.');
  await row.getByText('Revoked', { exact: true }).waitFor();
  assert.equal((await ask('/devices')).devices[0].revoked_by, shop.dashboard_user);
  await comesTo(() => visitor.button('Revoke … Till phone').count(), 0);
  await visitor.leave();
});

test('what a device did wrong is looked at and settled, on a phone', async () => {
  const visitor = await member('phone', 'today');
  const { page } = visitor;
  await page.getByText('1 handover needs a look').waitFor();
  await visitor.link('Look at them').click();
  await page.getByText('The signature is not the device’s').waitFor();
  await visitor.look('dashboard-conflicts');
  await visitor.button('Settle: Wrong signature, Till phone').click();
  await visitor.button('It is settled').click();
  assert.equal(await visitor.dialog().count(), 1, 'what came of it is asked');
  await visitor.dialog().getByLabel('What came of it', { exact: true }).fill('Somebody played with the till.');
  await visitor.button('It is settled').click();
  await visitor.told('It is settled.');
  await page.getByText('Nothing. What devices handed over offline').waitFor();
  await page.getByLabel('Shown').selectOption('settled');
  await visitor.row('Somebody played with the till.').getByText(shop.dashboard_user).waitFor();
  await page.waitForURL(/conflicts=settled/);
  await visitor.leave();
});

test('devices are for who runs the shop', async () => {
  const visitor = await member('desk', 'devices', { user: 'sam', password: staffPassword });
  await visitor.page.getByText('This needs the role manager.').waitFor();
  assert.equal(await visitor.page.getByRole('link', { name: 'Devices' }).count(), 0);
  await visitor.leave();
});

test('a booking is handed over in parts, taken back, and all at once', async () => {
  const booking = await book('plates', 'PLATE-SPECKLE', 3, 'Cora Counter', 'cora@example.org');
  const visitor = await member('phone', `bookings?booking=${booking.code}`, { user: 'sam', password: staffPassword, expected: /409|422/ });
  const { page } = visitor;
  const row = visitor.row('Plate').first();
  await row.getByText('0 of 3').waitFor();
  await visitor.button(`Hand over, Part of it … ${booking.code}`).click();
  const { owed } = (await ask(`/bookings/${booking.code}`)).money;
  await visitor.dialog().getByText(`€${Number(owed.amount)} is still to be paid`).waitFor();
  await visitor.dialog().getByText('that day has not come').waitFor();
  await visitor.dialog().getByRole('button', { name: 'Cancel' }).click();
  await row.getByText('0 of 3').waitFor();
  await visitor.button(`Hand over, Part of it … ${booking.code}`).click();
  await visitor.look('dashboard-handover-ask');
  await visitor.button('Hand over unpaid').click();
  await visitor.dialog().getByLabel('Units').fill('4');
  await visitor.dialog().getByRole('button', { name: 'Hand over' }).click();
  assert.equal(await visitor.dialog().count(), 1, 'no more than there is');
  await visitor.dialog().getByLabel('Units').fill('2');
  await visitor.dialog().getByRole('button', { name: 'Hand over' }).click();
  await visitor.told(`2 units of ${booking.code} were handed over.`);
  await row.getByText('2 of 3').waitFor();
  await visitor.look('dashboard-booking-part');

  await visitor.button(`Take back … ${booking.code}`).click();
  await visitor.dialog().getByLabel('How much comes back').fill('1');
  await visitor.dialog().getByLabel('Where it goes').selectOption('waste');
  await visitor.button('Take it back').click();
  await row.getByText('1 came back').waitFor();
  await visitor.button(`Hand over: ${booking.code}`).click();
  await visitor.dialog().getByRole('button', { name: 'Take a payment …' }).click();
  await visitor.button('It was paid').click();
  await row.getByText('3 of 3').waitFor();
  assert.equal((await ask(`/bookings/${booking.code}`)).money.owed.minor, 0, 'what was taken is written down');
  const { booking: after } = await ask(`/bookings/${booking.code}`);
  assert.deepEqual([after.lines[0].state, after.lines[0].handed_over, after.lines[0].returned], ['handed-over', 3, 1]);
  await visitor.leave();
});

test('what is sent again because its answer was lost is done once', async () => {
  const booking = await book('plates', 'PLATE-SPECKLE', 3, 'Lara Lost', 'lara@example.org');
  const visitor = await member('desk', `bookings?booking=${booking.code}`, { user: 'sam', password: staffPassword, expected: /ERR_FAILED/ });
  const { page } = visitor;
  const row = visitor.row('Plate').first();
  const line = async () => (await ask(`/bookings/${booking.code}`)).booking.lines[0];
  const twice = async (address, button) => {
    await visitor.losesAnswerOf(address);
    await visitor.dialog().getByRole('button', { name: button, exact: true }).click();
    await visitor.dialog().getByRole('alert').getByText('The server cannot be reached.').waitFor();
    await visitor.dialog().getByRole('button', { name: button, exact: true }).click();
    await visitor.dialog().waitFor({ state: 'detached' });
  };
  await visitor.button(`Hand over, Part of it … ${booking.code}`).click();
  await visitor.button('Hand over unpaid').click();
  await visitor.dialog().getByLabel('Units').fill('1');
  await twice(`**/fulfilment/${booking.code}/0`, 'Hand over');
  await visitor.told(`1 unit of ${booking.code} was handed over.`);
  await row.getByText('1 of 3').waitFor();
  assert.equal((await line()).handed_over, 1);

  await visitor.button(`Hand over: ${booking.code}`).click();
  await visitor.button('Hand over unpaid').click();
  await row.getByText('3 of 3').waitFor();

  const takeBack = async () => {
    await visitor.button(`Take back … ${booking.code}`).click();
    await visitor.dialog().getByLabel('How much comes back').fill('1');
  };
  await takeBack();
  await twice(`**/fulfilment/${booking.code}/0`, 'Take it back');
  await row.getByText('1 came back').waitFor();
  assert.equal((await line()).returned, 1);
  // Who closes the form instead sees what there is now, and then means the same once more.
  await takeBack();
  await visitor.losesAnswerOf(`**/fulfilment/${booking.code}/0`);
  await visitor.button('Take it back').click();
  await visitor.dialog().getByRole('alert').waitFor();
  await visitor.dialog().getByRole('button', { name: 'Cancel' }).click();
  await row.getByText('2 came back').waitFor();
  await visitor.button(`Take back … ${booking.code}`).click(); // the last one is not asked for how many
  await visitor.button('Take it back').click();
  await row.getByText('3 came back').waitFor();
  assert.equal((await line()).returned, 3);

  await visitor.open(`bookings?booking=${(await book('plates', 'PLATE-SPECKLE', 3, 'Carl Cancel', 'carl@example.org')).code}`);
  const { code } = (await ask('/bookings?words=carl@example.org')).bookings[0];
  await visitor.button('Cancel …').click();
  await visitor.dialog().getByLabel(/^How many of/).fill('1');
  await visitor.dialog().getByLabel('Reason').fill('One is enough');
  await twice(`**/bookings/${code}/cancel`, 'Cancel it');
  await visitor.told(`Part of booking ${code} was cancelled.`);
  assert.equal((await ask(`/bookings/${code}`)).booking.lines[0].quantity, 2);

  await visitor.losesAnswerOf(`**/bookings/${code}/letter`);
  await visitor.button('Send again').click();
  await page.getByRole('alert').waitFor();
  await visitor.button('Send again').click();
  await visitor.told('The letter is on its way to carl@example.org.');
  const { history } = await ask(`/bookings/${code}`);
  assert.equal(history.filter(({ action }) => action === 'booking.letter_asked').length, 1, JSON.stringify(history));
  await visitor.leave();
});

test('a payment is taken in parts, and only what is owed', async () => {
  const booking = await book('plates', 'PLATE-SPECKLE', 2, 'Paula Parts', 'paula@example.org');
  const { owed } = (await ask(`/bookings/${booking.code}`)).money;
  const visitor = await member('desk', `bookings?booking=${booking.code}`);
  const pay = async (amount) => {
    await visitor.button('Take a payment …').click();
    await visitor.dialog().getByLabel(/^Amount/).fill(amount);
    await visitor.button('It was paid').click();
  };
  await pay('nothing');
  await visitor.dialog().getByText('Write an amount like 18.50.').waitFor();
  await visitor.dialog().getByLabel(/^Amount/).fill('9999');
  await visitor.button('It was paid').click();
  await visitor.dialog().getByText(/^Only .* is owed\.$/).waitFor();
  assert.equal((await ask(`/bookings/${booking.code}`)).money.payments.length, 0);
  await visitor.dialog().getByLabel(/^Amount/).fill('10,50');
  await visitor.dialog().getByLabel('Paid by').selectOption('card');
  await visitor.button('It was paid').click();
  await visitor.told('The payment is recorded.');
  await visitor.page.getByRole('cell', { name: '€10.50' }).waitFor();
  const { money } = await ask(`/bookings/${booking.code}`);
  assert.deepEqual([money.paid.minor, money.owed.minor], [1050, owed.minor - 1050]);
  await visitor.look('dashboard-booking-paid-part');
  await visitor.button('Take a payment …').click();
  await comesTo(() => visitor.dialog().getByLabel(/^Amount/).inputValue(), ((owed.minor - 1050) / 100).toFixed(2), 'the rest is what it begins with');
  await visitor.button('It was paid').click();
  await visitor.button('Take a payment …').waitFor({ state: 'detached' });
  assert.equal((await ask(`/bookings/${booking.code}`)).money.owed.minor, 0);
  await visitor.leave();
});

test('a booking is passed on by a link that works once, and the link is taken back', async () => {
  const booking = await book('plates', 'PLATE-SPECKLE', 1, 'Gerd Giver', 'gerd@example.org');
  const visitor = await member('phone', `bookings?booking=${booking.code}`, { user: 'sam', password: staffPassword });
  const { page } = visitor;
  const make = async () => {
    await visitor.button('Pass on …').click();
    await visitor.dialog().getByLabel('Days that the link works').fill('2');
    await visitor.button('Make the link').click();
    const link = await visitor.dialog().locator('.copyable code').textContent();
    await visitor.look('dashboard-pass-on');
    await visitor.button('I have sent it').click();
    await page.getByText('A link that passes this booking on is open').waitFor();
    return link;
  };
  const accept = (link) => fetch(`${shop.base}/api/v1/transfers/${link.split('/').at(-1)}/accept`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: 'Nora New', email: 'nora@example.org' }) });
  const first = await make();
  await visitor.button('Take the link back').click();
  await visitor.dialog().getByRole('button', { name: 'Cancel' }).click();
  assert((await ask(`/bookings/${booking.code}`)).passing_on.open_until, 'who refrains ends no link');
  await visitor.button('Take the link back').click();
  await visitor.dialog().getByRole('button', { name: 'Take the link back' }).click();
  await visitor.told('The link no longer works.');
  await page.getByText('A link that passes this booking on').waitFor({ state: 'detached' });
  assert.equal((await accept(first)).status, 410);
  assert.equal((await accept(await make())).status, 201);
  await page.reload();
  await visitor.settled();
  await page.getByText('Nora New', { exact: true }).waitFor();
  await page.getByText(/^Gerd Giver \(gerd@example\.org\) had it until/).waitFor();
  const { history } = await ask(`/bookings/${booking.code}`);
  assert.deepEqual(history.filter(({ action }) => action === 'booking.passing_on').map(({ actor }) => actor), ['sam', 'sam']);
  await visitor.leave();
});

test('a typing error in an address is put right, and the letter is sent again', async () => {
  const booking = await book('plates', 'PLATE-SPECKLE', 1, 'Tina Typo', 'tina@exmaple.org');
  for (const size of ['desk', 'phone']) {
    const visitor = await member(size, `bookings?booking=${booking.code}`, { user: 'sam', password: staffPassword, expected: /4(12|22|29)/ });
    const { page } = visitor;
    const right = `tina.${size}@example.org`;
    await visitor.button('Change name or e-mail …').click();
    await visitor.dialog().getByLabel('Name', { exact: true }).fill('Tina Tippe');
    await visitor.dialog().getByLabel('E-mail', { exact: true }).fill(right);
    await visitor.look('dashboard-contact');
    const { contact_etag: known, booking: { customer } } = await ask(`/bookings/${booking.code}`);
    await ask(`/bookings/${booking.code}/contact`, { method: 'PUT', headers: { ...owner, 'If-Match': known }, body: { name: `Else ${size}`, email: customer.email } });
    await visitor.button('Save').click();
    await visitor.dialog().getByRole('alert').getByText('nothing was overwritten').waitFor();
    await visitor.button('Load it again').click();
    await comesTo(() => visitor.dialog().getByLabel('Name', { exact: true }).inputValue(), `Else ${size}`);
    await visitor.dialog().getByLabel('E-mail', { exact: true }).fill(right);
    await visitor.button('Save').click();
    await visitor.told(`go to ${right} from now on.`);
    await page.getByRole('link', { name: right }).waitFor();
    await visitor.row('Name, address or language of the customer was put right').first().getByText('changed: e-mail').waitFor();

    await visitor.button('Send again').click();
    await visitor.told(`The letter is on its way to ${right}.`);
    await visitor.row('The letter was sent again').first().waitFor();
    await visitor.look('dashboard-letter-again');
    await visitor.leave();
  }
  await until('the right address has the letter', async () => (await ask(`/bookings/${booking.code}`)).letters.some(({ state }) => state === 'sent'));
});

test('who asks for too many letters is told to wait, in German', async () => {
  const booking = await book('plates', 'PLATE-SPECKLE', 1, 'Vera Viel', 'vera@example.org');
  const visitor = await member('phone', `bookings?booking=${booking.code}`, { language: 'de-DE', expected: /429/ });
  await visitor.button('Name oder E-Mail ändern …').click();
  await visitor.look('dashboard-contact-german');
  await visitor.page.keyboard.press('Escape');
  for (let asked = 0; asked < 5; ++asked) await ask(`/bookings/${booking.code}/letter`, { method: 'POST' });
  await visitor.button('Noch einmal schicken').click();
  await visitor.page.getByRole('alert').getByText('So viele Briefe gehen nicht in einer Stunde.').waitFor();
  await visitor.leave();
});

test('the old address of a booking leads to it, through the password', async () => {
  const booking = await book('plates', 'PLATE-SPECKLE', 1, 'Olga Old', 'olga@example.org');
  const led = await fetch(`${shop.base}/dashboard/bookings/${booking.code}`, { redirect: 'manual' });
  assert.deepEqual([led.status, led.headers.get('location')], [303, `/dashboard/bookings?booking=${booking.code}`]);
});

test('a short list that grew long comes page by page', async () => {
  for (let at = 0; at < 52; ++at) await ask(`/codes/PAGE-${at}`, { method: 'PUT', body: { rate: 1000 } });
  const all = (await ask('/codes')).codes.length;
  const visitor = await member('phone', 'codes');
  const rows = visitor.page.getByRole('region', { name: 'Codes' }).locator('tbody tr');
  await comesTo(() => rows.count(), 50);
  await visitor.button('Show more').first().click();
  await visitor.page.waitForFunction((count) => document.querySelectorAll('section:first-of-type tbody tr').length === count, all);
  assert.equal(new Set(await rows.locator('th').allTextContents()).size, all, 'each once');
  await visitor.leave();
});

test('the counter speaks German and fits a narrow phone', async () => {
  const booking = await book('plates', 'PLATE-SPECKLE', 3, 'Gerda Groß', 'gerda@example.org');
  const visitor = await member('phone', `bookings?booking=${booking.code}`, { language: 'de-DE', expected: /409/ });
  const { page } = visitor;
  await page.setViewportSize({ width: 360, height: 740 });
  await visitor.row('Teller').or(visitor.row('Plate')).first().getByText('0 von 3').waitFor();
  await visitor.look('dashboard-booking-german');

  // What the server refuses, and what it wrote down, is German, too.
  await ask(`/bookings/${booking.code}/cancel`, { method: 'POST', body: { reason: 'Regen' } });
  await visitor.button('Weitergeben …').click();
  await visitor.button('Link erstellen').click();
  await visitor.dialog().getByRole('alert').getByText('Die Buchung ist schon storniert.').waitFor();
  await page.keyboard.press('Escape');
  await page.reload();
  await visitor.settled();
  await visitor.row('Die Buchung wurde storniert').getByText('Grund: Regen').waitFor();
  await visitor.look('dashboard-history-german');
  await visitor.open('devices');
  await page.getByRole('region', { name: 'Geräte' }).getByText('Gesperrt', { exact: true }).waitFor();
  await visitor.look('dashboard-devices-german');
  await visitor.open('devices?lang=en-XB');
  await visitor.look('dashboard-devices-pseudo');
  await visitor.leave();
});
