// Keeps the app: all files of one version in one cache, which a newer version replaces as a whole. web/worker.mjs writes
// `version` and `files` (addresses, from this script's) above this when the app is built.
/* global version, files */
const name = `timeshelf-pickup-${version}`;
const page = new URL('../pickup', self.location).href;

self.addEventListener('install', (event) => {
  // Past the browser's own cache, or the page of an older version could get among the files of this one.
  const fresh = files.map((file) => new Request(new URL(file, self.location), { cache: 'reload' }));
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(fresh)));
});

// A newer version waits until nobody uses the older one, or until somebody asks for it.
self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  const old = (key) => key.startsWith('timeshelf-pickup-') && key !== name;
  event.waitUntil(caches.keys().then((keys) => Promise.all(keys.filter(old).map((key) => caches.delete(key)))).then(() => self.clients.claim()));
});

// What is kept is answered from there, without asking anybody; all else, as the API, is none of its business.
self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return;
  const address = new URL(event.request.url);
  const wanted = event.request.mode === 'navigate' ? page : address.origin + address.pathname;
  const known = wanted === page || files.some((file) => new URL(file, self.location).href === wanted);
  if (!known) return;
  event.respondWith(caches.open(name).then((cache) => cache.match(wanted)).then((kept) => kept ?? fetch(event.request)));
});
