// The pickup app in headless Chromium, as staff use it at a stall: with and without a network. Called by pickup_test.py:
// node pickup.mjs BASE DOOR FOLDER. TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each view.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { violationsOf } from './accessibility.mjs';
import { launch, launchKept } from './chromium.mjs';
import { film } from './pickup_film.mjs';
import { proxy } from './pickup_proxy.mjs';
import { comesTo, focused, patient } from './waiting.mjs';

const [base, door, folder] = process.argv.slice(2);
const pictures = process.env.TIMESHELF_SCREENSHOTS;
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

async function browse(...more) {
  const browser = await launch(...more);
  after(() => browser.close());
  return browser;
}

/** What the shop does meanwhile (pickup_shop.py). */
async function shop(what, ...facts) {
  const answer = await fetch(`${door}/${what}`, { method: 'POST', body: JSON.stringify(facts) });
  assert(answer.ok, `${what}: ${await answer.clone().text()}`);
  return answer.json();
}

const booked = await shop('book', 3);
const browser = await browse();
const camera = await browse('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${await film(browser, await shop('qr', booked.token), `${folder}/booking.y4m`)}`);

// Somebody of the staff, with a phone of their own.
class Till {
  complaints = [];
  static async at(where, { options = {}, before } = {}) {
    const till = new Till();
    till.context = patient(await where.newContext({ ...phone, baseURL: base, ...options }));
    // The device's clock, to be set by a test: window.ahead, in milliseconds.
    await till.context.addInitScript(`{ const real = Date.now; window.ahead = 0; Date.now = () => real() + window.ahead; } ${before ?? ''}`);
    till.page = await till.context.newPage();
    till.page.on('pageerror', (error) => till.complaints.push(error.message));
    till.page.on('console', (message) => {
      if (!/Failed to load resource|net::ERR/.test(message.text())) till.complaints.push(message.text()); // what a cut network says
    });
    return till;
  }

  async enrol(...options) {
    await this.page.goto('/pickup');
    await this.page.getByLabel('Link, or shop and code').fill(`studio/${await shop('code', ...options)}`);
    return this.enrolled();
  }
  /** Presses the button; the id of the new device. */
  async enrolled() {
    await this.button('Enrol').click();
    await this.page.getByText('Online', { exact: true }).waitFor();
    await this.page.evaluate('navigator.serviceWorker.ready');
    return this.id();
  }
  /** Of the device in this browser. */
  id() {
    return this.page.evaluate(async () => {
      const answered = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
      const book = await answered(indexedDB.open('timeshelf-pickup'));
      const { id } = await answered(book.transaction('device').objectStore('device').get('enrolled'));
      book.close();
      return id;
    });
  }

  /** No network from here on; the server may well be there for others. */
  async cutOff() {
    await this.context.setOffline(true);
    await this.page.reload();
    await this.page.getByText('Offline', { exact: true }).waitFor();
  }
  async reconnect() {
    await this.context.setOffline(false);
    await this.page.getByText('Online', { exact: true }).waitFor();
    await this.page.getByText('Everything is with the shop.').waitFor();
  }

  /** Somebody shows a code; the camera is not there for each. */
  async paste(text) {
    await this.button('Scan', { exact: true }).click();
    await this.page.getByLabel('Link of the booking').fill(text);
    await this.button('Look it up').click();
  }
  async says(word) {
    await this.page.getByRole('heading', { name: word, exact: true }).waitFor();
  }
  /** `how` it was paid; "" where nothing is due. */
  async handOver(units, how = 'Paid in cash') {
    const name = how === 'Not paid' ? 'Not paid: hand over anyway' : new RegExp(`^${how} ?Hand over ${units} units?$`);
    await this.button(name).click();
    await this.page.getByText(new RegExp(`${units} units? handed over`)).first().waitFor();
  }

  /** What holds for every view, in both colour schemes. */
  async look(name) {
    const { page } = this;
    await page.locator('h1').first().waitFor({ state: 'attached' });
    // A phone makes its window wider where something does not fit, so that is no measure.
    const wide = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, window.innerWidth));
    const { width } = page.viewportSize();
    assert(wide <= width, `${name} is ${wide} px wide, and the phone ${width}`);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      if (pictures) await page.screenshot({ path: `${pictures}/pickup-${name}-${colorScheme}.png`, fullPage: true });
      assert.deepEqual(await violationsOf(page, colorScheme), [], `${name}, ${colorScheme}`);
    }
  }

  async leave() {
    await this.context.close();
    assert.deepEqual(this.complaints, []);
  }
  button(name, more) {
    return this.page.getByRole('button', { name, ...more });
  }
}

const outcomesOf = async (device) => (await shop('records', device)).map(({ outcome }) => outcome);
/** What became of the records of a device, once they are with the shop. */
const outcomesAre = (device, wanted, why) => comesTo(() => outcomesOf(device), wanted, why);

