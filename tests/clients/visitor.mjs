// People with browsers of their own (headless Chromium), on a phone, at a desk, and without script. Scripts that import this
// are called with the demo shop's DEMO.JSON. TIMESHELF_SCREENSHOTS=FOLDER also keeps a picture of each page.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after } from 'node:test';
import { violationsOf } from './accessibility.mjs';
import { launch } from './chromium.mjs';
import { patient } from './waiting.mjs';

export const shop = JSON.parse(await readFile(process.argv[2], 'utf8'));
const pictures = process.env.TIMESHELF_SCREENSHOTS;

const browser = await launch();
after(() => browser.close());

export const sizes = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  desk: { viewport: { width: 1280, height: 900 } },
};

// What the server renders says the same words, and its forms work: whoever is fast uses them. Here the app is what is tried, so
// there is nothing to be seen before it is there.
function waitForTheApp() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('html:has(head > script[src*="/booking-"]) #content:not([aria-busy]) { visibility: hidden }');
  document.adoptedStyleSheets = [sheet];
}

// A person with a browser of their own. `look` is called on each page that they come to.
export class Visitor {
  /** `language` and `zone` as the browser tells them; `expected` complaints are part of the story; `early`: does not wait for the app. */
  static async at(size, { script = true, early = false, language = 'en-US', zone = 'Europe/Berlin', expected = /^$/ } = {}) {
    const visitor = new Visitor();
    visitor.size = size;
    visitor.script = script;
    visitor.context = patient(await browser.newContext({ ...sizes[size], javaScriptEnabled: script, baseURL: shop.base,
      locale: language, timezoneId: zone }));
    if (script && !early) await visitor.context.addInitScript(waitForTheApp);
    visitor.page = await visitor.context.newPage();
    visitor.page.on('console', (message) => {
      // That a page came with a status of 4xx is looked at where it is asked for.
      if (message.location().url === visitor.answer?.url() || expected.test(message.text())) return;
      visitor.complaints.push(message.text());
    });
    visitor.page.on('pageerror', (error) => visitor.complaints.push(error.stack));
    visitor.page.on('request', (request) => {
      if (new URL(request.url()).origin !== shop.base) visitor.complaints.push(`asked elsewhere: ${request.url()}`);
    });
    visitor.page.on('response', (response) => {
      const request = response.request();
      // An app goes on to the next page by asking for it.
      const asked = request.redirectedFrom() ?? request;
      if (request.isNavigationRequest() || asked.headers().accept === 'text/html') visitor.answer = response;
    });
    return visitor;
  }
  complaints = [];
  left = false;

  /** What holds for every page, in both colour schemes. */
  async look(name, status = 200) {
    const { page, size } = this;
    await page.waitForLoadState();
    await page.locator('main:not([aria-busy="true"])').waitFor(); // an app is on its way to the next page
    assert.equal(this.answer.status(), status, `${name}: ${page.url()}`);
    const policy = this.answer.headers()['content-security-policy'] ?? '';
    assert.match(policy, /default-src 'none'/, `${name} has no strict Content-Security-Policy`);
    assert.match(policy, /script-src 'self';/, `${name} allows more script than its own`);
    assert.doesNotMatch(policy, /unsafe|\*|data:|https?:/, `${name} allows more than its own`);
    // Looked at again, the page holds what the camera and axe left there. The dashboard's calendar places its slots by script (CSSOM).
    const inline = await page.evaluate(() => typeof axe === 'object' ? 0 :
      document.querySelectorAll('script:not([src], [type="application/json"], [type="application/ld+json"]), style, [style]:not(.ec, .ec *), [onclick], [onload]').length);
    assert.equal(inline, 0, `${name} has script or style in the page`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert(wider <= 0, `${name} is ${wider} px wider than the ${size}`);
    const stickOut = await page.evaluate(() => [...document.querySelectorAll('main .panel')].filter((panel) => {
      const main = panel.closest('main');
      const style = getComputedStyle(main);
      const { left, right } = main.getBoundingClientRect();
      const box = panel.getBoundingClientRect();
      return box.width > 0 && (box.left < left + parseFloat(style.paddingLeft) - 1 || box.right > right - parseFloat(style.paddingRight) + 1);
    }).map((panel) => panel.textContent.slice(0, 40)));
    assert.deepEqual(stickOut, [], `panels of ${name} stick out on the ${size}`);
    if (!this.script) return; // axe and the camera need it; the markup is the same
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' }); // what glows for a moment is not measured
      if (pictures) await this.picture(`${pictures}/${name}-${size}-${colorScheme}.png`);
      assert.deepEqual(await this.violations(colorScheme), [], `${name}, ${size}, ${colorScheme}`);
    }
  }

