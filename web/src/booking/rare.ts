// What is loaded for pages that few come to, before they are shown.
import { signal } from '@preact/signals';
import { Problem } from '../api/client';
import type { Page } from './page';
import { isDelivered } from './paying';

export const rare = signal<typeof import('./views/rare') | null>(null);

const common: ReadonlySet<Page['view']> = new Set(['slot', 'checkout', 'booking', 'problem'] as const);

/** The form of an address, for slots that deliver. */
export const delivering = signal<typeof import('./views/address') | null>(null);

const delivers = (page: Page): boolean => page.view === 'slot' && page.slot.fulfilment.some(({ kind }) => isDelivered(kind));

export async function loadRare(): Promise<void> {
  rare.value ??= await import('./views/rare');
}

/** Throws Problem where there is no connection. */
export async function ready(page: Page): Promise<void> {
  try {
    if (!common.has(page.view)) await loadRare();
    if (delivers(page)) delivering.value ??= await import('./views/address');
  } catch (reason) {
    throw new Problem(0, reason instanceof Error ? reason.message : String(reason));
  }
}