test('enrolment says what is wrong, and what to do', async () => {
  const till = await Till.at(browser);
  const { page } = till;
  const answer = await page.goto('/pickup');
  const policy = answer.headers()['content-security-policy'];
  assert.match(policy, /default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'/);
  await till.look('enrol');
  const enrol = async (text, sentence) => {
    await page.getByLabel('Link, or shop and code').fill(text);
    await till.button('Enrol').click();
    await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
  };
  await enrol('https://elsewhere.example/', 'not an enrolment link');
  await enrol('studio/aaaa-bbbb-cccc', 'code');
  await enrol('nowhere/aaaa-bbbb-cccc', 'no shop');
  await till.look('enrol-refused');
  await till.button('Scan the link').click();
  await page.getByText(/camera/).first().waitFor();
  await page.getByRole('alert').filter({ hasText: /camera/ }).waitFor(); // this browser gives none
  await till.look('camera-refused');
  const code = await shop('code');
  await till.context.setOffline(true);
  await enrol(`studio/${code}`, 'No network');
  await till.context.setOffline(false);
  await till.button('Enrol').click();
  await page.getByText('Online', { exact: true }).waitFor();
  const other = await Till.at(browser);
  await other.page.goto(`/pickup#studio/${code}`);
  await comesTo(() => other.page.getByLabel('Link, or shop and code').inputValue(), `studio/${code}`);
  await other.button('Enrol').click();
  await other.page.getByRole('alert').filter({ hasText: 'used already' }).waitFor();
  await other.leave();
  await till.leave();
});

test('a code is scanned, part is handed over and signed, cut off; the books know it once', async () => {
  const signing = await Till.at(camera);
  await signing.page.goto(await shop('link'));
  const device = await signing.enrolled();
  assert.equal(await signing.page.evaluate(async () => {
    const open = await new Promise((resolve) => { const asked = indexedDB.open('timeshelf-pickup'); asked.onsuccess = () => resolve(asked.result); });
    const { key } = await new Promise((resolve) => { const asked = open.transaction('device').objectStore('device').get('enrolled'); asked.onsuccess = () => resolve(asked.result); });
    open.close();
    return crypto.subtle.exportKey('pkcs8', key).then(() => 'told', (reason) => reason.name);
  }), 'InvalidAccessError', 'nobody copies the key');
  await shop('kill');
  await signing.cutOff();
  await signing.look('scan');

  const scan = async () => {
    await signing.button('Open the camera').click();
    await signing.says('Hand over');
  };
  // The picture is gone with the first frame that is read, which may be sooner than anybody looks again.
  const shown = signing.page.evaluate(() => new Promise((seen) => {
    const watching = new MutationObserver(() => document.querySelector('video[aria-label="Camera picture"]') && seen(watching.disconnect()));
    watching.observe(document.body, { childList: true, subtree: true });
  }));
  await signing.button('Open the camera').click();
  await shown;
  await signing.says('Hand over');
  const [{ duration }] = await signing.page.evaluate(() => performance.getEntriesByName('timeshelf-verdict').map(({ duration }) => ({ duration })));
  console.log(`from the code to what is due: ${Math.round(duration)} ms`); // how long that is, is the machine's
  await signing.page.getByText('Bea Unmistakable', { exact: false }).first().waitFor();
  await signing.page.getByText('3 of 3 due').waitFor();
  await signing.page.getByText('To pay: €54').waitFor();
  await signing.button('One Mug less').click();
  await signing.page.getByText('Of €54 for the whole booking.').waitFor();
  await signing.look('hand-over');
  await signing.button('Paid in cash').click();
  await signing.page.getByRole('alert').filter({ hasText: 'signature or a name' }).waitFor();
  const field = await signing.page.getByRole('img', { name: /Field to sign/ }).boundingBox();
  await signing.page.mouse.move(field.x + 40, field.y + 60);
  await signing.page.mouse.down();
  for (let x = 50; x < 250; x += 10) await signing.page.mouse.move(field.x + x, field.y + 60 + 25 * Math.sin(x / 12));
  await signing.page.mouse.up();
  await signing.look('signed');
  await signing.handOver(2);
  await signing.page.getByText('2 units handed over, €36 in cash').first().waitFor();
  await signing.page.getByText('1 record is waiting').waitFor();
  await signing.look('handed-over');

  await signing.page.reload(); // as after a crash: nothing but what is on the disk
  await signing.page.getByText('1 record is waiting').waitFor();
  await scan();
  await signing.page.getByText('1 of 3 due').waitFor();
  await signing.page.getByText('To pay: €18').waitFor(); // what it took is on the disk, too
  await signing.page.getByLabel('Name instead of a signature').fill('Bea');
  await signing.handOver(1, 'Paid by card');
  await signing.button('Open the camera').click();
  await signing.says('Handed over');
  await signing.page.getByText('on this device').first().waitFor();
  await signing.look('handed-over-before');
  await signing.button('Turn away').click();
  await signing.page.getByText('3 records are waiting').waitFor();
  await signing.button('Today').click();
  const till = signing.page.locator('section').filter({ hasText: 'Taken on this device today' });
  await till.getByText('€36', { exact: true }).waitFor();
  await till.getByText('€18', { exact: true }).waitFor();
  const numbers = () => signing.page.locator('.numbers').first().locator('dd').allTextContents();
  assert.deepEqual(await numbers(), ['1', '3', '1'], 'handed over, units, turned away');
  await signing.page.getByText('taken along, for slots from').waitFor();
  for (const [day, counted] of [[1, ['0', '0', '0']], [0, ['1', '3', '1']]]) { // the next one, on a phone that slept until then; and back
    await signing.page.evaluate(`window.ahead = ${day} * 24 * 3600_000`);
    await signing.paste('https://elsewhere.example/'); // whoever is looked at, it is by the time of that moment
    await signing.says('No booking');
    await signing.button('Back').click();
    await signing.button('Today').click();
    await comesTo(numbers, counted);
  }
  await signing.look('today');

  await shop('start');
  await signing.reconnect();
  await outcomesAre(device, ['applied', 'applied', 'applied']);
  const [first, second] = (await shop('records', device)).map(({ record }) => JSON.parse(record));
  assert.match(first.drawing, /^path:M\d+ \d+L/);
  assert.equal(second.drawing, 'name:Bea');
  assert.deepEqual([first.lines, second.lines], [[{ line: 0, units: 2 }], [{ line: 0, units: 1 }]]);
  assert.equal(second.online, false);
  await signing.page.reload();
  await signing.reconnect();
  assert.equal((await outcomesOf(device)).length, 3, 'nothing is told twice');
  const { payments, owed } = await shop('money', booked.code);
  assert.deepEqual(payments.map(({ tender, amount, actor }) => [tender, amount.minor, actor]),
    [['cash', 3600, 'device Till phone'], ['card', 1800, 'device Till phone']], 'as if it had been taken at the counter, once');
  assert.equal(owed.minor, 0);
  assert.equal((await shop('history', booked.code)).filter(({ action }) => action === 'booking.paid').length, 2);
  await signing.paste(`${base}/b/${booked.token}`);
  await signing.says('Handed over');
  await signing.leave();
});

test('two devices that are cut off hand the same over and take money for it; and what was cancelled meanwhile', async () => {
  const [twice, cancelled] = [await shop('book', 1), await shop('book', 2)];
  const [one, two] = [await Till.at(browser), await Till.at(browser)];
  const [first, second] = [await one.enrol(), await two.enrol()];
  await one.cutOff();
  await two.cutOff();
  const younger = await shop('book', 1);
  await shop('cancel', cancelled.token);
  await shop('kill');
  for (const till of [one, two]) {
    await till.paste(twice.token);
    await till.says('Hand over');
    await till.handOver(1, till === one ? 'Paid in cash' : 'Paid by card');
    // The earliest counts, to the second, and each counts as later by as much as its upload takes to arrive.
    if (till === one) await new Promise((resume) => setTimeout(resume, 10_000));
  }
  await one.paste(cancelled.token);
  await one.handOver(2, 'Not paid');
  await one.paste(younger.token);
  await one.says('Not known here');
  await one.look('unknown');
  await one.button('Turn away').click();
  await one.page.getByText('Turned away').first().waitFor();

  await shop('start');
  await two.reconnect(); // the later one reaches the network first
  await one.reconnect();
  await outcomesAre(first, ['conflict', 'conflict', 'applied']);
  const conflicts = (await shop('conflicts')).map(({ kind, device, amount }) => [kind, device.id, amount?.minor]).sort();
  assert.deepEqual(conflicts, [['cancelled', first, undefined], ['double-pickup', second, undefined], ['overpaid', first, 1800]].sort());
  const { payments, owed } = await shop('money', twice.code);
  assert.deepEqual(payments.map(({ tender }) => tender).sort(), ['card', 'cash'], 'both tills have the money');
  assert.equal(owed.minor, -1800);
  await one.button('Today').click();
  await one.page.getByText('Give 18.00 EUR back').waitFor();
  await one.page.getByText(/had been cancelled/).waitFor();
  await one.look('troubles');
  await one.page.getByRole('listitem').filter({ hasText: 'had been cancelled' }).getByRole('button', { name: 'Seen' }).click();
  await one.page.getByText(/had been cancelled/).waitFor({ state: 'detached' });
  await one.paste(cancelled.token);
  await one.says('Cancelled');
  await one.look('cancelled');
  await one.paste(younger.token); // it knows it now
  await one.says('Hand over');
  await one.leave();
  await two.leave();
});

test('a device that was revoked hands nothing over, and still brings its records', async () => {
  const booking = await shop('book', 2);
  const till = await Till.at(browser);
  const device = await till.enrol();
  await till.cutOff();
  await till.paste(booking.token);
  await till.button('One Mug less').click();
  await till.handOver(1);
  await shop('revoke', device);
  await till.page.evaluate('window.ahead = 60_000'); // a minute ago: it counts as later by as much as the upload takes to arrive
  await till.context.setOffline(false);
  await till.page.getByText('The shop has revoked this device').first().waitFor();
  await till.page.getByText('Everything is with the shop.').waitFor();
  await outcomesAre(device, ['applied']);
  await till.look('revoked');
  await till.paste(booking.token);
  await till.says('Hand over');
  assert.equal(await till.button(/hand over/i).count(), 0);
  await till.leave();
});

test('what is not to be handed over says why', async () => {
  const booking = await shop('book', 1);
  const till = await Till.at(browser);
  await till.enrol('--looks-only');
  await till.page.getByText('The booking’s nine-letter code for reading out does not work here.').waitFor();
  await till.paste(booking.token);
  await till.says('Hand over');
  await till.page.getByText('This device only checks').waitFor();
  await till.look('looks-only');
  await till.paste('https://elsewhere.example/');
  await till.says('No booking');
  await till.look('no-booking');
  await till.paste(booking.code.toUpperCase());
  await till.page.getByText('for reading out').first().waitFor();
  const there = till.page.getByRole('link', { name: 'Open it on the dashboard' });
  assert.match(await there.getAttribute('href'), new RegExp(`/dashboard/bookings\\?booking=${booking.code}$`));
  await till.look('code-to-read');
  const forged = booking.token.slice(0, 60) + (booking.token[60] === 'A' ? 'B' : 'A') + booking.token.slice(61);
  await till.paste(forged);
  await till.says('Another shop');
  await till.look('other-shop');
  await till.cutOff();
  await till.page.evaluate('window.ahead = 25 * 3600_000');
  await till.paste(booking.token);
  await till.says('Too old');
  await till.look('expired');
  await till.leave();
});

test('with a network it says what a booking is for that is not of this day or place', async () => {
  const later = await shop('book_later', 'Kiln Street', 6);
  const away = await shop('book_later', 'Market hall', 0.1);
  const till = await Till.at(browser);
  const device = await till.enrol();
  await till.paste(later.token);
  await till.says('Another day');
  const when = new Date(later.lines[0].starts_at).toLocaleDateString('en', { timeZone: 'Europe/Berlin', weekday: 'short' });
  await till.page.getByText(new RegExp(`This is for ${when}, .* It is not handed over before`)).first().waitFor();
  assert.equal(await till.button('Turn away').count(), 0, 'nobody did anything wrong');
  await till.look('another-day');
  await till.paste(away.token);
  await till.says('Another place');
  await till.page.getByText(/^This is for Market hall, /).first().waitFor();
  await till.look('another-place');
  await shop('cancel', later.token);
  await till.paste(later.token);
  await till.says('Cancelled');
  await till.button('Turn away').click();
  await till.page.getByText('Turned away').first().waitFor();
  await shop('pass_on', away.token);
  await till.paste(away.token);
  await till.says('Passed on');
  const younger = await shop('book', 1); // which only needs to be asked for
  await till.paste(younger.token);
  await till.says('Hand over');
  await till.cutOff();
  await till.paste(later.token);
  await till.says('Not known here');
  await till.page.getByText('Go online and look again').first().waitFor();
  await outcomesAre(device, ['applied']);
  await till.leave();
});

test('a camera that is refused says what to do instead', async () => {
  const refusing = await browse('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream=deny');
  const till = await Till.at(refusing);
  await till.enrol();
  await till.button('Open the camera').click();
  await till.page.getByRole('alert').filter({ hasText: 'The camera is not allowed here' }).waitFor();
  await till.look('camera-not-allowed');
  await till.leave();
});

test('a clock that is wrong by a day is told, and does no harm', async () => {
  const [booking, another] = [await shop('book', 1), await shop('book', 1)];
  const till = await Till.at(browser, { before: 'window.ahead = -24 * 3600_000' });
  const device = await till.enrol();
  await till.page.getByText('wrong by 1 day').waitFor();
  await till.cutOff();
  await till.paste(booking.token);
  await till.handOver(1);
  await till.look('clock');
  await till.page.evaluate('window.ahead = 0'); // somebody sets it right, although there is no network
  await till.paste(another.token);
  await till.handOver(1);
  await till.page.getByText('wrong by 1 day').waitFor({ state: 'detached' });
  await till.reconnect();
  await outcomesAre(device, ['applied', 'applied']);
  const [{ happened_at }] = await shop('records', device);
  assert(Math.abs(Date.parse(happened_at) - Date.now()) < 3_600_000, happened_at);
  await till.leave();
});

test('a browser that keeps nothing is told so', async () => {
  const till = await Till.at(browser, { before: 'indexedDB.open = () => { throw new DOMException("no", "SecurityError"); }' });
  await till.page.goto('/pickup');
  await till.says('This browser stores nothing');
  await till.look('no-storage');
  await till.leave();
});

test('a disk that is full hands nothing over, and two windows hand it over once', async () => {
  const booking = await shop('book', 1);
  const till = await Till.at(browser);
  const device = await till.enrol();
  await till.paste(booking.token);
  await till.says('Hand over');
  await till.page.evaluate(() => {
    window.put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function full(value, key) {
      if (this.name === 'handed') throw new DOMException('full', 'QuotaExceededError');
      return window.put.call(this, value, key);
    };
  });
  await till.button('Paid in cash').click();
  await till.page.getByRole('alert').filter({ hasText: 'Free some storage' }).waitFor();
  await till.look('storage-full');
  await till.page.evaluate(() => { IDBObjectStore.prototype.put = window.put; });

  const other = Object.assign(new Till(), { context: till.context, page: await till.context.newPage() });
  await other.page.goto('/pickup');
  await other.page.getByText('Online', { exact: true }).waitFor();
  await other.paste(booking.token);
  await other.handOver(1);
  await till.button('Paid in cash').click();
  await till.says('Handed over');
  await other.page.getByText('Everything is with the shop.').waitFor();
  await outcomesAre(device, ['applied'], 'half a record would have left a gap');
  await till.leave();
});

test('a browser that is killed loses nothing', async () => {
  const booking = await shop('book', 2);
  const profile = `${folder}/profile`;
  const open = async () => {
    const context = patient(await launchKept(profile, { ...phone, baseURL: base }));
    return Object.assign(new Till(), { context, page: context.pages()[0] });
  };
  const till = await open();
  const device = await till.enrol();
  await till.cutOff();
  await till.paste(booking.token);
  await till.button('One Mug less').click();
  await till.handOver(1);
  const closed = new Promise((gone) => till.context.once('close', gone));
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!command.includes(`--user-data-dir=${profile}`)) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // it went with its parent
    }
  }
  await closed;
  const again = await open();
  await again.page.goto('/pickup');
  await again.page.getByText('Online', { exact: true }).waitFor();
  await again.page.getByText('Everything is with the shop.').waitFor();
  await outcomesAre(device, ['applied']);
  await again.paste(booking.token);
  await again.page.getByText('1 of 2 due').waitFor();
  await again.leave();
});

