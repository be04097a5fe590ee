// What this device holds at the moment, so that who goes back from the checkout finds the way there again. No server is asked to
// know the device.
import { recall, remember } from '../words/languages';

const item = 'timeshelf-holds';

export interface Held {
  /** By its slug. */
  shop: string;
  id: string;
  /** Of the checkout. */
  path: string;
  expires_at: string;
  /** The same by this device's clock, in milliseconds. */
  until: number;
}

const isHeld = (one: unknown): one is Held => {
  const { shop, id, path, expires_at, until } = (one ?? {}) as Record<keyof Held, unknown>;
  return [shop, id, path, expires_at].every((text) => typeof text === 'string') && /^\/[^/]/.test(path as string) && typeof until === 'number';
};

function running(): Held[] {
  try {
    const kept = JSON.parse(recall(item) ?? '[]') as unknown;
    return Array.isArray(kept) ? kept.filter(isHeld).filter(({ until }) => until > Date.now()) : [];
  } catch {
    return []; // what somebody else wrote there
  }
}

function put(holds: readonly Held[]): void {
  if (holds.length > 0) return remember(item, JSON.stringify(holds));
  try {
    localStorage.removeItem(item);
  } catch {
    // nothing was kept
  }
}

/** The newest that still runs. */
export const heldAt = (shop: string): Held | undefined => running().reverse().find((held) => held.shop === shop);

export const keepHold = (held: Held): void => put([...running().filter(({ id }) => id !== held.id), held]);

export const dropHold = (hold: string): void => put(running().filter(({ id }) => id !== hold));
