// What is loaded for pages that few come to, before they are shown.
import { signal } from '@preact/signals';
import { Problem } from '../api/client';
import type { Page } from './page';

export const rare = signal<typeof import('./views/rare') | null>(null);

const common: ReadonlySet<Page['view']> = new Set(['slot', 'checkout', 'booking', 'problem'] as const);

/** Throws Problem where there is no connection. */
export async function ready({ view }: Page): Promise<void> {
  if (common.has(view) || rare.value) return;
  try {
    rare.value = await import('./views/rare');
  } catch (reason) {
    throw new Problem(0, reason instanceof Error ? reason.message : String(reason));
  }
}