test('it speaks German and from right to left, and is led by the keyboard', async () => {
  const till = await Till.at(browser, { options: { locale: 'de-DE' } });
  const { page } = till;
  await page.goto('/pickup?lang=en-XB');
  await page.getByRole('heading').first().waitFor();
  assert.equal(await page.getAttribute('html', 'dir'), 'rtl');
  await till.look('pseudo');
  await page.goto('/pickup');
  for (const [wrong, sentence] of [['studio/aaaa-bbbb-cccc', 'Dieser Code meldet kein Gerät an'], ['nowhere/aaaa-bbbb-cccc', 'Ein Geschäft mit diesem Namen gibt es hier nicht']]) {
    await page.getByLabel('Link, oder Geschäft und Code').fill(wrong);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
  }
  await page.getByLabel('Link, oder Geschäft und Code').fill(`studio/${await shop('code')}`);
  await page.keyboard.press('Enter');
  await page.getByText('Online', { exact: true }).waitFor();
  const { token } = await shop('book', 1);
  await page.getByText('Das Geschäft weiß alles.').waitFor();
  await page.getByLabel('Link der Buchung').fill(token);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Ausgeben' }).waitFor(); // not known at first; it asked, as there is a network
  await comesTo(() => focused(page), 'Ausgeben', 'the answer has the focus');
  await page.getByRole('status').filter({ hasText: 'Das ist für Bea Unmistakable.' }).waitFor({ state: 'attached' });
  await till.look('german');
  for (let i = 0; i < 20 && !(await page.evaluate(() => document.activeElement.textContent)).startsWith('Bar bezahlt'); ++i) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('1 Stück ausgegeben, 18 € bar').first().waitFor();
  await page.getByRole('button', { name: 'Gerät' }).click();
  await page.getByText('Kiln Street').waitFor();
  await till.look('device');
  await till.leave();
});

