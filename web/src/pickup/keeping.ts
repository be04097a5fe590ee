// The app itself is kept by a service worker (worker.js), so that it opens without a network.

const anHour = 3_600_000;

/** Tells when a newer version waits; the answer makes it the one that runs. */
export function keepApp(path: string, newVersion: () => void): () => void {
  let waiting: ServiceWorker | null = null;
  if (!('serviceWorker' in navigator)) return () => undefined;
  const found = (worker: ServiceWorker | null): void => {
    if (!worker || !navigator.serviceWorker.controller) return; // the first one is no news
    waiting = worker;
    newVersion();
  };
  navigator.serviceWorker.register(`${path}/worker.js`, { scope: path }).then(
    (registration) => {
      found(registration.waiting);
      registration.addEventListener('updatefound', () => {
        const worker = registration.installing;
        worker?.addEventListener('statechange', () => worker.state === 'installed' && found(worker));
      });
      const ask = (): void => void registration.update().catch(() => undefined); // without a network there is no news
      ask(); // a browser by itself asks when it likes, and an app may stay open for days
      setInterval(ask, anHour);
    },
    () => undefined, // where it may not, the app runs as long as there is a network
  );
  return () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
    waiting?.postMessage('take over');
  };
}
