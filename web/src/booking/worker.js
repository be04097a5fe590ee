// Keeps bookings and what shows them, so that a QR code opens without a network. Its scope is "/b/", and of that it serves the
// pages of bookings alone. web/worker.mjs writes `version` and `files` (addresses, from this script's) above this.
/* global version, files */
const shell = `timeshelf-booking-${version}`;
const bookings = 'timeshelf-bookings';
const copied = 'Timeshelf-Copied-At';
const patience = 6_000; // milliseconds, of a network that does not answer

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(shell).then((cache) => cache.addAll(files.map((file) => new URL(file, self.location).href))).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => event.waitUntil(renew().then(() => self.clients.claim())));

// Pages name files of their own version: older ones go once every page is a newer one.
async function renew() {
  const cache = await caches.open(bookings);
  const results = await Promise.allSettled((await cache.keys()).filter(({ url }) => isBooking(new URL(url))).map(({ url }) => keep(url)));
  if (results.some(({ status }) => status === 'rejected')) return;
  const old = (await caches.keys()).filter((name) => name.startsWith('timeshelf-booking-') && name !== shell);
  await Promise.all(old.map((name) => caches.delete(name)));
}

const isBooking = ({ pathname }) => {
  const below = pathname.slice(new URL('.', self.location).pathname.length);
  return pathname.startsWith(new URL('.', self.location).pathname) && below !== '' && !below.includes('/');
};

// There is no such booking, or it was passed on.
const isGone = ({ status }) => status === 404 || status === 410;

const addressOf = (url) => {
  const { origin, pathname } = new URL(url);
  return origin + pathname; // ?lang=de is the same booking
};

async function keep(url, answer) {
  const address = addressOf(url);
  const cache = await caches.open(bookings);
  const response = answer ?? (await fetch(address, { headers: { Accept: 'text/html' } }));
  if (isGone(response)) return cache.delete(address);
  if (!response.ok) throw new Error(`${response.status}`);
  const page = await response.text();
  const assets = [...page.matchAll(/(?:href|src)="([^"]*\/assets\/[^"]+)"/g)].map(([, file]) => new URL(file, address).href);
  await (await caches.open(shell)).addAll(assets);
  const headers = new Headers(response.headers);
  headers.set(copied, String(Date.now()));
  await cache.put(address, new Response(page, { status: 200, headers }));
  return true;
}

self.addEventListener('message', (event) => {
  const { keep: wanted, forget } = event.data;
  const act = wanted ? keep(new URL(wanted, self.location).href) : caches.open(bookings).then((cache) => cache.delete(addressOf(new URL(forget, self.location).href)));
  event.waitUntil(act.then(() => true, () => false).then((done) => event.ports[0].postMessage(done)));
});

async function page(request) {
  const cache = await caches.open(bookings);
  const copy = await cache.match(addressOf(request.url));
  if (!copy) return fetch(request);
  try {
    const response = await Promise.race([fetch(request), new Promise((_, fail) => setTimeout(() => fail(new Error('too slow')), patience))]);
    if (response.status >= 500) return copy;
    if (response.ok || isGone(response)) await keep(request.url, response.clone()).catch(() => undefined);
    return response;
  } catch {
    return copy;
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const address = new URL(request.url);
  if (request.mode === 'navigate') {
    if (isBooking(address)) event.respondWith(page(request));
    return;
  }
  // Files under names that change with their bytes, kept with the pages that name them.
  if (address.origin === self.location.origin && address.pathname.includes('/assets/'))
    event.respondWith(caches.match(request).then((file) => file ?? fetch(request)));
});