test('below a path it is installed, and a newer version replaces it as a whole', async () => {
  const outside = await proxy(base, '/cal');
  after(() => outside.close());
  const till = await Till.at(browser, { options: { baseURL: outside.address } });
  const { page } = till;
  await page.goto('/cal/pickup');
  const manifest = await page.evaluate(async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json());
  assert.deepEqual([manifest.start_url, manifest.scope, manifest.display], ['../pickup', '../pickup', 'standalone']);
  await page.getByLabel('Link, or shop and code').fill(`studio/${await shop('code')}`);
  await till.button('Enrol').click();
  await page.getByText('Online', { exact: true }).waitFor();
  await page.evaluate('navigator.serviceWorker.ready');
  const caches = () => page.evaluate(async () => (await globalThis.caches.keys()).filter((key) => key.startsWith('timeshelf-pickup-')));
  const [before] = await caches();
  outside.change = (path, body) => (path.endsWith('worker.js') ? body.replace(/const version = "[^"]*"/, 'const version = "newer"') : body);
  await page.reload();
  await page.getByText('A new version is available.').waitFor();
  await till.look('new-version');
  await till.button('Use it now').click();
  await page.getByText('A new version is available.').waitFor({ state: 'detached' });
  await page.waitForFunction(async () => (await globalThis.caches.keys()).join() === 'timeshelf-pickup-newer');
  assert.notEqual(before, 'timeshelf-pickup-newer');
  outside.close();
  await page.reload();
  await page.getByText('Offline', { exact: true }).waitFor();
  await till.button('Scan', { exact: true }).waitFor();
  await till.leave();
});

async function signedIn() {
  const context = patient(await browser.newContext({ ...phone, baseURL: base }));
  const [name, value] = (await shop('sign_in')).split('=');
  await context.addCookies([{ name, value, url: base }]);
  const manager = Object.assign(new Till(), { context, page: await context.newPage() });
  return manager;
}

test('who runs the shop enrols, revokes and settles on the dashboard', async () => {
  const manager = await signedIn();
  const { context, page } = manager;
  await page.goto('/dashboard');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Devices' }).click();
  const open = page.getByRole('button', { name: /^Settle: / });
  await open.first().waitFor();
  await manager.look('dashboard-devices');
  const count = await open.count();
  assert(count >= 2, 'what the tests before left to be looked at');
  await open.first().click();
  await page.getByRole('textbox', { name: 'What came of it' }).fill('Asked, and all is well.');
  await manager.button('It is settled').click();
  await page.getByRole('status').getByText('It is settled.').waitFor();
  await page.waitForFunction((left) => document.querySelectorAll('[aria-label^="Settle: "]').length === left, count - 1);

  await manager.button('Enrol a device …').click();
  await page.getByLabel('Name of the device').fill('Door tablet');
  await page.getByLabel('It may').selectOption('look');
  await manager.button('Show the code').click();
  await page.getByRole('img', { name: 'QR code that enrols Door tablet' }).waitFor();
  await manager.look('dashboard-code');
  const link = await page.getByText(`${base}/pickup#studio/`).textContent();
  const svg = await page.locator('.enrolment-qr').innerHTML();
  const filmed = await browse('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${await film(browser, svg, `${folder}/enrolment.y4m`)}`);
  const till = await Till.at(filmed);
  await till.page.goto('/pickup');
  await till.button('Scan the link').click(); // which is all that staff have to do
  await till.page.getByText('Online', { exact: true }).waitFor();
  await till.page.locator('.brand').filter({ hasText: /^Door tablet$/ }).waitFor();
  await till.leave();
  assert.match(link, /\/pickup#studio\/[a-z2-9-]{14}/);

  await manager.button('Done').click();
  const row = page.getByRole('row').filter({ hasText: 'Door tablet' });
  await row.getByText('look, and turn away').waitFor();
  await manager.button('Revoke … Door tablet').click();
  await manager.button('Revoke it').click();
  await row.getByText('Revoked', { exact: true }).waitFor();
  await comesTo(() => manager.button('Revoke … Door tablet').count(), 0);
  await context.close();
});

test('what is on lease is sold without a network, taken back, and in the books once', async () => {
  const till = await Till.at(browser);
  const { page } = till;
  const device = await till.enrol('--sell');
  const free = (await shop('offers')).MUG;
  const sell = () => till.button('Sell', { exact: true }).click();
  const leftIs = (left) => till.button(new RegExp(`^One more Mug, €18\\. ${left} left$`)).waitFor();
  const tap = () => till.button(/^One more Mug/).click();
  await sell();
  await page.getByText('Nothing is on lease').waitFor();
  await till.look('sell-nothing');
  await page.getByLabel('Mug, from this slot: how many').fill('5');
  await till.button('Take', { exact: true }).click();
  await leftIs(5);
  await comesTo(async () => (await shop('offers')).MUG, free - 5, 'nobody else can buy it');
  await till.look('sell');

  await shop('kill');
  await till.cutOff();
  await sell();
  const began = await page.evaluate('performance.now()');
  await tap();
  await tap();
  await page.getByText('€36', { exact: true }).waitFor();
  await till.look('sell-sum');
  await till.button('Paid in cash').click();
  await page.getByText('Sold for €36').first().waitFor();
  console.log(`two sold in 3 taps, ${Math.round((await page.evaluate('performance.now()')) - began)} ms with two looks in between`);
  await leftIs(3);
  await till.look('sold');

  await page.reload(); // as after a crash: nothing but what is on the disk
  await sell();
  await leftIs(3);
  for (let i = 0; i < 3; ++i) await tap();
  await till.button(/^One more Mug, €18\. 0 left$/).waitFor();
  await comesTo(() => till.button(/^One more Mug, €18\. 0 left$/).isDisabled(), true, 'nothing is sold beyond the lease');
  await till.button('One Mug less').click();
  await till.button('Paid by card').click();
  await page.getByText('Sold for €36').first().waitFor();
  await leftIs(1);
  await till.button('Take it back', { exact: true }).click();
  await till.look('take-back');
  await till.button('Take it back and give the money back').click();
  await page.getByText('The sale is taken back').first().waitFor();
  await leftIs(3);
  await comesTo(() => till.button('Take it back', { exact: true }).count(), 0, 'only the last one is taken back, and once');
  await page.getByText('3 records are waiting').waitFor();

  await shop('start');
  await till.reconnect();
  await outcomesAre(device, ['applied', 'applied', 'applied']);
  const [lease] = await shop('leases');
  assert.deepEqual([lease.sold, lease.left, lease.device.id], [2, 3, device]);
  await leftIs(3);
  await till.button('Return the unsold Mug').click();
  await page.getByText('Nothing is on lease').waitFor();
  await comesTo(async () => (await shop('offers')).MUG, free - 2);
  await comesTo(() => shop('leases'), []);
  await till.leave();
});

/** The server hears what is sent there, and its answer gets lost. Answers what ends that. */
async function loseAnswers(page, method, path) {
  await page.evaluate(([method, path]) => {
    window.answered = window.fetch;
    window.fetch = async (address, request) => {
      const answer = await window.answered.call(window, address, request);
      if ((request?.method ?? 'GET') === method && String(address).endsWith(path)) throw new TypeError('the connection was lost');
      return answer;
    };
  }, [method, path]);
  return () => page.evaluate(() => { window.fetch = window.answered; });
}

test('what is taken and returned while answers get lost is taken once, and not sold behind its return', async () => {
  const till = await Till.at(browser);
  const { page } = till;
  const device = await till.enrol('--sell');
  const free = (await shop('offers')).MUG;
  const leftIs = (left) => till.button(new RegExp(`^One more Mug, €18\\. ${left} left$`)).waitFor();
  await till.button('Sell', { exact: true }).click();
  await page.getByLabel('Mug, from this slot: how many').fill('3');
  const mend = await loseAnswers(page, 'POST', '/leases');
  await till.button('Take', { exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'This needs a network' }).waitFor();
  await leftIs(3); // it was taken all the same
  await mend();
  await till.button('Take', { exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'This needs a network' }).waitFor({ state: 'detached' });
  assert.deepEqual((await shop('leases')).map(({ units }) => units), [3], 'the same was asked for twice, and is one lease');

  const other = Object.assign(new Till(), { context: till.context, page: await till.context.newPage() });
  await other.page.goto('/pickup');
  await other.button('Sell', { exact: true }).click();
  await other.button(/^One more Mug/).click(); // somebody wants one, there
  await loseAnswers(page, 'POST', '/return');
  await till.button('Return the unsold Mug').click();
  await page.getByText('This is on its way back to the shop').waitFor();
  await comesTo(async () => (await shop('offers')).MUG, free, 'it has gone back');
  await comesTo(() => till.button(/^One more Mug/).isDisabled(), true);
  await till.look('on-its-way-back');
  await till.cutOff(); // as after a crash: nothing but what is on the disk
  await till.button('Sell', { exact: true }).click();
  await page.getByText('This is on its way back to the shop').waitFor();
  assert(await till.button(/^One more Mug/).isDisabled());
  await other.button('Paid in cash').click();
  await other.page.getByRole('alert').filter({ hasText: 'no longer for sale' }).waitFor();
  await till.reconnect(); // and asks again
  await page.getByText('Nothing is on lease').waitFor();
  await other.page.close();
  assert.deepEqual(await outcomesOf(device), [], 'nothing was sold of what had gone back');
  assert.equal((await shop('offers')).MUG, free);
  await till.leave();
});

test('a link that enrols, opened on a device that is enrolled, says so and is not used up', async () => {
  const till = await Till.at(browser);
  const { page } = till;
  await till.enrol();
  const code = await shop('code');
  await page.goto(`/pickup#studio/${code}`);
  const told = page.getByRole('alert').filter({ hasText: 'This device is already enrolled for studio, as “Till phone”' });
  await told.waitFor();
  await page.reload();
  await told.waitFor();
  await till.look('enrolled-already');
  await till.button('OK', { exact: true }).click();
  await told.waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).hash, '');
  const fresh = await Till.at(browser);
  await fresh.page.goto(`/pickup#studio/${code}`);
  await fresh.enrolled();
  await comesTo(() => fresh.page.getByText('already enrolled').count(), 0, 'its own code is no news');
  await fresh.leave();
  await till.leave();
});

test('where a newer app in another window took the book, it says to reload', async () => {
  const till = await Till.at(browser);
  await till.enrol();
  await till.page.evaluate(() => new Promise((resolve) => {
    const asked = indexedDB.open('timeshelf-pickup', 99);
    asked.onsuccess = () => { asked.result.close(); resolve(); };
  }));
  await till.says('A newer version is open');
  await till.look('outdated');
  await till.button('Reload').click(); // which is the same app here
  await till.says('A newer version is open');
  await till.leave();
});

test('where nothing is free to take it says why', async () => {
  const till = await Till.at(browser);
  await till.enrol('--sell');
  await till.button('Sell', { exact: true }).click();
  await till.page.getByLabel('Mug, from this slot: how many').fill(String((await shop('offers')).MUG));
  await till.button('Take', { exact: true }).click();
  await till.page.getByText('no slot at Kiln Street that is running, or begins within 36 hours, has anything free').waitFor();
  await till.look('nothing-to-take');
  await till.button('Return the unsold Mug').click();
  await till.page.getByLabel('Mug, from this slot: how many').waitFor();
  await till.leave();
});

test('what the shop calls back goes back with the next contact, and a passed-on booking is refused', async () => {
  const till = await Till.at(browser);
  const { page } = till;
  const device = await till.enrol('--sell');
  const free = (await shop('offers')).MUG;
  await till.button('Sell', { exact: true }).click();
  await page.getByLabel('Mug, from this slot: how many').fill('2');
  await till.button('Take', { exact: true }).click();
  await till.button(/2 left$/).waitFor();
  const manager = await signedIn();
  await manager.page.goto('/dashboard/devices');
  await manager.button('Call back: Mug of Till phone', { exact: true }).waitFor();
  await manager.look('dashboard-leases');
  await manager.button('Call back: Mug of Till phone', { exact: true }).click();
  await manager.page.locator('dialog[open]').getByRole('button', { name: 'Call back' }).click();
  await manager.page.getByText('Called back', { exact: true }).waitFor();
  assert((await shop('leases'))[0].called_back);
  await manager.context.close();
  await till.button('Device', { exact: true }).click();
  await till.button('Try the network now').click();
  await till.button('Sell', { exact: true }).click();
  await page.getByText('Nothing is on lease').waitFor();
  await comesTo(async () => (await shop('offers')).MUG, free);

  const booking = await shop('book', 1);
  const theirs = await shop('pass_on', booking.token);
  await till.button('Device', { exact: true }).click();
  await till.button('Try the network now').click();
  await till.paste(theirs.token);
  await till.says('Hand over');
  await page.getByText('Cy Newholder').first().waitFor();
  await till.handOver(1);
  await outcomesAre(device, ['applied']);
  const { duration_ms } = JSON.parse((await shop('records', device)).at(-1).record);
  console.log(`from the look-up to handed over and paid in cash: 1 tap, ${duration_ms} ms without anybody thinking`);
  await till.paste(booking.token);
  await till.says('Passed on');
  await till.look('passed-on');
  await till.leave();
});

test('a browser offers to install it', async () => {
  const till = await Till.at(browser);
  await till.enrol();
  await till.page.reload(); // now by its service worker
  await till.page.getByText('Online', { exact: true }).waitFor();
  const devtools = await till.context.newCDPSession(till.page);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // This browser has no profile on the disk, and says of nothing else that it is in the way.
  assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'), []);
  const { url, errors } = await devtools.send('Page.getAppManifest');
  assert.match(url, /\/pickup\/.*app.*\.webmanifest$/);
  assert.deepEqual(errors, []);
  await till.leave();
});

/** All that a browser keeps of the page: whoever steals the device reads it. */
const keptBy = (page) => page.evaluate(async () => {
  const answered = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const told = { local: { ...localStorage }, session: { ...sessionStorage }, cookies: document.cookie, books: {}, caches: {} };
  for (const { name } of await indexedDB.databases()) {
    const book = await answered(indexedDB.open(name));
    for (const store of book.objectStoreNames) told.books[`${name}/${store}`] = await answered(book.transaction(store).objectStore(store).getAll());
    book.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) told.caches[request.url] = /\.(wasm|png)$/.test(request.url) ? '' : await (await cache.match(request)).text();
  }
  return JSON.stringify(told, (key, value) => (typeof value === 'string' && /^[\w-]{200,}$/.test(value) ? value + atob(value.replaceAll('-', '+').replaceAll('_', '/')) : value));
});

