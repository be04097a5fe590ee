// The pickup app in headless Chromium, as staff use it at a stall: with and without a network. Called by pickup_test.py:
// node pickup.mjs BASE DOOR FOLDER. TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each view.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { load } from './packages.mjs';
import { film } from './pickup_film.mjs';
import { proxy } from './pickup_proxy.mjs';

const { chromium } = (await load('playwright-core')).default;
const { source: axe } = (await load('axe-core')).default;
const [base, door, folder] = process.argv.slice(2);
const pictures = process.env.TIMESHELF_SCREENSHOTS;
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

const executablePath = '/usr/bin/chromium';
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

async function launch(...more) {
  const browser = await chromium.launch({ executablePath, args: [...flags, ...more] });
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
const browser = await launch();
const camera = await launch('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${await film(browser, await shop('qr', booked.token), `${folder}/booking.y4m`)}`);

// Somebody of the staff, with a phone of their own.
class Till {
  complaints = [];
  static async at(where, { options = {}, before } = {}) {
    const till = new Till();
    till.context = await where.newContext({ ...phone, baseURL: base, ...options });
    // The device's clock, to be set by a test: window.ahead, in milliseconds.
    await till.context.addInitScript(`{ const real = Date.now; window.ahead = 0; Date.now = () => real() + window.ahead; } ${before ?? ''}`);
    till.page = await till.context.newPage();
    till.page.setDefaultTimeout(15_000);
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
  async handOver(units) {
    await this.button(`Hand over ${units} unit`).click();
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
      if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axe);
      const found = await page.evaluate('axe.run({ resultTypes: ["violations"] }).then((result) => result.violations)');
      assert.deepEqual(found.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((one) => one.html).join('\n  ')}`), [], `${name}, ${colorScheme}`);
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
  await enrol('https://elsewhere.example/', 'no enrolment link');
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
  assert.equal(await other.page.getByLabel('Link, or shop and code').inputValue(), `studio/${code}`);
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
  await signing.button('Open the camera').click();
  await signing.page.getByLabel('Picture of the camera').waitFor();
  await signing.says('Hand over');
  const [{ duration }] = await signing.page.evaluate(() => performance.getEntriesByName('timeshelf-verdict').map(({ duration }) => ({ duration })));
  console.log(`from the code to what is due: ${Math.round(duration)} ms`);
  assert(duration < 1_000, `${duration} ms`);
  await signing.page.getByText('Bea Unmistakable', { exact: false }).first().waitFor();
  await signing.page.getByText('3 of 3 due').waitFor();
  await signing.page.getByText('To pay: €54').waitFor();
  await signing.button('One Mug less').click();
  await signing.look('hand-over');
  await signing.button('Hand over 2 units').click();
  await signing.page.getByRole('alert').filter({ hasText: 'signature or a name' }).waitFor();
  const field = await signing.page.getByRole('img', { name: /Field to sign/ }).boundingBox();
  await signing.page.mouse.move(field.x + 40, field.y + 60);
  await signing.page.mouse.down();
  for (let x = 50; x < 250; x += 10) await signing.page.mouse.move(field.x + x, field.y + 60 + 25 * Math.sin(x / 12));
  await signing.page.mouse.up();
  await signing.look('signed');
  await signing.handOver(2);
  await signing.page.getByText('1 record waits').waitFor();
  await signing.look('handed-over');

  await signing.page.reload(); // as after a crash: nothing but what is on the disk
  await signing.page.getByText('1 record waits').waitFor();
  await scan();
  await signing.page.getByText('1 of 3 due').waitFor();
  await signing.page.getByLabel('Name instead of a signature').fill('Bea');
  await signing.handOver(1);
  await signing.button('Open the camera').click();
  await signing.says('Handed over');
  await signing.page.getByText('on this device').first().waitFor();
  await signing.look('handed-over-before');
  await signing.button('Turn away').click();
  await signing.page.getByText('3 records wait').waitFor();
  await signing.button('Today').click();
  await signing.look('today');

  await shop('start');
  await signing.reconnect();
  assert.deepEqual(await outcomesOf(device), ['applied', 'applied', 'applied']);
  const [first, second] = (await shop('records', device)).map(({ record }) => JSON.parse(record));
  assert.match(first.drawing, /^path:M\d+ \d+L/);
  assert.equal(second.drawing, 'name:Bea');
  assert.deepEqual([first.lines, second.lines], [[{ line: 0, units: 2 }], [{ line: 0, units: 1 }]]);
  assert.equal(second.online, false);
  await signing.page.reload();
  await signing.reconnect();
  assert.equal((await outcomesOf(device)).length, 3, 'nothing is told twice');
  await signing.paste(`${base}/b/${booked.token}`);
  await signing.says('Handed over');
  await signing.leave();
});

test('two devices that are cut off hand the same over; and what was cancelled meanwhile', async () => {
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
    await till.handOver(1);
    await new Promise((resume) => setTimeout(resume, 1_100)); // the earliest counts, to the second
  }
  await one.paste(cancelled.token);
  await one.handOver(2);
  await one.paste(younger.token);
  await one.says('Not known here');
  await one.look('unknown');
  await one.button('Turn away').click();
  await one.page.getByText('Turned away').first().waitFor();

  await shop('start');
  await two.reconnect(); // the later one reaches the network first
  await one.reconnect();
  assert.deepEqual(await outcomesOf(first), ['applied', 'conflict', 'applied']);
  const conflicts = (await shop('conflicts')).map(({ kind, device }) => [kind, device.id]).sort();
  assert.deepEqual(conflicts, [['cancelled', first], ['double-pickup', second]].sort());
  await one.button('Today').click();
  await one.page.getByText(/had been cancelled/).waitFor();
  await one.look('troubles');
  await one.button('Seen').click();
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
  await till.context.setOffline(false);
  await till.page.getByText('The shop has ended this device').first().waitFor();
  await till.page.getByText('Everything is with the shop.').waitFor();
  assert.deepEqual(await outcomesOf(device), ['applied']);
  await till.look('revoked');
  await till.paste(booking.token);
  await till.says('Hand over');
  assert.equal(await till.button(/^Hand over/).count(), 0);
  await till.leave();
});

test('what is not to be handed over says why', async () => {
  const booking = await shop('book', 1);
  const till = await Till.at(browser);
  await till.enrol('--looks-only');
  await till.paste(booking.token);
  await till.says('Hand over');
  await till.page.getByText('This device looks only').waitFor();
  await till.look('looks-only');
  await till.paste('https://elsewhere.example/');
  await till.says('No booking');
  await till.look('no-booking');
  await till.paste(booking.code);
  await till.page.getByText('for reading out').first().waitFor();
  const forged = booking.token.slice(0, 60) + (booking.token[60] === 'A' ? 'B' : 'A') + booking.token.slice(61);
  await till.paste(forged);
  await till.says('Other shop');
  await till.look('other-shop');
  await till.cutOff();
  await till.page.evaluate('window.ahead = 25 * 3600_000');
  await till.paste(booking.token);
  await till.says('Too old');
  await till.look('expired');
  await till.leave();
});

test('a camera that is refused says what to do instead', async () => {
  const refusing = await launch('--use-fake-device-for-media-stream', '--deny-permission-prompts');
  const till = await Till.at(refusing);
  await till.enrol();
  await till.button('Open the camera').click();
  await till.page.getByRole('alert').filter({ hasText: 'The camera is not allowed here' }).waitFor();
  await till.look('camera-not-allowed');
  await till.leave();
});

test('a clock that is wrong by a day is told, and does no harm', async () => {
  const booking = await shop('book', 1);
  const till = await Till.at(browser, { before: 'window.ahead = -24 * 3600_000' });
  const device = await till.enrol();
  await till.page.getByText('wrong by 1 day').waitFor();
  await till.cutOff();
  await till.paste(booking.token);
  await till.handOver(1);
  await till.look('clock');
  await till.reconnect();
  const [{ happened_at }] = await shop('records', device);
  assert(Math.abs(Date.parse(happened_at) - Date.now()) < 60_000, happened_at);
  await till.leave();
});

test('a browser that keeps nothing is told so', async () => {
  const till = await Till.at(browser, { before: 'indexedDB.open = () => { throw new DOMException("no", "SecurityError"); }' });
  await till.page.goto('/pickup');
  await till.says('This browser keeps nothing');
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
  await till.button('Hand over 1 unit').click();
  await till.page.getByRole('alert').filter({ hasText: 'Free some storage' }).waitFor();
  await till.look('storage-full');
  await till.page.evaluate(() => { IDBObjectStore.prototype.put = window.put; });

  const other = Object.assign(new Till(), { context: till.context, page: await till.context.newPage() });
  await other.page.goto('/pickup');
  await other.page.getByText('Online', { exact: true }).waitFor();
  await other.paste(booking.token);
  await other.handOver(1);
  await till.button('Hand over 1 unit').click();
  await till.says('Handed over');
  await other.page.getByText('Everything is with the shop.').waitFor();
  assert.deepEqual(await outcomesOf(device), ['applied'], 'half a record would have left a gap');
  await till.leave();
});

test('a browser that is killed loses nothing', async () => {
  const booking = await shop('book', 2);
  const profile = `${folder}/profile`;
  const open = async () => {
    const context = await chromium.launchPersistentContext(profile, { executablePath, args: flags, ...phone, baseURL: base });
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
  assert.deepEqual(await outcomesOf(device), ['applied']);
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
  await page.getByLabel('Link, oder Shop und Code').fill(`studio/${await shop('code')}`);
  await page.keyboard.press('Enter');
  await page.getByText('Online', { exact: true }).waitFor();
  const { token } = await shop('book', 1);
  await page.getByText('Der Shop weiß alles.').waitFor();
  await page.getByLabel('Link der Buchung').fill(token);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Hier nicht bekannt' }).or(page.getByRole('heading', { name: 'Ausgeben' })).waitFor();
  await page.getByRole('heading', { name: 'Ausgeben' }).waitFor(); // it asked, as there is a network
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Ausgeben', 'the answer has the focus');
  await page.getByRole('status').filter({ hasText: 'Das ist für Bea Unmistakable.' }).waitFor({ state: 'attached' });
  await till.look('german');
  for (let i = 0; i < 20 && (await page.evaluate(() => document.activeElement.textContent)) !== '1 Stück ausgeben'; ++i) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('1 Stück ausgegeben').first().waitFor();
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
  await page.getByText('A new version is there.').waitFor();
  await till.look('new-version');
  await till.button('Use it now').click();
  await page.getByText('A new version is there.').waitFor({ state: 'detached' });
  await page.waitForFunction(async () => (await globalThis.caches.keys()).join() === 'timeshelf-pickup-newer');
  assert.notEqual(before, 'timeshelf-pickup-newer');
  outside.close();
  await page.reload();
  await page.getByText('Offline', { exact: true }).waitFor();
  await till.button('Scan', { exact: true }).waitFor();
  await till.leave();
});

async function signedIn() {
  const context = await browser.newContext({ ...phone, baseURL: base });
  const [name, value] = (await shop('sign_in')).split('=');
  await context.addCookies([{ name, value, url: base }]);
  const manager = Object.assign(new Till(), { context, page: await context.newPage() });
  manager.page.setDefaultTimeout(15_000);
  return manager;
}

test('who runs the shop enrols, revokes and settles on the dashboard', async () => {
  const manager = await signedIn();
  const { context, page } = manager;
  await page.goto('/dashboard');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Devices' }).click();
  await manager.look('dashboard-devices');
  const open = page.getByRole('button', { name: 'It is settled' });
  const count = await open.count();
  assert(count >= 2, 'what the tests before left to be looked at');
  await page.getByLabel('What came of it').first().fill('Asked, and all is well.');
  await open.first().click();
  await page.waitForURL(/#conflicts$/);
  assert.equal(await open.count(), count - 1);

  await page.getByLabel('Name').fill('Door tablet');
  await page.getByLabel('It may').selectOption('look');
  await manager.button('Show the code').click();
  await page.getByRole('img', { name: 'QR code that enrols Door tablet' }).waitFor();
  await manager.look('dashboard-code');
  const link = await page.getByText(`${base}/pickup#studio/`).textContent();
  const svg = await page.locator('.qr').innerHTML();
  const filmed = await launch('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${await film(browser, svg, `${folder}/enrolment.y4m`)}`);
  const till = await Till.at(filmed);
  await till.page.goto('/pickup');
  await till.button('Scan the link').click(); // which is all that staff have to do
  await till.page.getByText('Online', { exact: true }).waitFor();
  assert.equal(await till.page.locator('.brand').textContent(), 'Door tablet');
  await till.leave();
  assert.match(link, /\/pickup#studio\/[a-z2-9-]{14}/);

  await page.getByRole('link', { name: 'Done' }).click();
  await manager.button('Revoke Door tablet').click();
  await page.getByText(/looks, and turns away.*revoked/).waitFor();
  await page.reload();
  assert.equal(await manager.button('Revoke Door tablet').count(), 0);
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
  await page.getByLabel('Mug: how many').fill('5');
  await till.button('Take', { exact: true }).click();
  await leftIs(5);
  assert.equal((await shop('offers')).MUG, free - 5, 'nobody else can buy it');
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
  assert(await till.button(/^One more Mug, €18\. 0 left$/).isDisabled(), 'nothing is sold beyond the lease');
  await till.button('One Mug less').click();
  await till.button('Paid by card').click();
  await page.getByText('Sold for €36').first().waitFor();
  await leftIs(1);
  await till.button('Take it back', { exact: true }).click();
  await till.look('take-back');
  await till.button('Take it back and give the money back').click();
  await page.getByText('The sale is taken back').first().waitFor();
  await leftIs(3);
  assert.equal(await till.button('Take it back', { exact: true }).count(), 0, 'only the last one is taken back, and once');
  await page.getByText('3 records wait').waitFor();

  await shop('start');
  await till.reconnect();
  assert.deepEqual(await outcomesOf(device), ['applied', 'applied', 'applied']);
  const [lease] = await shop('leases');
  assert.deepEqual([lease.sold, lease.left, lease.device.id], [2, 3, device]);
  await leftIs(3);
  await till.button('Return the unsold Mug').click();
  await page.getByText('Nothing is on lease').waitFor();
  assert.equal((await shop('offers')).MUG, free - 2);
  assert.deepEqual(await shop('leases'), []);
  await till.leave();
});

test('what the shop calls back goes back with the next contact, and a passed-on booking is refused', async () => {
  const till = await Till.at(browser);
  const { page } = till;
  const device = await till.enrol('--sell');
  const free = (await shop('offers')).MUG;
  await till.button('Sell', { exact: true }).click();
  await page.getByLabel('Mug: how many').fill('2');
  await till.button('Take', { exact: true }).click();
  await till.button(/2 left$/).waitFor();
  const manager = await signedIn();
  await manager.page.goto('/dashboard/devices');
  await manager.page.getByText('2 × Mug').waitFor();
  await manager.look('dashboard-leases');
  await manager.button('Call Mug of Till phone back', { exact: true }).click();
  await manager.page.getByText('Called back', { exact: true }).waitFor();
  assert((await shop('leases'))[0].called_back);
  await manager.context.close();
  await till.button('Device', { exact: true }).click();
  await till.button('Try the network now').click();
  await till.button('Sell', { exact: true }).click();
  await page.getByText('Nothing is on lease').waitFor();
  assert.equal((await shop('offers')).MUG, free);

  const booking = await shop('book', 1);
  const theirs = await shop('pass_on', booking.token);
  await till.button('Device', { exact: true }).click();
  await till.button('Try the network now').click();
  await till.paste(theirs.token);
  await till.says('Hand over');
  await page.getByText('Cy Newholder').first().waitFor();
  await till.handOver(1);
  await page.getByText('Everything is with the shop.').waitFor();
  const { duration_ms } = JSON.parse((await shop('records', device)).at(-1).record);
  console.log(`from the look-up to handed over: 1 tap, ${duration_ms} ms without anybody thinking`);
  await till.paste(booking.token);
  await till.says('Passed on');
  await till.look('passed-on');
  await till.leave();
});

test('selling speaks German and fits a narrow phone', async () => {
  const till = await Till.at(browser, { options: { locale: 'de-DE', viewport: { width: 360, height: 740 } } });
  const { page } = till;
  await page.goto('/pickup');
  await page.getByLabel('Link, oder Shop und Code').fill(`studio/${await shop('code', '--sell')}`);
  await till.button('Anmelden').click();
  await till.button('Verkaufen', { exact: true }).click();
  await page.getByLabel('Mug: wie viele').fill('3');
  await till.button('Übernehmen').click();
  await till.button(/^Noch einmal Mug, 18 €\. noch 3$/).click();
  await till.look('sell-german');
  await till.button('Bar bezahlt').click();
  await page.getByText('Verkauft für 18 €').first().waitFor();
  await page.getByText('Der Shop weiß alles').waitFor();
  await till.leave();
});

test('the dashboard lets nobody else near devices', async () => {
  const context = await browser.newContext({ baseURL: base });
  const page = await context.newPage();
  await page.goto('/dashboard/devices');
  await page.getByLabel('Password').waitFor(); // who is not signed in
  const foreign = await fetch(`${base}/dashboard/devices`, { method: 'POST', headers: { Origin: 'https://evil.example', 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'name=x' });
  assert.equal(foreign.status, 403);
  const asStaff = { Cookie: await shop('sign_in', 'sam') };
  const refused = await fetch(`${base}/dashboard/devices`, { headers: asStaff });
  assert.equal(refused.status, 403);
  assert.match(await refused.text(), /Owners and managers look after devices/);
  const post = async (path, body) => {
    const answer = await fetch(`${base}${path}`, {
      method: 'POST', redirect: 'manual', body, headers: { Cookie: await shop('sign_in'), 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    return [answer.status, await answer.text()];
  };
  for (const [path, body, status] of [
    ['/dashboard/devices', 'name=&venue=x', 422], ['/dashboard/devices', 'name=Till&venue=nonsense', 422],
    ['/dashboard/devices/nonsense/revoke', '', 404], ['/dashboard/conflicts/nonsense', 'resolution=x', 404],
  ]) {
    const [got, text] = await post(path, body);
    assert.equal(got, status, `${path} ${body}: ${text}`);
    assert.match(text, /Back to the devices/);
  }
  assert.equal((await fetch(`${base}/pickup/nothing.js`)).status, 404);
  await context.close();
});
