// A booking stays on the device: its page and code open without a network, by a service worker below "/b/" alone (worker.js).
import { signal } from '@preact/signals';

export type Kept = 'unknown' | 'yes' | 'no' | 'forgotten';
export const kept = signal<Kept>('unknown');
/** When the copy that is shown was made, where there is no connection. */
export const copiedAt = signal<number | null>(null);

/** The header of a copy (worker.js). */
const copied = 'Timeshelf-Copied-At';

async function activeWorker(prefix: string): Promise<ServiceWorker> {
  const registration = await navigator.serviceWorker.register(`${prefix}/b/worker.js`, { scope: `${prefix}/b/` });
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  if (!worker) throw new Error('no worker was installed');
  if (registration.active) return registration.active;
  return new Promise((found, lost) => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') found(worker);
      if (worker.state === 'redundant') lost(new Error('the worker could not keep its files'));
    });
  });
}

function tell(worker: ServiceWorker, message: { keep: string } | { forget: string }): Promise<boolean> {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data === true);
    worker.postMessage(message, [port2]);
  });
}

/** That this device is to keep nothing of it holds until its window is closed. */
const unwanted = 'timeshelf-unwanted';
function isUnwanted(path: string): boolean {
  try {
    return sessionStorage.getItem(unwanted) === path;
  } catch {
    return false;
  }
}

/** Keeps the booking of a page; what became of it is in `kept`. */
export async function keepBooking(prefix: string, path: string): Promise<void> {
  if (isUnwanted(path)) {
    kept.value = 'forgotten';
    return;
  }
  try {
    kept.value = (await tell(await activeWorker(prefix), { keep: path })) ? 'yes' : 'no';
  } catch {
    kept.value = 'no'; // a browser that has no workers, or may keep nothing
  }
}

export async function forgetBooking(prefix: string, path: string): Promise<void> {
  try {
    sessionStorage.setItem(unwanted, path);
    await tell(await activeWorker(prefix), { forget: path });
  } catch {
    // then there was nothing
  }
  kept.value = 'forgotten';
}

/** How old the copy is that is shown. */
export async function readCopy(path: string): Promise<void> {
  try {
    const copy = await caches.match(new URL(path, location.href).href);
    copiedAt.value = Number(copy?.headers.get(copied)) || null;
  } catch {
    copiedAt.value = null;
  }
}