test('a device that is stolen tells how many come, and nobody’s name', async () => {
  const [handed, due] = [await shop('book', 1), await shop('book', 2)];
  const till = await Till.at(browser);
  const device = await till.enrol();
  const secrets = ['Unmistakable', 'bea@example.com', due.code, due.token];
  const known = await keptBy(till.page);
  assert(known.includes('\\"cards\\":['), 'it looks into what the manifest says');
  for (const secret of secrets) assert(!known.includes(secret), `${secret} is on the device`);
  await till.paste(due.token);
  await till.says('Hand over'); // shown, and opened for that
  await till.page.getByText('Bea Unmistakable', { exact: false }).first().waitFor();
  await till.paste(handed.token);
  await till.handOver(1);
  await till.page.getByText('Everything is with the shop.').waitFor();
  await outcomesAre(device, ['applied']);
  const stayed = async () => {
    const after = await keptBy(till.page);
    return [...secrets, handed.token].filter((secret) => after.includes(secret));
  };
  await comesTo(stayed, [], 'what stayed on the device');
  await till.leave();
});

test('what a device has heard it refuses without a network, and it says how old that is', async () => {
  const [cancelled, passed, unheard] = [await shop('book', 1), await shop('book', 1), await shop('book', 1)];
  const till = await Till.at(browser);
  const { page } = till;
  const device = await till.enrol();
  await shop('cancel', cancelled.token);
  const theirs = await shop('pass_on', passed.token);
  await till.button('Device', { exact: true }).click();
  await till.button('Try the network now').click();
  await till.paste(passed.token);
  await till.says('Passed on'); // it has heard
  await shop('kill');
  await till.cutOff();
  await till.paste(cancelled.token);
  await till.says('Cancelled');
  await till.paste(passed.token);
  await till.says('Passed on');
  await till.paste(theirs.token);
  await till.says('Hand over');
  await page.evaluate('window.ahead = 3 * 3600_000');
  await till.button('Scan', { exact: true }).click();
  await page.getByText(/What this device knows is from 3 hours ago/).waitFor();
  await till.look('old');
  await page.evaluate('window.ahead = 0');

  await shop('start');
  await shop('pass_on', unheard.token); // behind its back
  await till.paste(unheard.token);
  await till.handOver(1);
  await till.reconnect();
  await outcomesAre(device, ['applied']);
  await comesTo(async () => (await shop('conflicts')).filter((conflict) => conflict.device.id === device).map(({ kind }) => kind), ['passed-on']);
  await till.paste(unheard.token);
  await till.says('Passed on');
  await till.leave();
});