  async violations(colorScheme) {
    return violationsOf(this.page, colorScheme);
  }

  async picture(path) {
    await this.page.evaluate(() => Promise.all([...document.images].map((image) => {
      image.loading = 'eager';
      return image.decode();
    })));
    await this.page.screenshot({ path, fullPage: true });
  }

  async leave() {
    this.left = true;
    await this.context.close();
    assert.deepEqual(this.complaints, []);
  }

  /** The shop's page as a list: everything that is on sale is on it. */
  async openShop() {
    await this.page.goto(shop.storefront);
    if (this.script) await this.button('List').click();
  }
  /** `heard` of what it answers ends when the stream of what moves has brought such an event. */
  async hears(name) {
    const devtools = await this.context.newCDPSession(this.page);
    await devtools.send('Network.enable');
    return { heard: new Promise((heard) => devtools.on('Network.eventSourceMessageReceived', ({ eventName }) => eventName === name && heard())) };
  }
  /** The server is below /cal, as a proxy puts it, and its streams are cut off. Answers the paths that are asked for. */
  async below() {
    const asked = [];
    const pass = async (route) => {
      const request = route.request();
      const { pathname } = new URL(request.url());
      asked.push(pathname);
      if (!pathname.startsWith('/cal/') || pathname.endsWith('/live')) return route.abort();
      const url = request.url().replace('/cal/', '/');
      const response = await route.fetch({ url, maxRedirects: 0, headers: { ...request.headers(), 'X-Forwarded-Prefix': '/cal' } });
      return route.fulfill({ response });
    };
    await this.page.route('**/*', (route) => pass(route).catch((reason) => {
      if (!this.left) throw reason; // who leaves waits for no answer
    }));
    return asked;
  }
  link(name) {
    return this.page.getByRole('link', { name }).first();
  }
  button(name) {
    return this.page.getByRole('button', { name });
  }

  /** On the page that asks for it, in whatever language. */
  async signIn(password = shop.dashboard_password, user = shop.dashboard_user) {
    const form = this.page.locator('form[action$="/dashboard/login"]');
    await form.locator('[name=user]').fill(user);
    await form.locator('[name=password]').fill(password);
    await form.getByRole('button').click();
  }
  async fillIn(name, email) {
    await this.page.getByLabel('Name', { exact: true }).fill(name);
    await this.page.getByLabel('E-mail address', { exact: true }).fill(email);
  }
}

// Holds of other people, over the API; answers their addresses.
export async function othersTakeAllBut(free, summary) {
  const { slots } = await (await fetch(`${shop.base}/api/v1/shops/kiln-street/slots`)).json();
  const { id, limit, offers: [{ sku, remaining }] } = slots.find((slot) => slot.summary.includes(summary));
  const holds = [];
  for (let left = remaining; left > free; ) {
    const quantity = Math.min(limit, left - free);
    const answer = await fetch(`${shop.base}/api/v1/shops/kiln-street/holds`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ lines: [{ slot: id, sku, quantity }] }),
    });
    holds.push(answer.headers.get('location'));
    left -= quantity;
  }
  return holds;
}

// The creator puts something on the shelf, as a calendar app does: in 25 days, if nobody says else.
export async function publish(uid, summary, description, { begins, location } = {}) {
  const { user, password, shelf } = shop.caldav;
  const day = new Date(Date.now() + 25 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  const basic = (at) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  const times = begins ? [`DTSTART:${basic(begins)}`, `DTEND:${basic(begins + 3_600_000)}`] : [`DTSTART:${day}T170000Z`, `DTEND:${day}T180000Z`];
  const event = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test', 'BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20260301T000000Z',
    ...times, ...(location ? [`LOCATION:${location}`] : []), `SUMMARY:${summary}`, `DESCRIPTION:${description}`, 'END:VEVENT',
    'END:VCALENDAR', ''].join('\r\n');
  const answer = await fetch(`${shelf}${uid}.ics`, {
    method: 'PUT',
    headers: { 'Content-Type': 'text/calendar', Authorization: `Basic ${btoa(`${user}:${password}`)}` },
    body: event,
  });
  assert(answer.ok, await answer.text());
}