test('selling speaks German and fits a narrow phone', async () => {
  const till = await Till.at(browser, { options: { locale: 'de-DE', viewport: { width: 360, height: 740 } } });
  const { page } = till;
  await page.goto('/pickup');
  await page.getByLabel('Link, oder Geschäft und Code').fill(`studio/${await shop('code', '--sell')}`);
  await till.button('Anmelden').click();
  await till.button('Verkaufen', { exact: true }).click();
  await page.getByLabel('Mug, von diesem Termin: wie viele').fill('3');
  await till.button('Übernehmen').click();
  await till.button(/^Noch einmal Mug, 18 €\. noch 3$/).click();
  await till.look('sell-german');
  await till.button('Bar bezahlt').click();
  await page.getByText('Verkauft für 18 €').first().waitFor();
  await page.getByText('Das Geschäft weiß alles').waitFor();
  await till.leave();
});

test('the dashboard lets nobody else near devices', async () => {
  const context = patient(await browser.newContext({ ...phone, baseURL: base }));
  const page = await context.newPage();
  await page.goto('/dashboard/devices');
  await page.getByLabel('Password').waitFor(); // who is not signed in
  const [name, value] = (await shop('sign_in', 'sam')).split('=');
  await context.addCookies([{ name, value, url: base }]);
  await page.goto('/dashboard/devices');
  await page.getByText('This needs the role manager.').waitFor();
  assert.equal((await fetch(`${base}/pickup/nothing.js`)).status, 404);
  await context.close();
});
